"""The fetcher: an address in, one Page out, or a FetchError that says why and when again."""

from __future__ import annotations

import random
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import httpx
import tenacity

from scraper.errors import FetchError
from scraper.fetcher import caching, guard, robots
from scraper.fetcher.browser import Browser
from scraper.fetcher.errors import (
    AddressError,
    Broken,
    HostError,
    RedirectError,
    ServerError,
    TooLarge,
)
from scraper.fetcher.exchange import Answer, Purpose, exchange
from scraper.fetcher.hosts import HostState
from scraper.fetcher.pages import check_body, make_page, rendered
from scraper.fetcher.recording import Recorder
from scraper.fetcher.requests import conditional_headers, page_request
from scraper.fetcher.retries import retry_at
from scraper.fetcher.robotsfiles import RobotsFiles
from scraper.fetcher.settings import FetchSettings, SourceSettings
from scraper.fetcher.statuses import REDIRECTS, check_status
from scraper.fetcher.transport import GuardedTransport
from scraper.fetcher.turns import Turns
from scraper.stages import Page


class Fetcher:
    """Fetches pages politely, safely and within limits.  Use as `async with Fetcher(...)`."""

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        hosts: MutableMapping[str, HostState] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`hosts`: what is remembered of each host, kept up to date; None: forgotten at the end.

        `transport`: what carries the requests in place of the network, as
        scraper.fetcher.recording.Replay does; None: the network.
        """
        self.settings = settings or FetchSettings()
        self._policy = guard.AddressPolicy(self.settings.allow, self.settings.ports)
        self._turns = Turns(self.settings, {} if hosts is None else hosts)
        self._transport_given = transport
        self._transports: dict[str | None, httpx.AsyncBaseTransport] = {}
        self._browser = Browser(self.settings)
        self._robots = RobotsFiles(self.settings.agent, self._turns, self._send_for_robots)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._browser.aclose()
        for transport in self._transports.values():
            await transport.aclose()

    async def fetch(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: Literal["html", "any"] = "html",
        failures: int = 0,
        source: SourceSettings | None = None,
    ) -> Page:
        """The page at `url`, after waiting for its host's turn.

        `etag`, `last_modified`: of the stored copy, for a conditional request; the answer may then
        be `Page.not_modified`.  `accept`: "html" refuses every other kind of document.
        `failures`: how often in a row this page has failed before; it decides `retry_at`.
        Raises FetchError.
        """
        try:
            purpose: Purpose = "page" if accept == "html" else "document"
            rendering = source is not None and source.render and purpose == "page"
            # The frame of a rendered page may stay the same while what scripts fill in changes.
            conditions = {} if rendering else conditional_headers(etag, last_modified)
            return await self._follow(url, purpose, conditions, source)
        except FetchError as error:
            error.url = url
            error.retry_at = retry_at(error, failures + 1, datetime.now(UTC), random.random())
            # The line says it all; the traceback would keep the bytes read so far in memory.
            raise error.with_traceback(None) from None

    def finish(self) -> None:
        """Begin no request that would have to wait for its host's turn: such a one gets Later."""
        self._turns.close()

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the robots.txt of this address's host names. Raises FetchError."""
        try:
            record = await self._robots.record(guard.parse(url))
        except FetchError as error:
            error.url = url
            raise
        return robots.sitemaps(record)

    async def _follow(
        self,
        url: str,
        purpose: Purpose,
        conditions: Mapping[str, str],
        source: SourceSettings | None,
    ) -> Page:
        hop = guard.parse(url)
        jar = httpx.Cookies()  # for this page's redirects alone
        permanent: httpx.URL | None = None
        only_permanent = True
        visited = [hop]
        try:
            while True:
                self._policy.check(hop)
                request = page_request(
                    hop, self.settings, purpose, conditions=conditions, source=source, jar=jar
                )
                answer = await self._ask(request, purpose, source)
                if answer.status not in REDIRECTS:
                    break
                _keep_cookies(jar, answer, request)
                hop = _target(hop, answer)
                only_permanent = only_permanent and answer.status in (301, 308)
                if only_permanent:
                    permanent = hop
                if len(visited) > self.settings.max_redirects:
                    raise RedirectError(f"more than {self.settings.max_redirects} redirects")
                if hop in visited and not jar:
                    raise RedirectError("the redirects go in circles")
                visited.append(hop)
            check_body(answer, purpose, conditional=bool(conditions))
            if purpose == "page" and source is not None and source.render:
                return await self._rendered(url, hop, answer, source)
            return make_page(url, str(hop), answer, str(permanent) if permanent else None)
        except FetchError as error:
            if str(hop) != url and len(visited) > 1:
                error.hop = str(hop)
            raise

    async def _ask(
        self,
        request: httpx.Request,
        purpose: Purpose,
        source: SourceSettings | None,
    ) -> Answer:
        """One request as robots.txt permits, tried again where that can help at once."""
        crawl_delay = (
            await self._robots.check(request.url, source) if self.settings.robots else None
        )
        async for attempt in tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception(_may_heal_at_once),
            stop=tenacity.stop_after_attempt(self.settings.attempts),
            wait=tenacity.wait_random(0, 1),
            reraise=True,
        ):
            with attempt:
                return await self._send(request, purpose, source, crawl_delay)
        raise AssertionError("at least one attempt is made")

    async def _send(
        self,
        request: httpx.Request,
        purpose: Purpose,
        source: SourceSettings | None,
        crawl_delay: float | None = None,
    ) -> Answer:
        """One request in its host's turn."""
        own = source.delay if source else None
        async with self._turns.turn(guard.host_key(request.url), crawl_delay, own):
            return await self._exchanged(request, purpose, source)

    async def _exchanged(
        self, request: httpx.Request, purpose: Purpose, source: SourceSettings | None
    ) -> Answer:
        """One request; what its answer says about the host is remembered."""
        key = guard.host_key(request.url)
        transport = self._transport(source.proxy if source else None)
        try:
            answer = await exchange(transport, request, self.settings, purpose)
            if purpose != "script" or answer.status in (429, 503):
                header = answer.headers.get("retry-after")
                check_status(answer.status, caching.retry_after(header, datetime.now(UTC)))
        except HostError as error:
            self._turns.failed(key, error)
            raise
        except FetchError as error:
            size = self.settings.max_wire_bytes if isinstance(error, TooLarge) else 0
            self._turns.answered(key, None, size)
            raise
        self._turns.answered(key, answer.latency, answer.wire_bytes)
        return answer

    async def _send_for_robots(self, url: httpx.URL, source: SourceSettings | None) -> Answer:
        self._policy.check(url)
        request = page_request(url, self.settings, "robots", source=source)
        return await self._send(request, "robots", source)

    def _transport(self, proxy: str | None) -> httpx.AsyncBaseTransport:
        proxy = proxy or self.settings.proxy
        if proxy not in self._transports:
            transport = self._transport_given or GuardedTransport(self.settings, proxy=proxy)
            if self.settings.record is not None:
                transport = Recorder(transport, Path(self.settings.record))
            self._transports[proxy] = transport
        return self._transports[proxy]

    async def _rendered(
        self, url: str, hop: httpx.URL, answer: Answer, source: SourceSettings
    ) -> Page:
        """The page after its scripts have run, the host being spared until they are done."""
        key = guard.host_key(hop)
        try:
            shown, html = await self._browser.render(
                str(hop), answer, lambda asked: self._beside(asked, source)
            )
        finally:
            self._turns.rest(key, source.delay)
        return make_page(url, shown, rendered(answer, html), None)

    async def _beside(self, url: str, source: SourceSettings) -> Answer:
        """What a page's scripts ask for: part of the page's own turn, under all other rules."""
        hop = guard.parse(url)
        for _ in range(self.settings.max_redirects + 1):
            self._policy.check(hop)
            if self.settings.robots:
                await self._robots.check(hop, source)
            request = page_request(hop, self.settings, "script", source=source)
            async with self._turns.beside(guard.host_key(hop)):
                answer = await self._exchanged(request, "script", source)
            if answer.status not in REDIRECTS:
                return answer
            hop = _target(hop, answer)
        raise RedirectError(f"more than {self.settings.max_redirects} redirects")


def _may_heal_at_once(error: BaseException) -> bool:
    return isinstance(error, Broken | ServerError)


def _keep_cookies(jar: httpx.Cookies, answer: Answer, request: httpx.Request) -> None:
    """Take over the cookies that a redirect sets, but those that a request could not send."""
    set_cookie = [
        ("set-cookie", value)
        for value in answer.headers.get_list("set-cookie")
        if value.isascii() and value.isprintable()
    ]
    jar.extract_cookies(httpx.Response(answer.status, headers=set_cookie, request=request))


def _target(hop: httpx.URL, answer: Answer) -> httpx.URL:
    """Where a redirect leads."""
    if "location" not in answer.headers:
        raise RedirectError("it redirects without saying where")
    try:
        # Sent twice, as some servers do, it would be joined by a comma.
        return guard.parse(str(hop.join(answer.headers.get_list("location")[0])))
    except AddressError as error:
        raise RedirectError(f"it redirects to what cannot be fetched: {error}") from None
    except (httpx.InvalidURL, ValueError):
        raise RedirectError("it redirects to an address that cannot be read") from None
