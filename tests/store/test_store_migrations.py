"""Databases that earlier versions wrote are brought up to date with everything in them.

`old/version-N.db.gz` is a database as schema version N left it, holding `harbour_week()`; made by
`keep_version.py` before version N + 1.
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from harbour import harbour_week, lesson, looked_at, tidal

from scraper.errors import StoreError
from scraper.stages import Lesson
from scraper.store import Store, schema
from scraper.store.schema import migrations

OLD = Path(__file__).parent / "old"
VERSIONS = range(1, len(migrations()))


def schema_of(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name"
        ).fetchall()


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, path: Path) -> Path:
    with gzip.open(OLD / f"version-{request.param}.db.gz") as stored, path.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (request.param,)
    return path


def test_a_database_of_every_earlier_version_is_stored() -> None:
    assert sorted(file.name for file in OLD.iterdir()) == [f"version-{n}.db.gz" for n in VERSIONS]


def test_an_old_database_gets_the_schema_of_a_new_one(old: Path, tmp_path: Path) -> None:
    Store.open(old).close()
    Store.open(tmp_path / "new.db").close()
    assert schema_of(old) == schema_of(tmp_path / "new.db")


def test_an_old_database_keeps_every_article(old: Path) -> None:
    with Store.open(old) as store:
        week = {article.url: article for article in harbour_week()}
        assert {article.url: article for article in store.articles()} == week
        for article in harbour_week():
            assert store.save(article, looked_at(article.url)) == "unchanged"


def test_an_old_database_keeps_what_it_knows_of_sites(path: Path) -> None:
    with gzip.open(OLD / "version-5.db.gz") as stored, path.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    with Store.open(path) as store:
        sites = list(store.rows("SELECT DISTINCT 'https://' || site AS url FROM lessons"))
        taught = [lesson for site in sites for _, lesson in store.lessons(site["url"])]
        assert sorted(taught, key=lambda lesson: lesson.headline) == [
            Lesson(page=0, headline=n, layout=7, marks=bytes([n] * 8), said=b"", containers=b"")
            for n in range(1, 5)
        ]
        store.save(tidal(), looked_at(tidal().url), lesson=lesson(9))
        assert lesson(9) in [one for _, one in store.lessons("https://www.harbourpost.test/")]


def test_an_old_database_can_be_asked_what_a_new_one_can(old: Path) -> None:
    with Store.open(old) as store:
        assert [hit.title for hit in store.search("permit drawer")] == [
            "Wave farm waits for a permit"
        ]
        assert [hit.title for hit in store.search("海峡")] == ["潮の力で灯る町"]
        assert list(store.rows("SELECT url, site FROM links")) == [
            {"url": "https://weather.test/", "site": "weather.test"}
        ]
        graph = store.rows("SELECT from_title, to_title, is_mutual FROM v_related_graph ORDER BY 1")
        assert [tuple(row.values()) for row in graph] == [
            ("Tidal turbine passes its first winter", "Wave farm waits for a permit", 1),
            ("Tidal turbine passes its first winter", "Ferry gets a battery", 0),
            ("Wave farm waits for a permit", "Tidal turbine passes its first winter", 1),
        ]


def test_an_old_database_is_sound_after_the_change(old: Path) -> None:
    Store.open(old).close()
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        db.execute("INSERT INTO articles_fts_cjk (articles_fts_cjk) VALUES ('integrity-check')")


def test_an_old_database_is_brought_up_to_date_also_for_reading(old: Path) -> None:
    with Store.open(old, readonly=True) as store:
        assert store.status().articles == 4


def test_a_change_that_fails_leaves_the_old_database_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = migrations()
    broken = [*scripts[:-1], scripts[-1] + "\nCREATE TABLE articles (id INTEGER);"]
    monkeypatch.setattr(schema, "migrations", lambda: broken)
    with pytest.raises(StoreError, match="table articles already exists"):
        Store.open(old)
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(scripts) - 1,)
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (4,)
    monkeypatch.undo()
    with Store.open(old) as store:
        assert store.status().articles == 4


def test_several_programs_may_open_an_old_database_at_once(old: Path) -> None:
    problems: list[Exception] = []

    def open_it() -> None:
        try:
            Store.open(old).close()
        except StoreError as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with Store.open(old) as store:
        assert store.status().articles == 4


def test_an_old_database_is_opened_once_its_writer_is_done(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None, check_same_thread=False)) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")  # as before it was first opened
        writer.execute("BEGIN IMMEDIATE")
        done = threading.Timer(0.2, writer.execute, ["ROLLBACK"])
        done.start()
        Store.open(old).close()
        done.join()
