"""Earlier states of articles: kept when one changes, read back to show what changed."""

from __future__ import annotations

import json
import sqlite3
import zlib
from datetime import datetime

from scraper.article import Article
from scraper.errors import StoreError
from scraper.store import reader
from scraper.store.content import moment, stamp
from scraper.store.records import Cause, Revision

KEEP = 100  # states of one article: the first and the latest; a live ticker changes all day


def keep(connection: sqlite3.Connection, article_id: int, now: datetime, cause: Cause) -> None:
    """Keep the present state of an article that another replaces.  Inside a transaction."""
    article = reader.load(connection, article_id)
    assert article is not None  # the caller has its row
    record = zlib.compress(article.to_json().encode(), 9)
    values = {"id": article_id, "now": stamp(now), "cause": cause, "record": record}
    connection.execute(_KEEP, values)
    connection.execute(_FORGET, {"id": article_id, "keep": KEEP})


_KEEP = """
INSERT INTO revisions (
    article_id, number, seen_from, seen_until, cause, title, word_count, content_hash, record
)
SELECT
    id, coalesce((SELECT max(number) FROM revisions WHERE article_id = id), 0) + 1,
    coalesce((SELECT max(seen_until) FROM revisions WHERE article_id = id), first_seen),
    :now, :cause, title, word_count, content_hash, :record
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
        "SELECT number, seen_from, seen_until, cause, record FROM revisions "
        "WHERE article_id = ? ORDER BY number",
        (article_id,),
    ).fetchall()
    states = [
        Revision(
            number=number,
            seen_from=_time(seen_from),
            seen_until=_time(seen_until),
            cause=cause,
            article=_article(record, url),
        )
        for number, seen_from, seen_until, cause, record in rows
    ]
    (first_seen,) = connection.execute(
        "SELECT first_seen FROM articles WHERE id = ?", (article_id,)
    ).fetchone()
    last = states[-1] if states else None
    return [
        *states,
        Revision(
            number=last.number + 1 if last else 1,
            seen_from=last.seen_until if last and last.seen_until else _time(first_seen),
            seen_until=None,
            cause=None,
            article=present,
        ),
    ]


def _article(record: bytes, url: str) -> Article:
    try:
        return Article.from_dict(json.loads(zlib.decompress(record)))
    except zlib.error as error:
        raise StoreError(
            f"an earlier state of {url} is damaged; restore a backup, or delete it from revisions"
        ) from error


def _time(text: str) -> datetime:
    value = moment(text)
    assert value is not None  # the columns are NOT NULL
    return value
