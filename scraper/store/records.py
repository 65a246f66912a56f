"""What the database answers: plain records for the commands and for Python callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from scraper.article import Article
from scraper.stages import UrlState


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCounts:
    """What one run did, in addresses."""

    found: int = 0  # candidates that discovery named, known ones included
    added: int = 0  # of these, not known before
    fetched: int = 0  # requests for pages that got an answer, 304 included
    new: int = 0  # articles stored for the first time
    changed: int = 0  # stored articles whose content changed
    unchanged: int = 0  # fetched in full, content as stored
    not_modified: int = 0  # the server answered 304
    skipped: int = 0  # fetched, but not an article
    failed: int = 0  # could not be had or not be read


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One scheduled run."""

    id: int
    started: datetime  # UTC
    ended: datetime | None  # UTC; None: still running, or killed
    counts: RunCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one source of scraper.toml stands."""

    source: str | None  # None: addresses given by hand
    urls: Mapping[UrlState, int]  # number of addresses in each state; states without any left out
    articles: int  # stored articles that came from this source
    last_fetch: datetime | None  # UTC; None: nothing fetched yet
    last_article: datetime | None  # UTC: when an article was last stored for the first time


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An address that could not be had at its last fetch."""

    url: str
    source: str | None
    state: UrlState  # failed or gone
    failures: int  # in a row
    error_kind: str | None
    error: str | None
    last_fetch: datetime | None  # UTC
    next_fetch: datetime | None  # UTC; None: never again


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The database at one moment, for `scraper status` and the summary of a run."""

    path: str
    size: int  # bytes, write-ahead log included
    articles: int
    facts: int
    authors: int
    related_links: int
    related_resolved: int  # related links that lead to a stored article
    tags: int
    images: int
    urls: Mapping[UrlState, int] = field(default_factory=dict)
    sources: tuple[SourceStatus, ...] = ()  # by name, addresses given by hand last
    runs: tuple[RunRecord, ...] = ()  # newest first
    failures: tuple[Failure, ...] = ()  # latest first
    failure_kinds: Mapping[str, int] = field(default_factory=dict)  # error_kind -> addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One article that a search found."""

    id: int
    url: str
    title: str | None
    site: str
    published: str | None  # ISO 8601
    authors: str | None  # names joined by ", "
    snippet: str  # some words around the match, matches between the marks asked for
    score: float  # higher is better


Cause = Literal["change", "extraction"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an article."""

    number: int  # 1: the first
    seen_from: datetime  # UTC: when it was first seen
    seen_until: datetime | None  # UTC: when another took its place; None: present
    cause: Cause | None  # change: the publisher changed it; extraction: its page was then read
    # better; None: present
    article: Article
