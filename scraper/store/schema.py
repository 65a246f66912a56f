"""The schema moves forward only: numbered SQL files, each applied once, in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from importlib import resources

from scraper.article import Block
from scraper.errors import StoreError
from scraper.store import fulltext, parts
from scraper.store.content import is_unspaced

APPLICATION_ID = 0x53435250  # "SCRP": marks a database as one of scraper's


def migrations() -> list[str]:
    """The SQL of every migration, oldest first; the n-th one leads to schema version n."""
    folder = resources.files("scraper.store") / "migrations"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    return [file.read_text(encoding="utf-8") for file in files]


def version(connection: sqlite3.Connection) -> int:
    """Schema version of an open database; 0: no schema yet."""
    number: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return number


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the schema is the one this program works with.

    Raises StoreError for a database of another program or of a newer version of this one.
    """
    at, latest = version(connection), len(migrations())
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    if mark != APPLICATION_ID:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables or at:
            raise StoreError(
                "is an SQLite database, but not one of scraper's; name another file with --database"
            )
    if at > latest:
        raise StoreError(
            f"was written by a newer version of scraper (schema {at}, this one knows {latest}); "
            "update scraper"
        )
    return at == latest


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date; nothing happens where it is, nobody is disturbed meanwhile."""
    if is_current(connection):
        return
    scripts = migrations()
    connection.execute("PRAGMA foreign_keys = OFF")  # tables may be rebuilt; checked at the end
    while version(connection) < len(scripts):
        connection.execute("BEGIN IMMEDIATE")
        try:
            at = version(connection)  # another process may have been faster
            if at < len(scripts):
                for statement in statements(scripts[at]):
                    connection.execute(statement)
                if at + 1 in _FILL:
                    _FILL[at + 1](connection)
                if connection.execute("PRAGMA foreign_key_check").fetchone():
                    raise StoreError(f"migration {at + 1} would break references; nothing changed")
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {at + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    connection.execute("PRAGMA foreign_keys = ON")


def statements(script: str) -> Iterator[str]:
    """The single statements of an SQL script, comments inside them kept."""
    lines: list[str] = []
    for line in script.splitlines():
        lines.append(line)
        statement = "\n".join(lines)
        if ";" in line and sqlite3.complete_statement(statement):
            yield statement
            lines = []
    rest = "\n".join(lines).strip()
    if rest:
        raise ValueError(f"the last statement of a migration is not complete: {rest[:60]}")


def _fill_analysts(connection: sqlite3.Connection) -> None:
    """What migration 3 adds, for the articles that were there before it."""
    connection.execute("INSERT INTO syndication_queue (article_id) SELECT id FROM articles")
    connection.execute("INSERT INTO same_author_queue (author_id) SELECT id FROM authors")
    for (article_id,) in connection.execute("SELECT id FROM articles").fetchall():
        blocks = connection.execute(
            "SELECT kind, text, html FROM blocks WHERE article_id = ? ORDER BY position",
            (article_id,),
        ).fetchall()
        body = [Block(kind=kind, text=text, html=html) for kind, text, html in blocks]
        parts.write_text_links(connection, article_id, body)
        title, text = connection.execute(
            "SELECT coalesce(title, '') || coalesce(subtitle, ''), text FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        if is_unspaced(title) or is_unspaced(text):
            fulltext.add_unspaced(connection, article_id)


_FILL: Mapping[int, Callable[[sqlite3.Connection], None]] = {3: _fill_analysts}
