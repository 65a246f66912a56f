"""A run killed at any moment loses nothing, doubles nothing, and the next one does the rest."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from scraper.demo.server import PORT, DemoServer, fixtures

SCRAPER = [sys.executable, "-c", "from scraper.cli import main; main()"]
# A fixed hash seed: two runs of one program may differ in nothing but what the test does to them.
ENVIRONMENT = {**os.environ, "PYTHONHASHSEED": "0"}


class SlowDemo(DemoServer):
    """The demo sites behind a slow line: runs take long enough to be hit anywhere."""

    def document(self, host: str, path: str) -> tuple[bytes, str, float] | None:
        time.sleep(0.02)
        return super().document(host, path)


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with SlowDemo() as server:
        yield server


def configured(demo: DemoServer, folder: Path) -> Path:
    """The demo's configuration, for this server's port and a database in `folder`."""
    folder.mkdir(exist_ok=True)
    text = (fixtures() / "scraper.toml").read_text().replace(str(PORT), str(demo.port))
    path = folder / "scraper.toml"
    path.write_text(text.replace("../data/articles.db", "articles.db"))
    return path


def start(config: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*SCRAPER, "run", str(config)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )


def export(config: Path) -> bytes:
    return subprocess.run(
        [*SCRAPER, "export", "--format", "ndjson", "-d", str(config.parent / "articles.db")],
        check=True,
        capture_output=True,
        env=ENVIRONMENT,
    ).stdout


def articles(config: Path) -> set[str]:
    """The addresses committed so far; asserts that the database is sound."""
    database = config.parent / "articles.db"
    if not database.exists():
        return set()
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if not connection.execute("PRAGMA user_version").fetchone()[0]:
            return set()
        urls = [row[0] for row in connection.execute("SELECT url FROM articles")]
        ok = connection.execute(
            "SELECT count(*) FROM urls WHERE state = 'ok' AND article_id IS NULL"
        ).fetchone()[0]
    connection.close()
    assert len(urls) == len(set(urls))
    assert ok == 0  # no address counts as done whose article is missing
    return set(urls)


@dataclass(frozen=True)
class Undisturbed:
    """What a run does that nobody kills."""

    seconds: float
    exported: bytes
    articles: set[str]


@pytest.fixture(scope="module")
def undisturbed(demo: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    config = configured(demo, tmp_path_factory.mktemp("undisturbed"))
    began = time.monotonic()
    assert start(config).wait() == 0
    return Undisturbed(time.monotonic() - began, export(config), articles(config))


def campaign(
    demo: DemoServer, undisturbed: Undisturbed, tmp_path: Path, kills: int, seed: int
) -> None:
    """Kill runs at `kills` random moments; after each, look; at the end, compare."""
    assert undisturbed.exported.count(b"\n") == len(undisturbed.articles) >= 30
    chance = random.Random(seed)
    done = round_number = 0
    while done < kills:
        round_number += 1
        config = configured(demo, tmp_path / f"round{round_number}")
        committed: set[str] = set()
        while done < kills:
            run = start(config)
            try:
                code = run.wait(timeout=chance.uniform(0, undisturbed.seconds))
                assert code == 0, run.stderr.read() if run.stderr else b""
                break
            except subprocess.TimeoutExpired:
                run.kill()
                run.wait()
                done += 1
            now = articles(config)
            assert committed <= now
            committed = now
        last = start(config)
        assert last.wait() == 0, last.stderr.read() if last.stderr else b""
        assert committed <= articles(config)
        assert export(config).splitlines() == undisturbed.exported.splitlines()


def test_runs_killed_at_random_moments_lose_and_double_nothing(
    demo: DemoServer, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    campaign(demo, undisturbed, tmp_path, kills=6, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_hundred_killed_runs_lose_and_double_nothing(
    demo: DemoServer, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    campaign(demo, undisturbed, tmp_path, kills=200, seed=2)


def test_of_two_runs_started_together_one_works_and_the_other_leaves_at_once(
    demo: DemoServer, undisturbed: Undisturbed, tmp_path: Path
) -> None:
    config = configured(demo, tmp_path)
    runs = [start(config), start(config)]
    began = time.monotonic()
    codes = [run.wait() for run in runs]
    assert sorted(codes) == [0, 75]
    loser = runs[codes.index(75)]
    assert loser.stderr is not None
    said = loser.stderr.read().decode()
    assert "another run works on" in said
    assert said.count("\n") == 1
    assert time.monotonic() - began < 60
    assert articles(config) == undisturbed.articles


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_asked_to_stop_finishes_what_is_under_way(
    demo: DemoServer, undisturbed: Undisturbed, tmp_path: Path, number: signal.Signals
) -> None:
    config = configured(demo, tmp_path)
    run = start(config)
    while len(articles(config)) < 3 and run.poll() is None:
        time.sleep(0.05)
    run.send_signal(number)
    asked = time.monotonic()
    code = run.wait(timeout=15)
    assert time.monotonic() - asked < 10
    assert run.stderr is not None
    said = run.stderr.read().decode()
    assert code == (130 if number == signal.SIGINT else 0)
    assert ("interrupted" if number == signal.SIGINT else "stopped by a signal") in said
    with sqlite3.connect(config.parent / "articles.db") as connection:
        (ended,) = connection.execute("SELECT ended FROM runs").fetchone()
    connection.close()
    assert ended is not None
    assert 3 <= len(articles(config)) < len(undisturbed.articles)
    assert start(config).wait() == 0
    assert articles(config) == undisturbed.articles
