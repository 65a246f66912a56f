"""Copies across sites are grouped, the earliest is their origin; unlike texts stay apart."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from harbour import NOW, looked_at

from scraper.article import Article, Block
from scraper.store import RunCounts, Store
from scraper.store.likeness import buckets, likeness, sequences

WORDS = (
    "harbour turbine winter storm grid cable diver blade season permit drawer ferry battery gull "
    "coast strait rotor repair megawatt engineer mast tide current moon anchor crane quay pilot"
).split()


def text(seed: int, length: int = 200) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def story(site: str, words: str, published: date | None = None) -> Article:
    return Article(
        url=f"https://{site}/story",
        title="Story",
        published=published,
        body=(Block(kind="paragraph", text=words),),
    )


def keep(store: Store, *articles: Article, at: datetime = NOW) -> None:
    for article in articles:
        store.save(article, looked_at(article.url, at))
    store.compare_new()


def copies(store: Store) -> list[tuple[str, str]]:
    rows = store.rows(
        "SELECT c.site AS copy, o.site AS origin FROM syndication AS s "
        "JOIN articles AS c ON c.id = s.article_id JOIN articles AS o ON o.id = s.origin_id "
        "ORDER BY c.site"
    )
    return [(row["copy"], row["origin"]) for row in rows]


def test_a_copy_with_another_lead_belongs_to_the_earliest(store: Store) -> None:
    body = text(1)
    keep(
        store,
        story("late.test", text(2, 20) + " " + body, date(2026, 2, 2)),
        story("agency.test", body, date(2026, 2, 1)),
        story("third.test", body[: len(body) * 3 // 4], date(2026, 2, 3)),
        story("other.test", text(3), date(2026, 2, 1)),
    )
    assert copies(store) == [("late.test", "agency.test"), ("third.test", "agency.test")]


def test_an_earlier_article_that_comes_in_later_becomes_the_origin(store: Store) -> None:
    body = text(1)
    keep(store, story("a.test", body, date(2026, 2, 2)), story("b.test", body, date(2026, 2, 3)))
    assert copies(store) == [("b.test", "a.test")]
    keep(store, story("first.test", body, date(2026, 2, 1)))
    assert copies(store) == [("a.test", "first.test"), ("b.test", "first.test")]


def test_on_one_day_a_time_is_before_a_bare_date_and_what_was_seen_first_decides(
    store: Store,
) -> None:
    body = text(1)
    keep(store, story("bare.test", body, date(2026, 2, 1)))
    keep(store, story("timed.test", body, datetime(2026, 2, 1, 9, 0, tzinfo=UTC)))
    assert copies(store) == [("bare.test", "timed.test")]
    other = text(5)
    keep(store, story("x.test", other), at=NOW)
    keep(store, story("w.test", other), at=NOW + timedelta(minutes=5))
    assert ("w.test", "x.test") in copies(store)


def test_an_article_that_was_rewritten_leaves_its_group(store: Store) -> None:
    body = text(1)
    origin = story("a.test", body, date(2026, 2, 1))
    keep(
        store,
        origin,
        story("b.test", body, date(2026, 2, 2)),
        story("c.test", body, date(2026, 2, 3)),
    )
    assert copies(store) == [("b.test", "a.test"), ("c.test", "a.test")]
    rewritten = msgspec.structs.replace(origin, body=story("a.test", text(9)).body)
    keep(store, rewritten, at=NOW + timedelta(hours=1))
    assert copies(store) == [("c.test", "b.test")]


def test_copies_stay_copies_of_each_other_when_the_earliest_is_deleted(store: Store) -> None:
    body = text(1)
    for day, site in enumerate(("a.test", "b.test", "c.test"), 1):
        keep(store, story(site, body, date(2026, 2, day)))
    store.prune(datetime(2026, 2, 1, 12, tzinfo=UTC))
    store.compare_new()
    assert copies(store) == [("c.test", "b.test")]


def test_short_texts_are_no_copies(store: Store) -> None:
    notice = "Subscribe to read this article, or log in if you have an account with us"
    keep(store, story("a.test", notice), story("b.test", notice))
    assert copies(store) == []


def test_texts_without_spaces_are_compared_too(store: Store) -> None:
    characters = [chr(0x4E00 + n) for n in range(400)]
    body = "".join(random.Random(1).choices(characters, k=300))
    keep(store, story("a.test", body), story("b.test", body[:250]))
    assert copies(store) == [("b.test", "a.test")]


def test_the_end_of_a_run_compares_what_it_brought(store: Store) -> None:
    run = store.begin_run(NOW)
    for site in ("a.test", "b.test"):
        article = story(site, text(1))
        store.save(article, looked_at(article.url), run)
    store.end_run(run, NOW, RunCounts())
    assert copies(store) == [("b.test", "a.test")]
    assert list(store.rows("SELECT * FROM syndication_queue")) == []


def test_daily_numbers_tell_copies_from_originals(store: Store) -> None:
    keep(
        store,
        story("a.test", text(1), date(2026, 2, 1)),
        story("b.test", text(1), date(2026, 2, 1)),
    )
    rows = list(store.rows("SELECT day, site, articles, copies FROM v_daily ORDER BY site"))
    assert [tuple(row.values()) for row in rows] == [
        ("2026-02-01", "a.test", 1, 0),
        ("2026-02-01", "b.test", 1, 1),
    ]


@pytest.mark.parametrize(
    ("kept", "least"), [(1.0, 1.0), (0.8, 0.7), (0.66, 0.55)], ids=["whole", "cut", "cut more"]
)
def test_likeness_is_the_share_of_common_word_sequences(kept: float, least: float) -> None:
    whole = text(1, 300)
    part = " ".join(whole.split()[: int(300 * kept)])
    assert least <= likeness(sequences(whole), sequences(part)) <= kept
    assert set(buckets(sequences(whole))) & set(buckets(sequences(part)))


def test_case_and_punctuation_make_no_difference() -> None:
    words = text(1)
    assert likeness(sequences(words), sequences(words.upper().replace(" ", ", "))) == 1.0
