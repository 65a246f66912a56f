"""When an article is looked at again: what was learned decides, waste is bounded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scraper.schedule import (
    AGES,
    EXPLORED,
    WASTE,
    birth,
    chance,
    kind_of_look,
    next_look,
    shares,
)
from scraper.stages import Look, UrlRecord

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def record(name: str = "a", **fields: object) -> UrlRecord:
    fresh = UrlRecord(url=f"https://news.example/{name}", first_seen=NOW, last_fetch=NOW)
    return replace(fresh, **fields)


def looked_at(counts: dict[Look, tuple[int, int]], articles: int = 2000) -> float:
    """Looks that a new article gets on average if none of them finds a change."""
    looks = 0
    for number in range(articles):
        one, now = record(str(number)), NOW
        while (again := next_look(one, now, counts)) is not None:
            looks += 1
            now = again
            one = replace(one, last_fetch=now)
    return looks / articles


def test_looks_that_found_nothing_make_fewer_looks() -> None:
    never = {Look(age): (200, 0) for age in range(len(AGES))}
    at_first = {**never, Look(0): (200, 190)}
    assert looked_at(never) < looked_at({}) < 0.4
    assert looked_at(at_first) > 0.9


def test_waste_is_bounded_whatever_was_learned() -> None:
    for found in (0, 20, 100, 180, 200):
        counts = {Look(age): (200, found) for age in range(len(AGES))}
        wasted = sum(
            share * (1 - chance(look, counts))
            for look, share in shares(counts).items()
            if not look.hot
        )
        assert wasted <= WASTE + EXPLORED * len(AGES)


@given(
    st.dictionaries(
        st.builds(Look, st.integers(0, len(AGES) - 1), st.booleans()),
        st.integers(0, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
    )
)
def test_shares_are_shares_and_none_is_ever_given_up(
    counts: dict[Look, tuple[int, int]],
) -> None:
    found = shares(counts)
    assert len(found) == 2 * len(AGES)
    assert all(EXPLORED <= share <= 1 for share in found.values())


def test_looks_come_later_and_later_and_end() -> None:
    always = {Look(age): (200, 200) for age in range(len(AGES))}
    ages, now = [], NOW
    while (again := next_look(record(last_fetch=now), now, always)) is not None:
        ages.append(again - NOW)
        now = again
    assert ages == list(AGES)


def test_an_old_article_is_not_looked_at_as_if_it_were_new() -> None:
    always = {Look(age): (200, 200) for age in range(len(AGES))}
    old = record(published=NOW - timedelta(days=8))
    ancient = record(published=date(2020, 1, 1))
    assert next_look(old, NOW, always) == NOW + timedelta(days=2)
    assert next_look(ancient, NOW, always) is None


def test_a_change_brings_the_next_look_forward() -> None:
    hot = {Look(age, hot=True): (200, 200) for age in range(len(AGES))}
    changed = record(first_seen=NOW - timedelta(days=2), last_fetch=NOW, last_change=NOW)
    assert next_look(changed, NOW, hot) == NOW + timedelta(days=1)
    just_out = record(first_seen=NOW - timedelta(hours=1), last_fetch=NOW, last_change=NOW)
    assert next_look(just_out, NOW, hot) == NOW + AGES[0]


def test_the_kind_of_a_look_is_known_again_when_it_is_made() -> None:
    planned = NOW + AGES[1]
    assert kind_of_look(record(), planned) == Look(1)
    assert kind_of_look(record(last_change=NOW), planned) == Look(1, hot=True)
    assert kind_of_look(record(last_change=NOW - timedelta(days=1)), planned) == Look(1)
    assert kind_of_look(record(), NOW + timedelta(days=70)) is None


def test_birth_is_never_in_the_future() -> None:
    tomorrow = record(published=NOW + timedelta(days=1))
    assert birth(tomorrow, NOW) == NOW
    assert birth(record(published=date(2026, 3, 2)), NOW) == NOW.replace(hour=0)


def test_the_same_article_gets_the_same_answer_every_time() -> None:
    assert {next_look(record("x"), NOW, {}) for _ in range(5)} == {next_look(record("x"), NOW, {})}
