"""What pages taught about their sites: the latest articles of each site, table `lessons`."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple
from datetime import datetime

from scraper.stages import Lesson
from scraper.store.content import moment, stamp

KEEP = 40  # articles of a site; as sitememory.WINDOW


def put(
    connection: sqlite3.Connection, article_id: int, site: str, lesson: Lesson, now: datetime
) -> None:
    """Keep what an article's page teaches, in place of what it taught before.

    The oldest lesson of the site makes room.  Inside a transaction.
    """
    connection.execute(_PUT, (article_id, site, stamp(now), *astuple(lesson)))
    connection.execute(_FORGET, {"site": site, "keep": KEEP})


_PUT = """
INSERT INTO lessons (
    article_id, site, learned, page, headline, layout, marks, said, containers
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (article_id) DO UPDATE SET
    site = excluded.site, learned = excluded.learned, page = excluded.page,
    headline = excluded.headline, layout = excluded.layout, marks = excluded.marks,
    said = excluded.said, containers = excluded.containers
"""
_FORGET = """
DELETE FROM lessons WHERE article_id IN (
    SELECT article_id FROM lessons WHERE site = :site
    ORDER BY learned DESC, article_id DESC LIMIT -1 OFFSET :keep
)
"""


def select(connection: sqlite3.Connection, site: str) -> list[tuple[datetime, Lesson]]:
    """The lessons of a site and when they were learned, oldest first."""
    rows = connection.execute(
        "SELECT learned, page, headline, layout, marks, said, containers "
        "FROM lessons WHERE site = ? ORDER BY learned, article_id",
        (site,),
    )
    found = []
    for learned, *values in rows:
        when = moment(learned)
        assert when is not None  # the column is NOT NULL
        found.append((when, Lesson(*values)))
    return found
