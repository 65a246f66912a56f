"""What discovery and the schedule remember: tables `documents`, `looks`, `hosts`."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from scraper.stages import DocumentRecord, Look
from scraper.store.content import moment, stamp

MEMORY = 200  # looks of one kind; then both counts are halved, so that old habits are forgotten
_MOMENTS = ("last_fetch", "last_success", "next_fetch")


def select(connection: sqlite3.Connection, source: str) -> list[DocumentRecord]:
    """All documents of a source, in the order of their addresses."""
    cursor = connection.execute("SELECT * FROM documents WHERE source = ? ORDER BY url", (source,))
    names = [column[0] for column in cursor.description]
    records = []
    for values in cursor:
        row = dict(zip(names, values, strict=True))
        row["is_baseline"] = bool(row["is_baseline"])
        row.update({name: moment(row[name]) for name in _MOMENTS})
        records.append(DocumentRecord(**row))
    return records


def put(connection: sqlite3.Connection, record: DocumentRecord) -> None:
    """Write one document.  Inside a transaction."""
    row = {
        name: stamp(value) if isinstance(value, datetime) else value
        for name, value in asdict(record).items()
    }
    connection.execute(_PUT, row)


_PUT = """
INSERT INTO documents (
    source, url, kind, parent, is_baseline, hub, etag, last_modified, last_fetch, last_success,
    next_fetch, failures, error_kind, error, judged_by
) VALUES (
    :source, :url, :kind, :parent, :is_baseline, :hub, :etag, :last_modified, :last_fetch,
    :last_success, :next_fetch, :failures, :error_kind, :error, :judged_by
)
ON CONFLICT (source, url) DO UPDATE SET
    kind = excluded.kind, parent = excluded.parent, is_baseline = excluded.is_baseline,
    hub = excluded.hub, etag = excluded.etag, last_modified = excluded.last_modified,
    last_fetch = excluded.last_fetch, last_success = excluded.last_success,
    next_fetch = excluded.next_fetch, failures = excluded.failures,
    error_kind = excluded.error_kind, error = excluded.error, judged_by = excluded.judged_by
"""


def look_counts(connection: sqlite3.Connection, source: str) -> dict[Look, tuple[int, int]]:
    """For each kind of look at a source's articles: looks made, changes found."""
    rows = connection.execute(
        "SELECT age, hot, looks, changes FROM looks WHERE source = ?", (source,)
    )
    return {Look(age, bool(hot)): (looks, changes) for age, hot, looks, changes in rows}


def count_look(connection: sqlite3.Connection, source: str, look: Look, changed: bool) -> None:
    """One look more.  Inside a transaction."""
    connection.execute(
        _COUNT,
        {"source": source, "age": look.age, "hot": look.hot, "changed": changed, "full": MEMORY},
    )


_COUNT = """
INSERT INTO looks (source, age, hot, looks, changes) VALUES (:source, :age, :hot, 1, :changed)
ON CONFLICT (source, age, hot) DO UPDATE SET
    looks = iif(looks >= :full, looks / 2, looks) + 1,
    changes = iif(looks >= :full, changes / 2, changes) + excluded.changes
"""


def host(connection: sqlite3.Connection, name: str) -> str | None:
    """The remembered state of one host, as JSON; None: nothing."""
    row = connection.execute("SELECT state FROM hosts WHERE host = ?", (name,)).fetchone()
    return row[0] if row else None


def put_hosts(connection: sqlite3.Connection, states: Mapping[str, str]) -> None:
    """Write states of hosts, each as JSON.  Inside a transaction."""
    connection.executemany(
        "INSERT INTO hosts (host, state) VALUES (?, ?) "
        "ON CONFLICT (host) DO UPDATE SET state = excluded.state",
        states.items(),
    )
