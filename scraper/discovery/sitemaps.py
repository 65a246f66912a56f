"""Sitemaps and sitemap indexes -> entries, read piece by piece however large they are."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from scraper.discovery.addresses import clean
from scraper.discovery.feeds import read_feed, timestamp
from scraper.discovery.lists import read_list
from scraper.discovery.reading import Entry, Further, Reading

MAX_BYTES = 60 * 1024 * 1024  # after decompression; sitemaps.org allows 50 MB
MAX_ADDRESSES = 100_000  # of one sitemap; sitemaps.org allows 50,000
_PIECE = 64 * 1024  # bytes handed to the parser at a time


class NotASitemap(ValueError):
    """The document holds nothing that can be read as a sitemap."""


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
        if address := clean(found.get("loc", ""), url):
            language = found.get("language", "")[:2].lower()
            yield Entry(
                url=address,
                title=found.get("title"),
                published=timestamp(found.get("publication_date")),
                modified=timestamp(found.get("lastmod")),
                language=language or None,
            )


def _further(body: bytes, url: str) -> Iterator[Further]:
    for found in _records(body, "sitemap"):
        if address := clean(found.get("loc", ""), url):
            yield Further(url=address, modified=timestamp(found.get("lastmod")))


def _records(body: bytes, tag: str) -> Iterator[dict[str, str]]:
    """For each element `tag` the text of what stands in it, by local name; the first one counts.

    Elements are dropped as soon as they are read.  No entity is expanded, nothing is loaded.
    """
    from lxml import etree

    parser: Any = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True, huge_tree=False
    )
    count = 0
    record: dict[str, str] = {}
    for piece in _pieces(body):
        parser.feed(piece)
        for _, element in parser.read_events():
            name = _local(element.tag)
            if name != tag:
                if element.text and name not in record:
                    record[name] = element.text.strip()[:2048]
                continue
            yield record
            record = {}
            count += 1
            if count >= MAX_ADDRESSES:
                return
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


def _local(tag: object) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


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
