"""What a run would fetch now, without storing anything: `scraper run --dry-run`."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from scraper import discovery
from scraper.clock import utc_now
from scraper.config import Settings, Source
from scraper.errors import ScraperError
from scraper.fetcher import Fetcher
from scraper.pipeline import source_settings
from scraper.store import Store


@dataclass(frozen=True, slots=True)
class PlannedFetch:
    """One page that a run would fetch."""

    why: str  # "new", "again" (due for another look) or "retry" (failed before)
    source: str
    url: str


@dataclass(slots=True)
class Plan:
    """What a run would do."""

    fetches: list[PlannedFetch] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # documents that could not be read


async def plan(settings: Settings, *, clock: Callable[[], datetime] = utc_now) -> Plan:
    """Look at the documents that are due, and say what would be fetched; nothing is written."""
    planned = Plan()
    now = clock()
    store = Store.open(settings.database, readonly=True) if settings.database.exists() else None
    try:
        async with Fetcher(settings.fetch) as fetcher:
            parts = [
                _plan_source(source, store, fetcher, now, planned) for source in settings.sources
            ]
            for fetches in await asyncio.gather(*parts):
                planned.fetches += fetches
    finally:
        if store is not None:
            store.close()
    new_first = sorted(planned.fetches, key=lambda fetch: fetch.why != "new")
    planned.fetches = new_first[: settings.run.limit]
    return planned


async def _plan_source(
    source: Source, store: Store | None, fetcher: Fetcher, now: datetime, planned: Plan
) -> list[PlannedFetch]:
    known = store.documents(source.name) if store else []
    due = store.due(now, sources=[source.name]) if store else ()
    names = {"new": "new", "failed": "retry"}
    fetches = {
        record.url: PlannedFetch(names.get(record.state, "again"), source.name, record.url)
        for record in due
        if record.state != "new"
        or "://" not in (record.found_in or "")  # a list names it
        or discovery.fits(record.url, source)
    }
    try:
        found = [candidate.url for candidate in discovery.listed(source)]
    except ScraperError as error:
        found = []
        planned.problems.append(str(error))
    queue = deque(discovery.due_documents(source, known, now))
    asked: set[str] = set()
    while queue and len(asked) < discovery.MAX_DOCUMENTS:
        document = queue.popleft()
        if document.url in asked:
            continue
        asked.add(document.url)
        try:
            page = await fetcher.fetch(
                document.url, accept="any", source=source_settings(source, document.url)
            )
            reading = discovery.read(document, page)
            wanted = list(discovery.candidates(reading, document, source, now))
        except ScraperError as error:
            planned.problems.append(str(error))
            continue
        found += [candidate.url for candidate in wanted if not candidate.archived]
        queue += [
            record
            for record in discovery.further(reading, document, source, known, now)
            if record.next_fetch is None or record.next_fetch <= now
        ]
    for url in found:
        if store is None or store.url(url) is None:
            fetches.setdefault(url, PlannedFetch("new", source.name, url))
    return sorted(fetches.values(), key=lambda fetch: fetch.why != "new")[: source.limit]
