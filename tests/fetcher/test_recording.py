"""Exchanges are kept without secrets, and play back to the same outcome."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest

from scraper.errors import ConfigError, FetchError
from scraper.fetcher import Fetcher, FetchSettings, SourceSettings
from scraper.fetcher.recording import Replay, without_secrets
from tests.fetcher.servers import ARTICLE, answer, raw, redirect, serve

ROUTES = {
    "/a": answer(gzip.compress(ARTICLE), headers={"Content-Encoding": "gzip", "ETag": '"1"'}),
    "/moved": redirect("/a?token=hidden-in-location", **{"Set-Cookie": "sid=hidden-cookie"}),
    "/half": raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<p>half"),
    "/pdf": answer(b"%PDF-1.7"),
}


async def outcomes(fetcher: Fetcher, base: str, source: SourceSettings | None = None) -> list[str]:
    found = []
    for path in ("/a?token=hidden-parameter&page=2", "/moved", "/half", "/pdf", "/none"):
        try:
            page = await fetcher.fetch(base + path, source=source)
            found.append(f"{page.status} {len(page.body)} {page.headers.get('etag')}")
        except FetchError as error:
            found.append(f"{error.kind}: {error.args[0]}")
    return found


def test_recorded_run_plays_back_without_the_network(tmp_path: Path) -> None:
    async def main() -> tuple[list[str], list[str]]:
        async with serve(ROUTES) as server:
            settings = FetchSettings(
                allow=frozenset({server.place}), delay=0.0, record=str(tmp_path / "kept")
            )
            async with Fetcher(settings) as fetcher:
                first = await outcomes(fetcher, server.url(""))
        settings = FetchSettings(allow=frozenset({server.place}), delay=0.0)
        async with Fetcher(settings, transport=Replay(tmp_path / "kept")) as fetcher:
            return first, await outcomes(fetcher, server.url(""))

    live, played = asyncio.run(main())
    assert live == played
    assert live == [
        f'200 {len(ARTICLE)} "1"',
        f'200 {len(ARTICLE)} "1"',
        "broken: the server closed the connection before the end",
        "not-html: the address holds a PDF document, not an HTML page",
        "gone: the server answered 404 Not Found",
    ]


def test_nothing_secret_is_kept(tmp_path: Path) -> None:
    async def main() -> None:
        async with serve(ROUTES) as server:
            settings = FetchSettings(
                allow=frozenset({server.place}), delay=0.0, record=str(tmp_path)
            )
            source = SourceSettings(
                url=server.url("/feed"),
                headers={"Authorization": "Bearer hidden-bearer", "X-Own": "hidden-header"},
                cookies={"login": "hidden-login"},
            )
            async with Fetcher(settings) as fetcher:
                await outcomes(fetcher, server.url(""), source)

    asyncio.run(main())
    kept = [path.read_text() for path in tmp_path.iterdir()]
    assert len(kept) == 8  # robots.txt, five pages, one redirect's target, one second try
    assert not any("hidden" in text for text in kept)
    assert sum("(removed)" in text for text in kept) == 8
    assert any("page=2" in text for text in kept)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/?access_token=1&b=2", "https://a.example/?access_token=(removed)&b=2"),
        ("https://a.example/?key=1", "https://a.example/?key=(removed)"),
        ("/x?b=2&X-Amz-Signature=1#f", "/x?b=2&X-Amz-Signature=(removed)#f"),
        ("https://a.example/?keyword=ferry", "https://a.example/?keyword=ferry"),
        ("https://a.example/token=1", "https://a.example/token=1"),
        ("https://a.example/?page=3", "https://a.example/?page=3"),
    ],
)
def test_parameters_that_look_like_secrets_lose_their_values(url: str, expected: str) -> None:
    assert without_secrets(url) == expected


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    async def main() -> None:
        async with Fetcher(FetchSettings(record=str(tmp_path / "file"))) as fetcher:
            await fetcher.fetch("http://nosuchhost.invalid/")

    with pytest.raises(ConfigError, match="name another folder"):
        asyncio.run(main())


def test_file_that_is_no_exchange_is_named(tmp_path: Path) -> None:
    (tmp_path / "000001-x.json").write_text("{")
    with pytest.raises(ConfigError, match="is no recorded exchange"):
        Replay(tmp_path)
