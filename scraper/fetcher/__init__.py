"""URL -> Page: polite, safe, within limits.

async with Fetcher(FetchSettings(contact="mailto:me@example.org")) as fetcher:
    page = await fetcher.fetch("https://example.org/article")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scraper.fetcher.hosts import HostState
from scraper.fetcher.settings import FetchSettings, SourceSettings

if TYPE_CHECKING:
    from scraper.fetcher.client import Fetcher

__all__ = ["FetchSettings", "Fetcher", "HostState", "SourceSettings"]


def __getattr__(name: str) -> Any:
    """Import the HTTP client on first use: settings are read by commands that fetch nothing."""
    if name == "Fetcher":
        from scraper.fetcher.client import Fetcher

        return Fetcher
    raise AttributeError(f"module 'scraper.fetcher' has no attribute {name!r}")
