"""What becomes of an address after one look at it: pure decisions over plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from scraper.article import Article
from scraper.config import Source
from scraper.discovery.selection import is_too_old
from scraper.errors import ExtractionError, FetchError
from scraper.schedule import kind_of_look, moment_of
from scraper.stages import Look, Page, UrlRecord

# Feeds are often ahead of the pages they announce: a page that is not found when it is new is
# asked for again before it is given up.
_TOO_EARLY = (timedelta(hours=1), timedelta(days=1))
_UNREAD = timedelta(days=7)  # a page the extractor failed on: perhaps the program was updated


def fetched(record: UrlRecord, page: Page, now: datetime) -> UrlRecord:
    """The address after an answer, 304 included; when to look again is decided elsewhere."""
    kept = record if page.not_modified else replace(record, etag=None, last_modified=None)
    return replace(
        kept,
        state="ok",
        etag=page.headers.get("etag") or kept.etag,
        last_modified=page.headers.get("last-modified") or kept.last_modified,
        last_fetch=now,
        next_fetch=None,
        failures=0,
        error_kind=None,
        error=None,
    )


def failed(record: UrlRecord, error: FetchError | ExtractionError, now: datetime) -> UrlRecord:
    """The address after a failure; it is given up where the error names no time to try again."""
    kind = error.kind if isinstance(error, FetchError) else "extract"
    again = error.retry_at if isinstance(error, FetchError) else now + _UNREAD
    if kind == "gone" and record.state in ("new", "failed") and record.failures < len(_TOO_EARLY):
        again = now + _TOO_EARLY[record.failures]
    return replace(
        record,
        state="failed" if again else "gone",
        last_fetch=now,
        next_fetch=again,
        failures=record.failures + 1,
        error_kind=kind,
        error=str(error),
    )


def noted(article: Article, page: Page) -> Article:
    """The article with what its page asks of robots among the notes."""
    asked = sorted(page.robots & {"noindex", "noarchive", "nosnippet"})
    if not asked:
        return article
    note = _ASKS + ", ".join(asked)
    return msgspec.structs.replace(article, notes=(*article.notes, note))


def robots_notes(notes: Iterable[str]) -> tuple[str, ...]:
    """Those of the notes that `noted` made."""
    return tuple(note for note in notes if note.startswith(_ASKS))


_ASKS = "the page asks robots for "


def unwanted(article: Article, source: Source, now: datetime) -> str | None:
    """Why a page's record is not stored, in one word; None: it is wanted."""
    if not article.is_article:
        return "no-article"
    if source.language and article.language and article.language != source.language:
        return "language"
    if not source.archive and is_too_old(article.published, source, now):
        return "age"
    return None


def skipped(record: UrlRecord, before: UrlRecord) -> UrlRecord:
    """The address of a page that is not stored; an article stored before stays one."""
    return replace(record, state="ok" if before.state == "ok" else "skipped")


def unasked_look(record: UrlRecord) -> Look | None:
    """Which kind of look this was; None: the first fetch, or a feed or sitemap had asked for it."""
    if record.state != "ok" or record.next_fetch is None or record.last_fetch is None:
        return None
    if record.modified is not None and moment_of(record.modified) > record.last_fetch:
        return None
    return kind_of_look(record, record.next_fetch)
