"""One scheduled run: discover, fetch, extract, store.  The only place where the stages meet."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from urllib.parse import urlsplit

from scraper import clock as clocks
from scraper import discovery
from scraper.clock import Clock, utc_now
from scraper.config import Settings, Source
from scraper.discovery.addresses import same_site
from scraper.errors import ConfigError, ExtractionError, FetchError, ScraperError, StoreError
from scraper.extraction import Extraction, prepare
from scraper.fetcher import Fetcher, SourceSettings
from scraper.hostmemory import HostMemory
from scraper.keeping import Keeper
from scraper.lock import run_lock
from scraper.stages import DocumentRecord, Look, UrlRecord
from scraper.store import Store
from scraper.summary import NewArticle, SourceCounts, Summary

GRACE = 8.0  # seconds that work under way gets to finish once a run is asked to stop
_CHUNK = 1000  # addresses of a list handed to the database at a time
_FLUSH = 5.0  # seconds between two notes of what hosts asked for

Tell = Callable[..., None]  # tell("page", url=..., outcome=...): what happens, as it happens


class Run:
    """One run over the sources of `settings`; `stop` may be called meanwhile."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        fetcher: Fetcher,
        hosts: HostMemory,
        *,
        clock: Clock = utc_now,
        tell: Tell = lambda event, **details: None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._fetcher = fetcher
        self._hosts = hosts
        self._flushed = time.monotonic()
        self._clock = clock
        self._left = settings.run.limit  # pages that may still be fetched; None: any number
        self._tell = tell
        self._stop = asyncio.Event()
        self._news_done = asyncio.Event()
        self._still_new = len(settings.sources)
        now = clock()
        clocks.check(now)
        store.correct_times(now)
        self.summary = Summary(run_id=store.begin_run(now), started=now)
        live = [source.name for source in settings.sources]
        self._extraction = Extraction()
        self._keep = Keeper(store, self.summary.run_id, clock, live, self._extraction)

    def stop(self, reason: str) -> None:
        """Begin nothing new; what is under way gets GRACE seconds."""
        if not self._stop.is_set():
            self.summary.stopped = reason
            self._stop.set()
            self._news_done.set()
            self._fetcher.finish()

    async def __call__(self) -> Summary:
        """Work until all is done or `stop` is called.  StoreError ends the run at once."""
        work = asyncio.create_task(self._all_sources())
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.wait({work}, timeout=GRACE)
        stopping.cancel()
        if not work.done():
            work.cancel()
            await asyncio.wait({work})
        self._extraction.close()
        if not work.cancelled():
            work.result()
        self._hosts.flush()
        self.summary.ended = self._clock()
        self._store.end_run(self.summary.run_id, self.summary.ended, self.summary.counts)
        return self.summary

    async def _all_sources(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for source in self._settings.sources:
                    group.create_task(self._one_source(source))
        except* ScraperError as errors:
            error: BaseException = errors
            while isinstance(error, BaseExceptionGroup):
                error = error.exceptions[0]
            raise error from None

    async def _one_source(self, source: Source) -> None:
        counts = self.summary.sources.setdefault(source.name, SourceCounts())
        wanted = partial(discovery.fits, source=source)
        if source.include or source.exclude:  # perhaps not yet when the addresses were found
            self._store.leave_out(source.name, wanted)
        if source.archive:
            self._store.open_archive(source.name, wanted)
        try:
            await self._discover(source, counts)
            used = await self._fetch_due(source, counts, source.limit, new=True)
        finally:
            self._still_new -= 1
            if self._still_new == 0:
                self._news_done.set()
        await self._news_done.wait()  # new articles of all sources come before any second look
        await self._fetch_due(source, counts, source.limit - used, new=False)

    # Discovery

    async def _discover(self, source: Source, counts: SourceCounts) -> None:
        await self._take_list(source, counts)
        asked: set[str] = set()
        while not self._stop.is_set():
            known = self._store.documents(source.name)
            due = discovery.due_documents(source, known, self._clock())
            due = [document for document in due if document.url not in asked]
            if not due or len(asked) >= discovery.MAX_DOCUMENTS:
                return
            asked.add(due[0].url)
            await self._look_at(due[0], source, counts)

    async def _take_list(self, source: Source, counts: SourceCounts) -> None:
        """The addresses that scraper.toml and its lists name."""
        try:
            wanted = discovery.listed(source)
        except ScraperError as error:
            counts.errors["list"] += 1
            self._tell("failed", source=source.name, error=str(error))
            return
        while chunk := list(islice(wanted, _CHUNK)):
            added = await asyncio.to_thread(self._keep.listed, chunk)
            counts.counts.update(found=len(chunk), added=added)

    async def _look_at(
        self, document: DocumentRecord, source: Source, counts: SourceCounts
    ) -> None:
        """One document; where it is a list of several pages, as many as the source allows."""
        address: str | None = document.url
        for number in range(source.pages):
            if address is None or self._stop.is_set():
                return
            counts.documents += 1
            is_first = number == 0
            seen = document if is_first else replace(document, url=address, etag=None)
            try:
                page = await self._fetcher.fetch(
                    seen.url,
                    etag=seen.etag,
                    last_modified=seen.last_modified if is_first else None,
                    accept="any",
                    source=source_settings(source, seen.url),
                )
                kept = await asyncio.to_thread(
                    self._keep.document, seen, page, source, is_first=is_first
                )
            except (ConfigError, StoreError):
                raise
            except ScraperError as error:
                if is_first:
                    self._keep.document_failure(seen, error)
                kind = getattr(error, "kind", "unreadable")
                if kind != "later":  # then nothing was asked
                    counts.documents_failed += 1
                    counts.errors[kind] += 1
                event = "later" if kind == "later" else "failed"
                self._tell(event, source=source.name, url=seen.url, error=str(error))
                return
            counts.counts.update(found=kept.found, added=kept.added)
            self._tell(
                "document", source=source.name, url=seen.url, found=kept.found, added=kept.added
            )
            if not kept.added:
                return
            address = kept.onward

    # Articles

    async def _fetch_due(
        self, source: Source, counts: SourceCounts, limit: int, *, new: bool
    ) -> int:
        """Fetch what is due, every host at its own pace; how many pages that were."""
        if self._stop.is_set() or limit <= 0:
            return 0
        due = self._store.due(self._clock(), sources=[source.name], limit=limit)
        records = [record for record in due if (record.state == "new") == new]
        queues: dict[str, deque[UrlRecord]] = {}
        for record in records:
            queues.setdefault(urlsplit(record.url).netloc, deque()).append(record)
        self._tell("due", source=source.name, pages=len(records))
        if records:
            prepare()
        looks = self._store.look_counts(source.name)
        async with asyncio.TaskGroup() as group:
            for queue in queues.values():
                for _ in range(min(self._settings.fetch.per_host, len(queue))):
                    group.create_task(self._fetch_queue(queue, source, counts, looks))
        return len(records)

    async def _fetch_queue(
        self,
        queue: deque[UrlRecord],
        source: Source,
        counts: SourceCounts,
        looks: Mapping[Look, tuple[int, int]],
    ) -> None:
        while queue and not self._stop.is_set() and self._left != 0:
            if self._left is not None:
                self._left -= 1
            await self._fetch_one(queue.popleft(), source, counts, looks)
            if time.monotonic() - self._flushed > _FLUSH:
                self._flushed = time.monotonic()
                self._hosts.flush()

    async def _fetch_one(
        self,
        record: UrlRecord,
        source: Source,
        counts: SourceCounts,
        looks: Mapping[Look, tuple[int, int]],
    ) -> None:
        try:
            page = await self._fetcher.fetch(
                record.url,
                etag=record.etag,
                last_modified=record.last_modified,
                failures=record.failures,
                source=source_settings(source, record.url),
            )
            kept = await asyncio.to_thread(self._keep.page, record, page, source, looks)
        except (FetchError, ExtractionError) as error:
            kind = await asyncio.to_thread(self._keep.page_failure, record, error)
            if kind is not None:
                counts.counts["failed"] += 1
                counts.errors[kind] += 1
            event = "later" if kind is None else "failed"
            self._tell(event, source=source.name, url=record.url, error=str(error))
            return
        counts.counts.update({"fetched": 1, kept.outcome: 1})
        if kept.outcome == "new":
            new = NewArticle(url=record.url, source=source.name, title=kept.title)
            self.summary.new.append(new)
        self._tell("page", source=source.name, url=record.url, outcome=kept.outcome)


def source_settings(source: Source, url: str) -> SourceSettings:
    """What the source says about requests; its headers and cookies go to its own sites only."""
    own = (address for address in source.addresses if same_site(url, address))
    return SourceSettings(
        url=next(own, source.addresses[0] if source.addresses else url),
        headers=dict(source.headers),
        cookies=dict(source.cookies),
        proxy=source.proxy,
        delay=source.delay,
        render=source.render,
    )


async def run(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    tell: Tell = lambda event, **details: None,
    started: Callable[[Run], None] = lambda run: None,
) -> Summary:
    """One run as `settings` say, alone on its database; `started` gets it before it begins.

    Raises LockHeld where another run is at work, StoreError where the database cannot be used.
    """
    room = settings.run.keep_pages_mb * 1_000_000 or None
    with run_lock(settings.database), Store.open(settings.database, archive=room) as store:
        hosts = HostMemory(store)
        async with Fetcher(settings.fetch, hosts=hosts) as fetcher:
            work = Run(settings, store, fetcher, hosts, clock=clock, tell=tell)
            started(work)
            if settings.run.max_time is not None:
                seconds = settings.run.max_time.total_seconds()
                asyncio.get_running_loop().call_later(seconds, work.stop, "time")
            return await work()
