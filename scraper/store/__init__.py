"""The database: articles, the state of every known address, runs; one SQLite file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from os import PathLike
from types import TracebackType
from typing import Any, Literal, Self

from scraper.article import Article
from scraper.stages import Candidate, Page, UrlRecord
from scraper.store.records import RunCounts, SearchHit, Status

Outcome = Literal["new", "changed", "unchanged"]


class Store:
    """One database file, open.  Use as a context manager; everything raised is a StoreError."""

    @classmethod
    def open(cls, path: str | PathLike[str], *, readonly: bool = False) -> Self:
        """Open the file; unless `readonly`, create it and bring its schema up to date."""
        raise NotImplementedError

    def close(self) -> None:
        """Close the file."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def batch(self) -> AbstractContextManager[None]:
        """Everything written inside becomes one transaction: all of it or nothing."""
        raise NotImplementedError

    def add_candidates(self, candidates: Iterable[Candidate], now: datetime) -> int:
        """Remember addresses; the number of those not known before.

        A known address whose candidate names a change later than its last fetch becomes due.
        """
        raise NotImplementedError

    def due(
        self, now: datetime, *, sources: Iterable[str] | None = None, limit: int | None = None
    ) -> Iterator[UrlRecord]:
        """Addresses to fetch now: new ones first, then those due for another look."""
        raise NotImplementedError

    def url(self, url: str) -> UrlRecord | None:
        """What is known of one address; None: nothing."""
        raise NotImplementedError

    def record(
        self, url_record: UrlRecord, run_id: int | None = None, *, page: Page | None = None
    ) -> None:
        """Write the state of an address after a failure, a 304 or a page that is no article."""
        raise NotImplementedError

    def save(
        self,
        article: Article,
        url_record: UrlRecord,
        run_id: int | None = None,
        *,
        page: Page | None = None,
    ) -> Outcome:
        """Write an article and the state of its address in one transaction.

        The time of the look is `url_record.last_fetch`, which must be set.  `page` is the answer
        it was extracted from; its status, size and time go to `fetches`.
        """
        raise NotImplementedError

    def begin_run(self, now: datetime) -> int:
        """Note that a run started; its id."""
        raise NotImplementedError

    def end_run(self, run_id: int, now: datetime, counts: RunCounts) -> None:
        """Note that a run ended and what it did."""
        raise NotImplementedError

    def status(self, *, runs: int = 10, failures: int = 20) -> Status:
        """The database at this moment, with the last `runs` runs and `failures` failures."""
        raise NotImplementedError

    def article(self, url: str) -> Article | None:
        """The stored article with this address or canonical address; None: not stored."""
        raise NotImplementedError

    def articles(
        self,
        *,
        site: str | None = None,
        author: str | None = None,
        tag: str | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
    ) -> Iterator[Article]:
        """Stored articles, newest first."""
        raise NotImplementedError

    def search(
        self, words: str, *, limit: int = 20, marks: tuple[str, str] = ("[", "]")
    ) -> list[SearchHit]:
        """Articles that hold the words, best first; `marks` stand around matches in snippets."""
        raise NotImplementedError

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> Iterator[dict[str, Any]]:
        """Rows of one SELECT, as column name -> value."""
        raise NotImplementedError
