"""What pages teach about their site is kept with their articles, in a bounded room."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from harbour import NOW, lesson, looked_at, tidal

from scraper import Article
from scraper.article import Block
from scraper.stages import Lesson, Page
from scraper.store import Store
from scraper.store.lessons import KEEP

SITE = "https://www.harbour.test/"


def teach(store: Store, number: int, taught: Lesson, at: datetime = NOW) -> None:
    url = f"{SITE}{number}"
    article = msgspec.structs.replace(tidal(url), title=f"Article {number}")
    store.save(article, looked_at(url, at), lesson=taught)


def test_lessons_are_read_by_site_oldest_first(store: Store) -> None:
    teach(store, 1, lesson(1), NOW + timedelta(hours=1))
    teach(store, 2, lesson(2), NOW)
    elsewhere = "https://quay.test/1"
    store.save(tidal(elsewhere), looked_at(elsewhere), lesson=lesson(3))
    assert [one for _, one in store.lessons(SITE)] == [lesson(2), lesson(1)]
    assert store.lessons("https://harbour.test/other") == store.lessons(SITE)
    assert [one for _, one in store.lessons(elsewhere)] == [lesson(3)]


def test_an_article_read_again_teaches_once(store: Store) -> None:
    for day in range(3):
        teach(store, 1, lesson(day), NOW + timedelta(days=day))
    assert store.lessons(SITE) == [(NOW + timedelta(days=2), lesson(2))]


def test_the_latest_articles_of_a_site_are_remembered(store: Store) -> None:
    for number in range(KEEP + 5):
        teach(store, number, lesson(number), NOW + timedelta(minutes=number))
    assert [one.headline for _, one in store.lessons(SITE)] == list(range(5, KEEP + 5))


def test_a_thousand_sites_take_less_than_50_megabytes(path: Path) -> None:
    fullest = replace(lesson(0), marks=bytes(576), said=bytes(160), containers=bytes(200))
    with Store.open(path) as store, store.batch():
        for number in range(5 * KEEP):
            url = f"https://harbour-{number % 5}.test/{number}"
            article = msgspec.structs.replace(tidal(url), title=f"Article {number}")
            looked = looked_at(url, NOW + timedelta(minutes=number))
            store.save(article, looked, lesson=replace(fullest, headline=number))
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = db.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name IN ('lessons', 'lessons_site')"
        ).fetchone()
    assert 1000 / 5 * size < 50_000_000


def test_a_lesson_goes_with_its_article(store: Store) -> None:
    teach(store, 1, lesson(1))
    store.prune(NOW + timedelta(days=400))
    assert store.lessons(SITE) == []


def test_lesson_and_article_are_committed_together(store: Store) -> None:
    def failing() -> None:
        with store.batch():
            teach(store, 1, lesson(1))
            raise OSError("not the database's")

    with pytest.raises(OSError, match="not the database's"):
        failing()
    assert store.lessons(SITE) == []


def with_promotion(article: Article) -> Article:
    promotion = Block(kind="paragraph", text="Become a friend of the harbour.")
    return msgspec.structs.replace(article, body=(*article.body, promotion), tags=("Tides", "V1"))


def cleaned(article: Article) -> Article:
    sources = {**article.sources, "body": "page, memory"}
    return msgspec.structs.replace(article, sources=sources, tags=("Tides",))


def test_what_the_memory_leaves_out_is_no_change_of_the_article(store: Store) -> None:
    url = f"{SITE}1"
    store.save(with_promotion(tidal(url)), looked_at(url))
    later = looked_at(url, NOW + timedelta(days=1))
    assert store.save(cleaned(tidal(url)), later) == "unchanged"
    before, present = store.history(url)
    assert (before.cause, present.cause) == ("extraction", None)
    assert before.article.body[-1].text == "Become a friend of the harbour."
    assert present.seen_from == before.seen_until == NOW + timedelta(days=1)
    assert present.article.body == tidal(url).body
    (row,) = store.rows("SELECT changes, last_changed FROM v_articles")
    assert row == {"changes": 0, "last_changed": None}


def test_a_change_by_its_editor_is_one_with_memory_too(store: Store) -> None:
    url = f"{SITE}1"
    store.save(with_promotion(tidal(url)), looked_at(url))
    edited = msgspec.structs.replace(cleaned(tidal(url)), title="Turbine passes its first winter")
    assert store.save(edited, looked_at(url, NOW + timedelta(days=1))) == "changed"
    assert [state.cause for state in store.history(url)] == ["change", None]
    (row,) = store.rows("SELECT before, after FROM v_headlines")
    assert row["after"] == "Turbine passes its first winter"


def test_text_that_is_added_is_a_change_with_memory_too(store: Store) -> None:
    url = f"{SITE}1"
    store.save(tidal(url), looked_at(url))
    added = msgspec.structs.replace(with_promotion(cleaned(tidal(url))), tags=tidal(url).tags)
    assert store.save(added, looked_at(url, NOW + timedelta(days=1))) == "changed"


def test_a_record_read_anew_is_no_change_and_no_look(store: Store) -> None:
    url = f"{SITE}1"
    store.save(with_promotion(tidal(url)), looked_at(url))
    page = Page(url=url, final_url=url, status=200, fetched_at=NOW)
    seen = store.url(url), list(store.rows("SELECT last_seen, last_changed FROM articles"))
    better = msgspec.structs.replace(cleaned(tidal(url)), title="Turbine passes its first winter")
    assert store.reread(tidal(f"{SITE}unheard-of"), replace(page, url="x:"), NOW) is False
    assert store.reread(better, page, NOW + timedelta(days=2)) is True
    assert store.reread(better, page, NOW + timedelta(days=2)) is False
    assert store.article(url) == better
    assert [state.cause for state in store.history(url)] == ["extraction", None]
    assert list(store.rows("SELECT * FROM v_headlines")) == []
    assert (
        store.url(url),
        list(store.rows("SELECT last_seen, last_changed FROM articles")),
    ) == seen
    assert [hit.title for hit in store.search("winter")] == ["Turbine passes its first winter"]
