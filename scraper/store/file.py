"""One database file, open: its transactions and its errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Self

from scraper.errors import StoreError
from scraper.store.archive import Archive
from scraper.store.connection import connect, explained
from scraper.store.fulltext import Index
from scraper.store.schema import is_current, migrate


class DatabaseFile:
    """Opening, closing, and what is written together."""

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
