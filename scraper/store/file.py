"""One database file, open: its transactions and its errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from os import PathLike
from pathlib import Path
from threading import Event, Lock, RLock
from types import TracebackType
from typing import Self

from scraper.errors import StoreError
from scraper.store.archive import Archive
from scraper.store.connection import connect, explained
from scraper.store.fulltext import Index
from scraper.store.schema import is_current, migrate


class _Group:
    """What several threads write in one transaction."""

    def __init__(self) -> None:
        self.ended = Event()
        self.error: BaseException | None = None  # None: it was committed


class DatabaseFile:
    """Opening, closing, and what is written together."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, archive: Archive | None = None
    ) -> None:
        self.path = path
        self._connection = connection
        self._lock = RLock()
        self._counting = Lock()
        self._waiting = 0  # threads that wait for the lock to write
        self._inside = False  # a batch
        self._group: _Group | None = None  # the transaction that is open
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
                    cls._bring_up_to_date(path)
                elif not readonly:
                    migrate(connection)
            except BaseException as error:
                connection.close()
                if isinstance(error, StoreError) and not str(error).startswith(str(path)):
                    raise StoreError(f"{path}: {error}") from None
                raise
        return cls(path, connection, None if archive is None else Archive(archive))

    @classmethod
    def _bring_up_to_date(cls, path: Path) -> None:
        try:
            cls.open(path).close()
        except StoreError as error:
            reason = str(error).removeprefix(f"{path}: ")
            raise StoreError(
                f"an older version of scraper wrote it; it cannot be brought up to date: {reason}"
            ) from error

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
        """Everything written inside becomes one transaction: all of it or nothing.

        What several threads write at the same time becomes one transaction together: a commit
        waits for the disk, longer than writing an article takes.  None of them gets on before it
        is committed; if it is not, all of them raise StoreError.
        """
        with self._turn():
            if self._inside:  # another batch
                yield
                return
            group = self._begun()
            try:
                self._inside = True
                yield
                self._inside = False
                if not self.others_wait:
                    self._commit(group)
            except BaseException as error:
                self._inside = False
                self._roll_back(group, error)
                raise
        group.ended.wait()
        if group.error is not None:
            raise StoreError(f"{self.path}: not stored, as others were not: {group.error}")

    @property
    def others_wait(self) -> bool:
        """Whether another thread waits to write."""
        return self._waiting > 0

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for those who write, known to them as the one who will commit."""
        with self._counting:
            self._waiting += 1
        try:
            self._lock.acquire()
        finally:
            with self._counting:
                self._waiting -= 1
        try:
            yield
        finally:
            self._lock.release()

    def _begun(self) -> _Group:
        if self._group is None:
            with explained(self.path):
                self._connection.execute("BEGIN IMMEDIATE")
            self._group = _Group()
        return self._group

    def _commit(self, group: _Group) -> None:
        with explained(self.path):
            self._index.write(self._connection)
            self._connection.execute("COMMIT")
        self._group = None
        group.ended.set()

    def _roll_back(self, group: _Group, error: BaseException) -> None:
        self._index.forget()
        if self._archive is not None:
            self._archive.forget()
        try:
            if self._connection.in_transaction:  # a full disk may have ended it already
                self._connection.execute("ROLLBACK")
        finally:
            self._group = None
            group.error = error
            group.ended.set()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self.batch(), explained(self.path):
            yield
