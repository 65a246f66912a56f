"""What can be asked of the database, without changing it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from scraper.article import Article
from scraper.stages import Lesson, Page, UrlRecord
from scraper.store import archive, lessons, reader, revisions, search, urls
from scraper.store.connection import explained
from scraper.store.content import site_of
from scraper.store.file import DatabaseFile
from scraper.store.reader import Selection
from scraper.store.records import Revision, SearchHit, Status
from scraper.store.runs import status


class Answers(DatabaseFile):
    """The questions of commands and of Python callers."""

    def url(self, url: str) -> UrlRecord | None:
        """What is known of one address; None: nothing."""
        with explained(self.path):
            return urls.get(self._connection, url)

    def page(self, url: str) -> Page | None:
        """The archived answer that an address gave last; None: none."""
        with explained(self.path):
            return archive.get(self._connection, url)

    def pages(self) -> Iterator[Page]:
        """All archived answers, oldest first; saving records meanwhile is safe."""
        with explained(self.path):
            yield from archive.pages(self._connection)

    def lessons(self, url: str) -> list[tuple[datetime, Lesson]]:
        """What the latest articles of the site of `url` teach about it, oldest first, with when."""
        with self._lock, explained(self.path):
            return lessons.select(self._connection, site_of(url))

    def status(self, *, runs: int = 10, failures: int = 20) -> Status:
        """The database at this moment, with the last `runs` runs and `failures` failures."""
        with explained(self.path):
            return status(self._connection, self.path, runs, failures)

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
