"""Articles into the database: a record and everything that belongs to it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

import msgspec

from scraper.article import Article, Author
from scraper.store.content import content_hash, record_hash, site_of, stamp, word_count

Outcome = Literal["new", "changed", "unchanged"]


def write_article(
    connection: sqlite3.Connection, article: Article, asked: str, now: datetime
) -> tuple[int, Outcome]:
    """Write one record; its id and what happened.  Inside a transaction.

    `asked` is the address that was fetched; the article's own one may differ by redirects.
    The same record again changes nothing but `last_seen`.  "changed" means what an editor
    would call a change (see `content_hash`); anything else that differs is brought up to date
    and called "unchanged".
    """
    at = stamp(now)
    url = article.url or asked
    whole, content = record_hash(article), content_hash(article)
    stored = _find(connection, article, url, asked)
    if stored is None:
        article_id = _insert(connection, article, url, at, content, whole)
        outcome: Outcome = "new"
    else:
        article_id, old_content, old_whole = stored
        connection.execute(
            "UPDATE articles SET last_seen = max(last_seen, ?) WHERE id = ?", (at, article_id)
        )
        if old_whole == whole:
            return article_id, "unchanged"
        _unindex(connection, article_id)
        for clear in _CLEAR:
            connection.execute(clear, (article_id,))
        _update(connection, article, url, article_id, content, whole)
        outcome = "unchanged"
        if old_content != content:
            outcome = "changed"
            connection.execute(
                "UPDATE articles SET last_changed = ? WHERE id = ?", (at, article_id)
            )
    _write_parts(connection, article, article_id, site_of(url))
    _index(connection, article_id)
    connection.executemany(  # links that waited for this article now lead to it
        "UPDATE related_links SET target_id = ? WHERE url = ? AND target_id IS NULL",
        [(article_id, known) for known in {url, asked, article.canonical_url} if known],
    )
    return article_id, outcome


def _find(
    connection: sqlite3.Connection, article: Article, url: str, asked: str
) -> tuple[int, str, str] | None:
    """The row this record belongs to: id, content_hash, record_hash.

    Its own address decides.  A row that shares the canonical address, or that was had from
    `asked` before, is the same article only under the same headline: some sites name their
    home page as canonical everywhere, or redirect what they deleted to it.
    """
    row: tuple[int, str, str] | None = connection.execute(
        "SELECT id, content_hash, record_hash FROM articles WHERE url = ?", (url,)
    ).fetchone()
    if row is None and article.title is not None:
        row = connection.execute(_FIND, (article.canonical_url, asked, article.title)).fetchone()
    return row


_FIND = """
SELECT id, content_hash, record_hash FROM articles
WHERE title = ?3 AND id IN (
    SELECT id FROM articles WHERE url = ?1
    UNION ALL SELECT id FROM articles WHERE canonical_url = ?1 AND canonical_url <> url
    UNION ALL SELECT article_id FROM urls WHERE url = ?2
)
ORDER BY id LIMIT 1
"""


def _values(article: Article, url: str, content: str, whole: str) -> dict[str, object]:
    text = article.text
    return {
        "url": url,
        "canonical_url": article.canonical_url,
        "site": site_of(url),
        "site_name": article.site_name,
        "title": article.title,
        "subtitle": article.subtitle,
        "description": article.description,
        "published": stamp(article.published),
        "modified": stamp(article.modified),
        "section": article.section,
        "breadcrumbs": _json(article.breadcrumbs),
        "language": article.language,
        "text": text,
        "word_count": word_count(text),
        "facts_heading": article.facts_heading,
        "facts_position": article.facts_position,
        "reading_minutes": article.reading_minutes,
        "comment_count": article.comment_count,
        "is_article": article.is_article,
        "confidence": article.confidence,
        "sources": _json(article.sources),
        "notes": _json(article.notes),
        "content_hash": content,
        "record_hash": whole,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _insert(
    connection: sqlite3.Connection,
    article: Article,
    url: str,
    at: str | None,
    content: str,
    whole: str,
) -> int:
    _note_site(connection, article, url)
    row = connection.execute(_INSERT, {**_values(article, url, content, whole), "now": at})
    article_id = row.lastrowid
    assert article_id is not None  # an INSERT has one
    return article_id


def _update(
    connection: sqlite3.Connection,
    article: Article,
    url: str,
    article_id: int,
    content: str,
    whole: str,
) -> None:
    _note_site(connection, article, url)
    connection.execute(_UPDATE, {**_values(article, url, content, whole), "id": article_id})


def _note_site(connection: sqlite3.Connection, article: Article, url: str) -> None:
    connection.execute(
        "INSERT INTO sites (host, name) VALUES (?1, ?2) ON CONFLICT (host) DO UPDATE "
        "SET name = excluded.name WHERE excluded.name IS NOT NULL AND name IS NOT excluded.name",
        (site_of(url), article.site_name),
    )


def _write_parts(
    connection: sqlite3.Connection, article: Article, article_id: int, site: str
) -> None:
    """The rows of the tables that hang on an article, which has none yet."""
    authors = dict.fromkeys(_author_id(connection, author, site) for author in article.authors)
    connection.executemany(
        "INSERT INTO article_authors (article_id, position, author_id) VALUES (?, ?, ?)",
        [(article_id, position, author) for position, author in enumerate(authors)],
    )
    connection.executemany(
        "INSERT INTO facts (article_id, position, label, text) VALUES (?, ?, ?, ?)",
        [(article_id, n, fact.label, fact.text) for n, fact in enumerate(article.facts)],
    )
    connection.executemany(
        "INSERT INTO blocks (article_id, position, kind, level, text, html) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [(article_id, n, b.kind, b.level, b.text, b.html) for n, b in enumerate(article.body)],
    )
    connection.executemany(
        "INSERT INTO images (article_id, position, url, alt, caption, credit, is_lead) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (article_id, n, i.url, i.alt, i.caption, i.credit, i.is_lead)
            for n, i in enumerate(article.images)
        ],
    )
    names = list(dict.fromkeys(article.tags))
    connection.executemany(
        "INSERT INTO tags (name) VALUES (?) ON CONFLICT DO NOTHING", [(name,) for name in names]
    )
    connection.executemany(
        "INSERT INTO article_tags (article_id, position, tag_id) "
        "SELECT ?, ?, id FROM tags WHERE name = ?",
        [(article_id, position, name) for position, name in enumerate(names)],
    )
    connection.executemany(
        _LINK,
        [
            (article_id, n, link.group, link.title, link.url, link.section, stamp(link.published))
            for n, link in enumerate(article.related)
        ],
    )


def _author_id(connection: sqlite3.Connection, author: Author, site: str) -> int:
    """The row of an author, made if need be, with the latest biography and links.

    Same site, name and profile page: the same person.  Where one of the two mentions has no
    profile page, the name on the same site is enough.  Spelling variants stay apart.
    """
    row = connection.execute(
        "SELECT id, url, bio, links FROM authors WHERE site = ?1 AND name = ?2 "
        "AND (?3 IS NULL OR url IS NULL OR url = ?3) ORDER BY url IS ?3 DESC, id LIMIT 1",
        (site, author.name, author.url),
    ).fetchone()
    links = _json(author.links)
    if row is None:
        created = connection.execute(
            "INSERT INTO authors (site, name, url, bio, links) VALUES (?, ?, ?, ?, ?)",
            (site, author.name, author.url, author.bio, links),
        ).lastrowid
        assert created is not None  # an INSERT has one
        return created
    author_id: int = row[0]
    latest = (author.url or row[1], author.bio or row[2], links if author.links else row[3])
    if latest != row[1:]:
        connection.execute(
            "UPDATE authors SET url = ?, bio = ?, links = ? WHERE id = ?", (*latest, author_id)
        )
    return author_id


def _index(connection: sqlite3.Connection, article_id: int) -> None:
    connection.execute(
        "INSERT INTO articles_fts (rowid, title, subtitle, authors, facts, text) "
        "SELECT id, title, subtitle, authors, facts, text FROM articles_fts_content WHERE id = ?",
        (article_id,),
    )


def _unindex(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out of the index, while its rows are still what was indexed."""
    connection.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, title, subtitle, authors, facts, text) "
        "SELECT 'delete', id, title, subtitle, authors, facts, text "
        "FROM articles_fts_content WHERE id = ?",
        (article_id,),
    )


_CLEAR = (
    "DELETE FROM article_authors WHERE article_id = ?",
    "DELETE FROM facts WHERE article_id = ?",
    "DELETE FROM blocks WHERE article_id = ?",
    "DELETE FROM images WHERE article_id = ?",
    "DELETE FROM article_tags WHERE article_id = ?",
    "DELETE FROM related_links WHERE article_id = ?",
)
_INSERT = """
INSERT INTO articles (
    url, canonical_url, site, site_name, title, subtitle, description, published, modified,
    section, breadcrumbs, language, text, word_count, facts_heading, facts_position,
    reading_minutes, comment_count, is_article, confidence, sources, notes,
    first_seen, last_seen, content_hash, record_hash
) VALUES (
    :url, :canonical_url, :site, :site_name, :title, :subtitle, :description, :published, :modified,
    :section, :breadcrumbs, :language, :text, :word_count, :facts_heading, :facts_position,
    :reading_minutes, :comment_count, :is_article, :confidence, :sources, :notes,
    :now, :now, :content_hash, :record_hash
)
"""
# The address stays the one under which the article was stored first.
_UPDATE = """
UPDATE articles SET
    canonical_url = :canonical_url, site_name = :site_name, title = :title, subtitle = :subtitle,
    description = :description, published = :published, modified = :modified, section = :section,
    breadcrumbs = :breadcrumbs, language = :language, text = :text, word_count = :word_count,
    facts_heading = :facts_heading, facts_position = :facts_position,
    reading_minutes = :reading_minutes, comment_count = :comment_count, is_article = :is_article,
    confidence = :confidence, sources = :sources, notes = :notes,
    content_hash = :content_hash, record_hash = :record_hash
WHERE id = :id
"""
# The article a link leads to: by its address, its canonical address, or an address that was
# fetched and turned out to hold it.
_LINK = """
INSERT INTO related_links (
    article_id, position, group_name, title, url, section, published, target_id
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, coalesce(
    (SELECT id FROM articles WHERE url = ?5),
    (SELECT id FROM articles WHERE canonical_url = ?5 AND canonical_url <> url),
    (SELECT article_id FROM urls WHERE url = ?5)
))
"""
