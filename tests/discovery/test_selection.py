"""Which of the articles a document names are wanted, and when documents are looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import discovery
from scraper.config import Source
from scraper.discovery import Entry, Reading, UnreadableDocument, candidates
from scraper.discovery.reading import Further
from scraper.discovery.selection import is_too_old, suits
from scraper.errors import ScraperError
from scraper.fetcher.errors import Later
from scraper.stages import Candidate, DocumentRecord, Page

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FEED = "https://news.example/feed"
SITEMAP = "https://news.example/sitemap.xml"
SOURCE = Source(name="news", feed=(FEED,), sitemap=(SITEMAP,))
SECTION = "https://news.example/world"


def entry(name: str, *, days_old: float | None = None) -> Entry:
    day = None if days_old is None else NOW - timedelta(days=days_old)
    return Entry(url=f"https://news.example/{name}", modified=day)


def document(kind: str = "sitemap", **fields: object) -> DocumentRecord:
    roots = discovery.roots(replace(SOURCE, section=(SECTION,)))
    return next(replace(root, **fields) for root in roots if root.kind == kind)


def page(**headers: str) -> Page:
    return Page(url=FEED, final_url=FEED, status=200, fetched_at=NOW, headers=headers, body=b"x")


def wanted(found: list[Candidate]) -> list[str]:
    return [one.url.rpartition("/")[2] for one in found if not one.archived]


def archived(found: list[Candidate]) -> list[str]:
    return [one.url.rpartition("/")[2] for one in found if one.archived]


def test_the_first_look_at_a_sitemap_takes_the_latest_and_archives_the_rest() -> None:
    dated = [entry(str(n), days_old=n / 10) for n in range(210)]
    others = [entry("old", days_old=400), entry("undated")]

    found = list(candidates(Reading(entries=others + dated[::-1]), document(), SOURCE, NOW))

    assert wanted(found) == [str(n) for n in range(200)]
    assert set(archived(found)) == {"old", "undated", *(str(n) for n in range(200, 210))}


def test_a_later_look_at_a_sitemap_takes_everything_that_is_not_too_old() -> None:
    reading = Reading(entries=[entry("a", days_old=1), entry("old", days_old=400), entry("new")])
    seen = document(last_success=NOW - timedelta(days=1))
    source = replace(SOURCE, max_age=timedelta(days=30))

    found = list(candidates(reading, seen, source, NOW))

    assert (wanted(found), archived(found)) == (["a", "new"], [])


def test_a_news_sitemap_has_no_archive() -> None:
    reading = Reading(entries=[entry("a"), entry("b", days_old=1)], is_news=True)
    assert wanted(list(candidates(reading, document(), SOURCE, NOW))) == ["a", "b"]


def test_old_articles_in_a_news_sitemap_are_its_archive_all_the_same() -> None:
    reading = Reading(entries=[entry("a", days_old=1), entry("b", days_old=90)], is_news=True)
    found = list(candidates(reading, document(), SOURCE, NOW))
    assert (wanted(found), archived(found)) == (["a"], ["b"])


@pytest.mark.parametrize(("minutes", "believed"), [(0, False), (30, True)])
def test_changes_that_all_happened_when_the_document_was_written_are_none(
    minutes: int, believed: bool
) -> None:
    entries = [entry(str(n), days_old=n * minutes / 1440) for n in range(12)]
    seen = document(last_success=NOW - timedelta(days=1))
    found = candidates(Reading(entries=entries), seen, SOURCE, NOW)
    assert all((one.modified is not None) == believed for one in found)


def test_changes_that_all_happened_at_once_but_days_ago_are_changes() -> None:
    entries = [entry(str(n), days_old=3) for n in range(12)]
    seen = document(last_success=NOW - timedelta(days=9))
    found = candidates(Reading(entries=entries), seen, SOURCE, NOW)
    assert all(one.modified is not None for one in found)


def test_the_first_look_at_a_feed_takes_the_latest_however_old_they_are() -> None:
    posts = [entry(str(n), days_old=100 + 10 * n) for n in range(80)]
    found = list(candidates(Reading(entries=posts), document("feed"), SOURCE, NOW))
    assert wanted(found) == [str(n) for n in range(50)]
    assert len(archived(found)) == 30
    undated = [entry(str(n)) for n in range(80)]
    found = list(candidates(Reading(entries=undated), document("feed"), SOURCE, NOW))
    assert wanted(found) == [str(n) for n in range(50)]


def test_a_maximum_age_holds_for_feeds_and_sitemaps_at_every_look() -> None:
    source = replace(SOURCE, max_age=timedelta(days=90))
    for kind in ("feed", "sitemap"):
        for last_success in (None, NOW - timedelta(days=1)):
            reading = Reading(entries=[entry("a", days_old=60), entry("b", days_old=120)])
            seen = document(kind, last_success=last_success)
            assert wanted(list(candidates(reading, seen, source, NOW))) == ["a"]


def test_a_source_that_asks_for_the_archive_gets_all_of_it() -> None:
    reading = Reading(entries=[entry("a"), entry("old", days_old=4000)])
    source = replace(SOURCE, archive=True)
    assert wanted(list(candidates(reading, document(), source, NOW))) == ["a", "old"]


@pytest.mark.parametrize(
    ("include", "exclude", "address", "fits"),
    [
        ((), (), "/anything", True),
        (("/news/*",), (), "/news/a", True),
        (("/news/*",), (), "/sport/news/a", False),
        (("*/news/*",), (), "/sport/news/a", True),
        (("/a", "/b"), (), "/b", True),
        ((), ("*/live/*",), "/sport/live/a", False),
        (("/news/*",), ("*?page=*",), "/news/a?page=2", False),
        (("/*.html",), (), "/a.html", True),
        (("/*.html",), (), "/a.html?x=1", False),
        (("https://news.example/*",), (), "/a", True),
        (("https://other.example/*",), (), "/a", False),
        (("/News/*",), (), "/news/a", True),
        (("*a*b*c",), (), "/aXbXbXc", True),
        (("/a+b",), (), "/aab", False),
        (("/brücke/*",), (), "/br%C3%BCcke/a", True),
        (("/br%c3%bccke/%7Ea b",), (), "/br%C3%BCcke/~a%20b", True),
    ],
)
def test_patterns(
    include: tuple[str, ...], exclude: tuple[str, ...], address: str, fits: bool
) -> None:
    source = replace(SOURCE, include=include, exclude=exclude)
    assert suits(Entry(url=f"https://news.example{address}"), source) is fits


def test_a_pattern_of_many_stars_is_decided_at_once() -> None:
    source = replace(SOURCE, include=("*" + "a*" * 30 + "b",))
    assert not suits(Entry(url="https://news.example/" + "a" * 2000), source)


def test_an_entry_in_another_language_is_left_out() -> None:
    source = replace(SOURCE, language="de")
    assert not suits(Entry(url="https://news.example/a", language="en"), source)
    assert suits(Entry(url="https://news.example/a", language="de"), source)
    assert suits(Entry(url="https://news.example/a"), source)


def test_age_counts_from_the_beginning_of_a_bare_date() -> None:
    source = replace(SOURCE, max_age=timedelta(days=1))
    assert not is_too_old(date(2026, 3, 2), source, NOW)
    assert is_too_old(date(2026, 3, 1), source, NOW)
    assert not is_too_old(None, source, NOW)
    assert not is_too_old(date(1999, 1, 1), replace(source, max_age=None), NOW)


def test_a_feed_is_due_at_every_run_and_a_sitemap_after_hours() -> None:
    reading = Reading()
    feed = discovery.looked_at(document("feed"), page(), reading, SOURCE, NOW)
    sitemap = discovery.looked_at(document(), page(), reading, SOURCE, NOW)

    soon = discovery.due_documents(SOURCE, [feed, sitemap], NOW + timedelta(minutes=5))
    later = discovery.due_documents(SOURCE, [feed, sitemap], NOW + timedelta(hours=3))

    assert [record.url for record in soon] == [FEED]
    assert [record.url for record in later] == [FEED, SITEMAP]


@pytest.mark.parametrize(
    ("fresh", "every", "pause"),
    [
        (timedelta(minutes=20), None, timedelta(minutes=20)),
        (timedelta(days=30), None, timedelta(hours=1)),
        (timedelta(0), None, timedelta(0)),
        (timedelta(minutes=20), timedelta(minutes=5), timedelta(minutes=5)),
        (None, None, timedelta(0)),
    ],
)
def test_a_feed_is_not_asked_for_while_its_server_says_that_it_is_fresh(
    fresh: timedelta | None, every: timedelta | None, pause: timedelta
) -> None:
    answer = replace(page(), fresh_until=None if fresh is None else NOW + fresh)
    source = replace(SOURCE, every=every)
    for reading in (Reading(), None):
        feed = discovery.looked_at(document("feed"), answer, reading, source, NOW)
        assert feed.next_fetch == NOW + pause


def test_a_source_says_how_often_it_is_looked_at() -> None:
    source = replace(SOURCE, every=timedelta(hours=1))
    feed = discovery.looked_at(document("feed"), page(), Reading(), source, NOW)
    assert feed.next_fetch == NOW + timedelta(hours=1)
    # The run an hour later begins a moment earlier in its hour than this look was made.
    assert feed in discovery.due_documents(source, [feed], NOW + timedelta(minutes=59))
    assert feed not in discovery.due_documents(source, [feed], NOW + timedelta(minutes=57))


def test_a_document_whose_host_s_turn_has_not_come_stays_due() -> None:
    ahead = Later("not now", not_before=NOW + timedelta(days=365))  # by a clock a year ahead
    feed = discovery.went_wrong(document("feed"), ahead, NOW + timedelta(days=365))
    assert feed == document("feed")


def test_validators_are_kept_for_the_next_look() -> None:
    feed = discovery.looked_at(
        document("feed"), page(etag='"1"', **{"last-modified": "then"}), Reading(), SOURCE, NOW
    )
    assert (feed.etag, feed.last_modified) == ('"1"', "then")
    unchanged = Page(url=FEED, final_url=FEED, status=304, fetched_at=NOW)
    assert discovery.looked_at(feed, unchanged, None, SOURCE, NOW).etag == '"1"'
    plain = discovery.looked_at(feed, page(), Reading(), SOURCE, NOW)
    assert (plain.etag, plain.last_modified) == (None, None)


def test_a_failing_document_is_asked_less_and_less_but_never_given_up() -> None:
    broken = document("feed")
    pauses = []
    for _ in range(12):
        broken = discovery.went_wrong(broken, ScraperError("no feed"), NOW)
        assert broken.next_fetch is not None
        pauses.append(broken.next_fetch - NOW)
    assert pauses[:3] == [timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=40)]
    assert pauses[-1] == timedelta(days=1)
    assert (broken.failures, broken.error) == (12, "no feed")


def test_an_index_adds_its_sitemaps_and_says_which_are_worth_reading() -> None:
    child, old, undated = (f"https://news.example/{n}.xml" for n in ("child", "old", "undated"))
    reading = Reading(
        further=(
            Further(url=child, modified=NOW - timedelta(days=3)),
            Further(url=old, modified=date(2020, 1, 1)),
            Further(url=undated),
        )
    )
    index = document()

    found = {r.url: r for r in discovery.further(reading, index, SOURCE, [], NOW)}

    assert all(record.is_baseline for record in found.values())
    assert found[child].next_fetch is None
    assert found[undated].next_fetch is None
    assert found[old].next_fetch == NOW + timedelta(days=30)

    index = replace(index, last_success=NOW)
    found[child] = replace(found[child], last_success=NOW, next_fetch=NOW + timedelta(hours=3))
    tomorrow = NOW + timedelta(days=1)
    fresh = "https://news.example/fresh.xml"
    reading = Reading(
        further=(
            Further(url=child, modified=NOW - timedelta(days=3)),
            Further(url=old, modified=tomorrow),
            Further(url=fresh, modified=tomorrow),
        )
    )
    again = {r.url: r for r in discovery.further(reading, index, SOURCE, found.values(), tomorrow)}
    assert again[child].next_fetch == NOW + timedelta(days=30)  # as it was: not read again
    assert again[old].next_fetch is None
    assert not again[fresh].is_baseline  # came up since: all that stands in it is new


@pytest.mark.parametrize("written", [NOW.date(), NOW - timedelta(hours=5)])
def test_a_sitemap_may_have_changed_since_where_its_index_names_the_day_or_local_time(
    written: date,
) -> None:
    child = "https://news.example/child.xml"
    read_at = NOW + timedelta(hours=1)
    known = DocumentRecord(
        url=child, source="news", kind="sitemap", parent=SITEMAP, last_success=read_at
    )
    known = replace(known, next_fetch=read_at + timedelta(hours=3))
    reading = Reading(further=(Further(url=child, modified=written),))
    index = document(last_success=read_at)
    (again,) = discovery.further(reading, index, SOURCE, [known], read_at + timedelta(hours=3))
    assert again.next_fetch == read_at + timedelta(hours=3)


def test_sitemaps_that_their_index_no_longer_names_are_left_alone_until_it_does_again() -> None:
    old, new = (Further(url=f"https://news.example/{n}.xml") for n in ("old", "new"))
    index = replace(document(), last_success=NOW)
    (child,) = discovery.further(Reading(further=(old,)), index, SOURCE, [], NOW)
    for _ in range(6):
        child = discovery.went_wrong(child, ScraperError("404 Not Found"), NOW)
    known = {child.url: child}

    def due_when_index_names(*further: Further) -> list[str]:
        reading = Reading(further=further)
        found = discovery.further(reading, index, SOURCE, known.values(), NOW)
        known.update({record.url: record for record in found})
        month = NOW + timedelta(days=31)
        return [record.url for record in discovery.due_documents(SOURCE, known.values(), month)]

    assert due_when_index_names(new) == [FEED, SITEMAP, new.url]
    assert known[old.url].failures == 0
    assert due_when_index_names(new, old) == [FEED, SITEMAP, new.url, old.url]


def test_sitemaps_that_scraper_toml_no_longer_leads_to_are_left_alone() -> None:
    child = DocumentRecord(
        url="https://news.example/1.xml", source="news", kind="sitemap", parent=SITEMAP
    )
    grandchild = replace(child, url="https://news.example/2.xml", parent=child.url)
    due = discovery.due_documents(SOURCE, [child, grandchild], NOW)
    assert [r.url for r in due] == [FEED, SITEMAP, child.url, grandchild.url]
    without = replace(SOURCE, sitemap=())
    assert [r.url for r in discovery.due_documents(without, [child, grandchild], NOW)] == [FEED]


def test_a_document_that_scraper_toml_calls_something_else_now_is_read_as_that() -> None:
    mistaken = DocumentRecord(
        url=FEED, source="news", kind="section", next_fetch=NOW + timedelta(hours=1)
    )
    first = discovery.due_documents(SOURCE, [mistaken], NOW)[0]
    assert (first.url, first.kind, first.is_baseline) == (FEED, "feed", True)


def test_entries_that_cannot_be_read_are_a_failure_of_their_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def entries() -> Iterator[Entry]:
        yield entry("a")
        raise ValueError("no such thing")

    monkeypatch.setattr("scraper.discovery.feeds.read_feed", lambda *_: Reading(entries=entries()))
    reading = discovery.read(document("feed"), page())
    with pytest.raises(UnreadableDocument, match=r"/feed: cannot be read: .*no such thing"):
        list(reading.entries)


def test_a_document_that_is_something_else_is_unreadable() -> None:
    with pytest.raises(UnreadableDocument, match="is no RSS, Atom or JSON feed"):
        discovery.read(document("feed"), page())


SHAPES = [
    b"<rss><channel><item>",
    b"<urlset><url><loc>",
    b"<sitemapindex><sitemap>",
    b'{"items": [',
    b"\x1f\x8b\x08\x00",
    b"<h2><a href=",
    b"https://",
    b"",
]


@given(
    st.sampled_from(["feed", "sitemap", "section"]), st.sampled_from(SHAPES), st.binary(max_size=80)
)
@settings(max_examples=300, deadline=None)
def test_whatever_a_server_sends_is_read_or_refused(kind: str, start: bytes, rest: bytes) -> None:
    answer = replace(page(), body=start + rest)
    try:
        reading = discovery.read(document(kind), answer)
    except UnreadableDocument:
        return
    for entry in reading.entries:
        assert entry.url.startswith(("http://", "https://"))
