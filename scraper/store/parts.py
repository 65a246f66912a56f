"""The rows that hang on an article: authors, facts, body, images, tags, links."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from html import unescape

from scraper.article import Article, Author, Block
from scraper.store.content import site_of, stamp, to_json


def write(connection: sqlite3.Connection, article: Article, article_id: int, site: str) -> None:
    """Write the rows of an article that has none yet.  Inside a transaction."""
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
        "INSERT INTO blocks (article_id, position, kind, level, text, html, number) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (article_id, n, b.kind, b.level, b.text, b.html, b.number)
            for n, b in enumerate(article.body)
        ],
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
        "VALUES (?, ?, (SELECT id FROM tags WHERE name = ?))",
        [(article_id, position, name) for position, name in enumerate(names)],
    )
    connection.executemany(
        _LINK,
        [
            (article_id, n, link.group, link.title, link.url, link.section, stamp(link.published))
            for n, link in enumerate(article.related)
        ],
    )
    write_text_links(connection, article_id, article.body)


def write_text_links(
    connection: sqlite3.Connection, article_id: int, body: Iterable[Block]
) -> None:
    """Write the links inside the body of an article that has none yet.  Inside a transaction."""
    connection.executemany(
        _TEXT_LINK,
        [
            (article_id, n, block, title, url, site_of(url))
            for n, (block, title, url) in enumerate(text_links(body))
        ],
    )


_Ids = list[tuple[int]]


def clear(connection: sqlite3.Connection, article_id: int) -> tuple[_Ids, _Ids]:
    """Remove the rows of an article; the authors and tags it had.  Inside a transaction."""
    authors = connection.execute(
        "SELECT author_id FROM article_authors WHERE article_id = ?", (article_id,)
    ).fetchall()
    tags = connection.execute(
        "SELECT tag_id FROM article_tags WHERE article_id = ?", (article_id,)
    ).fetchall()
    for statement in _CLEAR:
        connection.execute(statement, (article_id,))
    return authors, tags


def drop_unused(connection: sqlite3.Connection, authors: _Ids, tags: _Ids) -> None:
    """Delete those of these authors and tags that no article has.  Inside a transaction."""
    connection.executemany(
        "DELETE FROM authors WHERE id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM article_authors WHERE author_id = ?1)",
        authors,
    )
    connection.executemany(
        "DELETE FROM tags WHERE id = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM article_tags WHERE tag_id = ?1)",
        tags,
    )


def lead_links_to(
    connection: sqlite3.Connection, article_id: int, addresses: Iterable[str | None]
) -> None:
    """Links that waited for an article under these addresses now lead to it."""
    known = [(article_id, address) for address in addresses if address]
    for statement in _LEAD:
        connection.executemany(statement, known)


def text_links(body: Iterable[Block]) -> list[tuple[int, str, str]]:
    """Links inside the body, in reading order: position of the block, words, address.

    Only addresses of the web are kept; an address that stands twice in a block is kept once.
    """
    found = []
    for number, block in enumerate(body):
        if block.html is None or "<a " not in block.html:
            continue
        seen = set()
        for attributes, inner in _ANCHOR.findall(block.html):
            href = _HREF.search(attributes)
            url = unescape(href[1]) if href else ""
            if url.startswith(("https://", "http://")) and url not in seen:
                seen.add(url)
                words = unescape(_TAG.sub("", inner))
                found.append((number, " ".join(words.split()), url))
    return found


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
    links = to_json(author.links)
    if row is None:
        created = connection.execute(
            "INSERT INTO authors (site, name, url, bio, links) VALUES (?, ?, ?, ?, ?)",
            (site, author.name, author.url, author.bio, links),
        ).lastrowid
        assert created is not None  # an INSERT has one
        connection.execute("INSERT INTO same_author_queue (author_id) VALUES (?)", (created,))
        return created
    author_id: int = row[0]
    latest = (author.url or row[1], author.bio or row[2], links if author.links else row[3])
    if latest != row[1:]:
        connection.execute(
            "UPDATE authors SET url = ?, bio = ?, links = ? WHERE id = ?", (*latest, author_id)
        )
    return author_id


# `Block.html` is sanitised, so it is written as the HTML standard serialises: attributes in
# double quotes, every element closed.
_ANCHOR = re.compile(r'<a((?:\s+[\w:-]+="[^"]*")*)\s*>(.*?)</a>', re.DOTALL)
_HREF = re.compile(r'\shref="([^"]*)"')
_TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
_CLEAR = (
    "DELETE FROM article_authors WHERE article_id = ?",
    "DELETE FROM facts WHERE article_id = ?",
    "DELETE FROM blocks WHERE article_id = ?",
    "DELETE FROM images WHERE article_id = ?",
    "DELETE FROM article_tags WHERE article_id = ?",
    "DELETE FROM related_links WHERE article_id = ?",
    "DELETE FROM links WHERE article_id = ?",
)
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
_TEXT_LINK = """
INSERT INTO links (article_id, position, block_position, title, url, site, target_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(
    (SELECT id FROM articles WHERE url = ?5),
    (SELECT id FROM articles WHERE canonical_url = ?5 AND canonical_url <> url),
    (SELECT article_id FROM urls WHERE url = ?5)
))
"""
_LEAD = (
    "UPDATE related_links SET target_id = ? WHERE url = ? AND target_id IS NULL",
    "UPDATE links SET target_id = ? WHERE url = ? AND target_id IS NULL",
)
