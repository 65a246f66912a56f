"""Full-text search: words as people type them, hits with the words around the match."""

from __future__ import annotations

import re
import sqlite3

from scraper.errors import InputError
from scraper.store.reader import SELECTED, Selection
from scraper.store.records import SearchHit

_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


def fts_query(words: str) -> str:
    """Words as typed -> an FTS5 query that is always well formed.

    All words must occur; `"a phrase"` in this order; `word*` begins with; `-word` must not
    occur; `OR` between two words: either.  Anything else is taken as text.  Raises InputError
    where there is nothing to look for.
    """
    wanted: list[str] = []  # alternatives joined by OR
    unwanted: list[str] = []
    either = False
    for minus, phrase, word in _TERM.findall(words):
        if word == "OR" and not minus:
            either = bool(wanted)
            continue
        prefix = "*" if word.endswith("*") else ""
        text = phrase or word.rstrip("*")
        if not any(character.isalnum() for character in text):
            continue
        term = '"' + text.replace('"', '""') + '"' + prefix
        if minus:
            unwanted.append(term)
        elif either:
            wanted[-1] += f" OR {term}"
        else:
            wanted.append(term)
        either = False
    if not wanted:
        raise InputError("nothing to search for: give at least one word that must occur")
    query = " AND ".join(f"({term})" for term in wanted)
    return f"({query}) NOT ({' OR '.join(unwanted)})" if unwanted else query


def search(
    connection: sqlite3.Connection,
    words: str,
    selection: Selection,
    limit: int,
    marks: tuple[str, str],
) -> list[SearchHit]:
    """Articles that hold the words, best first.

    Headline, standfirst, byline and key facts count more than the body (weights in the schema).
    """
    rows = connection.execute(
        _SEARCH,
        {
            **selection.parameters(),
            "query": fts_query(words),
            "limit": limit,
            "before": marks[0],
            "after": marks[1],
        },
    )
    return [
        SearchHit(
            id=row[0],
            url=row[1],
            title=row[2],
            site=row[3],
            published=row[4],
            authors=row[5],
            snippet=row[6] if marks[0] in row[6] else row[7],
            score=-row[8],
        )
        for row in rows
    ]


# The snippet shows the body where a word stands there, else the column that FTS5 chooses.
_SEARCH = "\n".join(
    (
        """
SELECT
    a.id, a.url, a.title, a.site, a.published,
    (SELECT authors FROM articles_fts_content WHERE id = a.id),
    snippet(articles_fts, 4, :before, :after, '…', 24),
    snippet(articles_fts, -1, :before, :after, '…', 24), rank
FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH :query AND
""",
        SELECTED,
        "ORDER BY rank LIMIT :limit",
    )
)
