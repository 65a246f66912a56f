"""What an HTTP status means for a page: nothing, or the FetchError to raise."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from scraper.fetcher.errors import Broken, Gone, ServerError, StatusError, Throttled

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def check_status(status: int, retry_after: datetime | None) -> None:
    """Raise what a status stands for; 2xx, 304 and redirects pass.

    `retry_after`: what the answer's Retry-After says; None: nothing.
    """
    if (200 <= status < 300 and status != 206) or status == 304 or status in REDIRECTS:
        return
    message = f"the server answered {status} {_phrase(status)}".rstrip()
    if status in (429, 503):
        raise Throttled(message, status=status, not_before=retry_after)
    if status in (404, 410):
        raise Gone(message, status=status)
    if status >= 500:
        raise ServerError(message, status=status)
    if status == 206:
        raise Broken("the server sent a part of the page that was not asked for")
    raise StatusError(message, status=status)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
