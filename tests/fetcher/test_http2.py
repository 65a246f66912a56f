"""HTTP/2: spoken where the server does, and no less guarded."""

from __future__ import annotations

import asyncio
import time

import h2.errors
import pytest

from scraper.errors import FetchError
from scraper.fetcher import Fetcher, FetchSettings
from scraper.stages import Page
from tests.fetcher.http2 import HEADERS, Behaviour2, Conversation, Server2, good, serve2
from tests.fetcher.servers import ARTICLE, TLS


def fetch(behave: Behaviour2, times: int = 1) -> tuple[list[Page | FetchError], Server2]:
    async def main() -> tuple[list[Page | FetchError], Server2]:
        async with serve2(behave) as server:
            settings = FetchSettings(
                allow=frozenset({server.place}),
                ca_file=str(TLS / "authority.pem"),
                delay=0.0,
                read_timeout=1.0,
                total_timeout=2.0,
                max_wire_bytes=1_000_000,
            )
            found: list[Page | FetchError] = []
            async with Fetcher(settings) as fetcher:
                for _ in range(times):
                    try:
                        found.append(await fetcher.fetch(server.url()))
                    except FetchError as error:
                        found.append(error)
            return found, server

    return asyncio.run(main())


def test_pages_come_over_one_connection() -> None:
    found, server = fetch(good, times=3)
    assert [page.body for page in found if isinstance(page, Page)] == [ARTICLE] * 3
    assert server.paths == ["/robots.txt", "/", "/", "/"]
    assert server.connections == 1


async def reset(talk: Conversation) -> None:
    talk.state.reset_stream(talk.stream_id, h2.errors.ErrorCodes.INTERNAL_ERROR)
    await talk.flush()


async def reset_in_the_body(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, HEADERS)
    talk.state.send_data(talk.stream_id, b"<p>half")
    talk.state.reset_stream(talk.stream_id, h2.errors.ErrorCodes.INTERNAL_ERROR)
    await talk.flush()


async def go_away(talk: Conversation) -> None:
    talk.state.close_connection(h2.errors.ErrorCodes.ENHANCE_YOUR_CALM)
    await talk.flush()
    talk.out.close()


async def hang_up_in_the_body(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, HEADERS)
    talk.state.send_data(talk.stream_id, b"<p>half")
    await talk.flush()
    talk.out.close()


async def silence(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, HEADERS)
    await talk.flush()


async def no_end(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, HEADERS)
    for _ in range(100):
        talk.state.send_data(talk.stream_id, b"x" * 16_000)
        await talk.flush()


async def many_headers(talk: Conversation) -> None:
    fields = [*HEADERS, *((f"x-{number}", "y" * 100) for number in range(5_000))]
    talk.state.send_headers(talk.stream_id, fields)
    await talk.flush()


async def header_bomb(talk: Conversation) -> None:
    """One long field in the table, referred to again and again with a byte each."""
    talk.state.send_headers(talk.stream_id, [*HEADERS, *[("x-long", "y" * 3_500)] * 15_000])
    await talk.flush()


async def garbage(talk: Conversation) -> None:
    talk.out.write(b"HTTP/1.1 200 OK\r\n\r\n" * 10)
    await talk.out.drain()


async def settings_flood(talk: Conversation) -> None:
    while not talk.out.is_closing():
        talk.out.write(b"\0\0\0\x04\0\0\0\0\0" * 100)
        await talk.out.drain()
        await asyncio.sleep(0.02)


async def no_status(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, [("content-type", "text/html")], end_stream=True)
    await talk.flush()


async def status_in_letters(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, [(":status", "fine")], end_stream=True)
    await talk.flush()


@pytest.mark.parametrize(
    ("behave", "kinds"),
    [
        (reset, {"broken"}),
        (reset_in_the_body, {"broken"}),
        (go_away, {"broken"}),
        (hang_up_in_the_body, {"broken"}),
        (silence, {"timeout"}),
        (no_end, {"too-large"}),
        (many_headers, {"too-large", "broken"}),
        (header_bomb, {"too-large", "broken"}),
        (garbage, {"broken", "timeout"}),
        (settings_flood, {"timeout", "broken"}),
        (no_status, {"broken", "empty"}),
        (status_in_letters, {"broken"}),
    ],
)
def test_misbehaviour_ends_as_it_should(behave: Behaviour2, kinds: set[str]) -> None:
    started = time.monotonic()
    (error,), _ = fetch(behave)
    assert isinstance(error, FetchError)
    assert error.kind in kinds, error
    assert time.monotonic() - started < 8
