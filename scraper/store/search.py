"""Full-text search: words as people type them, hits with the words around the match."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from scraper.errors import InputError
from scraper.store import unspaced
from scraper.store.content import is_unspaced, to_json
from scraper.store.reader import SELECTED, Selection
from scraper.store.records import SearchHit

RANKED = 5000  # articles weighed against each other; finding more would only take time
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for, as FTS5 string literals (`"word"`, `"a phrase"`, `"begin"*`)."""

    wanted: tuple[tuple[str, ...], ...]  # of each inner tuple, one must occur
    unwanted: tuple[str, ...]  # none of these may occur

    def expression(self) -> str:
        """The same as one FTS5 expression."""
        wanted = " AND ".join(f"({' OR '.join(either)})" for either in self.wanted)
        return f"({wanted}) NOT ({' OR '.join(self.unwanted)})" if self.unwanted else wanted


def parse(words: str) -> Query:
    """Words as typed -> what to look for; any text is well formed.

    All words must occur; `"a phrase"` in this order; `word*` begins with; `-word` must not
    occur; `OR` between two words: either.  Anything else is taken as text.  Raises InputError
    where there is nothing to look for.
    """
    wanted: list[tuple[str, ...]] = []
    unwanted: list[str] = []
    either = False
    for minus, phrase, word in _TERM.findall(words):
        if word == "OR" and not minus:
            either = bool(wanted)
            continue
        text = phrase or word.rstrip("*")
        if not any(character.isalnum() for character in text):
            continue
        term = '"' + text.replace('"', '""') + '"' + ("*" if word.endswith("*") else "")
        if minus:
            unwanted.append(term)
        elif either:
            wanted[-1] += (term,)
        else:
            wanted.append((term,))
        either = False
    if not wanted:
        raise InputError("nothing to search for: give at least one word that must occur")
    return Query(tuple(wanted), tuple(unwanted))


def search(
    connection: sqlite3.Connection,
    words: str,
    selection: Selection,
    limit: int,
    marks: tuple[str, str],
) -> list[SearchHit]:
    """Articles that hold the words, best first.

    Headline, standfirst, byline and key facts count more than the body (weights in the schema).
    Of very many articles the `RANKED` that were stored last are weighed against each other.
    Words in scripts without spaces are found anywhere in the text.
    """
    query = parse(words)
    if is_unspaced(words):
        return unspaced.search(connection, query.wanted, query.unwanted, selection, limit, marks)
    values = {**selection.parameters(), "query": query.expression(), "ranked": max(RANKED, limit)}
    found = connection.execute(_FIND, values).fetchall()
    best = sorted(found, key=lambda row: (row[1], -row[0]))[:limit]
    rows = connection.execute(
        _HITS, (values["query"], to_json([article_id for article_id, _ in best]), *marks)
    )
    hits = {row[0]: row for row in rows}
    return [_hit(hits[article_id], rank, marks) for article_id, rank in best]


# The rank of an article takes a hundred times as long as finding it; here it is computed only
# for rows that are returned.
_FIND = "\n".join(
    (
        """
SELECT a.id, rank FROM articles_fts
JOIN articles AS a INDEXED BY articles_numbers ON a.id = articles_fts.rowid
WHERE articles_fts MATCH :query AND
""",
        SELECTED,
        "ORDER BY articles_fts.rowid DESC LIMIT :ranked",
    )
)


def _hit(row: tuple[Any, ...], rank: float, marks: tuple[str, str]) -> SearchHit:
    return SearchHit(
        id=row[0],
        url=row[1],
        title=row[2],
        site=row[3],
        published=row[4],
        authors=row[5],
        # of the body where a word stands there, else of the column that FTS5 chooses
        snippet=row[6] if marks[0] in row[6] else row[7],
        score=-rank,
    )


# One pass over what matches, from the first of the articles to the last: asked for one article at
# a time, FTS5 would look up all words that begin with `ca*` again for each.
_HITS = """
WITH best AS MATERIALIZED (SELECT value AS id FROM json_each(?2))
SELECT
    a.id, a.url, a.title, a.site, a.published,
    (SELECT authors FROM articles_fts_content WHERE id = a.id),
    snippet(articles_fts, 4, ?3, ?4, '…', 24),
    snippet(articles_fts, -1, ?3, ?4, '…', 24)
FROM articles_fts CROSS JOIN articles AS a ON a.id = articles_fts.rowid
WHERE articles_fts MATCH ?1 AND +articles_fts.rowid IN (SELECT id FROM best)
    AND articles_fts.rowid BETWEEN (SELECT min(id) FROM best) AND (SELECT max(id) FROM best)
"""
