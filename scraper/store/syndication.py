"""Copies across sites: articles whose text is nearly that of an earlier one, group by group."""

from __future__ import annotations

import sqlite3

from scraper.store.likeness import buckets, likeness, sequences

# Measured on the texts of 686 articles from as many sites: of 235,000 pairs one is a copy (0.58),
# the most alike of the others have 0.11.  Copies with a new lead have 0.82 and more in 95 of 100
# cases, cut by a third 0.58, with every tenth word replaced 0.37.
ALIKE = 0.3
_CANDIDATES = 50  # compared for one article: the earliest that share most buckets with it


def group(connection: sqlite3.Connection, limit: int) -> int:
    """Compare up to `limit` new or changed articles with all; how many.  Inside a transaction."""
    queue = connection.execute(
        "SELECT article_id FROM syndication_queue ORDER BY article_id LIMIT ?", (limit,)
    ).fetchall()
    for (article_id,) in queue:
        _place(connection, article_id)
        connection.execute("DELETE FROM syndication_queue WHERE article_id = ?", (article_id,))
    return len(queue)


def _place(connection: sqlite3.Connection, article_id: int) -> None:
    """Put one article into the group it belongs to, if any."""
    _leave(connection, article_id)
    (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
    mine = sequences(text)
    numbers = buckets(mine)
    connection.executemany(
        "INSERT INTO syndication_buckets (bucket, article_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(number, article_id) for number in numbers],
    )
    shared: dict[int, int] = {}
    for number in numbers:
        for (other,) in connection.execute(_OTHERS, (number, article_id, _CANDIDATES)):
            shared[other] = shared.get(other, 0) + 1
    best, found = ALIKE, None
    for other in sorted(shared, key=lambda key: (-shared[key], key))[:_CANDIDATES]:
        (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (other,)).fetchone()
        alike = likeness(mine, sequences(text))
        if alike >= best:
            best, found = alike, other
    if found is not None:
        _join(connection, article_id, found, best)


_OTHERS = """
SELECT article_id FROM syndication_buckets WHERE bucket = ? AND article_id <> ?
ORDER BY article_id LIMIT ?
"""


def _leave(connection: sqlite3.Connection, article_id: int) -> None:
    """Forget what is known of an article; those that were copies of it are compared again."""
    connection.execute(
        "INSERT INTO syndication_queue (article_id) "
        "SELECT article_id FROM syndication WHERE origin_id = ? ON CONFLICT DO NOTHING",
        (article_id,),
    )
    connection.execute(
        "DELETE FROM syndication WHERE article_id = ?1 OR origin_id = ?1", (article_id,)
    )
    connection.execute("DELETE FROM syndication_buckets WHERE article_id = ?", (article_id,))


def _join(connection: sqlite3.Connection, article_id: int, other: int, alike: float) -> None:
    """An article joins the group of another; the earliest of the group is its origin."""
    row = connection.execute(
        "SELECT origin_id FROM syndication WHERE article_id = ?", (other,)
    ).fetchone()
    origin: int = row[0] if row else other
    (earliest,) = connection.execute(_EARLIEST, (article_id, origin)).fetchone()
    copy = article_id
    if earliest == article_id:
        connection.execute(
            "UPDATE syndication SET origin_id = ? WHERE origin_id = ?", (article_id, origin)
        )
        copy = origin
    connection.execute(
        "INSERT INTO syndication (article_id, origin_id, similarity) VALUES (?, ?, ?)",
        (copy, earliest, alike),
    )


# A bare date is before every time of its day: an agency's copies often carry only the date, so
# the day alone is compared, and then what was seen first.
_EARLIEST = """
SELECT id FROM articles WHERE id IN (?, ?)
ORDER BY coalesce(published_day, substr(first_seen, 1, 10)), length(published) > 10 DESC,
    coalesce(published, first_seen), first_seen, id
LIMIT 1
"""
