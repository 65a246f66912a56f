"""RSS 0.9 to 2.0, Atom and JSON Feed -> entries, as far as they can be read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from scraper.discovery.addresses import clean
from scraper.discovery.characters import mended
from scraper.discovery.packed import unpacked
from scraper.discovery.reading import Entry, Further, NotAFeed, Reading
from scraper.extractor import datetext
from scraper.extractor.calendars import EARLIEST, LATEST
from scraper.extractor.decode import decode
from scraper.extractor.jsonld import clean as plain
from scraper.languages import language_code
from scraper.schedule import moment_of

MAX_BYTES = 8 * 1024 * 1024  # of a feed are read; hostile ones cost about 2 s per MB (measured)
MAX_ENTRIES = 5000  # of a feed are read
_MAX_DATE = 60  # characters; longer ones are none
_BREAK = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
_HTML = ("text/html", "application/xhtml+xml")


def read_feed(body: bytes, headers: Mapping[str, str], url: str) -> Reading:
    """What the feed at `url` says; NotAFeed where it is none."""
    text = decode(b"".join(unpacked(body, MAX_BYTES)), headers)
    return _json_feed(text, url) if text.lstrip()[:1] == "{" else _xml_feed(text, url)


def _xml_feed(text: str, url: str) -> Reading:
    import feedparser

    feed: Any = feedparser.parse(
        io.BytesIO(mended(text.encode())),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,  # nothing of it is shown as HTML
        resolve_relative_uris=False,  # addresses are resolved below; it minds xml:base in any case
    )
    if not feed.get("version") and not feed.entries:
        raise NotAFeed("is no RSS, Atom or JSON feed")
    links = feed.feed.get("links", [])
    return Reading(
        entries=list(_xml_entries(feed.entries[:MAX_ENTRIES], url)),
        further=tuple(Further(url=page) for page in _links(links, "next", url)[:1]),
        hub=next(iter(_links(links, "hub", url)), None),
    )


def _xml_entries(entries: list[Any], base: str) -> Iterator[Entry]:
    for entry in entries:
        link = _link(entry)
        address = clean(link, base) if link else None
        if address is None:
            continue
        published = timestamp(dict.get(entry, "published"))
        updated = timestamp(dict.get(entry, "updated"))
        changed = published and updated and moment_of(updated) > moment_of(published)
        yield Entry(
            url=address,
            title=headline(entry.get("title")),
            published=published or updated,
            modified=updated if changed else None,
        )


def _link(entry: Any) -> str | None:
    """The article's own address: of several links the first to a page, else an identifier."""
    if original := entry.get("feedburner_origlink"):  # the others count readers first
        return str(original)
    for link in entry.get("links", ()):
        if link.get("rel") == "alternate" and link.get("type") in _HTML and link.get("href"):
            return str(link["href"])
    link = entry.get("link") or (entry.get("id") if entry.get("guidislink") else None)
    return str(link) if link and (link != entry.get("id") or "://" in link) else None


def _json_feed(text: str, url: str) -> Reading:
    try:
        feed = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise NotAFeed("is broken JSON") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAFeed("is no JSON feed: it has no list of items")
    hubs = [hub for hub in _listed(feed.get("hubs")) if hub.get("type") == "WebSub"]
    hub = clean(str(hubs[0].get("url")), url) if hubs else None
    following = feed.get("next_url")
    page = clean(following, url) if isinstance(following, str) else None
    return Reading(
        entries=list(_json_entries(_listed(feed["items"])[:MAX_ENTRIES], url)),
        further=(Further(url=page),) if page else (),
        hub=hub,
    )


def _json_entries(items: list[dict[str, Any]], base: str) -> Iterator[Entry]:
    for item in items:
        link = item.get("url") or item.get("external_url") or item.get("id")
        if not isinstance(link, str) or (link == item.get("id") and "://" not in link):
            continue  # an identifier, not an address
        if (address := clean(link, base)) is None:
            continue
        published, modified = (
            timestamp(item.get(name)) for name in ("date_published", "date_modified")
        )
        language = item.get("language")
        yield Entry(
            url=address,
            title=headline(item.get("title")),
            published=published,
            modified=modified,
            language=language_code(language) if isinstance(language, str) else None,
        )


def timestamp(text: object) -> date | None:
    """The date that a feed or sitemap writes, in UTC; None: none, or one before the web began.

    >>> timestamp("2026-03-01T10:00:00+02:00")
    datetime.datetime(2026, 3, 1, 8, 0, tzinfo=datetime.timezone.utc)
    """
    if not isinstance(text, str) or len(text) > _MAX_DATE or " -0001" in text:  # of a draft
        return None
    try:
        day = datetext.parse(text) or parsedate_to_datetime(text)
        if isinstance(day, datetime):
            day = moment_of(day).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def _links(links: list[Any], rel: str, base: str) -> list[str]:
    found = [clean(str(link.get("href", "")), base) for link in links if link.get("rel") == rel]
    return [address for address in found if address]


def _listed(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def headline(text: object) -> str | None:
    """A headline as plain text in one line of at most 500 characters; None: there is none.

    Most formats allow no markup there, and most programs write it all the same.

    >>> headline("<b>Ferry</b> &amp; co")
    'Ferry & co'
    """
    return plain(_BREAK.sub(" ", text))[:500] or None if isinstance(text, str) else None
