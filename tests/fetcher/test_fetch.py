"""What a fetch brings back, and how it fails."""

from __future__ import annotations

import asyncio
import gzip
import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scraper.errors import ConfigError, FetchError
from scraper.fetcher import Fetcher, FetchSettings, HostState, SourceSettings
from scraper.stages import Page
from tests.fetcher.servers import ARTICLE, TLS, Server, answer, in_turn, raw, redirect, serve


def settings(*servers: Server, **more: Any) -> FetchSettings:
    """Settings for tests: loopback allowed by name, no waiting."""
    allow = frozenset(server.place for server in servers)
    return FetchSettings(**{"allow": allow, "delay": 0.0, "total_timeout": 3.0, **more})


def fetch(path: str, routes: dict[str, Any], **more: Any) -> tuple[Page | FetchError, Server]:
    """Fetch one path from a server that behaves as `routes` says."""

    async def main() -> tuple[Page | FetchError, Server]:
        async with serve(routes) as server:
            options = {key: more.pop(key) for key in list(more) if key in OPTIONS}
            async with Fetcher(settings(server, **more)) as fetcher:
                try:
                    return await fetcher.fetch(server.url(path), **options), server
                except FetchError as error:
                    return error, server

    return asyncio.run(main())


OPTIONS = {"etag", "last_modified", "accept", "failures", "source"}


def page(path: str, routes: dict[str, Any], **more: Any) -> tuple[Page, Server]:
    """As `fetch`, where a page must come."""
    result, server = fetch(path, routes, **more)
    assert isinstance(result, Page), result
    return result, server


def failure(path: str, routes: dict[str, Any], **more: Any) -> tuple[FetchError, Server]:
    """As `fetch`, where an error must come."""
    result, server = fetch(path, routes, **more)
    assert isinstance(result, FetchError), result
    return result, server


def test_page_comes_with_body_headers_and_status() -> None:
    result, server = page("/", {"/": answer(headers={"ETag": '"7"', "X-Robots-Tag": "noarchive"})})
    assert result.body == ARTICLE
    assert (result.status, result.url, result.final_url) == (200, server.url(), server.url())
    assert result.headers["etag"] == '"7"'
    assert result.robots == {"noarchive"}
    assert result.permanent_url is None


def test_robots_directives_are_noted_from_header_and_page() -> None:
    body = ARTICLE.replace(b"<title>", b"<meta name='robots' content='NOINDEX, follow'><title>")
    header = {"X-Robots-Tag": "otherbot: nosnippet, nofollow, scraper: noarchive"}
    result, _ = page("/", {"/": answer(body, headers=header)})
    assert result.robots == {"noindex", "follow", "noarchive"}


def test_each_robots_header_stands_for_itself() -> None:
    headers = b"X-Robots-Tag: otherbot: nosnippet\r\nX-Robots-Tag: noindex\r\n"
    answered = raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers + b"\r\n" + ARTICLE)
    result, _ = page("/", {"/": answered})
    assert result.robots == {"noindex"}


def test_freshness_is_read_from_the_headers() -> None:
    result, _ = page("/", {"/": answer(headers={"Cache-Control": "max-age=600", "Age": "60"})})
    assert result.fresh_until is not None
    assert result.fresh_until - result.fetched_at == timedelta(seconds=540)


def test_user_agent_is_honest_and_names_the_contact() -> None:
    _, server = page("/", {}, contact="mailto:desk@press.example")
    agent = server.seen[-1].headers["user-agent"]
    assert agent.startswith("scraper/")
    assert agent.endswith("(+mailto:desk@press.example)")


def test_conditional_request_is_answered_by_not_modified() -> None:
    def unchanged(seen: Any, out: Any) -> Awaitable[None]:
        known = seen.headers.get("if-none-match") == '"7"'
        status = "304 Not Modified" if known else "200 OK"
        return answer(b"" if known else ARTICLE, status=status)(seen, out)

    result, server = page("/", {"/": unchanged}, etag='"7"', last_modified="yesterday-ish")
    assert result.not_modified
    assert result.body == b""
    assert server.seen[-1].headers["if-modified-since"] == "yesterday-ish"


def test_not_modified_without_a_condition_is_no_answer() -> None:
    error, _ = failure("/", {"/": answer(b"", status="304 Not Modified")})
    assert error.kind == "broken"


@pytest.mark.parametrize(
    ("behaviour", "kind", "says"),
    [
        (answer(status="404 Not Found"), "gone", "404 Not Found"),
        (answer(status="410 Gone"), "gone", "410 Gone"),
        (answer(status="403 Forbidden"), "status", "403 Forbidden"),
        (answer(status="500 Internal Server Error"), "server", "500 Internal Server Error"),
        (answer(status="599 Whatever"), "server", "599"),
        (answer(status="429 Slow"), "throttled", "429 Too Many Requests"),
        (answer(b"", content_type=None), "empty", "empty body"),
        (answer(b" \n "), "empty", "empty body"),
        (answer(b"%PDF-1.7 ...", content_type="application/pdf"), "not-html", "a PDF document"),
        (answer(b"%PDF-1.7 ..."), "not-html", "a PDF document"),
        (answer(b"\x89PNG\r\n\x1a\n", content_type="image/png"), "not-html", "an image"),
        (answer(b"<?xml version='1.0'?><rss/>"), "not-html", "a feed"),
        (answer(b'{"a": 1}', content_type="application/json"), "not-html", "JSON data"),
        (answer(b"x" * 3000, length=2_000_000_000), "too-large", "larger than"),
    ],
)
def test_each_failure_has_its_kind_and_one_line(behaviour: Any, kind: str, says: str) -> None:
    error, server = failure("/a", {"/a": behaviour})
    assert error.kind == kind
    assert says in str(error)
    assert str(error).startswith(server.url("/a") + ": ")
    assert "\n" not in str(error)


def test_host_that_does_not_resolve_is_named() -> None:
    async def main() -> FetchError:
        async with Fetcher() as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch("http://nosuchhost.invalid/a")
            return caught.value

    error = asyncio.run(main())
    assert error.kind == "dns"
    assert str(error) == (
        "http://nosuchhost.invalid/a: the host name nosuchhost.invalid does not resolve"
    )
    assert error.retry_at is not None
    assert timedelta(minutes=50) < error.retry_at - datetime.now(UTC) < timedelta(minutes=70)


def test_closed_port_is_refused() -> None:
    async def main() -> FetchError:
        async with serve() as server:
            pass
        async with Fetcher(settings(server)) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(server.url("/a"))
            return caught.value

    error = asyncio.run(main())
    assert error.kind == "refused"
    assert "connection refused" in str(error)


def test_silent_server_times_out() -> None:
    error, _ = failure("/", {"/": answer(delay=5)}, read_timeout=0.3, total_timeout=1.0)
    assert error.kind == "timeout"
    assert error.retry_at is not None


def test_gone_is_never_tried_again() -> None:
    error, _ = failure("/", {"/": answer(status="410 Gone")})
    assert error.retry_at is None


def test_compressed_page_is_decompressed() -> None:
    packed = gzip.compress(ARTICLE)
    result, server = page("/", {"/": answer(packed, headers={"Content-Encoding": "gzip"})})
    assert result.body == ARTICLE
    assert "gzip" in server.seen[-1].headers["accept-encoding"]


def test_any_document_comes_where_any_is_accepted() -> None:
    feed = b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>"
    result, _ = page("/", {"/": answer(feed, content_type="text/xml")}, accept="any")
    assert result.body == feed


def test_redirects_are_followed_and_permanent_ones_remembered() -> None:
    routes = {
        "/old": redirect("/new", "301 Moved Permanently"),
        "/new": redirect("/today", "302 Found"),
        "/today": answer(),
    }
    result, server = page("/old", routes)
    assert server.paths == ["/old", "/new", "/today"]
    assert result.final_url == server.url("/today")
    assert result.permanent_url == server.url("/new")


def test_redirect_that_is_said_twice_is_followed() -> None:
    twice = raw(b"HTTP/1.1 301 Moved\r\nLocation: /new\r\nLocation: /new\r\n\r\n")
    result, server = page("/old", {"/old": twice, "/new": answer()})
    assert result.final_url == server.url("/new")


def test_redirect_loop_ends() -> None:
    error, server = failure("/a", {"/a": redirect("/b"), "/b": redirect("/a")})
    assert error.kind == "redirect"
    assert server.paths == ["/a", "/b"]


def test_redirect_chain_without_end_is_cut() -> None:
    count = iter(range(1000))

    def onward(seen: Any, out: Any) -> Awaitable[None]:
        return redirect(f"/a?{next(count)}")(seen, out)

    error, server = failure("/a", {"/a": onward}, max_redirects=4)
    assert error.kind == "redirect"
    assert len(server.paths) == 5


def test_cookie_check_by_redirect_is_passed() -> None:
    def gate(seen: Any, out: Any) -> Awaitable[None]:
        if "seen=1" in seen.headers.get("cookie", ""):
            return answer()(seen, out)
        return redirect("/", **{"Set-Cookie": "seen=1"})(seen, out)

    result, server = page("/", {"/": gate})
    assert result.body == ARTICLE
    assert len(server.paths) == 2
    assert "set-cookie" not in result.headers


def test_lost_connection_is_tried_once_more() -> None:
    async def hang_up(seen: Any, out: Any) -> None:
        out.close()

    result, server = page("/", {"/": in_turn(hang_up, answer())})
    assert result.body == ARTICLE
    assert server.paths == ["/", "/"]


def test_robots_txt_is_obeyed_and_asked_for_once() -> None:
    async def main() -> tuple[list[str], Server]:
        rules = b"User-agent: *\nDisallow: /private\n"
        routes = {"/robots.txt": answer(rules, content_type="text/plain"), "/a": answer()}
        kinds = []
        async with serve(routes) as server, Fetcher(settings(server)) as fetcher:
            for path in ("/a", "/private/b", "/a"):
                try:
                    kinds.append(str((await fetcher.fetch(server.url(path))).status))
                except FetchError as error:
                    kinds.append(error.kind)
        return kinds, server

    kinds, server = asyncio.run(main())
    assert kinds == ["200", "robots", "200"]
    assert [seen.path for seen in server.seen] == ["/robots.txt", "/a", "/a"]


def test_requests_to_one_host_keep_their_distance() -> None:
    async def main() -> Server:
        async with serve() as server, Fetcher(settings(server, delay=0.15)) as fetcher:
            await asyncio.gather(*(fetcher.fetch(server.url("/")) for _ in range(4)))
            return server

    server = asyncio.run(main())
    times = [seen.time for seen in server.seen]
    assert len(times) == 5
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.149


def test_crawl_delay_is_kept() -> None:
    async def main() -> Server:
        rules = answer(b"User-agent: scraper\nCrawl-delay: 0.2\n", content_type="text/plain")
        async with (
            serve({"/robots.txt": rules}) as server,
            Fetcher(settings(server)) as fetcher,
        ):
            await asyncio.gather(*(fetcher.fetch(server.url("/")) for _ in range(3)))
            return server

    times = [seen.time for seen in asyncio.run(main()).seen[1:]]
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.199


def test_secrets_of_a_source_stay_with_its_host() -> None:
    async def main() -> tuple[Server, Server]:
        async with serve() as home, serve() as other:
            home.routes["/away"] = redirect(other.url("/"))
            source = SourceSettings(
                url=home.url("/feed"), headers={"Authorization": "Bearer 1"}, cookies={"sid": "2"}
            )
            async with Fetcher(settings(home, other)) as fetcher:
                await fetcher.fetch(home.url("/"), source=source)
                await fetcher.fetch(home.url("/away"), source=source)
                await fetcher.fetch(other.url("/"), source=source)
        return home, other

    home, other = asyncio.run(main())
    assert {seen.headers.get("authorization") for seen in home.seen} == {"bearer 1"}
    assert {seen.headers.get("cookie") for seen in home.seen} == {"sid=2"}
    assert len(other.paths) == 2
    assert not any({"authorization", "cookie"} & set(seen.headers) for seen in other.seen)


def test_proxy_carries_the_requests_of_its_source_alone() -> None:
    async def main() -> tuple[Server, Server]:
        async with serve() as direct, serve() as proxy:
            proxy.routes["http://press.example/a"] = answer()
            source = SourceSettings(url="http://press.example/", proxy=proxy.url(""))
            async with Fetcher(settings(direct)) as fetcher:
                await fetcher.fetch("http://press.example/a", source=source)
                await fetcher.fetch(direct.url("/"))
                with pytest.raises(FetchError) as caught:
                    await fetcher.fetch("http://169.254.169.254/", source=source)
                assert caught.value.kind == "address"
        return direct, proxy

    direct, proxy = asyncio.run(main())
    asked = [seen.path for seen in proxy.seen]
    assert asked == ["http://press.example/robots.txt", "http://press.example/a"]
    assert direct.paths == ["/"]


def test_proxy_that_is_no_address_is_a_configuration_error() -> None:
    async def main() -> None:
        async with Fetcher(FetchSettings(proxy="socks:nonsense")) as fetcher:
            await fetcher.fetch("http://press.example/")

    with pytest.raises(ConfigError, match="http://host:port"):
        asyncio.run(main())


def test_a_run_s_totals_end_it_and_the_rest_is_for_the_next() -> None:
    async def main() -> list[str]:
        kinds = []
        async with serve() as server:
            for limits in ({"run_requests": 3}, {"run_bytes": len(ARTICLE) + 20}):
                async with Fetcher(settings(server, **limits)) as fetcher:
                    for _ in range(3):
                        try:
                            kinds.append(str((await fetcher.fetch(server.url("/"))).status))
                        except FetchError as error:
                            kinds.append(error.kind)
        return kinds

    assert asyncio.run(main()) == ["200", "200", "later", "200", "200", "later"]


def test_what_is_remembered_of_a_host_holds_in_the_next_run() -> None:
    async def main() -> tuple[Server, str, datetime | None]:
        busy = answer(status="429 Too Many Requests", headers={"Retry-After": "3600"})
        hosts: dict[str, HostState] = {}
        async with serve({"/": busy}) as server:
            async with Fetcher(settings(server), hosts=hosts) as fetcher:
                with pytest.raises(FetchError):
                    await fetcher.fetch(server.url("/"))
            async with Fetcher(settings(server), hosts=hosts) as fetcher:
                with pytest.raises(FetchError) as caught:
                    await fetcher.fetch(server.url("/other"))
        return server, caught.value.kind, caught.value.retry_at

    server, kind, retry_at = asyncio.run(main())
    assert [seen.path for seen in server.seen] == ["/robots.txt", "/"]
    assert kind == "later"
    assert retry_at is not None
    assert timedelta(minutes=59) < retry_at - datetime.now(UTC) < timedelta(minutes=61)


def test_connections_are_used_again() -> None:
    async def main() -> Server:
        async with serve() as server, Fetcher(settings(server)) as fetcher:
            for _ in range(3):
                await fetcher.fetch(server.url("/"))
            return server

    assert len({seen.peer for seen in asyncio.run(main()).seen}) == 1


@pytest.mark.parametrize(
    ("certificate", "says"),
    [
        ("expired.pem", "expired"),
        ("othername.pem", "hostname mismatch"),
        ("selfsigned.pem", "self-signed"),
    ],
)
def test_bad_certificate_is_refused(certificate: str, says: str) -> None:
    async def main() -> FetchError:
        async with serve(certificate=certificate, name="localhost") as server:
            more = {"ca_file": str(TLS / "authority.pem")}
            async with Fetcher(settings(server, **more)) as fetcher:
                with pytest.raises(FetchError) as caught:
                    await fetcher.fetch(server.url("/"))
                return caught.value

    error = asyncio.run(main())
    assert error.kind == "tls"
    assert says in str(error).replace("self signed", "self-signed")


def test_good_certificate_of_a_known_authority_is_accepted() -> None:
    async def main() -> Page:
        async with serve(certificate="good.pem", name="secure.test") as server:
            more = {
                "ca_file": str(TLS / "authority.pem"),
                "resolve": {"secure.test": "127.0.0.1"},
            }
            async with Fetcher(settings(server, **more)) as fetcher:
                return await fetcher.fetch(server.url("/"))

    assert asyncio.run(main()).body == ARTICLE


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("total_timeout", 0.0),
        ("delay", -1.0),
        ("delay", 1e7),
        ("delay", float("nan")),
        ("per_host", 0),
        ("contact", "line\nbreak"),
        ("allow", frozenset({"http://host/"})),
        ("resolve", {"a.test": "b.test"}),
    ],
)
def test_setting_that_cannot_be_used_is_named(setting: str, value: Any) -> None:
    build: Callable[..., FetchSettings] = FetchSettings
    with pytest.raises(ValueError, match=setting):
        build(**{setting: value})
