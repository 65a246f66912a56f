"""A source -> candidates: which documents to look at, what they say, when to look again.

Nothing here touches the network or the database.  A run asks `due_documents` what to fetch,
hands every answer to `read`, and keeps what `candidates`, `further` and `looked_at` give.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scraper.discovery.reading import Entry, Further, NotAFeed, NotASitemap, Reading
from scraper.discovery.selection import before, candidates, fits, is_recent, judge
from scraper.errors import InputError, ScraperError
from scraper.schedule import moment_of
from scraper.stages import Candidate, DocumentKind, DocumentRecord, Page

if TYPE_CHECKING:
    from scraper.config import Source

__all__ = [
    "Entry",
    "Reading",
    "UnreadableDocument",
    "candidates",
    "due_documents",
    "fits",
    "further",
    "in_use",
    "listed",
    "looked_at",
    "read",
    "roots",
    "went_wrong",
]

MAX_DOCUMENTS = 50  # of one source looked at in one run; the others follow in the next runs
MAX_FURTHER = 5000  # sitemaps of one index are known
_FIRST_RETRY = timedelta(minutes=10)  # after a failure; doubles with every further one in a row
_LAST_RETRY = timedelta(days=1)
# A document that is due so soon is due: looks come a little later in one run than in the next, and
# "every hour" must not become every second hour where runs are an hour apart.
_EARLY = timedelta(minutes=2)
# What a document's caching headers put the next look off by at most, where the source does not say
# how often: many servers say the same of all their files, and feeds forget.  A feed's own <ttl> or
# sy:updatePeriod is what its program writes for every site, and is left alone.
_FRESHEST = timedelta(hours=1)
_UNTOUCHED = timedelta(days=30)  # sitemaps that their index calls unchanged are still read then
# An index may name the day only, in the time zone of its site: a sitemap that was read after what
# it names may have changed since.
_BLUR = timedelta(days=2)
EVERY: Mapping[DocumentKind, timedelta] = {  # where the source does not say
    "feed": timedelta(0),  # at every run: feeds are short, and a 304 costs next to nothing
    "section": timedelta(minutes=30),
    "sitemap": timedelta(hours=3),
}


class UnreadableDocument(ScraperError):
    """A document was had, but is no feed, sitemap or page."""

    kind = "unreadable"


def roots(source: Source) -> list[DocumentRecord]:
    """The documents that scraper.toml names."""
    return [
        DocumentRecord(url=url, source=source.name, kind=kind, is_baseline=kind != "section")
        for kind, urls in _kinds(source)
        for url in dict.fromkeys(urls)
    ]


def _kinds(source: Source) -> list[tuple[DocumentKind, tuple[str, ...]]]:
    return [("feed", source.feed), ("sitemap", source.sitemap), ("section", source.section)]


def due_documents(
    source: Source, known: Iterable[DocumentRecord], now: datetime
) -> list[DocumentRecord]:
    """The documents to look at now: those of scraper.toml first, then those never looked at.

    What was read before the source wanted more is due at once, and to be read whatever its server
    says of changes.
    """
    named, led_to = _in_use(source, known)
    led_to.sort(key=lambda record: (record.last_fetch is not None, record.last_fetch or now))
    whole = [_to_be_read(record, source) for record in (*named, *led_to)]
    return [record for record in whole if _is_due(record, now)][:MAX_DOCUMENTS]


def _to_be_read(record: DocumentRecord, source: Source) -> DocumentRecord:
    if before(record, source) is None:
        return record
    following = record.next_fetch if record.failures else None
    return replace(record, etag=None, last_modified=None, next_fetch=following)


def in_use(source: Source, known: Iterable[DocumentRecord]) -> list[DocumentRecord]:
    """The documents that scraper.toml names or leads to, of which others may be remembered."""
    named, led_to = _in_use(source, known)
    return [*named, *led_to]


def _in_use(
    source: Source, known: Iterable[DocumentRecord]
) -> tuple[list[DocumentRecord], list[DocumentRecord]]:
    by_url = {record.url: record for record in known}
    # What was taken for something else when it was last read is a new document.
    named = [
        record if (record := by_url.get(root.url, root)).kind == root.kind else root
        for root in roots(source)
    ]
    first = {root.url for root in named}
    led_to = [
        record
        for record in by_url.values()
        if record.url not in first and _descends_from(record, by_url, first)
    ]
    return named, led_to


def _is_due(record: DocumentRecord, now: datetime) -> bool:
    """A last look in the future was one by a clock that has since been set right."""
    if record.next_fetch is None or record.next_fetch <= now + _EARLY:
        return True
    return record.last_fetch is not None and record.last_fetch > now


def _descends_from(
    record: DocumentRecord, by_url: Mapping[str, DocumentRecord], first: set[str]
) -> bool:
    """Whether a document that scraper.toml still names led to this one."""
    for _ in range(4):  # indexes of indexes are not deeper (sitemaps.org allows none at all)
        if record.parent is None:
            return record.url in first
        if record.parent in first:
            return True
        if record.parent not in by_url:
            return False
        record = by_url[record.parent]
    return False


def listed(source: Source) -> Iterator[Candidate]:
    """The addresses of `urls`, in scraper.toml or in files; InputError for a missing file."""
    from scraper.discovery.lists import read_list
    from scraper.extractor.decode import decode

    texts = [("scraper.toml", "\n".join(source.urls))]
    for path in source.url_files:
        try:
            texts.append((str(path), decode(path.read_bytes())))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}; source {source.name} names it") from None
    return (
        Candidate(url=entry.url, source=source.name, found_in=found_in)
        for found_in, text in texts
        for entry in read_list(text)
    )


def read(document: DocumentRecord, page: Page) -> Reading:
    """What the document says; UnreadableDocument where it is no such thing.

    Whatever goes wrong with one document must not end the run, also while its entries are read,
    which may be later.
    """
    with _problems_of(document):
        reading = _reader(document.kind)(page.body, page.headers, page.final_url)
        return replace(reading, entries=_read_on(document, reading.entries))


def _read_on(document: DocumentRecord, entries: Iterable[Entry]) -> Iterator[Entry]:
    with _problems_of(document):
        yield from entries


@contextmanager
def _problems_of(document: DocumentRecord) -> Iterator[None]:
    try:
        yield
    except (NotAFeed, NotASitemap) as error:
        raise UnreadableDocument(f"{document.url}: {error}") from None
    except Exception as error:
        raise UnreadableDocument(f"{document.url}: cannot be read: {error!r}") from error


def _reader(kind: DocumentKind) -> Callable[[bytes, Mapping[str, str], str], Reading]:
    """The parsers are loaded when a document of their kind is read."""
    if kind == "feed":
        from scraper.discovery.feeds import read_feed

        return read_feed
    if kind == "sitemap":
        from scraper.discovery.sitemaps import read_sitemap

        return read_sitemap
    from scraper.discovery.sections import read_section

    return read_section


def further(
    reading: Reading,
    document: DocumentRecord,
    source: Source,
    known: Iterable[DocumentRecord],
    now: datetime,
) -> list[DocumentRecord]:
    """The sitemaps that an index leads to, with the time of their next look set.

    Those that it led to before and leads to no longer are let go: they lose their parent.
    """
    if document.kind != "sitemap":
        return []
    by_url = {record.url: record for record in known}
    named = {root.url for root in roots(source)}
    found: list[DocumentRecord] = []
    for link in reading.further[:MAX_FURTHER]:
        if link.url in named:
            continue
        record = by_url.get(link.url) or DocumentRecord(
            url=link.url,
            source=source.name,
            kind="sitemap",
            is_baseline=document.is_baseline and document.last_success is None,
        )
        following = _next_read(record, link, source, now)
        found.append(replace(record, parent=document.url, next_fetch=following))
    kept = {record.url for record in found}
    return found + [
        replace(record, parent=None, failures=0, error_kind=None, error=None)
        for record in by_url.values()
        if record.parent == document.url and record.url not in kept
    ]


def _next_read(
    record: DocumentRecord, link: Further, source: Source, now: datetime
) -> datetime | None:
    """When a sitemap is to be read that its index lists; None: at once."""
    if record.last_success is None:
        is_old = link.modified is not None and not is_recent(link.modified, source, now)
        if is_old and not source.archive:
            return now + _UNTOUCHED
        return record.next_fetch if record.failures else None
    if link.modified is None:
        return record.next_fetch
    changed = moment_of(link.modified)
    if changed > record.last_success:
        return None
    if changed < record.last_success - _BLUR:
        return record.last_success + _UNTOUCHED
    usual = record.last_success + (source.every or EVERY["sitemap"])
    return min(record.next_fetch or usual, usual)


def looked_at(
    document: DocumentRecord, page: Page, reading: Reading | None, source: Source, now: datetime
) -> DocumentRecord:
    """The document after a look that worked; `reading` None: not modified."""
    every = source.every if source.every is not None else EVERY[document.kind]
    if reading is not None and reading.is_news:
        every = source.every or timedelta(0)
    following = now + every
    if source.every is None and page.fresh_until is not None:
        following = max(following, min(page.fresh_until, now + _FRESHEST))
    return replace(
        document,
        etag=page.headers.get("etag") or (document.etag if page.not_modified else None),
        last_modified=page.headers.get("last-modified")
        or (document.last_modified if page.not_modified else None),
        hub=reading.hub if reading else document.hub,
        last_fetch=now,
        last_success=now,
        next_fetch=following,
        failures=0,
        error_kind=None,
        error=None,
        judged_by=judge(source),
    )


def went_wrong(document: DocumentRecord, error: ScraperError, now: datetime) -> DocumentRecord:
    """The document after a look that failed.

    It is never given up, since scraper.toml names it, and tried again sooner than an article:
    what stands in a feed today may be gone tomorrow.
    """
    if getattr(error, "kind", None) == "later":  # nothing was asked, and the host's turn is known
        return document
    asked_for: datetime | None = getattr(error, "not_before", None)  # Retry-After
    pause = min(_FIRST_RETRY * 2 ** min(document.failures, 20), _LAST_RETRY)
    return replace(
        document,
        last_fetch=now,
        next_fetch=max(now + pause, asked_for or now),
        failures=document.failures + 1,
        error_kind=getattr(error, "kind", "unreadable"),
        error=str(error),
    )
