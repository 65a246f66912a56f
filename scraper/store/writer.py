"""Articles into the database: a record and everything that belongs to it."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Literal

from scraper.article import Article
from scraper.store import parts, reader, revisions
from scraper.store.content import (
    content_hash,
    is_same_but_memory,
    record_hash,
    site_of,
    stamp,
    to_json,
    word_count,
)
from scraper.store.fulltext import Index
from scraper.store.records import Cause

Outcome = Literal["new", "changed", "unchanged"]


def write_article(
    connection: sqlite3.Connection, index: Index, article: Article, asked: str, now: datetime
) -> tuple[int, Outcome]:
    """Write the record of a page just fetched; its id and what happened.  Inside a transaction.

    `asked` is the address that was fetched; the article's own one may differ by redirects.
    The same record again changes nothing but `last_seen`.  "changed" means what an editor
    would call a change (see `content_hash`); anything else that differs is brought up to date
    and called "unchanged".
    """
    at = stamp(now)
    url = article.url or asked
    stored = _find(connection, article, url, asked)
    if stored is None:
        hashes = content_hash(article), record_hash(article)
        article_id = _insert(connection, article, url, at, *hashes)
        _write_parts(connection, index, article, article_id, asked)
        _compare_later(connection, article_id)
        return article_id, "new"
    article_id = stored[0]
    connection.execute(
        "UPDATE articles SET last_seen = max(last_seen, ?) WHERE id = ?", (at, article_id)
    )
    cause = _replace(connection, index, article, stored, asked, now, None)
    if cause != "change":
        return article_id, "unchanged"
    connection.execute("UPDATE articles SET last_changed = ? WHERE id = ?", (at, article_id))
    return article_id, "changed"


def rewrite_article(
    connection: sqlite3.Connection, index: Index, article: Article, asked: str, now: datetime
) -> bool:
    """Write what was read anew from a kept page; whether anything differs.

    No change of the article: earlier content is kept as a revision marked "extraction".  Inside
    a transaction.
    """
    stored = _find(connection, article, article.url or asked, asked)
    if stored is None or stored[2] == record_hash(article):
        return False
    _replace(connection, index, article, stored, asked, now, "extraction")
    return True


def _replace(
    connection: sqlite3.Connection,
    index: Index,
    article: Article,
    stored: tuple[int, str, str],
    asked: str,
    now: datetime,
    cause: Cause | None,
) -> Cause | None:
    """Put a record in the place of a stored one; why its content differs, None: it does not.

    `cause` None: a change, unless all that differs is what the memory of the site left out.
    """
    article_id, old_content, old_whole = stored
    whole, content = record_hash(article), content_hash(article)
    if old_whole == whole:
        return None
    if old_content == content:
        cause = None
    else:
        if cause is None:
            before = reader.load(connection, article_id)
            cause = "extraction" if before and is_same_but_memory(before, article) else "change"
        revisions.keep(connection, article_id, now, cause)
    index.remove(connection, article_id)
    authors, tags = parts.clear(connection, article_id)
    _update(connection, article, article.url or asked, article_id, content, whole)
    _write_parts(connection, index, article, article_id, asked)
    parts.drop_unused(connection, authors, tags)
    if cause is not None:
        _compare_later(connection, article_id)
    return cause


def _write_parts(
    connection: sqlite3.Connection, index: Index, article: Article, article_id: int, asked: str
) -> None:
    url = article.url or asked
    parts.write(connection, article, article_id, site_of(url))
    index.add(article_id)
    parts.lead_links_to(connection, article_id, {url, asked, article.canonical_url})


def _compare_later(connection: sqlite3.Connection, article_id: int) -> None:
    connection.execute(
        "INSERT INTO syndication_queue (article_id) VALUES (?) ON CONFLICT DO NOTHING",
        (article_id,),
    )


def _find(
    connection: sqlite3.Connection, article: Article, url: str, asked: str
) -> tuple[int, str, str] | None:
    """The row this record belongs to: id, content_hash, record_hash.

    Its own address decides.  A row that shares the canonical address, or that was had from
    `asked` before, is the same article only under the same headline, and a canonical address
    without a path says nothing: some sites name their home page as canonical everywhere, or
    redirect what they deleted to it.
    """
    row: tuple[int, str, str] | None = connection.execute(
        "SELECT id, content_hash, record_hash FROM articles WHERE url = ?", (url,)
    ).fetchone()
    if row is None and article.title is not None:
        canonical = article.canonical_url
        if canonical is not None and not canonical.partition("://")[2].partition("/")[2]:
            canonical = None
        row = connection.execute(_FIND, (canonical, asked, article.title)).fetchone()
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
        "breadcrumbs": to_json(article.breadcrumbs),
        "language": article.language,
        "text": text,
        "word_count": word_count(text),
        "facts_heading": article.facts_heading,
        "facts_position": article.facts_position,
        "fact_count": len(article.facts),
        "reading_minutes": article.reading_minutes,
        "comment_count": article.comment_count,
        "is_article": article.is_article,
        "confidence": article.confidence,
        "sources": to_json(article.sources),
        "notes": to_json(article.notes),
        "content_hash": content,
        "record_hash": whole,
    }


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


_INSERT = """
INSERT INTO articles (
    url, canonical_url, site, site_name, title, subtitle, description, published, modified,
    section, breadcrumbs, language, text, word_count, facts_heading, facts_position, fact_count,
    reading_minutes, comment_count, is_article, confidence, sources, notes,
    first_seen, last_seen, content_hash, record_hash
) VALUES (
    :url, :canonical_url, :site, :site_name, :title, :subtitle, :description, :published, :modified,
    :section, :breadcrumbs, :language, :text, :word_count, :facts_heading, :facts_position,
    :fact_count, :reading_minutes, :comment_count, :is_article, :confidence, :sources, :notes,
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
    fact_count = :fact_count,
    reading_minutes = :reading_minutes, comment_count = :comment_count, is_article = :is_article,
    confidence = :confidence, sources = :sources, notes = :notes,
    content_hash = :content_hash, record_hash = :record_hash
WHERE id = :id
"""
