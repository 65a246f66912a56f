"""The state of every known address: table `urls`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from scraper.spelling import spellings
from scraper.stages import Candidate, UrlRecord, UrlState
from scraper.store.content import moment, stamp, unstamp


def add_candidates(
    connection: sqlite3.Connection,
    candidates: Iterable[Candidate],
    now: datetime,
    live: Collection[str] | None = None,
) -> int:
    """Remember addresses; the number of those not known before.  Inside a transaction.

    An address known in another spelling (see scraper.spelling) is the one that is known.
    `live`: the sources there are; a known address of any other one, renamed in scraper.toml or
    taken out of it, goes to the source that names it now, as does one given by hand.
    """
    at = stamp(now)
    candidates = list(candidates)
    known = _known(connection, (c.url for c in candidates))
    rows = [
        (
            known.get(c.url, c.url),
            "skipped" if c.archived else "new",
            c.source,
            c.found_in,
            c.title,
            stamp(c.published),
            stamp(c.modified),
            at,
        )
        for c in candidates
    ]
    note_sources(connection, {row[2] for row in rows}, now)
    before = connection.total_changes
    connection.executemany(
        "INSERT INTO urls (url, state, source, found_in, title, published, modified, first_seen) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
        rows,
    )
    added = connection.total_changes - before
    connection.executemany(  # known from another document, or left out while it waited
        "UPDATE urls SET state = 'new' WHERE url = ? AND state = 'skipped' "
        "AND last_fetch IS NULL AND instr(found_in, '://')",
        [(known.get(c.url, c.url),) for c in candidates if c.newly_wanted],
    )
    # A known article whose feed or sitemap names a later change, later than our last look or than
    # the change it named before (the site's clock may be behind), is worth another look now.  A
    # change "in the future" is a wrong clock: it would be fetched again at every run.
    connection.executemany(
        "UPDATE urls SET modified = ?1, next_fetch = CASE WHEN state = 'ok' "
        "AND (?1 > last_fetch OR ?1 > modified) AND (next_fetch IS NULL OR next_fetch > ?2) "
        "THEN ?2 ELSE next_fetch END "
        "WHERE url = ?3 AND ?1 <= ?2 AND (modified IS NULL OR ?1 > modified)",
        [(row[6], at, row[0]) for row in rows if row[6]],
    )
    if live is not None:
        connection.executemany(
            "UPDATE urls SET source = ?1 WHERE url = ?2 AND (source IS NULL "
            "OR source NOT IN (SELECT value FROM json_each(?3)))",
            [(row[2], row[0], json.dumps(list(live))) for row in rows],
        )
    if added:
        connection.executemany(
            "UPDATE sources SET last_new = ?1 WHERE name = ?2 AND EXISTS "
            "(SELECT 1 FROM urls WHERE source = ?2 AND state = 'new' AND first_seen = ?1)",
            [(at, source) for source in {row[2] for row in rows}],
        )
    return added


def _known(connection: sqlite3.Connection, urls: Iterable[str]) -> dict[str, str]:
    """For those addresses that have several spellings: the one that is known, or comes first."""
    several = {url: ways for url in urls if len(ways := spellings(url)) > 1}
    rows = connection.execute(
        "SELECT url FROM urls WHERE url IN (SELECT value FROM json_each(?))",
        (json.dumps([way for ways in several.values() for way in ways]),),
    )
    taken = {url for (url,) in rows} if several else set()
    known: dict[str, str] = {}
    for url, ways in several.items():
        known[url] = next((way for way in ways if way in taken), url)
        taken.add(known[url])
    return known


def open_archive(connection: sqlite3.Connection, source: str, wanted: Callable[[str], bool]) -> int:
    """Make new what stood in a source before it was added; how many.  Inside a transaction."""
    return _restate(connection, "skipped", "new", source, wanted)


def leave_out(connection: sqlite3.Connection, source: str, wanted: Callable[[str], bool]) -> int:
    """Fetch nothing that waits and is not wanted any more; how many.  Inside a transaction."""
    return _restate(connection, "new", "skipped", source, lambda url: not wanted(url))


def _restate(
    connection: sqlite3.Connection,
    before: UrlState,
    after: UrlState,
    source: str,
    chosen: Callable[[str], bool],
) -> int:
    """Change the state of a source's addresses that were never fetched; how many.

    Those that its lists name stay as they are: they are asked for by name.
    """
    rows = connection.execute(
        "SELECT url FROM urls WHERE source = ? AND state = ? AND last_fetch IS NULL "
        "AND instr(found_in, '://')",
        (source, before),
    ).fetchall()
    changed = [(after, url) for (url,) in rows if chosen(url)]
    connection.executemany("UPDATE urls SET state = ? WHERE url = ?", changed)
    return len(changed)


def note_sources(connection: sqlite3.Connection, sources: Iterable[str], now: datetime) -> None:
    """Remember that these sources named addresses now."""
    connection.executemany(
        "INSERT INTO sources (name, first_seen, last_found) VALUES (?1, ?2, ?2) "
        "ON CONFLICT (name) DO UPDATE SET last_found = excluded.last_found",
        [(source, stamp(now)) for source in sources],
    )


def due(
    connection: sqlite3.Connection,
    now: datetime,
    sources: Iterable[str] | None,
    limit: int | None,
) -> Iterator[UrlRecord]:
    """Addresses to fetch now: new ones first (latest published first), then by time due.

    The list is made before the first one is handed out, so writing meanwhile is safe.
    """
    parameters = {
        "now": stamp(now),
        "sources": None if sources is None else json.dumps(list(sources)),
        "limit": -1 if limit is None else limit,
    }
    new = _records(connection.execute(_NEW, parameters))
    parameters["limit"] = -1 if limit is None else max(0, limit - len(new))
    again = _records(connection.execute(_AGAIN, parameters))
    return chain(new, again)


_NEW = """
SELECT * FROM urls
WHERE state = 'new' AND (next_fetch IS NULL OR next_fetch <= :now)
  AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY published DESC, first_seen, url LIMIT :limit
"""
_AGAIN = """
SELECT * FROM urls
WHERE state IN ('ok', 'failed') AND next_fetch <= :now
  AND (:sources IS NULL OR source IN (SELECT value FROM json_each(:sources)))
ORDER BY next_fetch, url LIMIT :limit
"""


def get(connection: sqlite3.Connection, url: str) -> UrlRecord | None:
    """What is known of one address, in whatever spelling; None: nothing."""
    url = _known(connection, [url]).get(url, url)
    records = _records(connection.execute("SELECT * FROM urls WHERE url = ?", (url,)))
    return records[0] if records else None


FURTHEST = timedelta(days=60)  # no look is ever planned further ahead (scraper.schedule)
_CORRECTED = timedelta(days=1)
_MOMENTS = ("first_seen", "last_fetch", "next_fetch", "last_change")


def _records(cursor: sqlite3.Cursor) -> list[UrlRecord]:
    names = [column[0] for column in cursor.description]
    return [_record(dict(zip(names, row, strict=True))) for row in cursor]


def _record(row: dict[str, Any]) -> UrlRecord:
    del row["article_id"]
    row.update({name: unstamp(row[name]) for name in ("published", "modified")})
    row.update({name: moment(row[name]) for name in _MOMENTS})
    return UrlRecord(**row)


def correct_times(connection: sqlite3.Connection, now: datetime) -> None:
    """Bring back looks that a clock, wrong at the time, has put off.  Inside a transaction."""
    connection.execute(
        "UPDATE urls SET next_fetch = ? WHERE state IN ('ok', 'failed') AND next_fetch > ?",
        (stamp(now + _CORRECTED), stamp(now + FURTHEST)),
    )
    connection.execute(  # nothing was asked, the host's turn had not come
        "UPDATE urls SET next_fetch = NULL WHERE state = 'new' AND next_fetch > ?",
        (stamp(now + FURTHEST),),
    )


def plan(
    connection: sqlite3.Connection, url: str, next_fetch: datetime | None, change: datetime | None
) -> None:
    """Set the time of the next look, and of the last change.  Inside a transaction."""
    connection.execute(
        "UPDATE urls SET next_fetch = ?, last_change = coalesce(?, last_change) WHERE url = ?",
        (stamp(next_fetch), stamp(change), url),
    )


def put(
    connection: sqlite3.Connection, record: UrlRecord, article_id: int | None, now: datetime
) -> int | None:
    """Write the state of one address; the id of the article it holds.  Inside a transaction.

    `article_id` None keeps the article it held so far.
    """
    if record.source is not None:
        connection.execute(
            "INSERT INTO sources (name, first_seen) VALUES (?, ?) ON CONFLICT DO NOTHING",
            (record.source, stamp(now)),
        )
    row = connection.execute("SELECT article_id FROM urls WHERE url = ?", (record.url,)).fetchone()
    held: int | None = article_id
    if row is not None and held is None:
        held = row[0]
    connection.execute(
        _INSERT if row is None else _UPDATE,
        {
            "url": record.url,
            "state": record.state,
            "source": record.source,
            "found_in": record.found_in,
            "title": record.title,
            "published": stamp(record.published),
            "modified": stamp(record.modified),
            "etag": record.etag,
            "last_modified": record.last_modified,
            "first_seen": stamp(record.first_seen or now),
            "last_fetch": stamp(record.last_fetch),
            "next_fetch": stamp(record.next_fetch),
            "failures": record.failures,
            "error_kind": record.error_kind,
            "error": record.error,
            "last_change": stamp(record.last_change),
            "article_id": held,
        },
    )
    return held


# Two statements for what one with ON CONFLICT and RETURNING says: that one keeps a copy of every
# page it touches, in case it fails half-way (measured: four times the work).
_INSERT = """
INSERT INTO urls (
    url, state, source, found_in, title, published, modified, etag, last_modified,
    first_seen, last_fetch, next_fetch, failures, error_kind, error, last_change, article_id
) VALUES (
    :url, :state, :source, :found_in, :title, :published, :modified, :etag, :last_modified,
    :first_seen, :last_fetch, :next_fetch, :failures, :error_kind, :error, :last_change, :article_id
)
"""
_UPDATE = """
UPDATE urls SET
    state = :state, source = :source, found_in = :found_in, title = :title,
    published = :published, modified = :modified, etag = :etag, last_modified = :last_modified,
    last_fetch = :last_fetch, next_fetch = :next_fetch, failures = :failures,
    error_kind = :error_kind, error = :error, last_change = :last_change, article_id = :article_id
WHERE url = :url
"""
