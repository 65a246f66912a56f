"""Looking after a database that grows for years: backup while in use, retention, vacuum."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scraper.errors import StoreError
from scraper.store.content import stamp
from scraper.store.fulltext import Index

_PAGES = 2048  # database pages copied at a time: 8 MiB, between which others may write
# Of the two files only the copy is written.
_OF_COPY = ("SQLITE_CANTOPEN", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR_WRITE")
_BATCH = 200  # articles deleted in one transaction: others wait for less than a second


@dataclass(frozen=True, slots=True)
class Pruned:
    """What retention removed."""

    articles: int
    runs: int
    authors: int  # without any article left
    tags: int  # likewise


def backup(connection: sqlite3.Connection, target: Path) -> int:
    """Copy the database as it is at this moment to `target`; its size in bytes.

    Runs may write meanwhile.  The copy appears under its name only when it is whole and sound;
    StoreError otherwise, and nothing is left behind.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(part)) as copy:
            connection.backup(copy, pages=_PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, no log beside it
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StoreError(f"the copy is damaged, and so perhaps the database: {verdict}")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        size = part.stat().st_size
        part.replace(target)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(_OF_COPY):
            raise StoreError(f"{target}: the copy cannot be written: {error}") from error
        raise
    finally:
        part.unlink(missing_ok=True)
    return size


def old_articles(connection: sqlite3.Connection, before: datetime) -> list[int]:
    """Ids of the articles published (or, without a date, stored) before a moment."""
    rows = connection.execute(
        "SELECT id FROM articles WHERE coalesce(published, first_seen) < ? ORDER BY id",
        (stamp(before),),
    )
    return [row[0] for row in rows]


def batches(ids: list[int]) -> Iterator[list[int]]:
    """Ids in portions for one transaction each."""
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def delete_articles(connection: sqlite3.Connection, index: Index, ids: list[int]) -> None:
    """Delete articles and all that hangs on them.  Inside a transaction.

    Their addresses stay known as skipped: they are not fetched again.
    """
    for article_id in ids:
        index.remove(connection, article_id)
        connection.execute(
            "UPDATE urls SET state = 'skipped', next_fetch = NULL WHERE article_id = ?",
            (article_id,),
        )
        connection.execute(
            "DELETE FROM pages WHERE url IN (SELECT url FROM urls WHERE article_id = ?)",
            (article_id,),
        )
        connection.execute(  # its copies may be copies of each other
            "INSERT INTO syndication_queue (article_id) "
            "SELECT article_id FROM syndication WHERE origin_id = ? ON CONFLICT DO NOTHING",
            (article_id,),
        )
        connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))


def delete_leftovers(connection: sqlite3.Connection, before: datetime) -> tuple[int, int, int]:
    """Delete runs ended before a moment, and authors and tags that no article has.

    Numbers of runs, authors and tags.  Inside a transaction.
    """
    runs = connection.execute("DELETE FROM runs WHERE ended < ?", (stamp(before),)).rowcount
    authors = connection.execute(
        "DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM article_authors)"
    ).rowcount
    tags = connection.execute(
        "DELETE FROM tags WHERE id NOT IN (SELECT tag_id FROM article_tags)"
    ).rowcount
    return runs, authors, tags


def vacuum(connection: sqlite3.Connection) -> None:
    """Give freed space back to the disk; needs as much free space as the database takes.

    The full-text indexes only mark what was deleted, until their parts are merged.
    """
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
    connection.execute("INSERT INTO articles_fts_cjk (articles_fts_cjk) VALUES ('optimize')")
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
