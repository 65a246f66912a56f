"""Which of the articles a document names are wanted: pure decisions over plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from heapq import heappush, heappushpop
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper.discovery.addresses import spelled
from scraper.discovery.reading import Entry, Reading
from scraper.schedule import moment_of
from scraper.stages import Candidate, DocumentRecord

if TYPE_CHECKING:
    from scraper.config import Source


RECENT = timedelta(days=30)  # age up to which a new sitemap's articles are news, not archive
# Articles that a new document may bring: some feeds name all that their site ever published.
FIRST = {"feed": 50, "sitemap": 200, "news": 1000}  # a news sitemap holds no more (Google)
_SAMPLE = 10  # first entries of a document that show whether it dates changes
_AT_ONCE = timedelta(minutes=5)
_JUST_NOW = timedelta(days=2)  # dates may lack the time, and be of any time zone


def candidates(
    reading: Reading, document: DocumentRecord, source: Source, now: datetime
) -> Iterator[Candidate]:
    """The wanted articles among those `document` names.

    Much of what a sitemap names at the first look, and some of what a feed names, is the site's
    archive.  Unless the source asks for that, only the latest articles are wanted, FIRST of them;
    of a sitemap those that are RECENT, and dated unless they are news.  The others are handed on as
    `archived`, so that they are known when the next look shows what is new.
    """
    entries = (entry for entry in reading.entries if suits(entry, source))
    first = document.last_success is None and document.is_baseline
    if source.archive or not first:
        for entry in _believed(entries, now):
            if source.archive or not is_too_old(_date(entry), source, now):
                yield _candidate(entry, document)
        return
    kind = "news" if reading.is_news else document.kind
    most = FIRST[kind]
    latest: list[tuple[datetime, int, Entry]] = []
    for number, entry in enumerate(entries):
        day = _date(entry)
        is_news = is_recent(day, source, now) or (day is None and kind == "news")
        if is_too_old(day, source, now) or (kind != "feed" and not is_news):
            yield _candidate(entry, document, archived=True)
            continue
        place = (moment_of(day) if day else now, -number, entry)  # undated: in the feed's order
        if len(latest) < most:
            heappush(latest, place)
        else:
            yield _candidate(heappushpop(latest, place)[2], document, archived=True)
    for _, _, entry in sorted(latest, reverse=True, key=lambda one: one[:2]):
        yield _candidate(entry, document)


def _believed(entries: Iterator[Entry], now: datetime) -> Iterator[Entry]:
    """The entries, without their changes where the site names the time it wrote the document.

    All of them would be fetched again whenever it is written.
    """
    sample = list(islice(entries, _SAMPLE))
    changes = [moment_of(entry.modified) for entry in sample if entry.modified is not None]
    says_nothing = (
        len(changes) == _SAMPLE
        and max(changes) - min(changes) <= _AT_ONCE
        and max(changes) >= now - _JUST_NOW
    )
    for entry in chain(sample, entries):
        yield replace(entry, modified=None) if says_nothing else entry


def suits(entry: Entry, source: Source) -> bool:
    """Whether the source's patterns and language allow the entry."""
    if source.language and entry.language and entry.language != source.language:
        return False
    return fits(entry.url, source)


def fits(url: str, source: Source) -> bool:
    """Whether the source's patterns allow the address."""
    if not source.include and not source.exclude:
        return True
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    if source.include and not any(_matches(p, path, url) for p in source.include):
        return False
    return not any(_matches(p, path, url) for p in source.exclude)


def is_too_old(day: date | None, source: Source, now: datetime) -> bool:
    """Whether an article of this date is older than the source wants; not dated: never."""
    return day is not None and source.max_age is not None and moment_of(day) < now - source.max_age


def is_recent(day: date | None, source: Source, now: datetime) -> bool:
    """Whether an article of this date is news to someone who has just added its source."""
    return day is not None and moment_of(day) >= now - (source.max_age or RECENT)


def _date(entry: Entry) -> date | None:
    return entry.published or entry.modified


def _matches(pattern: str, path: str, url: str) -> bool:
    return bool(_compiled(pattern).fullmatch(url if "://" in pattern else path))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern in which `*` stands for any characters, as few or many as it takes."""
    first, *middle = (re.escape(part) for part in re.sub(r"\*+", "*", spelled(pattern)).split("*"))
    if not middle:
        return re.compile(first, re.IGNORECASE)
    *inner, last = middle
    steps = "".join(f"(?>.*?{part})" for part in inner)  # atomic: no backtracking between stars
    return re.compile(f"{first}{steps}.*{last}", re.IGNORECASE | re.DOTALL)


def _candidate(entry: Entry, document: DocumentRecord, *, archived: bool = False) -> Candidate:
    return Candidate(
        url=entry.url,
        source=document.source,
        found_in=document.url,
        title=entry.title,
        published=entry.published,
        modified=entry.modified,
        archived=archived,
    )
