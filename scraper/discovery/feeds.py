"""RSS 0.9 to 2.0, Atom and JSON Feed -> entries, as far as they can be read."""

from __future__ import annotations

import calendar
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from time import struct_time
from typing import Any

import msgspec

from scraper.discovery.addresses import clean
from scraper.discovery.reading import Entry, Further, NotAFeed, Reading
from scraper.discovery.references import mended
from scraper.languages import language_code

MAX_BYTES = 8 * 1024 * 1024  # of a feed are read; hostile ones cost about 2 s per MB (measured)
MAX_ENTRIES = 5000  # of a feed are read


def read_feed(body: bytes, headers: Mapping[str, str], url: str) -> Reading:
    """What the feed at `url` says; NotAFeed where it is none."""
    body = body[:MAX_BYTES]
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url)
    return _xml_feed(body, headers, url)


def _xml_feed(body: bytes, headers: Mapping[str, str], url: str) -> Reading:
    import feedparser

    feed: Any = feedparser.parse(
        io.BytesIO(mended(body)),
        response_headers={"content-type": headers.get("content-type", "")},
        sanitize_html=False,  # nothing of it is shown as HTML
        resolve_relative_uris=False,  # addresses are resolved below, against the right base
    )
    if not feed.get("version") and not feed.entries:
        raise NotAFeed("is no RSS, Atom or JSON feed")
    links = feed.feed.get("links", [])
    base = url
    return Reading(
        entries=list(_xml_entries(feed.entries[:MAX_ENTRIES], base)),
        further=tuple(Further(url=page) for page in _links(links, "next", base)[:1]),
        hub=next(iter(_links(links, "hub", base)), None),
    )


def _xml_entries(entries: list[Any], base: str) -> Iterator[Entry]:
    for entry in entries:
        link = entry.get("link") or (entry.get("id") if entry.get("guidislink") else None)
        address = clean(str(link), base) if link else None
        if address is None:
            continue
        published = _moment(dict.get(entry, "published_parsed"))
        updated = _moment(dict.get(entry, "updated_parsed"))
        yield Entry(
            url=address,
            title=_title(entry.get("title")),
            published=published or updated,
            modified=updated if published and updated and updated > published else None,
        )


def _json_feed(body: bytes, url: str) -> Reading:
    try:
        feed = msgspec.json.decode(body)
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
            title=_title(item.get("title")),
            published=published,
            modified=modified,
            language=language_code(language) if isinstance(language, str) else None,
        )


def timestamp(text: object) -> date | None:
    """ISO 8601 as JSON feeds and sitemaps write it, in UTC; None: not readable.

    >>> timestamp("2026-03-01T10:00:00+02:00")
    datetime.datetime(2026, 3, 1, 8, 0, tzinfo=datetime.timezone.utc)
    """
    if not isinstance(text, str) or len(text) > 40:
        return None
    text = text.strip()
    try:
        if len(text) <= 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _moment(parsed: struct_time | None) -> datetime | None:
    """feedparser's time, which is in UTC."""
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _links(links: list[Any], rel: str, base: str) -> list[str]:
    found = [clean(str(link.get("href", "")), base) for link in links if link.get("rel") == rel]
    return [address for address in found if address]


def _listed(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _title(text: object) -> str | None:
    return " ".join(text.split())[:500] or None if isinstance(text, str) else None
