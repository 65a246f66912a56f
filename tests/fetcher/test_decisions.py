"""When a host may be asked, when a page is tried again, what robots.txt and headers mean: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scraper.errors import FetchError
from scraper.fetcher import FetchSettings, HostState, hosts, robots
from scraper.fetcher.caching import fresh_until, http_date, retry_after, robots_directives
from scraper.fetcher.content import HTML, identify, meta_robots
from scraper.fetcher.errors import Gone, Interstitial, Later, Throttled, TimedOut
from scraper.fetcher.hosts import DAY, RobotsRecord
from scraper.fetcher.retries import retry_at

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NOW = NOON.timestamp()
SETTINGS = FetchSettings(delay=1.0, daily_budget=3, max_delay=60.0)
HOST = HostState(host="press.example")


# Hosts


def test_delay_is_the_longest_of_promise_wish_and_need() -> None:
    assert hosts.delay(HOST, SETTINGS) == 1.0
    assert hosts.delay(HOST, SETTINGS, crawl_delay=7.0) == 7.0
    assert hosts.delay(HOST, SETTINGS, own=3.0) == 3.0
    assert hosts.delay(replace(HOST, latency=4.0), SETTINGS) == 4.0
    assert hosts.delay(replace(HOST, slowdown=20.0), SETTINGS) == 20.0
    assert hosts.delay(replace(HOST, latency=400.0), SETTINGS) == 60.0
    assert hosts.delay(replace(HOST, latency=4.0), SETTINGS, own=0.0) == 0.0
    assert hosts.delay(HOST, SETTINGS, crawl_delay=7.0, own=0.0) == 7.0


def test_slow_host_is_asked_less_often_and_recovers() -> None:
    state = HOST
    for _ in range(20):
        state = hosts.answered(state, SETTINGS, 5.0)
    assert hosts.delay(state, SETTINGS) == pytest.approx(5.0)
    for _ in range(20):
        state = hosts.answered(state, SETTINGS, 0.1)
    assert hosts.delay(state, SETTINGS) == 1.0


def test_throttling_doubles_the_delay_and_good_answers_ease_it() -> None:
    state, delays = HOST, []
    for _ in range(6):
        state = hosts.throttled(state, SETTINGS, NOW, None)
        delays.append(hosts.delay(state, SETTINGS))
    assert delays == [5.0, 10.0, 20.0, 40.0, 60.0, 60.0]
    for _ in range(60):
        state = hosts.answered(state, SETTINGS, 0.1)
    assert hosts.delay(state, SETTINGS) == 1.0


def test_retry_after_keeps_the_host_alone_until_then_but_not_for_more_than_a_day() -> None:
    state = hosts.throttled(HOST, SETTINGS, NOW, NOW + 600)
    assert hosts.not_before(state, SETTINGS, NOW)[0] == NOW + 600
    state = hosts.throttled(HOST, SETTINGS, NOW, NOW + 30 * DAY)
    assert hosts.not_before(state, SETTINGS, NOW)[0] == NOW + DAY


def test_circuit_breaker_opens_after_five_failures_for_longer_and_longer() -> None:
    state, opened = HOST, []
    for _ in range(16):
        state = hosts.failed(state, NOW)
        opened.append(max(0.0, state.open_until - NOW))
    assert opened[:7] == [0, 0, 0, 0, 600, 1200, 2400]
    assert opened[-1] == DAY
    moment, reason = hosts.not_before(state, SETTINGS, NOW)
    assert moment == NOW + DAY
    assert "16 times" in reason
    assert hosts.not_before(state, SETTINGS, NOW + DAY)[0] == NOW + DAY  # one may try again
    assert hosts.answered(state, SETTINGS, 0.1).open_until == 0.0


def test_daily_budget_ends_at_midnight_utc() -> None:
    state = HOST
    for _ in range(3):
        assert hosts.not_before(state, SETTINGS, NOW)[0] == NOW
        state = hosts.asked(state, NOW, 0.0)
    moment, reason = hosts.not_before(state, SETTINGS, NOW)
    assert datetime.fromtimestamp(moment, UTC) == datetime(2026, 3, 3, tzinfo=UTC)
    assert "budget" in reason
    assert hosts.not_before(state, SETTINGS, moment)[0] == moment
    assert hosts.requests_today(hosts.asked(state, moment, 0.0), moment) == 1


def test_a_time_written_by_a_wrong_clock_does_not_lock_a_host_out() -> None:
    state = replace(HOST, next_at=NOW + 400 * DAY, open_until=NOW + 400 * DAY)
    assert hosts.not_before(state, SETTINGS, NOW)[0] == NOW


# Another try


def error_of(kind: str) -> FetchError:
    error = FetchError("it failed")
    error.kind = kind
    return error


def test_waits_double_up_to_a_week_and_end() -> None:
    waits = []
    for failures in range(1, 13):
        moment = retry_at(TimedOut("slow"), failures, NOON, luck=0.5)
        waits.append(None if moment is None else (moment - NOON) / timedelta(hours=1))
    assert waits[:8] == [1, 2, 4, 8, 16, 32, 64, 128]
    assert waits[8:] == [168, 168, 168, None]


def test_luck_spreads_the_moment_by_a_tenth() -> None:
    early, late = (retry_at(TimedOut("slow"), 1, NOON, luck) for luck in (0.0, 1.0))
    assert early is not None
    assert late is not None
    assert late - early == timedelta(hours=0.1)


@pytest.mark.parametrize("kind", ["gone", "not-html", "too-large", "url"])
def test_what_cannot_change_is_never_tried_again(kind: str) -> None:
    assert retry_at(error_of(kind), 1, NOON, 0.5) is None


def test_gone_ends_it() -> None:
    assert retry_at(Gone("gone", status=410), 1, NOON, 0.5) is None


def test_the_server_s_own_time_comes_first() -> None:
    then = NOON + timedelta(minutes=10)
    throttled = Throttled("slow down", status=429, not_before=then)
    assert retry_at(throttled, 1, NOON, 0.0) == then
    assert retry_at(Later("not now", not_before=then), 99, NOON, 0.5) == then


def test_a_host_that_names_short_times_for_days_loses_no_article() -> None:
    moment = NOON
    for failures in range(1, 12):
        soon = Throttled("slow down", status=429, not_before=moment + timedelta(minutes=1))
        again = retry_at(soon, failures, moment, 0.5)
        assert again is not None
        moment = again
    assert moment - NOON > timedelta(days=6)


def test_interstitials_are_looked_at_again_at_leisure() -> None:
    moment = retry_at(Interstitial("captcha"), 1, NOON, 0.5)
    assert moment == NOON + timedelta(days=1)
    assert retry_at(Interstitial("soft-404"), 3, NOON, 0.5) is None


# robots.txt

RULES = """
User-agent: *
Disallow: /search
Crawl-delay: 2

User-agent: Scraper
Disallow: /private/*.html$
Allow: /private/open.html
Request-rate: 1/5

Sitemap: https://press.example/sitemap.xml
"""
AGENT = "scraper/0.1.0 (+mailto:desk@press.example)"


def known(text: str) -> RobotsRecord:
    return RobotsRecord(fetched_at=NOW, status=200, text=text)


@pytest.mark.parametrize(
    ("path", "agent", "allowed"),
    [
        ("/a", AGENT, True),
        ("/search?q=a", AGENT, True),  # the group of our own name is the only one that holds
        ("/private/a.html", AGENT, False),
        ("/private/a.html?x", AGENT, True),
        ("/private/open.html", AGENT, True),
        ("/search?q=a", "otherbot/1.0", False),
        ("/private/a.html", "otherbot/1.0", True),
        ("/search?q=a", "Mozilla/5.0 (compatible; Scraper/1.0; +https://press.example/)", True),
        ("/search?q=a", "/1.0", False),
    ],
)
def test_rules_of_the_own_group_hold(path: str, agent: str, allowed: bool) -> None:
    assert robots.allows(known(RULES), f"https://press.example{path}", agent) is allowed


def test_a_group_may_name_the_version() -> None:
    record = known("User-agent: scraper/0.1.0\nDisallow: /\n")
    assert not robots.allows(record, "https://press.example/a", AGENT)
    assert robots.allows(record, "https://press.example/a", "scraper/0.2.0")


def test_half_a_rule_at_the_end_of_a_long_file_is_no_rule() -> None:
    rules = b"User-agent: *\nDisallow: /private/\n"
    long = rules + b"#" * (robots.MAX_BYTES - len(rules) - 12) + b"\nDisallow: /archive/old\n"
    assert long[: robots.MAX_BYTES].endswith(b"Disallow: /")
    for body in (long, long[: robots.MAX_BYTES]):
        record = known(robots.text(body))
        assert robots.allows(record, "https://press.example/a", AGENT)
        assert not robots.allows(record, "https://press.example/private/a", AGENT)
    assert robots.text(b"\xef\xbb\xbfUser-agent: *\n") == "User-agent: *\n"


def test_crawl_delay_and_request_rate_are_read_for_the_agent() -> None:
    assert robots.crawl_delay(known(RULES), AGENT) == 5.0
    assert robots.crawl_delay(known(RULES), "otherbot/1.0") == 2.0
    assert robots.crawl_delay(known(""), AGENT) is None
    assert robots.sitemaps(known(RULES)) == ("https://press.example/sitemap.xml",)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        *(("0", None), ("-5", None), ("0.5", 0.5), ("99999999", DAY), ("1e300", DAY)),
        *(("inf", None), ("nan", None), ("soon", None)),
    ],
)
def test_crawl_delay_is_a_number_of_seconds_up_to_a_day(asked: str, expected: float | None) -> None:
    record = known(f"User-agent: *\nCrawl-delay: {asked}\n")
    assert robots.crawl_delay(record, AGENT) == expected


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_unavailable_means_no_rules(status: int) -> None:
    record = robots.read(known(RULES), status, "", NOW)
    assert record.text == ""
    assert robots.allows(record, "https://press.example/private/a.html", AGENT)
    assert not robots.blocks_everything(record, NOW)


@pytest.mark.parametrize("status", [304, 429, 500, 503])
def test_unreachable_means_nothing_may_be_fetched_for_thirty_days(status: int) -> None:
    record = robots.read(None, status, "", NOW)
    assert robots.blocks_everything(record, NOW)
    record = robots.read(record, status, "", NOW + 10 * DAY)
    assert robots.blocks_everything(record, NOW + 29 * DAY)
    assert not robots.blocks_everything(record, NOW + 31 * DAY)


def test_an_earlier_copy_holds_while_the_file_is_unreachable() -> None:
    record = robots.unreachable(known(RULES), None, NOW + DAY)
    assert not robots.blocks_everything(record, NOW + DAY)
    assert not robots.allows(record, "https://press.example/private/a.html", AGENT)
    empty = robots.unreachable(known(""), None, NOW + DAY)
    assert not robots.blocks_everything(empty, NOW + DAY)


def test_the_file_is_asked_for_once_a_day_and_every_hour_while_it_fails() -> None:
    good = known(RULES)
    assert robots.is_fresh(good, NOW + DAY - 1)
    assert not robots.is_fresh(good, NOW + DAY + 1)
    bad = robots.unreachable(good, 500, NOW)
    assert robots.is_fresh(bad, NOW + 3599)
    assert not robots.is_fresh(bad, NOW + 3601)
    assert not robots.is_fresh(replace(good, fetched_at=NOW + 10), NOW)  # a clock set back


# Headers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOON + timedelta(minutes=2)),
        ("Mon, 02 Mar 2026 12:05:00 GMT", NOON + timedelta(minutes=5)),
        ("Mon, 02 Mar 2026 11:00:00 GMT", NOON),  # already over
        ("9999999999", NOON + timedelta(days=1)),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_in_both_forms(value: str | None, expected: datetime | None) -> None:
    assert retry_after(value, NOON) == expected


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"last-modified": "Sun, 01 Mar 2026 12:00:00 GMT"}, None),
        ({"cache-control": "public, max-age=300"}, 300),
        ({"cache-control": "max-age=300", "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "1000"}, 0),
        ({"cache-control": "max-age=300, no-cache"}, 0),
        ({"cache-control": "no-store"}, 0),
        ({"cache-control": 'private="x, max-age=5", max-age="60"'}, 60),
        ({"cache-control": "max-age=nonsense"}, None),
        ({"cache-control": "max-age=99999999999999999999"}, None),
        ({"cache-control": "max-age=31536000"}, 30 * 86400),
        ({"expires": "Mon, 02 Mar 2026 12:10:00 GMT"}, 600),
        (
            {
                "expires": "Mon, 02 Mar 2026 10:10:00 GMT",
                "date": "Mon, 02 Mar 2026 10:00:00 GMT",
            },
            600,
        ),
        ({"expires": "0"}, 0),
        ({"expires": "Mon, 02 Mar 2020 12:10:00 GMT"}, 0),
    ],
)
def test_freshness_by_cache_control_and_expires(
    headers: dict[str, str], seconds: int | None
) -> None:
    expected = None if seconds is None else NOON + timedelta(seconds=seconds)
    assert fresh_until(headers, NOON) == expected


@pytest.mark.parametrize(
    "value",
    [
        *("", "0", "yesterday", "Mon, 99 Foo 2026 12:00:00 GMT", "\x00", "Mon, 02 Mar 99999 1:0:0"),
        "Mon, 02 Mar 2026 12:00:00 +99999999999",
    ],
)
def test_what_is_no_date_is_none(value: str) -> None:
    assert http_date(value) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("noindex", {"noindex"}),
        ("none", {"noindex", "nofollow"}),
        ("NoArchive, nosnippet", {"noarchive", "nosnippet"}),
        ("otherbot: noindex, nofollow", set()),
        ("otherbot: noindex, scraper: noarchive", {"noarchive"}),
        ("max-snippet:-1", {"max-snippet"}),
        ("max-video-preview:-1, noindex", {"max-video-preview", "noindex"}),
        (
            "unavailable_after: Wed, 25 Jun 2031 15:00:00 GMT, noindex",
            {"unavailable_after", "noindex"},
        ),
        ("", set()),
    ],
)
def test_robots_directives_for_others_are_left_out(values: str, expected: set[str]) -> None:
    assert robots_directives(values) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<meta name=robots content='noindex'>", ["noindex"]),
        (b"<meta name=robots content=noindex,nofollow>", ["noindex,nofollow"]),
        (b'<META CONTENT="noindex, follow" NAME="ROBOTS">', ["noindex, follow"]),
        (b"<meta name='robots' content=''><meta name=\"robots\" content=none>", ["", "none"]),
        (b"<meta name='description' content='noindex'>", []),
        (b"<meta name=robots" * 9, []),
        (b"<meta " + b"name=robots " * 8000, []),
    ],
)
def test_meta_robots_are_found(page: bytes, expected: list[str]) -> None:
    assert meta_robots(page) == expected


# Documents


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html", b"<!doctype html><p>", HTML),
        ("TEXT/HTML ; charset=x", b"plain words", HTML),
        (None, b"\xef\xbb\xbf\n<!-- a --><!DOCTYPE html><html>", HTML),
        ("application/octet-stream", b"<html><body>", HTML),
        ("text/plain", b"<html><body>", HTML),
        ("application/xml", b"<?xml version='1.0'?><html xmlns='x'>", HTML),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html xmlns='x'>", HTML),
        ("text/html", b"<?xml version='1.0'?><rss version='2.0'>", "a feed"),
        ("text/xml", b"<feed xmlns='http://www.w3.org/2005/Atom'>", "a feed"),
        ("application/xml", b"<urlset>", "a sitemap"),
        ("application/xml", b"<catalogue>", "an XML document"),
        ("text/html", b"%PDF-1.4", "a PDF document"),
        ("application/pdf", b"whatever", "a PDF document"),
        ("image/jpeg", b"whatever", "an image"),
        (None, b"\x89PNG\r\n\x1a\n", "an image"),
        (None, b"RIFF\0\0\0\0WEBPVP8", "an image"),
        ("video/mp4", b"", "video"),
        (None, b"\0\0\0\x20ftypisom", "audio or video"),
        ("application/json; charset=utf-8", b"{}", "JSON data"),
        (None, b'  {"a": 1}', "JSON data"),
        ("text/plain", b"Dear reader,", "plain text"),
        ("text/html", b"\n" * 5000 + b"<html>", HTML),
        (None, b" " * 4000 + b"Dear reader,", "plain text"),
        (None, b"<!---->" * 500 + b"Dear reader,", "plain text"),
        (None, b"\0\1\2\3", "binary data"),
        (None, "\ufeff<!doctype html><p>Quay".encode("utf-16-le"), HTML),
        (None, "\ufeff<rss version='2.0'>".encode("utf-16-be"), "a feed"),
        ("application/vnd.openxmlformats-officedocument.x", b"PK", "an office document"),
        ("text/html", b"<svg xmlns='http://www.w3.org/2000/svg'>", "an image"),
    ],
)
def test_documents_are_named_as_what_they_are(
    content_type: str | None, body: bytes, expected: str
) -> None:
    assert identify(content_type, body) == expected
