"""The full-text indexes kept in step with the articles."""

from __future__ import annotations

import sqlite3

from scraper.article import Article
from scraper.store.content import is_unspaced


def add(connection: sqlite3.Connection, article: Article, article_id: int) -> None:
    """Index an article whose rows are written.  Inside a transaction.

    Every article is in the index by words; one with scripts that are written without spaces is
    in the index by sequences of three characters too.
    """
    connection.execute(_ADD, (article_id,))
    if is_unspaced(f"{article.title} {article.subtitle} {article.text}"):
        connection.execute(_ADD_CJK, (article_id,))


def remove(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the indexes, while its rows are still what was indexed."""
    connection.execute(_REMOVE, (article_id,))
    if connection.execute(_IN_CJK, (article_id,)).fetchone():
        connection.execute(_REMOVE_CJK, (article_id,))


_ADD = """
INSERT INTO articles_fts (rowid, title, subtitle, authors, facts, text)
SELECT id, title, subtitle, authors, facts, text FROM articles_fts_content WHERE id = ?
"""
_REMOVE = """
INSERT INTO articles_fts (articles_fts, rowid, title, subtitle, authors, facts, text)
SELECT 'delete', id, title, subtitle, authors, facts, text FROM articles_fts_content WHERE id = ?
"""
_ADD_CJK = """
INSERT INTO articles_fts_cjk (rowid, title, subtitle, authors, facts, text)
SELECT id, title, subtitle, authors, facts, text FROM articles_fts_cjk_content WHERE id = ?
"""
_REMOVE_CJK = """
INSERT INTO articles_fts_cjk (articles_fts_cjk, rowid, title, subtitle, authors, facts, text)
SELECT 'delete', id, title, subtitle, authors, facts, text
FROM articles_fts_cjk_content WHERE id = ?
"""
_IN_CJK = "SELECT 1 FROM articles_fts_cjk_docsize WHERE id = ?"
