"""Authors who may be one person: proposed, never merged."""

from __future__ import annotations

import re
import sqlite3
from difflib import SequenceMatcher

from scraper.store.content import fold

_WORD = re.compile(r"\w+")
_ALIKE = 0.88  # "Lina Johnson Mercilli" and "Lina Johnson Marcelli" have 0.90
_COMMON = 300  # authors of a site that share a word: then it says nothing ("Staff", "Redaktion")
_LONG = 10  # letters: shorter names that differ by a letter are two names


def propose(connection: sqlite3.Connection, limit: int) -> int:
    """Compare up to `limit` new authors with the others; how many.  Inside a transaction."""
    queue = connection.execute(_QUEUE, (limit,)).fetchall()
    sites: dict[str, dict[str, list[_Author]]] = {}
    for author_id, site, name, url in queue:
        if site not in sites:
            sites[site] = _by_key(connection, site)
        elsewhere = connection.execute(
            "SELECT min(id) FROM authors WHERE name = ? AND site <> ?", (name, site)
        ).fetchone()
        if elsewhere[0] is not None:
            _write(connection, author_id, elsewhere[0], "same name on another site")
        groups = (sites[site][key] for key in _keys(name, url))
        near = {other for group in groups if len(group) <= _COMMON for other in group}
        for other_id, other_name, other_url in near:
            if other_id != author_id:
                reason = compare(name, url, other_name, other_url)
                if reason is not None:
                    _write(connection, author_id, other_id, reason)
        connection.execute("DELETE FROM same_author_queue WHERE author_id = ?", (author_id,))
    return len(queue)


_Author = tuple[int, str, str | None]  # id, name, profile page


def _keys(name: str, url: str | None) -> set[str]:
    """What two names have in common that are worth comparing: a site may have thousands."""
    words = _WORD.findall(fold(name))
    keys = {f"begins {' '.join(words)[:3]}", *(f"has {word}" for word in words if len(word) > 1)}
    return keys | {f"at {url}"} if url else keys


def _by_key(connection: sqlite3.Connection, site: str) -> dict[str, list[_Author]]:
    found: dict[str, list[_Author]] = {}
    for author in connection.execute("SELECT id, name, url FROM authors WHERE site = ?", (site,)):
        for key in _keys(author[1], author[2]):
            found.setdefault(key, []).append(author)
    return found


_QUEUE = """
SELECT authors.id, site, name, url FROM same_author_queue JOIN authors ON authors.id = author_id
ORDER BY authors.id LIMIT ?
"""


def _write(connection: sqlite3.Connection, one: int, two: int, reason: str) -> None:
    connection.execute(
        "INSERT INTO same_author (author_id, other_id, reason) VALUES (?, ?, ?) "
        "ON CONFLICT DO NOTHING",
        (min(one, two), max(one, two), reason),
    )


def compare(name: str, url: str | None, other: str, other_url: str | None) -> str | None:
    """What speaks for two authors of one site being the same person; None: nothing."""
    if url is not None and url == other_url:
        return "same profile page"
    one, two = _WORD.findall(fold(name)), _WORD.findall(fold(other))
    if not one or not two:
        return None
    if sorted(one) == sorted(two):
        if name == other:
            return "same name, another profile page"
        return "same name but for accents, case, punctuation or order"
    if _is_short_form(one, two) or _is_short_form(two, one):
        return "one gives initials or leaves out a name"
    left, right = " ".join(one), " ".join(two)
    if min(len(left), len(right)) >= _LONG and abs(len(left) - len(right)) <= 2:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            return "a few letters differ"
    return None


def _is_short_form(short: list[str], long: list[str]) -> bool:
    """ "j smith", "john smith" and "j r smith" are short forms of "john robert smith"."""
    if len(short) < 2 or len(short) > len(long) or short[-1] != long[-1]:
        return False
    given = iter(long[:-1])
    return short[0][0] == long[0][0] and all(
        any(name == word or (len(word) == 1 and name.startswith(word)) for name in given)
        for word in short[:-1]
    )
