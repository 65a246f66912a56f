"""What one stage of a run hands to the next: plain records, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address that discovery found and that may be an article."""

    url: str
    source: str  # name of the source in scraper.toml
    found_in: str  # address of the feed, sitemap, section page or list it stood in
    title: str | None = None  # as the feed or link names it; None: not named
    published: date | None = None  # as the feed or sitemap names it; None: not named
    modified: date | None = None  # sitemap's lastmod, feed's updated; None: not named
    archived: bool = False  # stood there before the source was added: known, but not fetched
    newly_wanted: bool = False  # by patterns that are not those of the look before


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a web server to one request."""

    url: str  # as asked for
    final_url: str  # after redirects
    status: int  # HTTP status; 304 when `not_modified`
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""  # decompressed; empty when `not_modified`
    fetched_at: datetime  # UTC
    elapsed: float = 0.0  # seconds from request to last byte
    permanent_url: str | None = None  # where permanent redirects lead; None: no such redirect
    fresh_until: datetime | None = None  # UTC, by its caching headers; None: they do not say
    robots: frozenset[str] = frozenset()  # "noindex", "noarchive", ...: by header or <meta>

    @property
    def not_modified(self) -> bool:
        """The server says that the stored copy is still good (304)."""
        return self.status == 304


UrlState = Literal["new", "ok", "failed", "gone", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRecord:
    """One known address and what became of it: a row of the table `urls`."""

    url: str
    state: UrlState = "new"  # new: never fetched; ok: stored; failed: will be tried again;
    # gone: never tried again; skipped: fetched, but not an article, or archived (never fetched)
    source: str | None = None  # name of the source in scraper.toml; None: given by hand
    found_in: str | None = None  # address of the feed, sitemap or page it stood in
    title: str | None = None  # as the feed or link names it
    published: date | None = None  # as the feed or sitemap names it
    modified: date | None = None  # as the feed or sitemap names it
    etag: str | None = None  # for the next conditional request
    last_modified: str | None = None  # likewise, as the server wrote it
    first_seen: datetime | None = None  # UTC; None: not stored yet
    last_fetch: datetime | None = None  # UTC; None: never fetched
    next_fetch: datetime | None = None  # UTC; None: at once while new, else never again
    failures: int = 0  # in a row; 0 after a success
    error_kind: str | None = None  # FetchError.kind of the last failure; None: the last look worked
    error: str | None = None  # the same for humans
    last_change: datetime | None = None  # UTC: the look that last found it changed; None: none did


DocumentKind = Literal["feed", "sitemap", "section"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord:
    """One feed, sitemap or section page that discovery reads, and how its last look went."""

    url: str
    source: str  # name of the source in scraper.toml
    kind: DocumentKind
    parent: str | None = None  # the sitemap index that names it; None: scraper.toml, or no longer
    is_baseline: bool = False  # what stands in it at the first look was there before the source
    hub: str | None = None  # WebSub hub that it names; None: none
    etag: str | None = None  # for the next conditional request
    last_modified: str | None = None  # likewise, as the server wrote it
    last_fetch: datetime | None = None  # UTC: last try; None: never
    last_success: datetime | None = None  # UTC: last time it could be read; None: never
    next_fetch: datetime | None = None  # UTC; None: at once
    failures: int = 0  # in a row; 0 after a success
    error_kind: str | None = None  # None: the last look worked
    error: str | None = None  # the same for humans
    judged_by: str | None = None  # the source's Judge at the last look, JSON; None: not known


@dataclass(frozen=True, slots=True)
class Look:
    """Which look at a stored article: what the schedule of looks is learned by."""

    age: int  # index in scraper.schedule.AGES: how old the article is
    hot: bool = False  # the look before found a change


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one article's page teaches about its site; see extractor/sitememory.py."""

    page: int  # fingerprint of its address
    headline: int  # fingerprint of the headline: articles that share it count as one
    layout: int  # fingerprint of the names of the elements around the text
    marks: bytes  # sorted fingerprints of the blocks in and around the text, 4 bytes each
    said: bytes  # likewise of the sentences that may be text and may be none
    containers: bytes  # what the largest containers hold, 6 bytes each; extractor/containers.py
