"""The database: articles, the state of every known address, runs; one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from scraper.article import Article
from scraper.stages import Candidate, DocumentRecord, Lesson, Look, Page, UrlRecord
from scraper.store import archive, documents, lessons, maintenance, runs, urls
from scraper.store.answers import Answers
from scraper.store.connection import explained
from scraper.store.content import site_of, stamp
from scraper.store.maintenance import Pruned
from scraper.store.reader import Selection
from scraper.store.records import Revision, RunCounts, SearchHit, Status
from scraper.store.writer import Outcome, rewrite_article, write_article

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

_COPIES, _NAMESAKES = 20, 100  # articles, authors compared in one transaction


class Store(Answers):
    """One database file, open.  Use as a context manager.

    What goes wrong with the file is a StoreError.  Several threads may share a Store: their
    transactions follow one another.
    """

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

    def open_archive(self, source: str, wanted: Callable[[str], bool]) -> int:
        """Make new what stood in a source before it was added; the number of addresses."""
        with self._writing():
            return urls.open_archive(self._connection, source, wanted)

    def leave_out(self, source: str, wanted: Callable[[str], bool]) -> int:
        """Fetch nothing of a source that waits and is not wanted any more; how many addresses."""
        with self._writing():
            return urls.leave_out(self._connection, source, wanted)

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
        lesson: Lesson | None = None,
    ) -> Outcome:
        """Write an article and the state of its address in one transaction.

        The time of the look is `url_record.last_fetch`, which must be set.  `page` is the answer
        it was extracted from; its status, size and time go to the log of fetches, and itself to
        the archive where the database was opened with one, unless it asks for "noarchive"; an
        older one does not stay there in any case.
        `lesson` is what it teaches about its site, in place of what it taught before.
        "changed": what an editor would call a change; "unchanged": the rest is up to date too.
        """
        now = _time_of(url_record)
        with self._writing():
            article_id, outcome = write_article(
                self._connection, self._index, article, url_record.url, now
            )
            urls.put(self._connection, url_record, article_id, now)
            runs.log_fetch(self._connection, url_record, outcome, run_id, page, now)
            if page and self._archive and "noarchive" not in page.robots:
                self._archive.put(self._connection, page)
            elif archive.drop(self._connection, url_record.url) and self._archive:
                self._archive.forget()
            if lesson is not None:
                site = site_of(article.url or url_record.url)
                lessons.put(self._connection, article_id, site, lesson, now)
        return outcome

    def reread(self, article: Article, page: Page, now: datetime) -> bool:
        """Write what was read anew from a kept page; whether the record is another one now.

        It is no change of the article, and no look at its address.  A page older than another
        one of the same article changes nothing.
        """
        with self._writing():
            if archive.is_superseded(self._connection, page):
                return False
            return rewrite_article(self._connection, self._index, article, page.url, now)

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

        In short transactions, so that other writers need not wait long.
        """
        self.find_copies()
        self._repeat(_propose_namesakes, _NAMESAKES)

    def find_copies(self) -> None:
        """The first half of `compare_new`: it may be done as articles come."""
        self._repeat(_group_copies, _COPIES)

    def _repeat(self, compare: Callable[[sqlite3.Connection, int], int], limit: int) -> None:
        """Compare up to `limit` at a time until nothing new is left."""
        done = 1
        while done:
            with self._writing():
                done = compare(self._connection, limit)


def _time_of(record: UrlRecord) -> datetime:
    if record.last_fetch is None:
        raise ValueError("last_fetch must say when the page was looked at")
    return record.last_fetch


def _group_copies(connection: sqlite3.Connection, limit: int) -> int:
    if not connection.execute("SELECT 1 FROM syndication_queue LIMIT 1").fetchone():
        return 0  # most runs bring nothing new, and need no NumPy
    from scraper.store import syndication

    return syndication.group(connection, limit)


def _propose_namesakes(connection: sqlite3.Connection, limit: int) -> int:
    from scraper.store import people

    return people.propose(connection, limit)
