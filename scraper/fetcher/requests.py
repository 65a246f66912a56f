"""The request that asks for a page: its headers, and who may see a source's secrets."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from scraper.fetcher.decompress import ACCEPTED
from scraper.fetcher.exchange import Purpose
from scraper.fetcher.guard import port_of
from scraper.fetcher.settings import FetchSettings, SourceSettings

_HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
_MAX_VALIDATOR = 1_024  # characters; a longer ETag is not sent back


def page_request(
    url: httpx.URL,
    settings: FetchSettings,
    purpose: Purpose,
    *,
    conditions: Mapping[str, str] | None = None,
    source: SourceSettings | None = None,
    jar: httpx.Cookies | None = None,
) -> httpx.Request:
    """A GET request.

    `conditions`: from `conditional_headers`.  `source`: its headers and cookies are added where
    `url` is on its own host.  `jar`: cookies that earlier redirects of the same page have set.
    """
    headers = httpx.Headers(
        {
            "User-Agent": settings.agent,
            "Accept": _HTML if purpose == "page" else "*/*",
            "Accept-Encoding": ACCEPTED,
        }
    )
    if settings.accept_language:
        headers["Accept-Language"] = settings.accept_language
    headers.update(conditions or {})
    cookies: list[str] = []
    if source is not None and _is_home(url, source):
        headers.update(source.headers)
        cookies = [f"{name}={value}" for name, value in source.cookies.items()]
    request = httpx.Request("GET", url, headers=headers)
    if jar:
        jar.set_cookie_header(request)
    if cookies:
        earlier = request.headers.get("Cookie")
        request.headers["Cookie"] = "; ".join([*cookies, *([earlier] if earlier else [])])
    return request


def conditional_headers(etag: str | None, last_modified: str | None) -> dict[str, str]:
    """The headers of a conditional request; what could not have come from a header is left out."""
    stored = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {
        name: value
        for name, value in stored.items()
        if value and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR
    }


def _is_home(url: httpx.URL, source: SourceSettings) -> bool:
    """Whether `url` is on the source's own host ("www." aside), and no less secure."""
    home = httpx.URL(source.url)
    if url.host.removeprefix("www.") != home.host.removeprefix("www."):
        return False
    if (url.scheme, port_of(url)) == (home.scheme, port_of(home)):
        return True
    return (home.scheme, home.port, url.scheme, url.port) == ("http", None, "https", None)
