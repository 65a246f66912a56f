"""Telling a monitor that a run has worked: it raises the alarm when no word comes."""

from __future__ import annotations

from scraper import __version__
from scraper.errors import FetchError

TIMEOUT = 10.0  # seconds


def ping(url: str) -> None:
    """Ask for `url` once; FetchError where the monitor does not answer with success.

    The address comes from scraper.toml, and a monitor often stands in the same private network:
    it is trusted, unlike addresses found in pages.
    """
    import httpx

    try:
        answer = httpx.get(
            url,
            timeout=TIMEOUT,
            follow_redirects=True,
            headers={"User-Agent": f"scraper/{__version__}"},
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise FetchError(f"healthcheck {url}: {error}") from None
    if not answer.is_success:
        raise FetchError(f"healthcheck {url}: answered {answer.status_code}")
