"""Pages as they came, compressed, so that records can be made anew: table `pages`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from scraper.errors import StoreError
from scraper.stages import Page
from scraper.store.content import moment, stamp, to_json

_LEVEL = 3  # of Zstandard: 190 kB of HTML to a sixth in 0.7 ms; 6 saves a twelfth more in 2 ms
_LARGEST = 64 * 1024 * 1024  # bytes a body may have when unpacked; the fetcher's limit is lower
_AT_ONCE = 20  # oldest pages removed at a time when the archive is full


class Archive:
    """The archive of one open database, with the limit of its size."""

    def __init__(self, limit: int) -> None:
        self.limit = limit  # bytes of all compressed bodies together
        self._size: int | None = None  # bytes at the moment; None: to be counted

    def put(self, connection: sqlite3.Connection, page: Page) -> None:
        """Keep the latest answer of an address; the oldest make room.  Inside a transaction."""
        from zstandard import ZstdCompressor

        body = ZstdCompressor(level=_LEVEL).compress(page.body)
        if self._size is None:
            self._size = connection.execute(_SIZE).fetchone()[0]
        old = connection.execute("SELECT length(body) FROM pages WHERE url = ?", (page.url,))
        self._size += len(body) - (old.fetchone() or (0,))[0]
        connection.execute(
            _PUT,
            (
                page.url,
                page.final_url,
                page.status,
                to_json(dict(page.headers)),
                stamp(page.fetched_at),
                page.elapsed,
                body,
            ),
        )
        while self._size > self.limit:
            oldest = connection.execute(_OLDEST, (_AT_ONCE,)).fetchall()
            if not oldest:
                break
            for url, size in oldest:
                connection.execute("DELETE FROM pages WHERE url = ?", (url,))
                self._size -= size
                if self._size <= self.limit:
                    break

    def forget(self) -> None:
        """The transaction failed: what it stored is not there."""
        self._size = None


_SIZE = "SELECT coalesce(sum(length(body)), 0) FROM pages"
_OLDEST = "SELECT url, length(body) FROM pages ORDER BY fetched_at LIMIT ?"
_PUT = """
INSERT INTO pages (url, final_url, status, headers, fetched_at, elapsed, body)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (url) DO UPDATE SET
    final_url = excluded.final_url, status = excluded.status, headers = excluded.headers,
    fetched_at = excluded.fetched_at, elapsed = excluded.elapsed, body = excluded.body
"""


def drop(connection: sqlite3.Connection, url: str) -> bool:
    """Remove the archived answer of an address, of which a later one is not kept; was there one?"""
    return connection.execute("DELETE FROM pages WHERE url = ?", (url,)).rowcount > 0


def is_superseded(connection: sqlite3.Connection, page: Page) -> bool:
    """Whether a later answer of the same article is archived, under another address."""
    row = connection.execute(_LATER, (page.url, stamp(page.fetched_at))).fetchone()
    return row is not None


_LATER = """
SELECT 1 FROM urls AS u JOIN urls AS other ON other.article_id = u.article_id
JOIN pages ON pages.url = other.url
WHERE u.url = ?1 AND pages.url <> ?1 AND pages.fetched_at > ?2 LIMIT 1
"""


def get(connection: sqlite3.Connection, url: str) -> Page | None:
    """The archived answer of one address; None: none."""
    cursor = connection.execute("SELECT * FROM pages WHERE url = ?", (url,))
    row = cursor.fetchone()
    return _page(cursor, row) if row else None


def pages(connection: sqlite3.Connection) -> Iterator[Page]:
    """All archived answers, oldest first; one at a time in memory.

    Writing meanwhile is safe: the list of addresses is made before the first page is read.
    """
    urls = connection.execute("SELECT url FROM pages ORDER BY fetched_at, url").fetchall()
    for (url,) in urls:
        page = get(connection, url)
        if page is not None:
            yield page


def _page(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Page:
    from zstandard import ZstdDecompressor, ZstdError

    row = dict(zip([column[0] for column in cursor.description], values, strict=True))
    fetched_at = moment(row["fetched_at"])
    assert fetched_at is not None  # the column is NOT NULL
    try:
        body = ZstdDecompressor().decompress(row["body"], max_output_size=_LARGEST)
    except ZstdError as error:
        raise StoreError(
            f"the page kept of {row['url']} is damaged; restore a backup, or delete it from pages"
        ) from error
    return Page(
        url=row["url"],
        final_url=row["final_url"],
        status=row["status"],
        headers=json.loads(row["headers"]),
        body=body,
        fetched_at=fetched_at,
        elapsed=row["elapsed"],
    )
