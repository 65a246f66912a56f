"""Runs, the log of fetches, and the state of everything at one moment."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from pathlib import Path

from scraper.stages import Page, UrlRecord, UrlState
from scraper.store.content import moment, stamp
from scraper.store.records import Failure, RunCounts, RunRecord, SourceStatus, Status

KEEP_FETCHES = timedelta(days=90)  # how long the log of single fetches is kept


def begin_run(connection: sqlite3.Connection, now: datetime) -> int:
    """Note that a run started; its id.  Inside a transaction."""
    run_id = connection.execute("INSERT INTO runs (started) VALUES (?)", (stamp(now),)).lastrowid
    assert run_id is not None  # an INSERT has one
    return run_id


def end_run(connection: sqlite3.Connection, run_id: int, now: datetime, counts: RunCounts) -> None:
    """Note what a run did, and forget fetches of long ago.  Inside a transaction."""
    connection.execute(
        "UPDATE runs SET ended = :now, found = :found, added = :added, fetched = :fetched, "
        "new = :new, changed = :changed, unchanged = :unchanged, not_modified = :not_modified, "
        "skipped = :skipped, failed = :failed WHERE id = :id",
        {**asdict(counts), "now": stamp(now), "id": run_id},
    )
    connection.execute("DELETE FROM fetches WHERE fetched_at < ?", (stamp(now - KEEP_FETCHES),))


def log_fetch(
    connection: sqlite3.Connection,
    record: UrlRecord,
    outcome: str,
    run_id: int | None,
    page: Page | None,
    now: datetime,
) -> None:
    """One line in the log of fetches.  Inside a transaction."""
    connection.execute(
        "INSERT INTO fetches "
        "(run_id, url, fetched_at, outcome, status, elapsed, size, error_kind, error) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id,
            record.url,
            stamp(now),
            outcome,
            page.status if page else None,
            page.elapsed if page else None,
            len(page.body) if page else None,
            record.error_kind,
            record.error,
        ),
    )


def status(connection: sqlite3.Connection, path: Path, runs: int, failures: int) -> Status:
    """The database at this moment."""
    (counts,) = connection.execute(_COUNTS).fetchall()
    log = path.with_name(path.name + "-wal")
    return Status(
        path=bytes(path).decode(errors="replace"),
        size=path.stat().st_size + (log.stat().st_size if log.exists() else 0),
        articles=counts[0],
        facts=counts[1],
        authors=counts[2],
        related_links=counts[3],
        related_resolved=counts[4],
        tags=counts[5],
        images=counts[6],
        urls=dict(connection.execute("SELECT state, count(*) FROM urls GROUP BY state")),
        sources=_sources(connection),
        runs=_runs(connection, runs),
        failures=_failures(connection, failures),
        failure_kinds=dict(
            connection.execute(
                "SELECT error_kind, count(*) FROM urls WHERE error_kind IS NOT NULL "
                "GROUP BY error_kind ORDER BY count(*) DESC, error_kind"
            )
        ),
    )


_COUNTS = """
SELECT
    (SELECT count(*) FROM articles),
    (SELECT count(*) FROM facts),
    (SELECT count(*) FROM authors),
    (SELECT count(*) FROM related_links),
    (SELECT count(*) FROM related_links WHERE target_id IS NOT NULL),
    (SELECT count(*) FROM tags),
    (SELECT count(*) FROM images)
"""


def _sources(connection: sqlite3.Connection) -> tuple[SourceStatus, ...]:
    states: dict[str | None, dict[UrlState, int]] = {}
    for source, state, count in connection.execute(
        "SELECT source, state, count(*) FROM urls GROUP BY source, state "
        "ORDER BY source IS NULL, source, state"
    ):
        states.setdefault(source, {})[state] = count
    rows = connection.execute(
        "SELECT urls.source, count(DISTINCT articles.id), max(last_fetch), "
        "max(articles.first_seen) "
        "FROM urls LEFT JOIN articles ON articles.id = article_id GROUP BY urls.source"
    )
    rest = {row[0]: row[1:] for row in rows}
    return tuple(
        SourceStatus(
            source=source,
            urls=urls,
            articles=rest[source][0],
            last_fetch=moment(rest[source][1]),
            last_article=moment(rest[source][2]),
        )
        for source, urls in states.items()
    )


def _runs(connection: sqlite3.Connection, limit: int) -> tuple[RunRecord, ...]:
    names = [field.name for field in fields(RunCounts)]
    cursor = connection.execute("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (limit,))
    columns = [column[0] for column in cursor.description]
    found = []
    for values in cursor:
        row = dict(zip(columns, values, strict=True))
        started = moment(row["started"])
        assert started is not None  # NOT NULL
        found.append(
            RunRecord(
                id=row["id"],
                started=started,
                ended=moment(row["ended"]),
                counts=RunCounts(**{name: row[name] for name in names}),
            )
        )
    return tuple(found)


def _failures(connection: sqlite3.Connection, limit: int) -> tuple[Failure, ...]:
    rows = connection.execute(
        "SELECT url, source, state, failures, error_kind, error, last_fetch, next_fetch "
        "FROM urls WHERE error_kind IS NOT NULL ORDER BY last_fetch DESC, url LIMIT ?",
        (limit,),
    )
    return tuple(
        Failure(
            url=row[0],
            source=row[1],
            state=row[2],
            failures=row[3],
            error_kind=row[4],
            error=row[5],
            last_fetch=moment(row[6]),
            next_fetch=moment(row[7]),
        )
        for row in rows
    )
