"""The database: articles, the state of every known address, runs; one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from os import PathLike
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Self

from scraper.article import Article
from scraper.errors import StoreError
from scraper.stages import Candidate, DocumentRecord, Look, Page, UrlRecord
from scraper.store import archive, documents, maintenance, reader, revisions, runs, search, urls
from scraper.store.archive import Archive
from scraper.store.connection import connect, explained
from scraper.store.content import stamp
from scraper.store.fulltext import Index
from scraper.store.maintenance import Pruned
from scraper.store.reader import Selection
from scraper.store.records import Revision, RunCounts, SearchHit, Status
from scraper.store.runs import status as _status
from scraper.store.schema import is_current, migrate
from scraper.store.writer import Outcome, write_article

__all__ = [
    "Outcome",
    "Pruned",
    "Revision",
    "RunCounts",
    "SearchHit",
    "Selection",
    "Status",
    "Store",
]


class Store:
    """One database file, open.  Use as a context manager.

    What goes wrong with the file is a StoreError.  Several threads may share a Store: their
    transactions follow one another.
    """

    def __init__(
        self, path: Path, connection: sqlite3.Connection, archive: Archive | None = None
    ) -> None:
        self.path = path
        self._connection = connection
        self._lock = RLock()
        self._index = Index()
        self._archive = archive

    @classmethod
    def open(
        cls, path: str | PathLike[str], *, readonly: bool = False, archive: int | None = None
    ) -> Self:
        """Open the file; unless `readonly`, create it and bring its schema up to date.

        A file with an older schema is brought up to date also when it is to be read only.
        `archive`: keep the pages that are saved too, in so many bytes (compressed) at most, the
        latest ones; None: keep no pages.
        """
        path = Path(path)
        with explained(path):
            connection = connect(path, readonly=readonly)
            try:
                if readonly and not is_current(connection):
                    cls.open(path).close()
                elif not readonly:
                    migrate(connection)
            except BaseException as error:
                connection.close()
                if isinstance(error, StoreError) and not str(error).startswith(str(path)):
                    raise StoreError(f"{path}: {error}") from None
                raise
        return cls(path, connection, None if archive is None else Archive(archive))

    def close(self) -> None:
        """Close the file, once whoever is writing to it has finished."""
        with self._lock, explained(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Everything written inside becomes one transaction: all of it or nothing."""
        with self._lock:
            if self._connection.in_transaction:  # inside another batch
                yield
                return
            with explained(self.path):
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                with explained(self.path):
                    self._index.write(self._connection)
                    self._connection.execute("COMMIT")
            except BaseException:
                self._index.forget()
                if self._archive is not None:
                    self._archive.forget()
                if self._connection.in_transaction:  # a full disk may have ended it already
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self.batch(), explained(self.path):
            yield

    def backup(self, target: Path) -> int:
        """Copy the database as it is now to the file `target`, while runs go on; its bytes."""
        with explained(self.path):
            return maintenance.backup(self._connection, target)

    def prune(self, before: datetime, *, dry_run: bool = False) -> Pruned:
        """Delete articles published, and runs ended, before a moment; what that was.

        `dry_run`: nothing is deleted, and only articles are counted.
        """
        with explained(self.path):
            ids = maintenance.old_articles(self._connection, before)
        if dry_run:
            return Pruned(len(ids), 0, 0, 0)
        for portion in maintenance.batches(ids):
            with self._writing():
                maintenance.delete_articles(self._connection, self._index, portion)
        with self._writing():
            left = maintenance.delete_leftovers(self._connection, before)
        return Pruned(len(ids), *left)

    def vacuum(self) -> None:
        """Give freed space back to the disk; others wait meanwhile."""
        with self._lock, explained(self.path):
            maintenance.vacuum(self._connection)

    def add_candidates(
        self,
        candidates: Iterable[Candidate],
        now: datetime,
        *,
        live: Collection[str] | None = None,
    ) -> int:
        """Remember addresses; the number of those not known before.

        A stored article whose candidate names a change later than its last fetch becomes due.
        `live`: the sources there are; what belongs to no other of them goes to the one that names
        it.  None: nothing changes hands.
        """
        with self.batch():
            return urls.add_candidates(self._connection, candidates, now, live)

    def note_source(self, source: str, now: datetime) -> None:
        """Note that a source named addresses, the same as before."""
        with self.batch():
            urls.note_sources(self._connection, [source], now)

    def open_archive(self, source: str) -> int:
        """Make new what stood in a source before it was added; the number of addresses."""
        with self._writing():
            return urls.open_archive(self._connection, source)

    def documents(self, source: str) -> list[DocumentRecord]:
        """The feeds, sitemaps and section pages of a source that were ever looked at."""
        with explained(self.path):
            return documents.select(self._connection, source)

    def put_document(self, record: DocumentRecord) -> None:
        """Write the state of a feed, sitemap or section page."""
        with self._writing():
            documents.put(self._connection, record)

    def look_counts(self, source: str) -> dict[Look, tuple[int, int]]:
        """How often looks at articles of a source were made, and how often they found a change."""
        with explained(self.path):
            return documents.look_counts(self._connection, source)

    def plan(
        self, url: str, *, next_fetch: datetime | None, last_change: datetime | None = None
    ) -> None:
        """Say when an address is to be looked at again; `last_change` None keeps what is known."""
        with self._writing():
            urls.plan(self._connection, url, next_fetch, last_change)

    def count_look(self, source: str, look: Look, *, changed: bool) -> None:
        """Note one look at an article and whether it found a change."""
        with self._writing():
            documents.count_look(self._connection, source, look, changed)

    def host(self, name: str) -> str | None:
        """What the fetcher remembers of a host, as it wrote it; None: nothing."""
        with explained(self.path):
            return documents.host(self._connection, name)

    def put_hosts(self, states: Mapping[str, str]) -> None:
        """Write what the fetcher remembers of hosts."""
        with self._writing():
            documents.put_hosts(self._connection, states)

    def due(
        self, now: datetime, *, sources: Iterable[str] | None = None, limit: int | None = None
    ) -> Iterator[UrlRecord]:
        """Addresses to fetch now: new ones first, then those due for another look.

        `sources` None: of all sources and those given by hand; `limit` None: all of them.
        """
        with explained(self.path):
            return urls.due(self._connection, now, sources, limit)

    def url(self, url: str) -> UrlRecord | None:
        """What is known of one address; None: nothing."""
        with explained(self.path):
            return urls.get(self._connection, url)

    def record(
        self, url_record: UrlRecord, run_id: int | None = None, *, page: Page | None = None
    ) -> None:
        """Write the state of an address after a failure, a 304 or a page that is no article.

        The time of the look is `url_record.last_fetch`, which must be set.  `page` is the
        answer, where there was one.
        """
        now = _time_of(url_record)
        if url_record.error_kind is not None:
            outcome = "failed"
        else:
            outcome = "not-modified" if page and page.not_modified else "skipped"
        with self._writing():
            article_id = urls.put(self._connection, url_record, None, now)
            if outcome == "not-modified":
                self._connection.execute(
                    "UPDATE articles SET last_seen = max(last_seen, ?) WHERE id = ?",
                    (stamp(now), article_id),
                )
            runs.log_fetch(self._connection, url_record, outcome, run_id, page, now)

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
        it was extracted from; its status, size and time go to the log of fetches, and itself to
        the archive where the database was opened with one.
        "changed": what an editor would call a change; "unchanged": the rest is up to date too.
        """
        now = _time_of(url_record)
        with self._writing():
            article_id, outcome = write_article(
                self._connection, self._index, article, url_record.url, now
            )
            urls.put(self._connection, url_record, article_id, now)
            runs.log_fetch(self._connection, url_record, outcome, run_id, page, now)
            if page is not None and self._archive is not None:
                self._archive.put(self._connection, page)
        return outcome

    def page(self, url: str) -> Page | None:
        """The archived answer that an address gave last; None: none."""
        with explained(self.path):
            return archive.get(self._connection, url)

    def pages(self) -> Iterator[Page]:
        """All archived answers, oldest first; saving records meanwhile is safe."""
        with explained(self.path):
            yield from archive.pages(self._connection)

    def correct_times(self, now: datetime) -> None:
        """Bring back looks that a clock, wrong at the time, has put off for months."""
        with self._writing():
            urls.correct_times(self._connection, now)

    def begin_run(self, now: datetime) -> int:
        """Note that a run started; its id."""
        with self._writing():
            return runs.begin_run(self._connection, now)

    def end_run(self, run_id: int, now: datetime, counts: RunCounts) -> None:
        """Note that a run ended and what it did; compare what it brought (see `compare_new`)."""
        self.compare_new()
        with self._writing():
            runs.end_run(self._connection, run_id, now, counts)

    def compare_new(self) -> None:
        """Find copies among new and changed articles, and namesakes among new authors.

        In short transactions, so that another writer need not wait long.
        """
        for compare in (_group_copies, _propose_namesakes):
            done = 1
            while done:
                with self._writing():
                    done = compare(self._connection, _AT_ONCE)

    def status(self, *, runs: int = 10, failures: int = 20) -> Status:
        """The database at this moment, with the last `runs` runs and `failures` failures."""
        with explained(self.path):
            return _status(self._connection, self.path, runs, failures)

    def article(self, url: str) -> Article | None:
        """The article with this address or canonical address, or fetched under it; None: none."""
        with explained(self.path):
            article_id = reader.find(self._connection, url)
            return None if article_id is None else reader.load(self._connection, article_id)

    def history(self, url: str) -> list[Revision]:
        """All known states of an article, the present one last; empty: no such article."""
        with explained(self.path):
            return revisions.history(self._connection, url)

    def articles(
        self, selection: Selection | None = None, *, limit: int | None = None
    ) -> Iterator[Article]:
        """Stored articles, latest published first.

        Biographies, profile pages and links of authors are the latest known of the author.
        """
        with explained(self.path):
            yield from reader.select(self._connection, selection or Selection(), limit)

    def search(
        self,
        words: str,
        selection: Selection | None = None,
        *,
        limit: int = 20,
        marks: tuple[str, str] = ("[", "]"),
    ) -> list[SearchHit]:
        """Articles that hold the words, best first; `marks` stand around matches in snippets.

        Raises InputError where there is nothing to look for (see `search.fts_query`).
        """
        with explained(self.path):
            return search.search(self._connection, words, selection or Selection(), limit, marks)

    def select(
        self, sql: str, parameters: Mapping[str, Any] | Iterable[Any] = ()
    ) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Column names and rows of one SELECT."""
        with explained(self.path):
            values = parameters if isinstance(parameters, Mapping) else tuple(parameters)
            cursor = self._connection.execute(sql, values)
            columns = [column[0] for column in cursor.description or ()]
        return columns, self._explained(cursor)

    def rows(
        self, sql: str, parameters: Mapping[str, Any] | Iterable[Any] = ()
    ) -> Iterator[dict[str, Any]]:
        """Rows of one SELECT, as column name -> value."""
        columns, rows = self.select(sql, parameters)
        for row in rows:
            yield dict(zip(columns, row, strict=True))

    def _explained(self, cursor: sqlite3.Cursor) -> Iterator[tuple[Any, ...]]:
        with explained(self.path):
            yield from iter(cursor.fetchone, None)


def _time_of(record: UrlRecord) -> datetime:
    if record.last_fetch is None:
        raise ValueError("last_fetch must say when the page was looked at")
    return record.last_fetch


_AT_ONCE = 100  # articles or authors compared in one transaction


def _group_copies(connection: sqlite3.Connection, limit: int) -> int:
    from scraper.store import syndication  # brings NumPy along

    return syndication.group(connection, limit)


def _propose_namesakes(connection: sqlite3.Connection, limit: int) -> int:
    from scraper.store import people

    return people.propose(connection, limit)
