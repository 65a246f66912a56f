"""What one feed, sitemap or section page says, as plain records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


class NotAFeed(ValueError):
    """The document holds nothing that can be read as a feed."""


class NotASitemap(ValueError):
    """The document holds nothing that can be read as a sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One article that a document names."""

    url: str  # cleaned
    title: str | None = None  # None: not named
    published: date | None = None  # date-times in UTC; None: not named
    modified: date | None = None  # None: not named
    language: str | None = None  # ISO 639-1 code; None: not named


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Another document that a document leads to: a sitemap of an index, the next page of a list."""

    url: str
    modified: date | None = None  # when the index says it changed; None: does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one document says."""

    entries: Iterable[Entry] = ()  # to be iterated once; large sitemaps are read on the way
    further: tuple[Further, ...] = ()
    hub: str | None = None  # WebSub hub that would push news of this feed; None: none named
    is_news: bool = False  # a news sitemap: holds the last two days only, worth every look
