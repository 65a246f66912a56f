"""The state of every known address: what is new, what is due, what failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from harbour import NOW, looked_at, tidal

from scraper.stages import Candidate, Page, UrlRecord
from scraper.store import RunCounts, Store

HOUR = timedelta(hours=1)


def candidate(name: str, source: str = "harbour", **more: object) -> Candidate:
    return Candidate(
        url=f"https://harbour.test/{name}",
        source=source,
        found_in="https://harbour.test/feed",
        **more,
    )


def names(records: object) -> list[str]:
    return [record.url.rpartition("/")[2] for record in records]


def test_candidates_are_remembered_once(store: Store) -> None:
    assert store.add_candidates([candidate("a"), candidate("b"), candidate("a")], NOW) == 2
    assert store.add_candidates([candidate("b"), candidate("c")], NOW + HOUR) == 1
    record = store.url("https://harbour.test/b")
    assert record is not None
    assert (record.state, record.first_seen, record.source) == ("new", NOW, "harbour")
    assert record.found_in == "https://harbour.test/feed"
    assert store.url("https://harbour.test/unheard-of") is None


def test_an_address_known_in_another_spelling_is_not_remembered_again(store: Store) -> None:
    known = (
        "https://harbour.test/br%c3%bccke",
        "https://hafen-köln.test:81/%7ejo",  # as versions before wrote them
    )
    for url in known:
        store.record(looked_at(url))
    again = ("https://harbour.test/br%C3%BCcke", "https://xn--hafen-kln-67a.test:81/~jo")
    candidates = [Candidate(url=url, source="harbour", found_in="list") for url in again]
    assert store.add_candidates(candidates, NOW) == 0
    assert [store.url(url) for url in again] == [store.url(url) for url in known]


def test_two_spellings_that_come_together_are_one_address(store: Store) -> None:
    both = [candidate("br%c3%bccke"), candidate("br%C3%BCcke")]
    assert store.add_candidates(both, NOW) == 1
    assert names(store.due(NOW)) == ["br%c3%bccke"]


def test_due_gives_new_addresses_first_latest_published_first(store: Store) -> None:
    store.record(
        UrlRecord(
            url="https://harbour.test/again",
            state="ok",
            last_fetch=NOW - HOUR,
            next_fetch=NOW,
            etag='"1"',
        )
    )
    store.add_candidates(
        [
            candidate("undated"),
            candidate("old", published=date(2025, 1, 1)),
            candidate("late", published=date(2026, 2, 1)),
        ],
        NOW,
    )
    assert names(store.due(NOW)) == ["late", "old", "undated", "again"]
    assert names(store.due(NOW, limit=2)) == ["late", "old"]
    assert names(store.due(NOW, limit=4)) == ["late", "old", "undated", "again"]
    assert [record.etag for record in store.due(NOW)][-1] == '"1"'


def test_due_leaves_out_what_waits_and_what_is_done(store: Store) -> None:
    at = NOW - HOUR
    for name, state, next_fetch in (
        ("waits", "ok", NOW + HOUR),
        ("retries", "failed", NOW),
        ("waits-too", "failed", NOW + HOUR),
        ("gone", "gone", None),
        ("skipped", "skipped", None),
        ("postponed", "new", NOW + HOUR),
        ("never-again", "ok", None),
    ):
        record = UrlRecord(
            url=f"https://harbour.test/{name}", state=state, last_fetch=at, next_fetch=next_fetch
        )
        store.record(record)
    assert names(store.due(NOW)) == ["retries"]
    assert sorted(names(store.due(NOW + HOUR))) == ["postponed", "retries", "waits", "waits-too"]


def test_due_can_be_asked_for_some_sources(store: Store) -> None:
    store.add_candidates([candidate("a"), candidate("b", "other"), candidate("c", "third")], NOW)
    assert names(store.due(NOW, sources=["other", "third"])) == ["b", "c"]
    assert names(store.due(NOW, sources=[])) == []


def test_writing_while_reading_what_is_due_is_safe(store: Store) -> None:
    store.add_candidates([candidate(str(number)) for number in range(50)], NOW)
    seen = []
    for record in store.due(NOW):
        store.record(replace(record, state="gone", last_fetch=NOW))
        seen.append(record.url)
    assert len(seen) == len(set(seen)) == 50
    assert list(store.due(NOW)) == []


def test_a_later_change_named_by_the_sitemap_makes_an_article_due(store: Store) -> None:
    url = "https://harbour.test/a"
    store.save(tidal(url), replace(looked_at(url), next_fetch=NOW + 24 * HOUR))
    for modified in (NOW - HOUR, date(2026, 3, 1), NOW + 400 * HOUR):
        store.add_candidates([candidate("a", modified=modified)], NOW + HOUR)
        assert list(store.due(NOW + HOUR)) == []
    store.add_candidates([candidate("a", modified=NOW + HOUR / 2)], NOW + HOUR)
    assert names(store.due(NOW + HOUR)) == ["a"]


def test_a_change_named_anew_makes_an_article_due_although_the_site_s_clock_is_behind(
    store: Store,
) -> None:
    url = "https://harbour.test/a"
    store.save(tidal(url), replace(looked_at(url), next_fetch=NOW + 24 * HOUR))
    store.add_candidates([candidate("a", modified=NOW - 9 * HOUR)], NOW)
    assert list(store.due(NOW)) == []
    store.add_candidates([candidate("a", modified=NOW - 8 * HOUR)], NOW)
    assert names(store.due(NOW)) == ["a"]


def test_the_state_of_an_address_comes_back_as_written(store: Store) -> None:
    record = UrlRecord(
        url="https://harbour.test/a",
        state="failed",
        source="harbour",
        found_in="https://harbour.test/feed",
        title="A",
        published=date(2026, 1, 1),
        modified=NOW - HOUR,
        etag='W/"x"',
        last_modified="Sun, 01 Mar 2026 12:00:00 GMT",
        first_seen=NOW - HOUR,
        last_fetch=NOW,
        next_fetch=NOW + HOUR,
        failures=3,
        error_kind="timeout",
        error="no answer within 20 seconds",
    )
    store.record(record)
    assert store.url(record.url) == record


def test_a_failure_leaves_the_stored_article_and_its_link_to_the_address(store: Store) -> None:
    url = "https://harbour.test/a"
    store.save(tidal(url), looked_at(url))
    store.record(
        UrlRecord(url=url, state="failed", last_fetch=NOW + HOUR, failures=1, error_kind="timeout")
    )
    (row,) = store.rows("SELECT state, article_id FROM urls")
    assert row == {"state": "failed", "article_id": 1}


def test_an_answer_304_says_that_the_article_was_seen(store: Store) -> None:
    url = "https://harbour.test/a"
    store.save(tidal(url), looked_at(url))
    page = Page(url=url, final_url=url, status=304, fetched_at=NOW + HOUR, elapsed=0.1)
    store.record(looked_at(url, NOW + HOUR), page=page)
    assert [row["last_seen"] for row in store.rows("SELECT last_seen FROM articles")] == [
        "2026-03-01T13:00:00Z"
    ]
    outcomes = [row["outcome"] for row in store.rows("SELECT outcome FROM fetches ORDER BY id")]
    assert outcomes == ["new", "not-modified"]


def test_a_look_without_a_time_is_a_mistake_of_the_caller(store: Store) -> None:
    with pytest.raises(ValueError, match="last_fetch"):
        store.record(UrlRecord(url="https://harbour.test/a"))


def test_status_counts_articles_addresses_runs_and_failures(store: Store) -> None:
    store.add_candidates([candidate("a"), candidate("b"), candidate("c", "other")], NOW)
    run = store.begin_run(NOW)
    url = "https://harbour.test/a"
    store.save(tidal(url), looked_at(url), run)
    store.record(
        UrlRecord(
            url="https://harbour.test/b",
            state="gone",
            source="harbour",
            last_fetch=NOW,
            failures=1,
            error_kind="status",
            error="404 Not Found",
        ),
        run,
    )
    counts = RunCounts(found=3, added=3, fetched=2, new=1, failed=1)
    store.end_run(run, NOW + HOUR, counts)
    unfinished = store.begin_run(NOW + 2 * HOUR)

    status = store.status()
    assert (status.articles, status.facts, status.authors, status.tags) == (1, 2, 2, 2)
    assert (status.related_links, status.related_resolved, status.images) == (2, 0, 1)
    assert status.urls == {"new": 1, "ok": 1, "gone": 1}
    assert [(s.source, s.urls, s.articles, s.last_fetch) for s in status.sources] == [
        ("harbour", {"gone": 1, "ok": 1}, 1, NOW),
        ("other", {"new": 1}, 0, None),
    ]
    assert [(r.id, r.started, r.ended) for r in status.runs] == [
        (unfinished, NOW + 2 * HOUR, None),
        (run, NOW, NOW + HOUR),
    ]
    assert status.runs[1].counts == counts
    assert [(f.url, f.error_kind, f.next_fetch) for f in status.failures] == [
        ("https://harbour.test/b", "status", None)
    ]
    assert status.failure_kinds == {"status": 1}
    assert status.size > 0


def test_status_of_an_empty_database_is_all_zero(store: Store) -> None:
    status = store.status()
    assert (status.articles, status.urls, status.sources, status.runs) == (0, {}, (), ())


def test_the_log_of_fetches_is_kept_for_ninety_days(store: Store) -> None:
    url = "https://harbour.test/a"
    store.save(tidal(url), looked_at(url, NOW - timedelta(days=91)))
    store.save(tidal(url), looked_at(url, NOW - timedelta(days=89)))
    store.end_run(store.begin_run(NOW), NOW, RunCounts())
    assert [row["fetched_at"] for row in store.rows("SELECT fetched_at FROM fetches")] == [
        "2025-12-02T12:00:00Z"
    ]


def test_sources_tell_when_they_last_named_anything_new(store: Store) -> None:
    store.add_candidates([candidate("a"), candidate("b", "other")], NOW)
    store.add_candidates([candidate("a"), candidate("c", "other")], NOW + HOUR)
    assert list(store.rows("SELECT name, last_found, last_new FROM sources ORDER BY name")) == [
        {
            "name": "harbour",
            "last_found": "2026-03-01T13:00:00Z",
            "last_new": "2026-03-01T12:00:00Z",
        },
        {"name": "other", "last_found": "2026-03-01T13:00:00Z", "last_new": "2026-03-01T13:00:00Z"},
    ]
