"""URL -> Page: polite, safe, within limits.

async with Fetcher(FetchSettings(contact="mailto:me@example.org")) as fetcher:
    page = await fetcher.fetch("https://example.org/article")
"""

from __future__ import annotations

from scraper.fetcher.client import Fetcher
from scraper.fetcher.hosts import HostState
from scraper.fetcher.settings import FetchSettings, SourceSettings

__all__ = ["FetchSettings", "Fetcher", "HostState", "SourceSettings"]
