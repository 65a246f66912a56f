"""Sitemaps and sitemap indexes -> entries, read piece by piece however large they are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from xml.parsers import expat

from scraper.discovery.addresses import clean
from scraper.discovery.characters import mended
from scraper.discovery.feeds import headline, read_feed, timestamp
from scraper.discovery.lists import read_list
from scraper.discovery.packed import unpacked
from scraper.discovery.reading import Entry, Further, NotASitemap, Reading
from scraper.extractor.decode import codec_of
from scraper.languages import language_code
from scraper.stages import DocumentKind

MAX_BYTES = 60 * 1024 * 1024  # after decompression; sitemaps.org allows 50 MB
MAX_ADDRESSES = 100_000  # of one sitemap; sitemaps.org allows 50,000
_MAX_ERRORS = 1000  # records that cannot be read; then the rest is left out
_MAX_DEPTH = 40  # elements open at the same time; real records have four
_MAX_TEXT = 2048  # characters of one element
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(urlset|sitemapindex|rss|feed|RDF|(?i:html))[\s/>]")
_RECORD = re.compile(rb"<(?:[\w.-]+:)?url[\s>]")
_NEWS = re.compile(rb"xmlns:([\w.-]+)\s*=\s*[\"'][^\"'<>]*sitemap-news")
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")


def read_sitemap(body: bytes, headers: Mapping[str, str], url: str) -> Reading:
    """What the sitemap at `url` says: XML, gzipped or not, a plain list, or a feed."""
    pieces = _pieces(body, headers)
    start = next(pieces, b"")
    pieces = chain([start], pieces)
    if start.lstrip()[:8].lower().startswith(b"http"):
        return Reading(entries=read_list(b"".join(pieces).decode(), url))
    found = _ROOT.search(_COMMENT.sub(b"", start))
    if found is None or found[1].lower() == b"html":
        raise NotASitemap("is no sitemap: it has neither <urlset> nor <sitemapindex>")
    if found[1] == b"sitemapindex":
        return Reading(further=tuple(_further(pieces, url)))
    if found[1] == b"urlset":
        return Reading(entries=_entries(pieces, url), is_news=_is_news(start))
    return read_feed(b"".join(pieces), {}, url)


def likely_kind(body: bytes, headers: Mapping[str, str]) -> DocumentKind:
    """What a document seems to be, by its first element; a web page is a section."""
    start = next(_pieces(body, headers), b"").lstrip()
    if start[:1] == b"{":
        return "feed"
    if start[:8].lower().startswith(b"http"):
        return "sitemap"
    found = _ROOT.search(_COMMENT.sub(b"", start))
    if found is None or found[1].lower() == b"html":
        return "section"
    return "sitemap" if found[1] in (b"urlset", b"sitemapindex") else "feed"


def _is_news(start: bytes) -> bool:
    """Whether the entries are news: many sitemaps name the vocabulary and do not use it."""
    found = _NEWS.search(start)
    return found is not None and (b"<%s:" % found[1] in start or not _RECORD.search(start))


def _entries(pieces: Iterable[bytes], url: str) -> Iterator[Entry]:
    for found in _records(pieces, "url"):
        if "loc" in found and (address := clean(found["loc"], url)):
            yield Entry(
                url=address,
                title=headline(found.get("title")),
                published=timestamp(found.get("publication_date")),
                modified=timestamp(found.get("lastmod")),
                language=language_code(found.get("language", "")),
            )


def _further(pieces: Iterable[bytes], url: str) -> Iterator[Further]:
    for found in _records(pieces, "sitemap"):
        if "loc" in found and (address := clean(found["loc"], url)):
            yield Further(url=address, modified=timestamp(found.get("lastmod")))


def _records(pieces: Iterable[bytes], tag: str) -> Iterator[dict[str, str]]:
    """For each element `tag` the text of what stands in it, by local name; the first one counts.

    Nothing but the record at hand is kept.  Behind an error reading goes on with the next record.
    """
    reader = _RecordReader(tag)
    count = 0
    for piece in _escaped(pieces):
        reader.feed(piece)
        for record in reader.take():
            yield record
            count += 1
            if count == MAX_ADDRESSES:
                return


class _TooDeep(Exception):
    """More elements are open than any sitemap needs."""


class _RecordReader:
    """Reads records from a sitemap that comes in pieces."""

    def __init__(self, tag: str) -> None:
        self._tag = tag
        self._around = (tag, "news", "publication")  # elements whose own text counts, not images'
        self._opening = re.compile(rb"<(?:[\w.-]+:)?%s(?:\s[^<>]*)?>" % tag.encode())
        self._errors = 0
        self._held: bytes | None = None  # end of what was skipped behind an error; None: reading
        self._done: list[dict[str, str]] = []
        self._start(b"")

    def _start(self, root: bytes) -> None:
        self._record: dict[str, str] = {}
        self._text = ""
        self._open: list[str] = []  # local names, the outermost first
        self._parser = expat.ParserCreate("utf-8")  # whatever the declaration says
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._opened
        self._parser.CharacterDataHandler = self._characters
        self._parser.EndElementHandler = self._closed
        self._parser.Parse(root, False)
        self._fed = len(root)  # bytes that the parser has seen

    def feed(self, piece: bytes) -> None:
        """Read the next piece."""
        while piece and self._errors <= _MAX_ERRORS:
            if self._held is not None:
                piece = self._held + piece
                found = self._opening.search(piece)
                if found is None:
                    self._held = piece[-40:]
                    return
                piece = piece[found.start() :]
                self._held = None
                self._start(b"<records>")
            try:
                self._parser.Parse(piece, False)
                self._fed += len(piece)
                return
            except (expat.ExpatError, _TooDeep):
                self._errors += 1
                at = max(self._parser.CurrentByteIndex - self._fed, 0)
                piece = piece[at + 1 :]
                self._held = b""

    def take(self) -> list[dict[str, str]]:
        """The records finished since the last time."""
        done, self._done = self._done, []
        return done

    def _opened(self, name: str, attributes: dict[str, str]) -> None:
        self._text = ""
        self._open.append(name.rpartition(":")[2])
        if len(self._open) > _MAX_DEPTH:
            raise _TooDeep

    def _characters(self, text: str) -> None:
        if len(self._text) <= _MAX_TEXT:
            self._text += text

    def _closed(self, name: str) -> None:
        name = self._open.pop()
        if name == self._tag:
            self._done.append(self._record)
            self._record = {}
        elif self._text and self._open and self._open[-1] in self._around:
            self._record.setdefault(name, self._text.strip())
        self._text = ""


def _escaped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces with bare ampersands escaped: the error that addresses in sitemaps have most.

    Characters that XML does not allow, the error of headlines, are left out.
    """
    held = b""
    for piece in pieces:
        whole = held + piece
        cut = whole.rfind(b"&", max(0, len(whole) - 12))
        cut = len(whole) if cut < 0 else cut
        held = whole[cut:]
        yield _BARE.sub(b"&amp;", mended(whole[:cut]))
    yield _BARE.sub(b"&amp;", mended(held))


def _pieces(body: bytes, headers: Mapping[str, str]) -> Iterator[bytes]:
    """The body in pieces, in UTF-8 without mark, gunzipped where it is gzip, up to MAX_BYTES."""
    decoder: codecs.IncrementalDecoder | None = None
    for piece in unpacked(body, MAX_BYTES):
        if decoder is None:
            decoder = codecs.getincrementaldecoder(codec_of(piece, headers))("replace")
        yield decoder.decode(piece).encode("utf-8", "replace")
