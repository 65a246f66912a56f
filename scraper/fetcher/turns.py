"""Taking turns: no request leaves before its host may be asked, nor more at once than allowed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from scraper.fetcher import hosts
from scraper.fetcher.errors import HostError, Later, Throttled
from scraper.fetcher.hosts import HostState
from scraper.fetcher.settings import FetchSettings


class Turns:
    """The waiting room in front of all hosts; `states` outlives it where the caller keeps it."""

    def __init__(self, settings: FetchSettings, states: MutableMapping[str, HostState]) -> None:
        self._settings = settings
        self._states = states
        self._gates: dict[str, asyncio.Semaphore] = {}
        self._slots = asyncio.Semaphore(settings.concurrency)
        self._requests = 0
        self._bytes = 0
        self._closed = asyncio.Event()

    def close(self) -> None:
        """Nobody gets a turn any more: who waits for one gets Later, at once."""
        self._closed.set()

    def state(self, key: str) -> HostState:
        """What is remembered of the host."""
        return self._states.get(key) or HostState(host=key)

    def remember(self, state: HostState) -> None:
        """Replace what is remembered of the host."""
        self._states[state.host] = state

    @asynccontextmanager
    async def turn(
        self, key: str, crawl_delay: float | None, own: float | None
    ) -> AsyncIterator[None]:
        """Wait until the host may be asked, and hold a place while it is.

        `crawl_delay`: seconds that robots.txt asks for.  `own`: seconds the source is configured
        with, instead of `FetchSettings.delay`.  Raises Later where the wait would be too long.
        """
        gate = self._gates.setdefault(key, asyncio.Semaphore(self._settings.per_host))
        async with gate:
            while True:
                await self._wait(key)
                async with self._slots:
                    state, now = self.state(key), time.time()
                    if hosts.not_before(state, self._settings, now)[0] > now:
                        continue
                    pause = hosts.delay(state, self._settings, crawl_delay, own)
                    self.remember(hosts.asked(state, now, pause))
                    self._requests += 1
                    try:
                        yield
                    finally:
                        self.remember(hosts.done(self.state(key), time.time(), pause))
                    return

    @asynccontextmanager
    async def beside(self, key: str) -> AsyncIterator[None]:
        """A request that belongs to a page just fetched: counted, but without a pause of its own.

        Raises Later where the budget is used or the host has failed too often.
        """
        self._check_run()
        async with self._slots:
            state, now = replace(self.state(key), next_at=0.0), time.time()
            moment, reason = hosts.not_before(state, self._settings, now)
            if moment > now:
                raise _later(reason, moment)
            self.remember(hosts.asked(self.state(key), now, 0.0))
            self._requests += 1
            yield

    def rest(self, key: str, own: float | None) -> None:
        """The host is left alone from now on for as long as after any request."""
        pause = hosts.delay(self.state(key), self._settings, None, own)
        self.remember(hosts.done(self.state(key), time.time(), pause))

    async def _wait(self, key: str) -> None:
        self._check_run()
        while True:
            now = time.time()
            moment, reason = hosts.not_before(self.state(key), self._settings, now)
            if moment <= now:
                return
            if moment - now > self._settings.max_wait or self._closed.is_set():
                raise _later(reason, moment)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closed.wait(), moment - now)

    def _check_run(self) -> None:
        limits = self._settings
        if self._requests >= limits.run_requests or self._bytes >= limits.run_bytes:
            raise Later("this run has used up its requests or bytes", not_before=datetime.now(UTC))

    def answered(self, key: str, latency: float | None, size: int) -> None:
        """The host answered properly: headers after `latency` seconds (None: not to be counted),
        and `size` bytes of body."""
        self._bytes += size
        self.remember(hosts.answered(self.state(key), self._settings, latency))

    def failed(self, key: str, error: HostError) -> None:
        """The host failed, or asked for fewer requests."""
        state, now = self.state(key), time.time()
        if isinstance(error, Throttled):
            until = error.not_before.timestamp() if error.not_before else None
            state = hosts.throttled(state, self._settings, now, until)
        if not isinstance(error, Throttled) or error.status != 429:
            state = hosts.failed(state, now)
        self.remember(state)


def _later(reason: str, moment: float) -> Later:
    when = datetime.fromtimestamp(moment, UTC)
    return Later(f"{reason}; next at {when:%Y-%m-%d %H:%M} UTC", not_before=when)
