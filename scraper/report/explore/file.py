"""The database file as Datasette reads it: what would take long is not counted to the end."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datasette.database import Database, Results

from scraper.store.connection import connect

COUNT_LIMIT = 300  # milliseconds for the number of rows of a page; then the page goes without
COUNTED = 256 * 2**20  # bytes of a file whose tables are all counted for the list of them


class ArticlesFile(Database):
    """One SQLite file, read-only."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """The connection of all other commands; Datasette takes a "?" in a file's name for more."""
        connection = connect(Path(self.path), readonly=True)
        self._all_file_connections.append(connection)
        return connection

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
