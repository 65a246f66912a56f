"""The full-text indexes kept in step with the articles."""

from __future__ import annotations

import sqlite3

from scraper.store.content import is_unspaced


class Index:
    """What one transaction has to write to the full-text indexes.

    Articles are added at its end, all at once: many statements begin with a savepoint, and at
    each savepoint FTS5 writes out what it has collected (measured: five times the work).
    """

    def __init__(self) -> None:
        self._added: set[int] = set()

    def add(self, article_id: int) -> None:
        """The rows of this article are to be indexed."""
        self._added.add(article_id)

    def remove(self, connection: sqlite3.Connection, article_id: int) -> None:
        """Take an article out of the indexes, while its rows are still what was indexed."""
        if article_id in self._added:
            self._added.remove(article_id)
            return
        connection.execute(_REMOVE, (article_id,))
        if connection.execute(_IN_CJK, (article_id,)).fetchone():
            connection.execute(_REMOVE_CJK, (article_id,))

    def write(self, connection: sqlite3.Connection) -> None:
        """Index what was added; the last thing before the transaction is committed.

        Every article is indexed by words; one with scripts that are written without spaces by
        sequences of three characters too.
        """
        for article_id in self._added:
            row = connection.execute(_CONTENT, (article_id,)).fetchone()
            connection.execute(_ADD, row)
            if any(is_unspaced(text) for text in row[1:] if text):
                add_unspaced(connection, article_id)
        self._added.clear()

    def forget(self) -> None:
        """The transaction failed."""
        self._added.clear()


def add_unspaced(connection: sqlite3.Connection, article_id: int) -> None:
    """Index an article by sequences of three characters.  Inside a transaction."""
    connection.execute(_ADD_CJK, connection.execute(_CONTENT_CJK, (article_id,)).fetchone())


_CONTENT = """
SELECT id, title, subtitle, authors, facts, text FROM articles_fts_content WHERE id = ?
"""
_ADD = """
INSERT INTO articles_fts (rowid, title, subtitle, authors, facts, text) VALUES (?, ?, ?, ?, ?, ?)
"""
_REMOVE = """
INSERT INTO articles_fts (articles_fts, rowid, title, subtitle, authors, facts, text)
SELECT 'delete', id, title, subtitle, authors, facts, text FROM articles_fts_content WHERE id = ?
"""
_CONTENT_CJK = """
SELECT id, title, subtitle, authors, facts, text FROM articles_fts_cjk_content WHERE id = ?
"""
_ADD_CJK = """
INSERT INTO articles_fts_cjk (rowid, title, subtitle, authors, facts, text)
VALUES (?, ?, ?, ?, ?, ?)
"""
_REMOVE_CJK = """
INSERT INTO articles_fts_cjk (articles_fts_cjk, rowid, title, subtitle, authors, facts, text)
SELECT 'delete', id, title, subtitle, authors, facts, text
FROM articles_fts_cjk_content WHERE id = ?
"""
_IN_CJK = "SELECT 1 FROM articles_fts_cjk_docsize WHERE id = ?"
