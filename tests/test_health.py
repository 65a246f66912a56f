"""Which sources need a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from scraper.health import Came, Quality, quality_drop, silence

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOOD = Quality(articles=100, words=600, authors=0.95, dated=1.0, titled=1.0)


def every(gap: timedelta, count: int, *, last: timedelta) -> list[Came]:
    times = [NOW - last - gap * number for number in range(count)]
    return [Came(time, time) for time in times]


def test_a_source_is_silent_when_it_rests_much_longer_than_usual() -> None:
    hourly = timedelta(hours=1)
    assert silence(every(hourly, 20, last=timedelta(days=3)), NOW) == timedelta(days=3)
    assert silence(every(hourly, 20, last=timedelta(hours=30)), NOW) is None
    weekly = timedelta(days=7)
    assert silence(every(weekly, 20, last=timedelta(days=20)), NOW) is None
    assert silence(every(weekly, 20, last=timedelta(days=40)), NOW) == timedelta(days=40)


def test_articles_of_one_run_count_as_one_moment() -> None:
    at = NOW - timedelta(days=5)
    weekly = every(timedelta(days=7), 4, last=timedelta(days=5))
    assert silence([Came(at, at)] * 30 + weekly, NOW) is None
    assert silence([Came(at, at)] * 30, NOW) is None  # nothing tells how often others come


def test_a_new_source_is_as_slow_as_its_articles_dates_say() -> None:
    at = NOW - timedelta(days=5)
    weekly = [Came(at, at - timedelta(days=7 * number)) for number in range(10)]
    hourly = [Came(at, at - timedelta(hours=number)) for number in range(10)]
    assert silence(weekly, NOW) is None
    assert silence(hourly, NOW) == timedelta(days=5)


def test_few_articles_say_nothing() -> None:
    assert silence(every(timedelta(hours=1), 3, last=timedelta(days=99)), NOW) is None
    assert quality_drop(GOOD, replace(GOOD, articles=9, authors=0)) is None
    assert quality_drop(replace(GOOD, articles=9), replace(GOOD, authors=0)) is None


def test_a_drop_is_named() -> None:
    assert quality_drop(GOOD, GOOD) is None
    assert quality_drop(GOOD, replace(GOOD, authors=0.6)) is None
    assert (
        quality_drop(GOOD, replace(GOOD, authors=0.5))
        == "authors found on 50% of the articles, 95% before"
    )
    assert (
        quality_drop(GOOD, replace(GOOD, dated=0.2))
        == "dates found on 20% of the articles, 100% before"
    )
    assert (
        quality_drop(GOOD, replace(GOOD, titled=0.0))
        == "headlines found on 0% of the articles, 100% before"
    )
    assert quality_drop(GOOD, replace(GOOD, words=250)) == "articles have 250 words, 600 before"
