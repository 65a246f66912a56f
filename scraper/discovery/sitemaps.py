"""Sitemaps and sitemap indexes -> entries, read piece by piece however large they are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from xml.parsers import expat

from scraper.discovery.addresses import clean
from scraper.discovery.feeds import read_feed, timestamp
from scraper.discovery.lists import read_list
from scraper.discovery.reading import Entry, Further, NotASitemap, Reading
from scraper.discovery.references import mended
from scraper.languages import language_code

MAX_BYTES = 60 * 1024 * 1024  # after decompression; sitemaps.org allows 50 MB
MAX_ADDRESSES = 100_000  # of one sitemap; sitemaps.org allows 50,000
_MAX_ERRORS = 1000  # records that cannot be read; then the rest is left out
_MAX_DEPTH = 40  # elements open at the same time; real records have four
_MAX_TEXT = 2048  # characters of one element
_BARE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_PIECE = 64 * 1024  # bytes handed to the parser at a time


def read_sitemap(body: bytes, headers: Mapping[str, str], url: str) -> Reading:
    """What the sitemap at `url` says: XML, gzipped or not, a plain list, or a feed."""
    pieces = _pieces(body)
    start = next(pieces, b"")
    root = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    if root[:8].lower().startswith(b"http"):
        whole = start + b"".join(pieces)
        return Reading(entries=read_list(whole, url))
    if b"<rss" in root or b"<feed" in root or b"<rdf:RDF" in root:
        return read_feed(start + b"".join(pieces), headers, url)
    if b"<sitemapindex" in root:
        return Reading(further=tuple(_further(body, url)))
    if b"<urlset" not in root:
        raise NotASitemap("is no sitemap: it has neither <urlset> nor <sitemapindex>")
    return Reading(entries=_entries(body, url), is_news=b"sitemap-news" in root)


def _entries(body: bytes, url: str) -> Iterator[Entry]:
    for found in _records(body, "url"):
        if address := _address(found, url):
            yield Entry(
                url=address,
                title=found.get("title"),
                published=timestamp(found.get("publication_date")),
                modified=timestamp(found.get("lastmod")),
                language=language_code(found.get("language", "")),
            )


def _further(body: bytes, url: str) -> Iterator[Further]:
    for found in _records(body, "sitemap"):
        if address := _address(found, url):
            yield Further(url=address, modified=timestamp(found.get("lastmod")))


def _address(found: dict[str, str], url: str) -> str | None:
    """The record's address; in CDATA ampersands may have been escaped once too often."""
    written = found.get("loc", "").replace("&amp;", "&")
    return clean(written, url) if written else None


def _records(body: bytes, tag: str) -> Iterator[dict[str, str]]:
    """For each element `tag` the text of what stands in it, by local name; the first one counts.

    Nothing but the record at hand is kept.  Behind an error reading goes on with the next record.
    """
    reader = _RecordReader(tag)
    count = 0
    for piece in _escaped(_pieces(body)):
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
        self._opening = re.compile(rb"<(?:\w+:)?" + tag.encode() + rb"\s*>")
        self._errors = 0
        self._held: bytes | None = None  # end of what was skipped behind an error; None: reading
        self._done: list[dict[str, str]] = []
        self._start(b"")

    def _start(self, root: bytes) -> None:
        self._record: dict[str, str] = {}
        self._text = ""
        self._depth = 0
        self._parser = expat.ParserCreate()
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
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise _TooDeep

    def _characters(self, text: str) -> None:
        if len(self._text) <= _MAX_TEXT:
            self._text += text

    def _closed(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._depth -= 1
        if name == self._tag:
            self._done.append(self._record)
            self._record = {}
        elif self._text and name not in self._record:
            self._record[name] = self._text.strip()[:_MAX_TEXT]
        self._text = ""


def _escaped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces with bare ampersands escaped: the error that addresses in sitemaps have most.

    References to what is no character, the error of headlines, are mended.
    """
    held = b""
    for piece in pieces:
        whole = held + piece
        cut = whole.rfind(b"&", max(0, len(whole) - 12))
        cut = len(whole) if cut < 0 else cut
        held = whole[cut:]
        yield _BARE.sub(b"&amp;", mended(whole[:cut]))
    yield _BARE.sub(b"&amp;", mended(held))


def _pieces(body: bytes) -> Iterator[bytes]:
    """The body in pieces, gunzipped where it is gzip, up to MAX_BYTES; a broken end is left out."""
    total = 0
    if body[:2] != b"\x1f\x8b":
        for start in range(0, min(len(body), MAX_BYTES), _PIECE):
            yield body[start : start + _PIECE]
        return
    gunzip = zlib.decompressobj(wbits=31)
    rest = body
    while rest and total < MAX_BYTES and not gunzip.eof:
        try:
            piece = gunzip.decompress(rest, _PIECE)
        except zlib.error:
            return
        if not piece and not gunzip.unconsumed_tail:
            return
        rest = gunzip.unconsumed_tail
        total += len(piece)
        yield piece
