"""Whether the sources of scraper.toml can be read: asks, tries, stores nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from scraper import discovery
from scraper.config import Settings, Source
from scraper.discovery.selection import suits
from scraper.discovery.site import found
from scraper.errors import ScraperError
from scraper.fetcher import Fetcher
from scraper.pipeline import source_settings


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
    sample: str | None = None
    for document in discovery.roots(source):
        try:
            page = await fetcher.fetch(
                document.url, accept="any", source=source_settings(source, document.url)
            )
            reading = discovery.read(document, page)
            entries = list(reading.entries)
        except ScraperError as error:
            result.problems.append(str(error))
            continue
        wanted = [entry for entry in entries if suits(entry, source)]
        what = found(
            document.url, document.kind, discovery.Reading(entries=entries, further=reading.further)
        )
        if what is None:
            result.problems.append(f"{document.url}: names no article")
            continue
        latest = f", latest of {what.latest:%Y-%m-%d}" if what.latest else ""
        left_out = f", {len(entries) - len(wanted)} left out by patterns or language"
        hub = f"; offers WebSub at {reading.hub}" if reading.hub else ""
        result.fine.append(
            f"{document.kind} {document.url}: {what.entries} entries{latest}"
            f"{left_out if len(wanted) < len(entries) else ''}{hub}"
        )
        if entries and not wanted:
            result.problems.append(f"{document.url}: the source's patterns leave nothing over")
        sample = sample or next((entry.url for entry in wanted), None)
    try:
        listed = next(discovery.listed(source), None)
        sample = sample or (listed.url if listed else None)
    except ScraperError as error:
        result.problems.append(str(error))
    if sample is not None:
        await _try_article(sample, source, fetcher, result)
    return result


async def _try_article(url: str, source: Source, fetcher: Fetcher, result: Check) -> None:
    from scraper.extractor import extract

    try:
        page = await fetcher.fetch(url, source=source_settings(source, url))
    except ScraperError as error:
        result.problems.append(str(error))
        return
    article = extract(page.body, page.final_url, headers=page.headers)
    words = len(article.text.split())
    if not article.is_article or not article.body:
        result.problems.append(f"{url}: no article could be extracted")
    else:
        result.fine.append(f'article {url}: "{article.title}", {words} words')
