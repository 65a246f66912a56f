"""An answer made into a Page, or into the reason why it is none."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import httpx

from scraper.fetcher import caching, content
from scraper.fetcher.errors import Broken, EmptyBody, NotHTML
from scraper.fetcher.exchange import Answer, Purpose
from scraper.stages import Page


def check_body(answer: Answer, purpose: Purpose, *, conditional: bool) -> None:
    """Raise Broken, EmptyBody or NotHTML where the answer brings no page."""
    if answer.status == 304:
        if not conditional:
            raise Broken("the server answered 304 Not Modified to an unconditional request")
    elif not answer.body.strip():
        raise EmptyBody(f"the server answered {answer.status} with an empty body")
    elif purpose == "page":
        kind = content.identify(answer.headers.get("content-type"), answer.body)
        if kind != content.HTML:
            raise NotHTML(f"the address holds {kind}, not an HTML page")
        if content.is_cut_short(answer.body):
            raise Broken("the page ends in the middle of a tag: it was not sent to its end")


def make_page(url: str, final_url: str, answer: Answer, permanent_url: str | None) -> Page:
    """The page asked for as `url`; `permanent_url`: where permanent redirects had led."""
    headers = {
        name: ", ".join(answer.headers.get_list(name))
        for name in answer.headers
        if name != "set-cookie"
    }
    asked = [*answer.headers.get_list("x-robots-tag"), *content.meta_robots(answer.body)]
    now = datetime.now(UTC)
    return Page(
        url=url,
        final_url=final_url,
        status=answer.status,
        headers=headers,
        body=answer.body,
        fetched_at=now,
        elapsed=answer.elapsed,
        permanent_url=permanent_url,
        fresh_until=caching.fresh_until(headers, now),
        robots=frozenset().union(*map(caching.robots_directives, asked)),
    )


def rendered(answer: Answer, html: bytes) -> Answer:
    """The answer with what its scripts have made of it; its validators no longer say anything."""
    headers = httpx.Headers(
        [
            (name, value)
            for name, value in answer.headers.multi_items()
            if name not in ("etag", "last-modified", "content-encoding", "content-type")
        ]
    )
    headers["content-type"] = "text/html; charset=utf-8"
    return replace(answer, headers=headers, body=html)
