"""Whether the sources of scraper.toml can be read: asks, tries, stores nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scraper import discovery
from scraper.config import Settings, Source
from scraper.discovery import Entry, Reading
from scraper.discovery.selection import suits
from scraper.discovery.site import found
from scraper.errors import ScraperError
from scraper.fetcher import Fetcher
from scraper.pipeline import source_settings
from scraper.schedule import moment_of
from scraper.stages import DocumentRecord, Page

_SAMPLES = 3  # pages of a source that are tried until one is an article
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Check:
    """What was found out about one source."""

    source: str
    fine: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


async def check(settings: Settings) -> list[Check]:
    """Look at every document of every source, and extract one of its articles."""
    async with Fetcher(settings.fetch) as fetcher:
        return list(await asyncio.gather(*(_check(source, fetcher) for source in settings.sources)))


async def _check(source: Source, fetcher: Fetcher) -> Check:
    result = Check(source.name)
    samples: list[str] = []
    for document in discovery.roots(source):
        try:
            page, reading = await _read(document, source, fetcher)
            entries = list(reading.entries)
            below = await _latest_below(document, reading, source, fetcher) if not entries else []
        except ScraperError as error:
            result.problems.append(str(error))
            continue
        wanted = [entry for entry in entries if suits(entry, source)]
        what = found(document.url, document.kind, replace(reading, entries=entries))
        if what is None:
            result.problems.append(f"{document.url}: names no article")
            continue
        latest = f", latest of {what.latest:%Y-%m-%d}" if what.latest else ""
        left_out = f", {len(entries) - len(wanted)} left out by patterns or language"
        hub = f"; offers WebSub at {reading.hub}" if reading.hub else ""
        moved = f"; has moved to {page.permanent_url}" if page.permanent_url else ""
        result.fine.append(
            f"{document.kind} {document.url}: {what.entries} entries{latest}"
            f"{left_out if len(wanted) < len(entries) else ''}{hub}{moved}"
        )
        if entries and not wanted:
            result.problems.append(f"{document.url}: the source's patterns leave nothing over")
        samples = samples or _samples(wanted or [one for one in below if suits(one, source)])
    if source.urls or source.url_files:
        try:
            listed = [one.url for one in discovery.listed(source)]
        except ScraperError as error:
            result.problems.append(str(error))
        else:
            if listed:
                result.fine.append(f"list: {len(listed)} addresses")
            else:
                result.problems.append(
                    "the list names no address, as https://host/path, one a line"
                )
            samples = samples or listed[:_SAMPLES]
    await _try_articles(samples, source, fetcher, result)
    return result


async def _read(document: DocumentRecord, source: Source, fetcher: Fetcher) -> tuple[Page, Reading]:
    page = await fetcher.fetch(
        document.url, accept="any", source=source_settings(source, document.url)
    )
    return page, discovery.read(document, page)


async def _latest_below(
    document: DocumentRecord, reading: Reading, source: Source, fetcher: Fetcher
) -> list[Entry]:
    """What the latest sitemap of an index names."""
    if document.kind != "sitemap" or not reading.further:
        return []
    latest = max(
        reading.further, key=lambda link: moment_of(link.modified) if link.modified else _NEVER
    )
    _, reading = await _read(replace(document, url=latest.url), source, fetcher)
    return list(reading.entries)


def _samples(entries: list[Entry]) -> list[str]:
    """The entries likeliest to be articles: the latest ones, the home page last."""

    def likely(entry: Entry) -> tuple[bool, datetime]:
        day = entry.published or entry.modified
        return urlsplit(entry.url).path != "/", moment_of(day) if day else _NEVER

    return [entry.url for entry in sorted(entries, key=likely, reverse=True)[:_SAMPLES]]


async def _try_articles(urls: list[str], source: Source, fetcher: Fetcher, result: Check) -> None:
    """Extract the first of these pages that is an article; where none is, say why."""
    from scraper.extractor import extract

    problems = []
    for url in urls:
        try:
            page = await fetcher.fetch(url, source=source_settings(source, url))
        except ScraperError as error:
            problems.append(str(error))
            continue
        article = extract(page.body, page.final_url, headers=page.headers)
        if article.is_article and article.body:
            words = len(article.text.split())
            result.fine.append(f'article {url}: "{article.title}", {words} words')
            return
        problems.append(f"{url}: no article could be extracted")
    result.problems += problems
