"""The demo's scraper.toml, with the address and database of this run put in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scraper.config import Settings, Source, load
from scraper.demo.server import PORT, fixtures


def demo_settings(database: Path, port: int) -> Settings:
    """What to run against a demo server on `port`, into `database`."""
    settings = load(fixtures() / "scraper.toml")

    def served(address: str) -> str:
        return address.replace(f".localhost:{PORT}", f".localhost:{port}")

    def source_of(source: Source) -> Source:
        return replace(
            source,
            feed=tuple(map(served, source.feed)),
            sitemap=tuple(map(served, source.sitemap)),
            section=tuple(map(served, source.section)),
        )

    return replace(
        settings,
        database=database,
        fetch=replace(settings.fetch, allow=frozenset(map(served, settings.fetch.allow))),
        sources=tuple(map(source_of, settings.sources)),
    )
