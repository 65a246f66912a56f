"""Pages shown in a real browser: scripts run, and reach no further than the fetcher itself."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Mapping
from typing import Any

import pytest

from scraper.errors import FetchError
from scraper.fetcher import Fetcher, FetchSettings, HostState, SourceSettings
from scraper.stages import Page
from tests.fetcher.servers import Behaviour, Server, answer, redirect, serve

CHROMIUM = shutil.which("chromium") or shutil.which("chrome")
with_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
SHELL = (
    b"<!doctype html><html><head><title>Harbour</title></head><body><div id=root></div>"
    b"<img src=/a.png><iframe src=/frame></iframe><script src=/app.js></script></body></html>"
)


def script(code: str) -> Behaviour:
    return answer(code.encode(), content_type="text/javascript")


def fetch(
    routes: Mapping[str, Behaviour], inside: Mapping[str, Behaviour] | None = None, **more: Any
) -> tuple[Page | FetchError, Server, Server]:
    """Render "/" of a server; a second server, which is not allowed, stands beside it.

    INSIDE in a script is the second server's address.
    """

    async def main() -> tuple[Page | FetchError, Server, Server]:
        async with serve(inside) as hidden, serve() as server:
            code = routes.get("/app.js")
            server.routes.update(routes)
            if isinstance(code, str):
                server.routes["/app.js"] = script(code.replace("INSIDE", hidden.url("")))
            settings = FetchSettings(
                allow=frozenset({server.place}), delay=0.0, total_timeout=5.0, **more
            )
            source = SourceSettings(url=server.url("/"), render=True)
            async with Fetcher(settings) as fetcher:
                try:
                    return await fetcher.fetch(server.url("/"), source=source), server, hidden
                except FetchError as error:
                    return error, server, hidden

    return asyncio.run(main())


@with_browser
def test_text_that_scripts_load_is_in_the_page() -> None:
    result, server, _ = fetch(
        {
            "/": answer(SHELL, headers={"ETag": '"shell"'}),
            "/app.js": script(
                "fetch('/story.json').then(r => r.json()).then(story => {"
                "document.getElementById('root').textContent = story.text})"
            ),
            "/story.json": answer(b'{"text": "The ferry s\xc3\xa4ils"}', content_type="text/json"),
        }
    )
    assert isinstance(result, Page), result
    assert '<div id="root">The ferry säils</div>' in result.body.decode()
    assert result.headers["content-type"] == "text/html; charset=utf-8"
    assert "etag" not in result.headers
    assert server.paths == ["/", "/app.js", "/story.json"]  # neither image nor frame
    assert {seen.headers["user-agent"] for seen in server.seen} == {"scraper/0.1.0"}


@with_browser
def test_scripts_reach_nothing_that_is_not_allowed() -> None:
    code: Any = (
        "const out = document.getElementById('root');"
        "const tries = [fetch('INSIDE/secret'), fetch('http://169.254.169.254/'),"
        " fetch('http://localhost:1/'), fetch('file:///etc/hostname'),"
        " fetch('/away'), fetch('/hidden'), fetch('/post', {method: 'POST', body: 'x'})];"
        "try { new WebSocket('INSIDE/socket'.replace('http', 'ws')) } catch (e) {}"
        "navigator.sendBeacon('INSIDE/beacon', 'x');"
        "Promise.allSettled(tries).then(all =>"
        " out.textContent = all.map(one => one.status).join(' '))"
    )
    result, server, hidden = fetch(
        {
            "/": answer(SHELL),
            "/app.js": code,
            "/away": redirect("http://127.0.0.1:1/"),
            "/robots.txt": answer(b"User-agent: *\nDisallow: /hidden", content_type="text/plain"),
            "/hidden": answer(),
        }
    )
    assert isinstance(result, Page), result
    assert "rejected " * 6 + "rejected" in result.body.decode()
    assert hidden.seen == []
    assert "/hidden" not in server.paths
    assert "/post" not in server.paths


@with_browser
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("while (true) {}", "timeout"),
        ("document.body.innerHTML = '<p>' + 'x'.repeat(3e6)", "too-large"),
        ("location.href = '/?' + Math.random()", "render"),
        ("location.href = 'INSIDE/'", "render"),
    ],
)
def test_hostile_script_is_ended(code: Any, kind: str) -> None:
    started = time.monotonic()
    result, server, hidden = fetch(
        {"/": answer(SHELL), "/app.js": code}, render_timeout=5.0, max_body_bytes=1_000_000
    )
    assert isinstance(result, FetchError), result
    assert result.kind == kind, result
    assert time.monotonic() - started < 30
    assert hidden.seen == []
    assert len(server.seen) < 40


@with_browser
def test_page_that_moves_by_script_is_followed() -> None:
    result, server, _ = fetch(
        {
            "/": answer(b"<html><script>location.replace('/story')</script></html>"),
            "/story": answer(b"<html><p>The ferry sails at six.</p></html>"),
        }
    )
    assert isinstance(result, Page), result
    assert b"The ferry sails at six." in result.body
    assert result.final_url == server.url("/story")


@with_browser
def test_what_scripts_are_told_of_the_host_is_heeded() -> None:
    async def main() -> HostState:
        code = "fetch('/story.json').catch(() => 0)"
        throttled = answer(b"", status="429 Slow down", headers={"Retry-After": "600"})
        routes = {"/": answer(SHELL), "/app.js": script(code), "/story.json": throttled}
        hosts: dict[str, HostState] = {}
        async with serve(routes) as server:
            settings = FetchSettings(allow=frozenset({server.place}), delay=0.0)
            source = SourceSettings(url=server.url(), render=True)
            async with Fetcher(settings, hosts=hosts) as fetcher:
                await fetcher.fetch(server.url(), source=source)
            assert "/story.json" in server.paths
        return hosts[server.place]

    host = asyncio.run(main())
    assert host.next_at > time.time() + 500
    assert host.slowdown > 0


def test_browser_that_is_not_there_is_named() -> None:
    result, _, _ = fetch({"/": answer(SHELL)}, browser="/nonexistent/chromium")
    assert isinstance(result, FetchError)
    assert result.kind == "render"
    assert "`browser`" in str(result)
    assert "\n" not in str(result)
