"""The robots.txt of every host, fetched when it is needed and remembered with the host."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx

from scraper.errors import FetchError
from scraper.fetcher import guard, robots
from scraper.fetcher.errors import AddressError, HostError, Later, RobotsDenied, StatusError
from scraper.fetcher.exchange import Answer
from scraper.fetcher.hosts import RobotsRecord
from scraper.fetcher.settings import SourceSettings
from scraper.fetcher.statuses import REDIRECTS
from scraper.fetcher.turns import Turns

_MAX_REDIRECTS = 5  # RFC 9309, 2.3.1.2

# Asks for at most robots.MAX_BYTES of an address, on behalf of a source.
Send = Callable[[httpx.URL, SourceSettings | None], Awaitable[Answer]]


class RobotsFiles:
    """Knows the rules of every host that has been asked."""

    def __init__(self, agent: str, turns: Turns, send: Send) -> None:
        """`agent`: the User-Agent header.  `send`: makes one request in its host's turn."""
        self._agent = agent
        self._turns = turns
        self._send = send
        self._locks: dict[str, asyncio.Lock] = {}

    async def check(self, url: httpx.URL, source: SourceSettings | None) -> float | None:
        """The crawl delay in seconds (None: not said), or RobotsDenied, Later, HostError."""
        record = await self.record(url, source)
        now = time.time()
        if robots.blocks_everything(record, now):
            raise Later(
                "robots.txt cannot be had, so nothing may be fetched",
                not_before=datetime.fromtimestamp(robots.next_look(record), UTC),
            )
        if not robots.allows(record, str(url), self._agent):
            raise RobotsDenied("robots.txt asks robots not to fetch this address")
        return robots.crawl_delay(record, self._agent)

    async def record(self, url: httpx.URL, source: SourceSettings | None = None) -> RobotsRecord:
        """The file that holds for `url`; HostError where the host does not answer at all."""
        key = guard.host_key(url)
        async with self._locks.setdefault(f"{url.scheme}://{key}", asyncio.Lock()):
            known = self._turns.state(key).robots.get(url.scheme)
            if known is not None and robots.is_fresh(known, time.time()):
                return known
            try:
                record = await self._fetch(url, known, source)
            except HostError:
                self._remember(key, url, robots.unreachable(known, None, time.time()))
                raise
            self._remember(key, url, record)
            return record

    def _remember(self, key: str, url: httpx.URL, record: RobotsRecord) -> None:
        state = self._turns.state(key)
        self._turns.remember(replace(state, robots={**state.robots, url.scheme: record}))

    async def _fetch(
        self, url: httpx.URL, known: RobotsRecord | None, source: SourceSettings | None
    ) -> RobotsRecord:
        hop = url.copy_with(raw_path=b"/robots.txt")
        for redirects in range(_MAX_REDIRECTS + 1):
            try:
                answer = await self._send(hop, source)
            except StatusError as error:
                return robots.read(known, error.status, "", time.time())
            except Later:
                raise
            except FetchError as error:
                if redirects == 0 and isinstance(error, AddressError | HostError):
                    raise  # what is wrong with the page's own host is wrong with the page
                return robots.unreachable(known, None, time.time())
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return robots.read(known, answer.status, robots.text(answer.body), time.time())
            try:
                hop = guard.parse(str(hop.join(answer.headers["location"])))
            except (FetchError, ValueError, httpx.InvalidURL):
                break
        return robots.read(known, 404, "", time.time())  # redirects without end: unavailable
