"""Earlier states of articles: kept when one changes, read back to show what changed."""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import datetime

from scraper.article import Article
from scraper.store import reader
from scraper.store.content import moment, stamp
from scraper.store.records import Revision

KEEP = 100  # states of one article: the first and the latest; a live ticker changes all day


def keep(connection: sqlite3.Connection, article_id: int, now: datetime) -> None:
    """Keep the present state of an article that is about to change.  Inside a transaction."""
    article = reader.load(connection, article_id)
    assert article is not None  # the caller has its row
    record = zlib.compress(article.to_json().encode(), 9)
    connection.execute(_KEEP, {"id": article_id, "now": stamp(now), "record": record})
    connection.execute(_FORGET, {"id": article_id, "keep": KEEP})


_KEEP = """
INSERT INTO revisions (
    article_id, number, seen_from, seen_until, title, word_count, content_hash, record
)
SELECT
    id, coalesce((SELECT max(number) FROM revisions WHERE article_id = id), 0) + 1,
    coalesce(last_changed, first_seen), :now, title, word_count, content_hash, :record
FROM articles WHERE id = :id
"""
_FORGET = """
DELETE FROM revisions WHERE article_id = :id AND number > 1
AND number <= (SELECT max(number) FROM revisions WHERE article_id = :id) - :keep + 1
"""


def history(connection: sqlite3.Connection, url: str) -> list[Revision]:
    """All known states of an article, the present one last; empty: no such article."""
    article_id = reader.find(connection, url)
    present = reader.load(connection, article_id) if article_id is not None else None
    if present is None:
        return []
    rows = connection.execute(
        "SELECT number, seen_from, seen_until, record FROM revisions "
        "WHERE article_id = ? ORDER BY number",
        (article_id,),
    ).fetchall()
    states = [
        Revision(
            number=number,
            seen_from=_time(seen_from),
            seen_until=_time(seen_until),
            article=Article.from_dict(json.loads(zlib.decompress(record))),
        )
        for number, seen_from, seen_until, record in rows
    ]
    (since,) = connection.execute(
        "SELECT coalesce(last_changed, first_seen) FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    number = states[-1].number + 1 if states else 1
    return [
        *states,
        Revision(number=number, seen_from=_time(since), seen_until=None, article=present),
    ]


def _time(text: str) -> datetime:
    value = moment(text)
    assert value is not None  # the columns are NOT NULL
    return value
