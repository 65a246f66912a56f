"""The database file as Datasette reads it: what would take long is not counted to the end."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from datasette.database import Database, Results

from scraper.store.connection import connect

Answer = TypeVar("Answer")

COUNT_LIMIT = 300  # milliseconds for the number of rows of a page; then the page goes without
COUNTED = 256 * 2**20  # bytes of a file whose tables are all counted for the list of them


class ArticlesFile(Database):
    """One SQLite file, read-only; every thread has a connection of its own."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._mine = threading.local()  # connection, and the state of the file when it was opened

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """The connection of all other commands; Datasette takes a "?" in a file's name for more."""
        connection = connect(Path(self.path), readonly=True)
        self._all_file_connections.append(connection)
        return connection

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Answer]) -> Answer:
        """Datasette's own, which would ask the file as it was at first.

        Where nothing may be written beside it, SQLite takes a file for one that never changes
        (see `connect`), and another may have come in its place.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.ds.executor, lambda: fn(self._connection()))

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        state = _state(Path(self.path))
        if connection is not None and state in (None, self._mine.state):
            return connection
        opened = self.connect()
        self.ds._prepare_connection(opened, self.name)
        self._mine.connection, self._mine.state = opened, state
        if connection is not None:
            self._all_file_connections.remove(connection)
            connection.close()
        return opened

    async def execute(
        self,
        sql: str,
        params: Mapping[str, Any] | None = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        **more: Any,
    ) -> Results:
        """Datasette's own, which would count rows as long as it would wait for an answer."""
        if custom_time_limit is None and sql.startswith("select count(*) "):
            custom_time_limit = COUNT_LIMIT
        return await super().execute(sql, params, truncate, custom_time_limit, **more)

    async def table_counts(self, limit: int = 10) -> dict[str, int | None]:
        """Rows of each table; None: many.  SQLite cannot be stopped while it counts a table."""
        if self.size > COUNTED:
            return dict.fromkeys(await self.table_names())
        counts: dict[str, int | None] = await super().table_counts(limit)
        return counts


def _state(path: Path) -> tuple[int, int, int, bool] | None:
    """What differs once the file has been written to or replaced; None: it is gone."""
    try:
        status = path.stat()
    except OSError:
        return None
    has_log = path.with_name(path.name + "-wal").exists()
    return status.st_ino, status.st_mtime_ns, status.st_size, has_log
