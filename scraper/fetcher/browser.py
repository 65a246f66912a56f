"""Pages that need scripts, shown in headless Chromium that has no way to the network of its own.

Every request of the browser is answered by the fetcher, so that the address guard, robots.txt and
the limits hold for what scripts ask for, too.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from scraper.errors import FetchError
from scraper.fetcher.errors import RenderError, TimedOut, TooLarge
from scraper.fetcher.exchange import Answer
from scraper.fetcher.settings import FetchSettings

if TYPE_CHECKING:
    from playwright.async_api import Browser as Chromium
    from playwright.async_api import BrowserContext, Page, Playwright, Route

_AT_ONCE = 2  # pages shown at the same time: a page may take hundreds of megabytes
_MOST_REQUESTS = 100  # of one page's scripts
_SETTLING = 3.0  # seconds that scripts get, after the page has loaded, to stop asking for more
_CLOSING = 5.0  # seconds
_NEEDED = frozenset({"script", "xhr", "fetch"})  # resource types that bring text
_ARGUMENTS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name resolves
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=256",  # megabytes
    "--disable-dev-shm-usage",
    "--disable-gpu",
)
_NOWHERE = "http://127.0.0.1:9"  # a proxy that is none: the browser cannot connect by itself

Load = Callable[[str], Awaitable[Answer]]  # what a script asks for; raises FetchError


class Browser:
    """One headless Chromium, started when the first page needs it."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._starting = asyncio.Lock()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None

    async def render(self, url: str, answer: Answer, load: Load) -> tuple[str, bytes]:
        """The page at `url`, had as `answer`, after its scripts have run: address and HTML (UTF-8).

        `load` fetches what its scripts ask for.  Raises RenderError, TimedOut, TooLarge.
        """
        chromium = await self._started()
        import playwright.async_api

        async with self._places:
            try:
                async with asyncio.timeout(self._settings.render_timeout):
                    context = await chromium.new_context(
                        user_agent=self._settings.agent,
                        service_workers="block",
                        accept_downloads=False,
                    )
                    try:
                        return await self._show(context, url, answer, load)
                    finally:
                        await asyncio.shield(self._leave(context))
            except (TimeoutError, playwright.async_api.TimeoutError):
                seconds = self._settings.render_timeout
                raise TimedOut(f"the browser did not finish within {seconds:g} s") from None
            except playwright.async_api.Error as error:
                raise RenderError(f"the browser failed ({_first_line(error)})") from None

    async def _show(
        self, context: BrowserContext, url: str, answer: Answer, load: Load
    ) -> tuple[str, bytes]:
        page = await context.new_page()
        await context.route("**/*", _Router(answer, load, self._settings))
        await context.route_web_socket("**/*", lambda socket: socket.close())
        context.on("page", _dismiss)
        await page.goto(url, wait_until="load", timeout=0)
        with suppress(TimeoutError):
            async with asyncio.timeout(_SETTLING):
                await page.wait_for_load_state("networkidle", timeout=0)
        size = await page.evaluate("document.documentElement.outerHTML.length")
        if size > self._settings.max_body_bytes:
            raise TooLarge(f"the page is larger than {self._settings.max_body_bytes / 1e6:.1f} MB")
        if not page.url.startswith(("http://", "https://")):
            raise RenderError("its scripts lead to where nothing can be fetched")
        return page.url, (await page.content()).encode("utf-8", "replace")

    async def _leave(self, context: BrowserContext) -> None:
        """Close a page; one that cannot be closed, for a script without end, takes all with it."""
        if not await _closed(context) and self._chromium is not None:
            chromium, self._chromium = self._chromium, None
            await _closed(chromium)

    async def _started(self) -> Chromium:
        async with self._starting:
            if self._chromium is not None and self._chromium.is_connected():
                return self._chromium
            try:
                from playwright.async_api import Error, async_playwright
            except ImportError:
                raise RenderError(
                    "playwright is not installed; install scraper[render] or set `render = false`"
                ) from None
            if self._playwright is None:
                self._playwright = await async_playwright().start()
            path = self._settings.browser or shutil.which("chromium") or shutil.which("chrome")
            try:
                self._chromium = await self._playwright.chromium.launch(
                    executable_path=path,
                    chromium_sandbox=os.geteuid() != 0,  # it does not work for root
                    args=_ARGUMENTS,
                    proxy={"server": _NOWHERE},
                    handle_sigint=False,
                    handle_sigterm=False,
                    handle_sighup=False,
                )
            except Error as error:
                raise RenderError(
                    f"no browser could be started ({_first_line(error)}); name one with `browser`"
                ) from None
            return self._chromium

    async def aclose(self) -> None:
        """Stop the browser."""
        if self._chromium is not None:
            await _closed(self._chromium)
        if self._playwright is not None:
            await self._playwright.stop()


class _Router:
    """Answers the requests of one page."""

    def __init__(self, answer: Answer, load: Load, settings: FetchSettings) -> None:
        self._first: Answer | None = answer
        self._load = load
        self._requests_left = _MOST_REQUESTS
        self._moves_left = settings.max_redirects

    async def __call__(self, route: Route) -> None:
        request = route.request
        answer: Answer | None = None
        if request.method == "GET" and self._wanted(route):
            if self._first is not None and request.is_navigation_request():
                answer, self._first = self._first, None
            elif self._requests_left > 0:
                self._requests_left -= 1
                with suppress(FetchError):
                    answer = await self._load(request.url)
        import playwright.async_api

        with suppress(playwright.async_api.Error):  # the page has been closed meanwhile
            if answer is None:
                await route.abort()
            else:
                content_type = answer.headers.get("content-type", "text/html")
                await route.fulfill(
                    status=answer.status,
                    headers={"content-type": content_type, "access-control-allow-origin": "*"},
                    body=answer.body,
                )

    def _wanted(self, route: Route) -> bool:
        """Scripts and what they ask for; of documents the page itself, not its frames."""
        request = route.request
        if request.resource_type != "document":
            return request.resource_type in _NEEDED
        if request.frame.parent_frame is not None:
            return False
        if self._first is None:
            self._moves_left -= 1
        return self._moves_left >= 0


async def _closed(what: Chromium | BrowserContext | Page) -> bool:
    """Whether it could be closed in time, or was closed already."""
    import playwright.async_api

    try:
        async with asyncio.timeout(_CLOSING):
            await what.close()
    except TimeoutError:
        return False
    except playwright.async_api.Error:
        pass
    return True


async def _dismiss(opened: Page) -> None:
    """A window that a page opens is closed."""
    await _closed(opened)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200]
