"""One scheduled run: discover, fetch, extract, store.  The only place where the stages meet."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlsplit

from scraper import decisions, discovery, schedule
from scraper.article import Article
from scraper.config import Settings, Source
from scraper.discovery.addresses import clean, same_site
from scraper.errors import ExtractionError, FetchError, ScraperError, StoreError
from scraper.fetcher import Fetcher, SourceSettings, interstitials
from scraper.hostmemory import HostMemory
from scraper.lock import run_lock
from scraper.stages import DocumentRecord, Look, Page, UrlRecord
from scraper.store import Store
from scraper.summary import NewArticle, SourceCounts, Summary

GRACE = 8.0  # seconds that work under way gets to finish once a run is asked to stop
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # a clock before this one is wrong
_CHUNK = 1000  # candidates handed to the database at a time
_FLUSH = 5.0  # seconds between two notes of what hosts asked for

Clock = Callable[[], datetime]
Tell = Callable[..., None]  # tell("page", url=..., outcome=...): what happens, as it happens


def utc_now() -> datetime:
    """The time; the one clock of a run that is not given another."""
    return datetime.now(UTC)


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
        if now < _EARLIEST:
            raise ScraperError(
                f"the clock says {now:%Y-%m-%d}, before this program was written; set it first"
            )
        store.correct_times(now)
        self.summary = Summary(run_id=store.begin_run(now), started=now)

    def stop(self, reason: str) -> None:
        """Begin nothing new; what is under way gets GRACE seconds."""
        if not self._stop.is_set():
            self.summary.stopped = reason
            self._stop.set()
            self._news_done.set()

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
        if source.archive:
            self._store.open_archive(source.name)
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
            self._tell("failed", source=source.name, url=None, error=str(error))
            return
        while chunk := list(islice(wanted, _CHUNK)):
            added = await asyncio.to_thread(self._store.add_candidates, chunk, self._clock())
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
            seen = document if number == 0 else replace(document, url=address, etag=None)
            try:
                page = await self._fetcher.fetch(
                    seen.url,
                    etag=seen.etag,
                    last_modified=seen.last_modified if number == 0 else None,
                    accept="any",
                    source=source_settings(source, seen.url),
                )
                found, added, address = await asyncio.to_thread(
                    self._keep_reading, seen, page, source, number == 0
                )
            except StoreError:
                raise
            except ScraperError as error:
                self._document_failed(seen, error, counts, is_first=number == 0)
                return
            counts.counts.update(found=found, added=added)
            self._tell("document", source=source.name, url=seen.url, found=found, added=added)
            if not added:
                return

    def _document_failed(
        self, document: DocumentRecord, error: ScraperError, counts: SourceCounts, *, is_first: bool
    ) -> None:
        if is_first:
            self._store.put_document(discovery.went_wrong(document, error, self._clock()))
        counts.documents_failed += 1
        counts.errors[getattr(error, "kind", "unreadable")] += 1
        self._tell("failed", source=document.source, url=document.url, error=str(error))

    def _keep_reading(
        self, document: DocumentRecord, page: Page, source: Source, is_first: bool
    ) -> tuple[int, int, str | None]:
        """What a document says, into the database, in one transaction with its own state.

        The number of candidates, how many of them are new, and the address of the list's next page.
        """
        now = self._clock()
        if page.not_modified:
            self._store.put_document(discovery.looked_at(document, page, None, source, now))
            return 0, 0, None
        reading = discovery.read(document, page)
        found = added = 0
        with self._store.batch():
            wanted = discovery.candidates(reading, document, source, now)
            while chunk := list(islice(wanted, _CHUNK)):
                found += len(chunk)
                added += self._store.add_candidates(chunk, now)
            if document.kind == "sitemap":
                known = self._store.documents(source.name)
                for record in discovery.further(reading, document, source, known, now):
                    self._store.put_document(record)
            if is_first:
                self._store.put_document(discovery.looked_at(document, page, reading, source, now))
        onward = reading.further[0].url if reading.further else None
        return found, added, None if document.kind == "sitemap" else onward

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
        looks = self._store.look_counts(source.name)
        async with asyncio.TaskGroup() as group:
            for queue in queues.values():
                for _ in range(self._settings.fetch.per_host):
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
            outcome, title = await asyncio.to_thread(self._keep, record, page, source, looks)
        except (FetchError, ExtractionError) as error:
            await asyncio.to_thread(self._keep_failure, record, error, counts)
            return
        counts.counts.update({"fetched": 1, outcome: 1})
        if outcome == "new":
            self.summary.new.append(NewArticle(url=record.url, source=source.name, title=title))
        self._tell("page", source=source.name, url=record.url, outcome=outcome)

    def _keep_failure(
        self, record: UrlRecord, error: FetchError | ExtractionError, counts: SourceCounts
    ) -> None:
        if isinstance(error, FetchError) and error.kind == "later":  # nothing was asked
            self._store.plan(record.url, next_fetch=error.retry_at)
            self._tell("later", source=record.source, url=record.url, error=str(error))
            return
        after = decisions.failed(record, error, self._clock())
        self._store.record(after, self.summary.run_id)
        counts.counts["failed"] += 1
        counts.errors[after.error_kind or ""] += 1
        self._tell("failed", source=record.source, url=record.url, error=str(error))

    def _keep(
        self,
        record: UrlRecord,
        page: Page,
        source: Source,
        looks: Mapping[Look, tuple[int, int]],
    ) -> tuple[str, str | None]:
        """Extract one page and write it with the state of its address: outcome and headline."""
        now = self._clock()
        after = decisions.fetched(record, page, now)
        article = None if page.not_modified else _extract(page)
        if article is not None:
            interstitials.refuse(
                page,
                article.to_text(facts=True),
                is_article=article.is_article,
                failures=record.failures,
                now=now,
            )
            article = decisions.noted(article, page)
        with self._store.batch():
            if article is None:
                self._store.record(after, self.summary.run_id, page=page)
                outcome = "not_modified"
            elif decisions.unwanted(article, source, now):
                after = decisions.skipped(after, record)
                self._store.record(after, self.summary.run_id, page=page)
                return "skipped", None
            else:
                outcome = self._store.save(article, after, self.summary.run_id, page=page)
            if outcome == "changed":
                after = replace(after, last_change=now)
            if (look := decisions.unasked_look(record)) is not None:
                self._store.count_look(source.name, look, changed=outcome == "changed")
            again = schedule.next_look(after, now, looks)
            if again is not None and page.fresh_until is not None:
                again = max(again, page.fresh_until)
            if article is not None:
                self._remember_move(article, after, page)
            self._store.plan(record.url, next_fetch=again, last_change=after.last_change)
        return outcome, article.title if article else None

    def _remember_move(self, article: Article, record: UrlRecord, page: Page) -> None:
        """Where permanent redirects lead is the same article: it need not be fetched again."""
        moved = clean(page.permanent_url) if page.permanent_url else None
        if moved is not None and moved != record.url and self._store.url(moved) is None:
            self._store.save(article, replace(record, url=moved), self.summary.run_id, page=page)


def _extract(page: Page) -> Article:
    """The record of a page.  Whatever goes wrong with one page must not end the run."""
    from scraper.extractor import extract

    try:
        return extract(page.body, page.final_url, headers=page.headers)
    except Exception as error:
        raise ExtractionError(f"{page.url}: cannot be read: {error!r}") from error


def source_settings(source: Source, url: str) -> SourceSettings:
    """What the source says about requests; its headers and cookies go to its own sites only."""
    own = any(same_site(url, address) for address in source.addresses)
    return SourceSettings(
        url=url if own or not source.addresses else source.addresses[0],
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
    with run_lock(settings.database), Store.open(settings.database) as store:
        hosts = HostMemory(store)
        async with Fetcher(settings.fetch, hosts=hosts) as fetcher:
            work = Run(settings, store, fetcher, hosts, clock=clock, tell=tell)
            started(work)
            if settings.run.max_time is not None:
                seconds = settings.run.max_time.total_seconds()
                asyncio.get_running_loop().call_later(seconds, work.stop, "time")
            return await work()
