"""Search for words in scripts that are written without spaces, anywhere in the text.

The index knows sequences of three characters.  A longer word is looked for as it stands; one or
two characters (most words of Chinese are two) as the beginning of a sequence, in the index's own
list of sequences.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from scraper.store.content import is_unspaced, to_json
from scraper.store.reader import SELECTED, Selection
from scraper.store.records import SearchHit

_AROUND = 40  # characters shown before and after the first match


def search(
    connection: sqlite3.Connection,
    wanted: Iterable[Iterable[str]],
    unwanted: Iterable[str],
    selection: Selection,
    limit: int,
    marks: tuple[str, str],
) -> list[SearchHit]:
    """Articles in which one of each inner `wanted` occurs and none of `unwanted`, best first."""
    scores: dict[int, float] | None = None
    for either in wanted:
        found: dict[int, float] = {}
        for term in either:
            for article_id, score in _find(connection, term).items():
                found[article_id] = found.get(article_id, 0.0) + score
        if scores is None:
            scores = found
        else:
            scores = {key: scores[key] + found[key] for key in scores.keys() & found.keys()}
    scores = scores or {}
    for term in unwanted:
        for article_id in _find(connection, term):
            scores.pop(article_id, None)
    selected = connection.execute(
        _SELECTED, {**selection.parameters(), "ids": to_json(list(scores))}
    )
    best = sorted((row[0] for row in selected), key=lambda key: (-scores[key], key))[:limit]
    words = [_text(term) for either in wanted for term in either]
    return [_hit(connection, article_id, scores[article_id], words, marks) for article_id in best]


def _text(term: str) -> str:
    return term.rstrip("*")[1:-1].replace('""', '"')


def _find(connection: sqlite3.Connection, term: str) -> dict[int, float]:
    """Articles in which a term occurs, with the weight of its occurrences."""
    text = _text(term)
    if not is_unspaced(text):
        rows = connection.execute(_WORD, (term,))
    elif len(text) >= 3:
        rows = connection.execute(_LONG, (term.rstrip("*"),))
    else:
        begin = text.lower()
        rows = connection.execute(_SHORT, (begin, begin + "\U0010ffff"))
    return dict(rows)


_WORD = "SELECT rowid, -rank FROM articles_fts WHERE articles_fts MATCH ?"
_LONG = "SELECT rowid, -rank FROM articles_fts_cjk WHERE articles_fts_cjk MATCH ?"
# The weights are those of the index (see the schema).
_SHORT = """
SELECT doc, sum(CASE col WHEN 'title' THEN 10.0 WHEN 'text' THEN 1.0 ELSE 5.0 END)
FROM articles_fts_cjk_terms WHERE term >= ? AND term < ? GROUP BY doc
"""
_SELECTED = "\n".join(
    (
        "SELECT a.id FROM articles AS a WHERE a.id IN (SELECT value FROM json_each(:ids)) AND",
        SELECTED,
    )
)


def _hit(
    connection: sqlite3.Connection,
    article_id: int,
    score: float,
    words: list[str],
    marks: tuple[str, str],
) -> SearchHit:
    row = connection.execute(_HIT, (article_id,)).fetchone()
    return SearchHit(
        id=row[0],
        url=row[1],
        title=row[2],
        site=row[3],
        published=row[4],
        authors=row[5],
        snippet=snippet((row[8], row[7], row[6], row[2], row[5]), words, marks),
        score=score,
    )


_HIT = """
SELECT a.id, a.url, a.title, a.site, a.published, c.authors, a.subtitle, c.facts, a.text
FROM articles AS a JOIN articles_fts_content AS c ON c.id = a.id WHERE a.id = ?
"""


def snippet(texts: Iterable[str | None], words: list[str], marks: tuple[str, str]) -> str:
    """Some characters around the first match in the first text that holds one, matches marked."""
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    for text in texts:
        match = pattern.search(text) if text else None
        if text and match:
            start, end = max(0, match.start() - _AROUND), match.end() + _AROUND
            shown = pattern.sub(lambda found: marks[0] + found[0] + marks[1], text[start:end])
            return ("…" if start else "") + shown + ("…" if end < len(text) else "")
    return ""
