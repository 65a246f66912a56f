"""Which of the articles a document names are wanted: pure decisions over plain data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache, partial
from heapq import heappush, heappushpop
from itertools import chain, islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

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


class Judge(msgspec.Struct, frozen=True, kw_only=True):
    """What of a source decides which entries are wanted; fields as in Source."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str | None = None
    max_age: timedelta | None = None
    archive: bool = False


def judge(source: Source) -> str:
    """The source's Judge, as it is kept with a document."""
    fields = {name: getattr(source, name) for name in Judge.__struct_fields__}
    return msgspec.json.encode(Judge(**fields)).decode()


def before(document: DocumentRecord, source: Source) -> Source | None:
    """The source as it was at the last look at `document`, if it now wants more; None: it does not.

    What it wants more of may stand in the document since long, and must be read anew.
    """
    if document.judged_by is None or document.judged_by == judge(source):
        return None
    try:
        then = msgspec.json.decode(document.judged_by, type=Judge)
    except msgspec.MsgspecError:  # of a version to come
        return None
    is_narrower = (
        (not then.include or (source.include and set(source.include) <= set(then.include)))
        and set(then.exclude) <= set(source.exclude)
        and then.language in (None, source.language)
        and (then.max_age is None or (source.max_age and source.max_age <= then.max_age))
        and then.archive >= source.archive
    )
    return None if is_narrower else replace(source, **msgspec.structs.asdict(then))


def candidates(
    reading: Reading, document: DocumentRecord, source: Source, now: datetime
) -> Iterator[Candidate]:
    """The wanted articles among those `document` names.

    Much of what a sitemap names at the first look, and some of what a feed names, is the site's
    archive.  Unless the source asks for that, only the latest articles are wanted, FIRST of them;
    of a sitemap those that are RECENT, and dated unless they are news.  The others are handed on as
    `archived`, so that they are known when the next look shows what is new.  The same holds for
    what the source has not wanted when the document was last read.
    """
    entries = (entry for entry in reading.entries if suits(entry, source))
    then = before(document, source)
    later = partial(_at_later_look, document=document, source=source, now=now)
    first = later
    if document.is_baseline and not source.archive:
        first = partial(_at_first_look, reading, document=document, source=source, now=now)
    if document.last_success is None:
        yield from first(entries)
    elif then is None or source.archive:
        yield from later(entries)
    else:
        known: list[Entry] = []
        others: list[Entry] = []
        for entry in entries:
            was_wanted = suits(entry, then) and not is_too_old(_date(entry), then, now)
            (known if was_wanted else others).append(entry)
        yield from later(known)
        for candidate in first(others):
            yield replace(candidate, newly_wanted=not candidate.archived)


def _at_later_look(
    entries: Iterable[Entry], *, document: DocumentRecord, source: Source, now: datetime
) -> Iterator[Candidate]:
    for entry in _believed(iter(entries), now):
        if source.archive or not is_too_old(_date(entry), source, now):
            yield _candidate(entry, document)


def _at_first_look(
    reading: Reading,
    entries: Iterable[Entry],
    *,
    document: DocumentRecord,
    source: Source,
    now: datetime,
) -> Iterator[Candidate]:
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
