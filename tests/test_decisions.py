"""What becomes of an address after one look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from scraper import decisions
from scraper.article import Article
from scraper.config import Source
from scraper.errors import ExtractionError, FetchError
from scraper.stages import Look, Page, UrlRecord

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://news.example/a"
NEW = UrlRecord(url=URL, source="news", first_seen=NOW)
SOURCE = Source(name="news")
MONTH = timedelta(days=30)


def page(status: int = 200, **headers: str) -> Page:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Page(url=URL, final_url=URL, status=status, headers=named, fetched_at=NOW)


def error(retry_at: datetime | None) -> FetchError:
    failure = FetchError("the server failed")
    failure.kind = "server"
    failure.retry_at = retry_at
    return failure


def test_an_answer_clears_failures_and_keeps_validators() -> None:
    before = replace(NEW, state="failed", failures=3, error_kind="server", error="x", etag='"old"')
    after = decisions.fetched(before, page(etag='"1"', last_modified="then"), NOW)
    assert (after.state, after.failures, after.error_kind, after.error) == ("ok", 0, None, None)
    assert (after.etag, after.last_modified, after.last_fetch) == ('"1"', "then", NOW)
    assert decisions.fetched(before, page(), NOW).etag is None
    assert decisions.fetched(before, page(304), NOW).etag == '"old"'


def test_a_failure_is_tried_again_or_given_up_as_the_error_says() -> None:
    tomorrow = NOW + timedelta(days=1)
    again = decisions.failed(NEW, error(tomorrow), NOW)
    assert (again.state, again.next_fetch, again.failures) == ("failed", tomorrow, 1)
    assert (again.error_kind, again.error) == ("server", "the server failed")
    never = decisions.failed(again, error(None), NOW)
    assert (never.state, never.next_fetch, never.failures) == ("gone", None, 2)


def test_a_page_that_is_not_there_yet_is_asked_for_twice_more() -> None:
    missing = error(None)
    missing.kind = "gone"
    first = decisions.failed(NEW, missing, NOW)
    assert (first.state, first.next_fetch) == ("failed", NOW + timedelta(hours=1))
    second = decisions.failed(first, missing, NOW)
    assert (second.state, second.next_fetch) == ("failed", NOW + timedelta(days=1))
    assert decisions.failed(second, missing, NOW).state == "gone"
    stored = replace(NEW, state="ok")
    assert decisions.failed(stored, missing, NOW).state == "gone"


def test_a_page_that_the_extractor_fails_on_is_tried_again_in_a_week() -> None:
    after = decisions.failed(NEW, ExtractionError("cannot be read"), NOW)
    assert (after.state, after.error_kind) == ("failed", "extract")
    assert after.next_fetch == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("article", "source", "reason"),
    [
        (Article(title="a"), SOURCE, None),
        (Article(is_article=False), SOURCE, "no-article"),
        (Article(language="en"), replace(SOURCE, language="de"), "language"),
        (Article(language="de"), replace(SOURCE, language="de"), None),
        (Article(), replace(SOURCE, language="de"), None),
        (Article(published=date(2020, 1, 1)), SOURCE, None),
        (Article(published=date(2020, 1, 1)), replace(SOURCE, max_age=MONTH), "age"),
        (Article(published=date(2020, 1, 1)), replace(SOURCE, max_age=MONTH, archive=True), None),
    ],
)
def test_what_is_not_wanted(article: Article, source: Source, reason: str | None) -> None:
    assert decisions.unwanted(article, source, NOW) == reason


def test_a_stored_article_stays_one_when_its_page_turns_into_something_else() -> None:
    after = decisions.fetched(NEW, page(), NOW)
    assert decisions.skipped(after, NEW).state == "skipped"
    assert decisions.skipped(after, replace(NEW, state="ok")).state == "ok"


def test_only_looks_that_nobody_asked_for_are_learned_from() -> None:
    day = timedelta(days=1)
    planned = replace(NEW, state="ok", first_seen=NOW - day, last_fetch=NOW - day, next_fetch=NOW)
    assert decisions.unasked_look(planned) == Look(1)
    assert decisions.unasked_look(NEW) is None
    announced = replace(planned, modified=NOW)
    assert decisions.unasked_look(announced) is None
    assert decisions.unasked_look(replace(planned, modified=NOW - 2 * day)) == Look(1)
