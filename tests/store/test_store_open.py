"""Opening a file that cannot be used says so in one line; readers and writers share one."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from harbour import looked_at, tidal

from scraper.errors import StoreError
from scraper.store import Store, connection
from scraper.store.connection import explained
from scraper.store.schema import APPLICATION_ID, migrations, statements


def refusal(path: Path, *, readonly: bool = False) -> str:
    with pytest.raises(StoreError) as caught:
        Store.open(path, readonly=readonly)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert message.count(str(path)) <= 2
    assert "\n" not in message
    return message


def test_a_missing_file_is_made_with_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "new" / "articles.db"
    with Store.open(path) as store:
        assert store.status().articles == 0
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert db.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_missing_file_is_not_made_for_reading(path: Path) -> None:
    assert "no such database; run `scraper run`" in refusal(path, readonly=True)
    assert not path.exists()


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("notes of mine\n" * 100)
    for readonly in (False, True):
        assert "is not an SQLite database" in refusal(path, readonly=readonly)
    assert path.read_text() == "notes of mine\n" * 100


def test_a_directory_is_refused(tmp_path: Path) -> None:
    for readonly in (False, True):
        assert "is a directory" in refusal(tmp_path, readonly=readonly)


def test_a_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    for readonly in (False, True):
        assert "not one of scraper's" in refusal(path, readonly=readonly)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("recipes",)]
    assert len(path.read_bytes()) == len(before)


def test_a_database_of_a_newer_version_is_refused(path: Path) -> None:
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 999")
    for readonly in (False, True):
        assert "newer version of scraper (schema 999" in refusal(path, readonly=readonly)


def test_a_truncated_database_is_called_damaged(path: Path) -> None:
    with Store.open(path) as store:
        for number in range(20):
            article = tidal(f"https://harbour.test/{number}")
            store.save(article, looked_at(article.url))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with (
        pytest.raises(StoreError, match=r"is damaged; restore a backup, or save what can be"),
        Store.open(path, readonly=True) as store,
    ):
        list(store.articles())


def test_a_place_that_cannot_hold_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "file is not a directory" in refusal(tmp_path / "file" / "articles.db")


def test_a_full_disk_is_called_full(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE t (x)")
        db.execute("PRAGMA max_page_count = 2")
        with pytest.raises(StoreError, match="the disk is full; free some space"), explained(path):
            db.execute("INSERT INTO t VALUES (zeroblob(100000))")


def test_a_file_size_limit_in_the_middle_of_writing_loses_nothing_committed(path: Path) -> None:
    script = """
import resource, signal, sys
sys.path.insert(0, sys.argv[2])
from harbour import looked_at, tidal
from scraper.errors import StoreError
from scraper.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Store.open(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000_000, 5_000_000))
    try:
        for number in range(100_000):
            article = tidal(f"https://harbour.test/{number}")
            store.save(article, looked_at(article.url))
            print(number, flush=True)
    except StoreError as error:
        print(error, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(path), str(Path(__file__).parent)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "everything committed is safe" in done.stderr
    assert "Traceback" not in done.stderr
    committed = len(done.stdout.split())
    assert committed > 10
    with Store.open(path) as store:
        assert store.status().articles == committed
        assert store.save(tidal(), looked_at(tidal().url)) == "new"


def test_killed_in_the_middle_everything_committed_is_there(path: Path) -> None:
    script = """
import sys
sys.path.insert(0, sys.argv[2])
from harbour import looked_at, tidal
from scraper.store import Store
with Store.open(sys.argv[1]) as store:
    for number in range(100_000):
        article = tidal(f"https://harbour.test/{number}")
        store.save(article, looked_at(article.url))
        print(number, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(path), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        for _ in range(30):
            assert writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        committed = 30 + len(writer.stdout.read().split())
    with Store.open(path) as store:
        assert committed <= store.status().articles <= committed + 1
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def test_a_writer_that_waited_too_long_names_the_reason(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "WAIT", 0.1)
    with Store.open(path) as store, closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has kept the database locked"):
            store.save(tidal(), looked_at(tidal().url))
        other.execute("ROLLBACK")
        assert store.save(tidal(), looked_at(tidal().url)) == "new"


def test_a_reader_reads_while_a_writer_is_in_the_middle_of_a_transaction(path: Path) -> None:
    with Store.open(path) as writer, Store.open(path, readonly=True) as reader:
        writer.save(tidal(), looked_at(tidal().url))
        with writer.batch():
            second = tidal("https://harbour.test/2")
            writer.save(second, looked_at(second.url))
            assert reader.status().articles == 1
        assert reader.status().articles == 2


def test_reading_only_means_it(path: Path) -> None:
    Store.open(path).close()
    with Store.open(path, readonly=True) as store:
        with pytest.raises(StoreError, match="read-only"):
            store.save(tidal(), looked_at(tidal().url))
        with pytest.raises(StoreError, match="read-only"):
            list(store.rows("DELETE FROM articles"))


def test_a_file_that_cannot_be_opened_is_let_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "other.execute('CREATE TABLE notes (text TEXT)')\n"  # no log yet: it needs the file alone
        "other.execute('BEGIN IMMEDIATE'); print(flush=True); input()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program, path], stdin=pipe, stdout=pipe) as other:
        assert other.stdout is not None
        other.stdout.readline()
        monkeypatch.setattr(connection, "WAIT", 0.05)
        handles = len(os.listdir("/proc/self/fd"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            connection.connect(path, readonly=False)
        assert len(os.listdir("/proc/self/fd")) == handles
        other.communicate(b"\n")


def test_a_wrong_query_is_a_store_error(store: Store) -> None:
    with pytest.raises(StoreError, match="no such column: headline"):
        list(store.rows("SELECT headline FROM articles"))


def test_an_empty_file_becomes_a_database(path: Path) -> None:
    path.touch()
    with Store.open(path) as store:
        assert store.save(tidal(), looked_at(tidal().url)) == "new"


def test_an_empty_file_is_made_a_database_also_for_reading(path: Path) -> None:
    path.touch()
    with Store.open(path, readonly=True) as store:
        assert store.status().articles == 0


def test_scripts_are_split_at_statements_only() -> None:
    script = (
        "-- first; a comment\nCREATE TABLE a (\n    x,  -- one; two\n    y\n);\n\n"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n    DELETE FROM a;\nEND;\n"
        "ALTER TABLE a ADD COLUMN z;  -- a comment; of the last one\n"
    )
    first, second, third = statements(script)
    assert first.endswith("y\n);")
    assert second.strip().startswith("CREATE TRIGGER")
    assert third.startswith("ALTER TABLE a ADD COLUMN z;")
    with pytest.raises(ValueError, match="not complete: DROP TABLE"):
        list(statements("CREATE TABLE a (x);\nDROP TABLE a"))


def test_every_table_is_strict_and_the_schema_carries_its_comments(store: Store) -> None:
    tables = list(store.rows("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
    loose = {row["name"] for row in tables if not row["strict"]}
    assert {name for name in loose if not name.startswith(("sqlite_", "articles_fts_"))} == set()
    (row,) = store.rows("SELECT sql FROM sqlite_schema WHERE name = 'facts'")
    assert "-- items of the key-facts boxes" in row["sql"]


def test_opening_a_database_loads_nothing_heavy() -> None:
    script = (
        "import sys, scraper.store, scraper.cli.search, scraper.cli.query, scraper.cli.explore; "
        "print(sorted({'numpy', 'datasette', 'rich', 'httpx', 'selectolax', 'trafilatura', "
        "'zstandard', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
