"""A site's own feeds and sitemaps: which addresses are worth trying, and what was found there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from scraper.discovery.addresses import clean
from scraper.discovery.reading import Entry, Reading
from scraper.discovery.sections import base_of
from scraper.discovery.selection import RECENT
from scraper.extractor.bounds import bound
from scraper.extractor.decode import decode
from scraper.schedule import moment_of
from scraper.stages import DocumentKind

_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
    }
)
# Where feeds stand that no page links to: WordPress, Ghost, Hugo, Blogger, Drupal, Joomla.
USUAL_FEEDS = ("/feed/", "/rss/", "/index.xml", "/feed.xml", "/rss.xml", "/atom.xml", "/feed.json")
USUAL_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/news-sitemap.xml", "/sitemap-news.xml")
MAX_ADVERTISED = 8  # feeds of one page are tried; some offer one a category


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document of a site that names articles."""

    url: str
    kind: DocumentKind
    entries: int  # articles it names; of an index: sitemaps
    latest: date | None = None  # date of its latest article; None: not dated
    is_news: bool = False


def advertised_feeds(body: bytes, headers: Mapping[str, str], url: str) -> list[str]:
    """Feeds that the page at `url` names in its head; those of comments come last."""
    tree = LexborHTMLParser(bound(decode(body, headers)))
    base = base_of(tree, url)
    feeds: dict[str, bool] = {}
    for link in tree.css("link[href]"):
        attributes = link.attributes
        rel = (attributes.get("rel") or "").lower().split()
        kind = (attributes.get("type") or "").split(";")[0].strip().lower()
        if "alternate" in rel and kind in _FEED_TYPES:
            address = clean(attributes.get("href") or "", base)
            if address is not None:
                about = f"{address} {attributes.get('title') or ''}".lower()
                feeds[address] = "comment" in about or "kommentar" in about
    return sorted(feeds, key=lambda address: feeds[address])[:MAX_ADVERTISED]


def usual(url: str, paths: Iterable[str]) -> list[str]:
    """The usual addresses on the host of `url`."""
    return [urljoin(url, path) for path in paths]


def found(url: str, kind: DocumentKind, reading: Reading) -> Found | None:
    """What a document turned out to be; None: it names nothing."""
    entries: list[Entry] = list(reading.entries)
    onward = reading.further if kind == "sitemap" else ()
    if not entries and not onward:
        return None
    dates = [day for entry in entries if (day := entry.published or entry.modified)]
    dates += [link.modified for link in onward if link.modified]
    return Found(
        url=url,
        kind=kind,
        entries=len(entries) or len(onward),
        latest=max(dates, key=moment_of, default=None),
        is_news=reading.is_news,
    )


def is_fresh(one: Found, now: datetime) -> bool:
    """Whether its latest article is of these days."""
    return one.latest is not None and moment_of(one.latest) >= now - RECENT


def choose(candidates: list[Found]) -> list[Found]:
    """The documents worth reading at every run.

    One feed is enough, the one with the latest article; a news sitemap beside it names what fell
    out of the feed.  A plain sitemap or a section page is for sites that have no feed, or one that
    nobody writes any more.
    """
    feeds = [one for one in candidates if one.kind == "feed"]
    news = [one for one in candidates if one.is_news]
    sitemaps = [one for one in candidates if one.kind == "sitemap" and not one.is_news]
    if feeds:
        dated = [one for one in feeds if one.latest is not None]
        best = max(dated, key=_freshness) if dated else feeds[0]
        later = [one for one in sitemaps if _is_left_behind(best, one)]
        return [best, *(news or later)[:1]]
    if news or sitemaps:
        return [*news[:1], *sitemaps[:1]]
    return [one for one in candidates if one.kind == "section"][:1]


def _freshness(one: Found) -> tuple[object, int]:
    assert one.latest is not None  # the caller keeps to dated ones
    return moment_of(one.latest), one.entries


def _is_left_behind(feed: Found, sitemap: Found) -> bool:
    if feed.latest is None or sitemap.latest is None:
        return False
    return moment_of(sitemap.latest) - moment_of(feed.latest) > RECENT
