"""`scraper status`, `backup`, `prune`: knowing how things stand, and keeping them so."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.article import Article, Author, Block
from scraper.cli.status import when
from scraper.lock import run_lock
from scraper.stages import UrlRecord
from scraper.store import Selection, Store
from tests.cli.conftest import Scraper
from tests.newsroom import Newsroom

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def store_article(
    store: Store, name: str, *, stored: datetime, source: str = "news", **fields: object
) -> None:
    url = f"https://news.example/{name}"
    given: dict[str, Any] = {
        "published": stored,
        "authors": (Author(name=f"Author of {name}"),),
        "tags": (f"tag-{name}",),
        "body": (Block(kind="paragraph", text=f"The {name} stands by the river. " * 40),),
        **fields,
    }
    article = Article(url=url, title=f"The {name}", **given)
    store.save(
        article, UrlRecord(url=url, state="ok", source=source, first_seen=stored, last_fetch=stored)
    )


def test_status_names_sources_runs_and_failures(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    room.remove("/ferry")
    scraper("run")
    said = scraper("status")
    assert said.code == 0
    head, *rest = said.out.splitlines()
    assert head.startswith(f"{config.parent / 'articles.db'}: 1 articles, ")
    (source,) = [line.split() for line in rest if line.startswith("news ")]
    assert source == ["news", "1", "1.0", "0", "1", "now", "now", "next", "run"]
    assert f"  {room.url('/ferry')}: the server answered 404" in said.out
    assert "(1x, again in 60 min)" in said.out


def test_status_as_json(scraper: Scraper, config: Path) -> None:
    scraper("run")
    told = json.loads(scraper("status", "--json").out)
    assert told["database"]["articles"] == 2
    (source,) = told["sources"]
    assert (source["name"], source["articles"], source["flags"]) == ("news", 2, [])
    assert told["database"]["runs"][0]["counts"]["new"] == 2


def test_status_before_the_first_run_and_without_any_configuration(
    scraper: Scraper, config: Path
) -> None:
    said = scraper("status")
    assert (said.code, said.err.count("\n")) == (1, 1)
    assert "no such database; run `scraper run`" in said.err
    Store.open(config.parent / "articles.db").close()
    assert "No run yet; start one with `scraper run`." in scraper("status").out
    scraper("run")
    config.unlink()
    alone = scraper("status", "-d", "articles.db")
    assert alone.code == 0
    assert alone.out.splitlines()[3].split()[-1] == "-"  # nothing says when it is looked at
    assert scraper("status", "lost.toml").code == 2


def test_a_feed_that_keeps_failing_is_flagged(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    scraper("run")
    with Store.open(config.parent / "articles.db") as store:
        (document,) = store.documents("news")
        for failures in (2, 3):
            failing = replace(document, failures=failures, error="the server answered 500")
            store.put_document(failing)
            flagged = "! news: failed 3 times in a row: the server answered 500"
            assert (flagged in scraper("status").out) is (failures == 3)


def test_a_feed_that_scraper_toml_names_no_more_is_not_flagged(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    scraper("run")
    with Store.open(config.parent / "articles.db") as store:
        (document,) = store.documents("news")
        gone = replace(document, url=room.url("/gone"), failures=9, error="gone")
        store.put_document(gone)
    assert "failed 9 times" not in scraper("status").out


def test_a_silent_source_and_a_drop_in_quality_are_flagged(scraper: Scraper, config: Path) -> None:
    now = datetime.now(UTC)
    with Store.open(config.parent / "articles.db") as store, store.batch():
        for number in range(40):
            stored = now - timedelta(days=4, hours=80 - 2 * number)
            lately = {"authors": ()} if number >= 20 else {}
            store_article(store, f"house-{number}", stored=stored, **lately)
    out = scraper("status").out
    assert "! news: silent: nothing new for 4 days, which is unusual for it" in out
    assert "! news: extraction got worse: authors found on 0% of the articles, 100% before" in out


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (None, "never"),
        (NOW, "now"),
        (NOW - timedelta(minutes=5), "5 min ago"),
        (NOW + timedelta(hours=3), "in 3 h"),
        (NOW - timedelta(hours=30), "30 h ago"),
        (NOW - timedelta(days=9), "9 days ago"),
    ],
)
def test_moments_as_people_say_them(moment: datetime | None, words: str) -> None:
    assert when(moment, NOW) == words


def test_a_backup_is_whole_while_somebody_writes(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    scraper("run")
    database = tmp_path / "articles.db"
    with Store.open(database) as store, store.batch():
        store.begin_run(NOW)  # a transaction is open while the copy is made
        said = scraper("backup", "copy.db", "-d", "articles.db")
    assert (said.code, said.out) == (0, "copy.db\n")
    assert not (tmp_path / "copy.db.part").exists()
    connection = sqlite3.connect(tmp_path / "copy.db")
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    assert connection.execute("SELECT count(*) FROM runs").fetchone() == (1,)
    connection.close()
    assert not (tmp_path / "copy.db-wal").exists()


def test_a_backup_into_a_directory_is_named_by_its_time(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    scraper("run")
    (tmp_path / "backups").mkdir()
    name = Path(scraper("backup", "backups", "-d", "articles.db").out.strip())
    assert name.parent == Path("backups")
    assert name.match("articles-????????T??????Z.db")
    assert (tmp_path / name).stat().st_size > 100_000


def test_a_backup_that_cannot_be_made_leaves_nothing_behind(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    scraper("run")
    before = sorted(tmp_path.iterdir())
    for target, said in (
        ("lost/copy.db", "lost is not a directory; make it first"),
        ("articles.db", "is the database itself; name another file"),
        ("a" * 300, "File name too long"),
    ):
        failed = scraper("backup", target, "-d", "articles.db")
        assert (failed.code, failed.err.count("\n")) == (1, 1)
        assert said in failed.err
    assert scraper("backup", "copy.db", "-d", "nothing.db").code == 1
    assert sorted(tmp_path.iterdir()) == before
    refused = scraper("backup", "/proc/copy.db", "-d", "articles.db")
    assert "/proc/copy.db: the copy cannot be written: unable to open" in refused.err


def test_prune_deletes_what_is_old_and_nothing_else(scraper: Scraper, tmp_path: Path) -> None:
    database = tmp_path / "articles.db"
    now = datetime.now(UTC)
    with Store.open(database) as store:
        store_article(store, "mill", stored=now - timedelta(days=800))
        store_article(store, "bridge", stored=now - timedelta(days=10))
        old = now - timedelta(days=900)
        store_article(store, "quarry", stored=now - timedelta(days=10), published=old)
        store_article(store, "canal", stored=now - timedelta(days=800), published=None)

    would = scraper("prune", "--older-than", "730d", "--dry-run", "-d", "articles.db")
    assert would.out.startswith("3 articles published before ")
    done = scraper("prune", "--older-than", "730d", "-d", "articles.db")
    assert done.code == 0
    assert "3 authors and 3 tags without articles" in done.out

    with Store.open(database) as store:
        assert [article.title for article in store.articles()] == ["The bridge"]
        assert [hit.title for hit in store.search("stands", Selection())] == ["The bridge"]
        states = {row["url"]: row["state"] for row in store.rows("SELECT url, state FROM urls")}
        assert states["https://news.example/mill"] == "skipped"
        assert list(store.due(now + timedelta(days=999))) == []
    connection = sqlite3.connect(database)
    connection.execute(
        "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
    )
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("SELECT name FROM tags").fetchall() == [("tag-bridge",)]
    connection.close()


def test_no_word_of_what_was_pruned_stays_in_the_index(scraper: Scraper, config: Path) -> None:
    scraper("run")
    connection = sqlite3.connect(config.parent / "articles.db")
    with connection:
        connection.execute("UPDATE articles SET first_seen = '2020-01-01T00:00:00Z'")
    scraper("prune", "--older-than", "1d", "-d", "articles.db")
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (0,)
    # an empty FTS5 index has two rows: totals and structure
    assert connection.execute("SELECT count(*) FROM articles_fts_data").fetchone() == (2,)
    connection.close()


def test_pruned_articles_do_not_come_back_with_the_next_run(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    scraper("run")
    with sqlite3.connect(config.parent / "articles.db") as connection:
        connection.execute("UPDATE articles SET first_seen = '2020-01-01T00:00:00Z'")
    connection.close()
    assert "2 articles" in scraper("prune", "--older-than", "1d", "-d", "articles.db").out
    room.log.clear()
    scraper("run")
    assert [asked.path for asked in room.log] == ["/feed"]


def test_prune_does_nothing_while_a_run_is_at_work(
    scraper: Scraper, config: Path, tmp_path: Path
) -> None:
    scraper("run")
    (tmp_path / "link.db").symlink_to("articles.db")
    for name in ("articles.db", "link.db"):
        with run_lock(tmp_path / "articles.db"):
            said = scraper("prune", "--older-than", "1d", "-d", name)
        assert said.code == 75
        assert "another run works on" in said.err


def test_prune_wants_to_know_how_old_and_where(scraper: Scraper, tmp_path: Path) -> None:
    assert scraper("prune", "-d", "articles.db").code == 2
    assert scraper("prune", "--older-than", "1y").code == 2
    assert scraper("prune", "--older-than", "1d", "-d", "nothing.db").code == 1
    assert "calendar" in scraper("prune", "--older-than", "999999w", "-d", "nothing.db").err
    assert not (tmp_path / "nothing.db").exists()
