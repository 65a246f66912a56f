"""Articles out of the database: rows back into the records they were."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from scraper.article import Article, Author, Block, Fact, Image, Link
from scraper.hostnames import ascii_host
from scraper.languages import language_code
from scraper.store.content import fold, unstamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles; None: any."""

    site: str | None = None  # host, with or without "www."
    author: str | None = None  # whole name as in the byline; case and accents do not matter
    tag: str | None = None  # whole tag; case and accents do not matter
    language: str | None = None  # ISO 639-1; case and country ("de-AT") do not matter
    since: date | None = None  # published on this day (UTC) or later
    until: date | None = None  # published on this day (UTC) or earlier

    def parameters(self) -> dict[str, Any]:
        """Values for the named parameters of `SELECTED`."""
        values = asdict(self)
        values["site"] = ascii_host(self.site).removeprefix("www.") if self.site else None
        values["author"] = fold(self.author) if self.author else None
        values["tag"] = fold(self.tag) if self.tag else None
        if self.language:  # what is no code finds nothing
            values["language"] = language_code(self.language) or self.language
        values["since"] = self.since.isoformat() if self.since else None
        values["until"] = self.until.isoformat() if self.until else None
        return values


def find(connection: sqlite3.Connection, url: str) -> int | None:
    """Id of the article with this address, canonical address, or fetched under it; None: none."""
    row = connection.execute(_ID, (url,)).fetchone()
    article_id: int | None = row[0]
    return article_id


_ID = """
SELECT coalesce(
    (SELECT id FROM articles WHERE url = ?1),
    (SELECT id FROM articles WHERE canonical_url = ?1 AND canonical_url <> url ORDER BY id),
    (SELECT article_id FROM urls WHERE url = ?1)
)
"""


def select(
    connection: sqlite3.Connection, selection: Selection, limit: int | None
) -> Iterator[Article]:
    """Articles, latest published first; those without a date last."""
    rows = connection.execute(
        _SELECT, {**selection.parameters(), "limit": -1 if limit is None else limit}
    )
    for (article_id,) in rows:
        article = load(connection, article_id)
        if article is not None:
            yield article


# Conditions on `articles AS a`, used here and by the search.
SELECTED = """
    (:site IS NULL OR a.site = :site)
    AND (:language IS NULL OR a.language = :language)
    AND (:since IS NULL OR a.published_day >= :since)
    AND (:until IS NULL OR a.published_day <= :until)
    AND (:author IS NULL OR a.id IN (
        SELECT article_id FROM article_authors WHERE author_id IN (
            SELECT id FROM authors WHERE fold(name) = :author)))
    AND (:tag IS NULL OR a.id IN (
        SELECT article_id FROM article_tags WHERE tag_id IN (
            SELECT id FROM tags WHERE fold(name) = :tag)))
"""
_SELECT = "\n".join(
    (
        "SELECT a.id FROM articles AS a WHERE",
        SELECTED,
        "ORDER BY a.published DESC, a.id DESC LIMIT :limit",
    )
)


def load(connection: sqlite3.Connection, article_id: int) -> Article | None:
    """The article with this id; None: deleted."""
    cursor = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,))
    values = cursor.fetchone()
    if values is None:
        return None
    row = dict(zip([column[0] for column in cursor.description], values, strict=True))

    def parts(sql: str) -> list[Any]:
        return connection.execute(sql, (article_id,)).fetchall()

    return Article(
        url=row["url"],
        canonical_url=row["canonical_url"],
        site_name=row["site_name"],
        language=row["language"],
        title=row["title"],
        subtitle=row["subtitle"],
        description=row["description"],
        authors=tuple(
            Author(name=name, url=url, bio=bio, links=tuple(json.loads(links)))
            for name, url, bio, links in parts(_AUTHORS)
        ),
        published=unstamp(row["published"]),
        modified=unstamp(row["modified"]),
        section=row["section"],
        breadcrumbs=tuple(json.loads(row["breadcrumbs"])),
        tags=tuple(name for (name,) in parts(_TAGS)),
        facts_heading=row["facts_heading"],
        facts=tuple(Fact(label=label, text=text) for label, text in parts(_FACTS)),
        facts_position=row["facts_position"],
        body=tuple(
            Block(kind=kind, level=level, text=text, html=html, number=number)
            for kind, level, text, html, number in parts(_BLOCKS)
        ),
        images=tuple(
            Image(url=url, alt=alt, caption=caption, credit=credit, is_lead=bool(is_lead))
            for url, alt, caption, credit, is_lead in parts(_IMAGES)
        ),
        related=tuple(
            Link(group=group, title=title, url=url, section=section, published=unstamp(published))
            for group, title, url, section, published in parts(_RELATED)
        ),
        reading_minutes=row["reading_minutes"],
        comment_count=row["comment_count"],
        is_article=bool(row["is_article"]),
        confidence=row["confidence"],
        sources=json.loads(row["sources"]),
        notes=tuple(json.loads(row["notes"])),
    )


_AUTHORS = (
    "SELECT name, url, bio, links FROM article_authors JOIN authors ON authors.id = author_id "
    "WHERE article_id = ? ORDER BY position"
)
_TAGS = (
    "SELECT name FROM article_tags JOIN tags ON tags.id = tag_id "
    "WHERE article_id = ? ORDER BY position"
)
_FACTS = "SELECT label, text FROM facts WHERE article_id = ? ORDER BY position"
_BLOCKS = (
    "SELECT kind, level, text, html, number FROM blocks WHERE article_id = ? ORDER BY position"
)
_IMAGES = (
    "SELECT url, alt, caption, credit, is_lead FROM images WHERE article_id = ? ORDER BY position"
)
_RELATED = (
    "SELECT group_name, title, url, section, published FROM related_links "
    "WHERE article_id = ? ORDER BY position"
)
