"""What becomes of a run when the disk, the database, the clock or its user will not play along."""

from __future__ import annotations

import asyncio
import resource
import shlex
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.config import load
from scraper.errors import ScraperError
from scraper.pipeline import run
from scraper.stages import Candidate
from scraper.store import Store
from scraper.summary import Summary
from tests.newsroom import Item, Newsroom

SCRAPER = [sys.executable, "-c", "from scraper.cli import main; main()"]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OLD = Path(__file__).parent / "store" / "old" / "version-5.db.gz"
NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as room:
        yield room


def configured(room: Newsroom, folder: Path, articles: int = 3) -> Path:
    items = []
    for number in range(articles):
        path = f"/story-{number}"
        room.article(path, f"The story of boat number {number}", "And it sails. " * 400)
        items.append(Item(path=path, title=f"Boat {number}"))
    room.feed("/feed", items)
    return room.config(folder, f'[[source]]\nname = "news"\nfeed = "{room.url("/feed")}"\n')


def command(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SCRAPER, *arguments], capture_output=True, text=True, timeout=60, **options
    )


def count(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    finally:
        connection.close()


def go(config: Path, now: datetime) -> Summary:
    return asyncio.run(run(load(config), clock=lambda: now))


def only_line(said: str) -> str:
    assert said.count("\n") == 1, said
    return said


def test_a_disk_that_takes_no_more_ends_the_run_in_one_line_and_loses_nothing(
    room: Newsroom, tmp_path: Path
) -> None:
    config = configured(room, tmp_path, articles=30)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))

    full = command("run", str(config), preexec_fn=limited)

    assert full.returncode == 1
    assert "run again (everything committed is safe)" in only_line(full.stderr)
    before = count(tmp_path / "articles.db")
    assert before < 30
    assert command("run", str(config)).returncode == 0
    assert count(tmp_path / "articles.db") == 30


@pytest.mark.skipif(
    subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode != 0,
    reason="needs user namespaces, to mount a disk of its own",
)
def test_a_full_and_a_read_only_disk(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path, articles=30)
    disk = tmp_path / "disk"
    disk.mkdir()
    config.write_text(config.read_text().replace('"articles.db"', '"disk/articles.db"'))
    scraper = f"{shlex.quote(sys.executable)} -c 'from scraper.cli import main; main()'"
    script = f"""
        set -u
        mount -t tmpfs -o size=700k tmpfs {disk} || exit 99
        {scraper} run {config}; echo "full $?" >&2
        mount -o remount,size=50m tmpfs {disk}
        {scraper} run {config}; echo "free $?" >&2
        gunzip -c {shlex.quote(str(OLD))} > {disk}/old.db
        sync; mount -o remount,ro tmpfs {disk}
        {scraper} run {config}; echo "read-only $?" >&2
        {scraper} status {config} >/dev/null; echo "status $?" >&2
        {scraper} status -d {disk}/old.db; echo "old $?" >&2
        cp {disk}/articles.db* {tmp_path}
    """
    done = subprocess.run(
        [*NAMESPACE, "sh", "-c", script], capture_output=True, text=True, timeout=120, check=True
    )
    said = done.stderr.splitlines()
    codes = [
        line
        for line in said
        if line.startswith(("full ", "free ", "read-only ", "status ", "old "))
    ]
    assert codes == ["full 1", "free 0", "read-only 1", "status 0", "old 1"], done.stderr
    assert "/old.db: an older version of scraper wrote it" in done.stderr
    assert "the disk is full; free some space and run again" in done.stderr
    assert "Read-only file system" in done.stderr or "is read-only" in done.stderr
    assert count(tmp_path / "articles.db") == 30


def test_a_damaged_database_is_named_as_such(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    assert command("run", str(config)).returncode == 0
    database = tmp_path / "articles.db"
    with database.open("r+b") as file:  # all but the first page, which holds the schema's names
        file.seek(4096)
        file.write(b"\x99" * (database.stat().st_size - 4096))

    damaged = command("run", str(config))

    assert damaged.returncode == 1
    assert "is damaged; restore a backup" in only_line(damaged.stderr)


def test_a_file_that_is_no_database_is_left_alone(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    (tmp_path / "articles.db").write_text("my shopping list\n" * 100)

    refused = command("run", str(config))

    assert refused.returncode == 1
    assert "is not an SQLite database" in only_line(refused.stderr)
    assert (tmp_path / "articles.db").read_text().startswith("my shopping list")


def test_a_run_waits_for_somebody_who_writes(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    Store.open(tmp_path / "articles.db").close()
    other = sqlite3.connect(tmp_path / "articles.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(1.5, other.execute, ["ROLLBACK"])
    release.start()
    began = time.monotonic()

    waited = command("run", str(config))

    assert waited.returncode == 0, waited.stderr
    assert time.monotonic() - began >= 1.4
    release.join()
    other.close()
    assert count(tmp_path / "articles.db") == 3


def test_a_run_that_waits_for_a_slow_host_stops_at_once_and_forgets_nothing(
    room: Newsroom, tmp_path: Path
) -> None:
    config = configured(room, tmp_path, articles=4)
    hurried = config.read_text()
    config.write_text(hurried.replace("delay = 0.0", "delay = 60.0"))
    process = subprocess.Popen([*SCRAPER, "run", str(config)], stderr=subprocess.PIPE, text=True)
    while not room.log:
        time.sleep(0.05)
    time.sleep(0.5)  # now it waits for its next turn
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - began < 5
    assert process.returncode == 0
    assert "stopped by a signal" in only_line(said)
    assert len(room.log) < 6
    config.write_text(hurried)
    later = datetime.now(UTC) + timedelta(minutes=5)
    with Store.open(tmp_path / "articles.db") as store, store.batch():
        store.put_hosts({f"news.example:{room.port}": '{"host": "news.example"}'})
    go(config, later)
    assert count(tmp_path / "articles.db") == 4


@pytest.mark.soak
def test_a_run_gives_up_on_somebody_who_never_stops_writing(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    Store.open(tmp_path / "articles.db").close()
    other = sqlite3.connect(tmp_path / "articles.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    refused = command("run", str(config))

    other.close()
    assert refused.returncode == 1
    assert "kept the database locked for 30 seconds" in only_line(refused.stderr)
    assert command("run", str(config)).returncode == 0


def test_readers_never_wait_for_a_run(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    assert command("run", str(config)).returncode == 0
    with Store.open(tmp_path / "articles.db") as store, store.batch():
        store.begin_run(NOON)
        began = time.monotonic()
        assert count(tmp_path / "articles.db") == 3
        assert time.monotonic() - began < 1


def test_the_lock_of_a_dead_run_does_not_hold(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    (tmp_path / "articles.db.lock").write_text("1\n")
    assert command("run", str(config)).returncode == 0


def test_a_clock_that_was_a_year_ahead_costs_nothing_once_it_is_right(
    room: Newsroom, tmp_path: Path
) -> None:
    config = configured(room, tmp_path)
    assert go(config, NOON + timedelta(days=365)).counts.new == 3
    room.article("/late", "The story of the late boat")
    room.feed("/feed", [Item(path="/late", title="Late")])

    assert go(config, NOON).counts.new == 1

    with Store.open(tmp_path / "articles.db", readonly=True) as store:
        latest = next(store.rows("SELECT max(next_fetch) AS latest FROM urls"))["latest"]
    assert latest is None or latest < (NOON + timedelta(days=61)).isoformat()


def test_what_a_clock_a_year_ahead_has_put_off_is_fetched_once_it_is_right(
    room: Newsroom, tmp_path: Path
) -> None:
    config = configured(room, tmp_path)
    go(config, NOON)
    room.article("/late", "The story of the late boat")
    with Store.open(tmp_path / "articles.db") as store:
        late = Candidate(url=room.url("/late"), source="news", found_in=room.url("/feed"))
        store.add_candidates([late], NOON)
        store.plan(late.url, next_fetch=NOON + timedelta(days=365))  # as when the budget is used

    assert go(config, NOON + timedelta(hours=1)).counts.new == 1


def test_a_clock_that_goes_back_an_hour_fetches_nothing_twice(
    room: Newsroom, tmp_path: Path
) -> None:
    config = configured(room, tmp_path)
    go(config, NOON)
    room.log.clear()

    go(config, NOON - timedelta(hours=1))

    assert [asked.path for asked in room.log] == ["/robots.txt", "/feed"][-len(room.log) :]
    assert not any("story" in asked.path for asked in room.log)


def test_a_clock_from_before_the_program_is_refused(room: Newsroom, tmp_path: Path) -> None:
    config = configured(room, tmp_path)
    with pytest.raises(ScraperError, match="the clock says 1970-01-01"):
        go(config, datetime(1970, 1, 1, tzinfo=UTC))
