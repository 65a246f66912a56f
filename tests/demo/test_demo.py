"""The demo end to end: every article stored, second runs cheap, killed runs completed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from scraper.demo.server import PORT, DemoServer, fixtures
from scraper.demo.settings import demo_settings
from scraper.pipeline import run
from scraper.store import Store
from scraper.summary import Summary

SCRAPER = str(Path(sys.executable).with_name("scraper"))
RECORDS = [json.loads(path.read_bytes()) for path in (fixtures() / "expected").glob("*/*.json")]


def run_against(server: DemoServer, database: Path) -> Summary:
    return asyncio.run(run(demo_settings(database, server.port)))


def rows(database: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@pytest.fixture(scope="module")
def first(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    database = tmp_path_factory.mktemp("demo") / "articles.db"
    return database, run_against(server, database)


def test_a_run_stores_every_article_and_nothing_else(
    server: DemoServer, first: tuple[Path, Summary]
) -> None:
    database, summary = first
    wanted = {record["url"].replace(f":{PORT}", f":{server.port}") for record in RECORDS}
    assert {url for (url,) in rows(database, "SELECT url FROM articles")} == wanted
    assert (summary.counts.new, summary.errors.total()) == (36, 0)


def test_facts_authors_and_related_links_are_stored_and_resolved(
    first: tuple[Path, Summary],
) -> None:
    database, _ = first
    facts = sum(len(record["facts"]) for record in RECORDS)
    related = sum(len(record["related"]) for record in RECORDS)
    authors = {(r["site_name"], a["name"]) for r in RECORDS for a in r["authors"]}
    assert rows(database, "SELECT count(*) FROM facts") == [(facts,)]
    assert rows(database, "SELECT count(*) FROM authors") == [(len(authors),)]
    assert rows(database, "SELECT count(*), count(target_id) FROM related_links") == [
        (related, related)
    ]


def test_a_second_run_asks_only_for_what_has_changed(
    server: DemoServer, first: tuple[Path, Summary]
) -> None:
    database, _ = first
    server.log.clear()
    summary = run_against(server, database)
    assert [request for request in server.log if request.status != 304] == []
    assert all(request.conditional for request in server.log)
    assert summary.counts.fetched == 0


def test_articles_that_are_due_again_are_asked_for_conditionally(
    server: DemoServer, first: tuple[Path, Summary]
) -> None:
    database, _ = first
    before = rows(database, "SELECT * FROM articles_fts_content")
    with Store.open(database) as store:
        for (url,) in rows(database, "SELECT url FROM articles"):
            store.plan(url, next_fetch=datetime(2026, 1, 1, tzinfo=UTC))
    server.log.clear()
    summary = run_against(server, database)
    assert (summary.counts.not_modified, summary.counts.fetched) == (36, 36)
    assert Counter((r.status, r.conditional) for r in server.log) == {(304, True): len(server.log)}
    assert rows(database, "SELECT * FROM articles_fts_content") == before


def test_an_article_that_its_editor_changed_is_stored_as_a_change(tmp_path: Path) -> None:
    database = tmp_path / "articles.db"
    with DemoServer() as server:
        run_against(server, database)
    with DemoServer(port=server.port, revised=True) as server:
        summary = run_against(server, database)
    assert (summary.counts.new, summary.counts.changed, summary.counts.fetched) == (0, 1, 1)
    titles = rows(database, "SELECT title FROM articles WHERE url LIKE '%quiet-hours%'")
    assert titles == [("Council Adopts Quiet Hours for the Container Quay",)]


def demo(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRAPER, "demo", *arguments], cwd=cwd, capture_output=True, text=True, timeout=60
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_killed_in_the_middle_and_called_again_it_completes(tmp_path: Path) -> None:
    database, port = tmp_path / "data/articles.db", str(free_port())
    killed = subprocess.Popen(
        [SCRAPER, "demo", "--port", port], cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    while killed.poll() is None and stored(database) < 4:
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert rows(database, "PRAGMA integrity_check") == [("ok",)]
    assert 4 <= stored(database) < 36
    again = demo("--port", port, cwd=tmp_path)
    assert again.returncode == 0
    assert stored(database) == 36
    looks = rows(database, "SELECT url FROM fetches WHERE outcome = 'new'")
    assert len(looks) == len(set(looks)) == 36


def stored(database: Path) -> int:
    try:
        return int(rows(database, "SELECT count(*) FROM articles")[0][0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def test_the_command_ends_with_totals_and_suggestions_that_work(tmp_path: Path) -> None:
    program = tmp_path / "my tools" / "scraper"
    program.parent.mkdir()
    program.symlink_to(SCRAPER)
    environment = {**os.environ, "PATH": "/usr/local/bin:/usr/bin:/bin"}

    def tried(command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60
        )

    options = ["--port", str(free_port()), "--database", "my articles.db"]
    done = tried([str(program), "demo", *options])
    assert done.returncode == 0
    totals = next(line for line in done.stdout.splitlines() if line.startswith("│ all"))
    assert totals.split("│")[2].strip() == "36"
    assert "This run: 36 new, 0 changed, 0 unchanged, 3 no articles, 0 failed" in done.stdout
    assert 'The sites saw 48 requests, and answered 0 with "not modified".' in done.stdout
    printed = []
    for line in done.stdout.partition("Try next:\n")[2].splitlines():
        if "--serve" not in line and (not line.startswith("  sqlite3") or shutil.which("sqlite3")):
            said = tried(["bash", "-c", line])
            assert (said.returncode, line) == (0, line), said.stderr
            printed.append(said.stdout)
    assert printed[0].startswith("Kelp Nursery Doubles in One Winter\n")
    assert "This run: 0 new, 1 changed" in printed[-2]
    assert "Council Adopts Quiet Hours for the Container Quay" in printed[-1]


def test_a_port_asked_for_that_is_taken_is_one_line_and_exit_code_2(
    server: DemoServer, tmp_path: Path
) -> None:
    done = demo("--port", str(server.port), cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        f"scraper: port {server.port} cannot be used (Address already in use); "
        "name another with --port\n"
    )
    assert not (tmp_path / "data").exists()


def test_a_package_without_the_demo_site_says_where_to_get_it(tmp_path: Path) -> None:
    shutil.copytree(fixtures().parent / "scraper", tmp_path / "scraper")
    done = subprocess.run(
        [sys.executable, "-c", "from scraper.cli import main; main(['demo'])"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "scraper: the demo site is not part of the installed package; "
        "clone the project's repository and call `make run` there\n"
    )


def test_where_the_usual_port_is_taken_another_is_used_and_said(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", PORT))
            other.listen()
        except OSError:
            pass  # it is taken by something else already
        done = demo(cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.startswith(f"scraper: port {PORT} is taken, serving on ")


def bodies(database: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for url, text in rows(
        database,
        "SELECT url, blocks.text FROM articles JOIN blocks ON article_id = articles.id "
        "ORDER BY articles.id, position",
    ):
        found.setdefault(url.rpartition("localhost")[2].partition("/")[2], []).append(text)
    return found


def test_what_stands_in_every_article_is_left_out_and_reextract_cleans_the_first_ones(
    server: DemoServer, tmp_path: Path
) -> None:
    database = tmp_path / "articles.db"
    run_against(server, database)
    own = {
        record["url"].partition(f":{PORT}/")[2]: [block["text"] for block in record["body"]]
        for record in RECORDS
        if "lanterntribune" in record["url"]
    }
    promotion = [b["text"] for r in RECORDS if r["promotion"] for b in r["promotion"]][:4]
    stored = {path: body for path, body in bodies(database).items() if path in own}
    marred = [path for path, body in stored.items() if body != own[path]]
    assert len(own) == 13
    assert 2 <= len(marred) <= 6  # some may have been under way when the third was stored
    assert all(set(stored[path]) - set(own[path]) <= set(promotion) for path in marred)
    before = rows(database, "SELECT url, last_seen, last_changed FROM articles")

    done = reextract(database)
    assert (done.returncode, done.stderr) == (0, "")
    said = re.fullmatch(r"36 pages read anew, (\d+) records improved, 0 failed\n", done.stdout)
    assert said is not None
    assert int(said[1]) >= len(marred)  # what is known makes others surer of themselves
    assert {path: body for path, body in bodies(database).items() if path in own} == own
    assert rows(database, "SELECT url, last_seen, last_changed FROM articles") == before
    assert rows(database, "SELECT DISTINCT cause FROM revisions") == [("extraction",)]
    assert rows(database, "SELECT sum(changes) FROM v_articles") == [(0,)]
    assert reextract(database).stdout == "36 pages read anew, 0 records improved, 0 failed\n"


def reextract(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRAPER, "reextract", "--database", str(database), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_one_site_alone_is_read_anew(server: DemoServer, first: tuple[Path, Summary]) -> None:
    database, _ = first
    host = "talpost.localhost"
    assert reextract(database, "--site", host).stdout.startswith("11 pages read anew, ")
    unknown = reextract(database, "--site", "harbour.example")
    assert (unknown.returncode, unknown.stdout) == (3, "")
    assert unknown.stderr == (
        "scraper: --site harbour.example: no page of it is kept; there are "
        "lanterntribune.localhost, meridian.localhost, talpost.localhost\n"
    )
