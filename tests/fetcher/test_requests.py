"""What a request says, and to whom it tells secrets."""

from __future__ import annotations

import httpx
import pytest

from scraper.fetcher import FetchSettings, SourceSettings
from scraper.fetcher.requests import conditional_headers, page_request


def sent(home: str, url: str) -> tuple[str | None, str | None]:
    """The secrets of a source at `home` that a request for `url` carries."""
    source = SourceSettings(url=home, headers={"X-Key": "k"}, cookies={"a": "1", "b": "2"})
    request = page_request(httpx.URL(url), FetchSettings(), "page", source=source)
    return request.headers.get("x-key"), request.headers.get("cookie")


@pytest.mark.parametrize(
    ("home", "url"),
    [
        ("https://press.example/feed", "https://press.example/a"),
        ("https://www.press.example/feed", "https://press.example/a"),
        ("https://press.example/feed", "https://www.press.example/a"),
        ("http://press.example/feed", "https://press.example/a"),
        ("http://press.example:8080/feed", "http://press.example:8080/a"),
    ],
)
def test_secrets_go_to_the_source_s_own_host(home: str, url: str) -> None:
    assert sent(home, url) == ("k", "a=1; b=2")


@pytest.mark.parametrize(
    ("home", "url"),
    [
        ("https://press.example/feed", "https://other.example/a"),
        ("https://press.example/feed", "https://press.example.evil.example/a"),
        ("https://press.example/feed", "https://images.press.example/a"),
        ("https://press.example/feed", "http://press.example/a"),
        ("https://press.example/feed", "https://press.example:8443/a"),
        ("http://press.example:8080/feed", "https://press.example/a"),
    ],
)
def test_secrets_go_nowhere_else(home: str, url: str) -> None:
    assert sent(home, url) == (None, None)


def test_cookies_of_source_and_redirects_are_sent_together() -> None:
    url = httpx.URL("https://press.example/a")
    jar = httpx.Cookies()
    answer = httpx.Response(
        302, headers={"Set-Cookie": "seen=1"}, request=httpx.Request("GET", url)
    )
    jar.extract_cookies(answer)
    source = SourceSettings(url="https://press.example/", cookies={"a": "1"})
    request = page_request(url, FetchSettings(), "page", source=source, jar=jar)
    assert request.headers["cookie"] == "a=1; seen=1"


@pytest.mark.parametrize("value", ["", "line\nbreak", "Grüße", "x" * 5000])
def test_validator_that_cannot_be_a_header_is_left_out(value: str) -> None:
    assert conditional_headers(value, value) == {}
