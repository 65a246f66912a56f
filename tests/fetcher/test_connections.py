"""Connections serve several pages, and are left alone once the server has closed them."""

from __future__ import annotations

import asyncio

import pytest

from scraper.fetcher import Fetcher, FetchSettings
from tests.fetcher.servers import ARTICLE, TLS, Behaviour, Seen, answer, serve


def _peers(behave: Behaviour, certificate: str | None) -> list[str]:
    """The connections on which three pages were asked for, one after the other, each once."""

    async def main() -> list[str]:
        async with serve({"/": behave}, certificate=certificate, name="localhost") as server:
            settings = FetchSettings(
                allow=frozenset({server.place}),
                delay=0.0,
                robots=False,
                attempts=1,
                ca_file=str(TLS / "authority.pem"),
            )
            async with Fetcher(settings) as fetcher:
                for _ in range(3):
                    assert (await fetcher.fetch(server.url())).body == ARTICLE
                    await asyncio.sleep(0.05)  # what the server does after its answer arrives
            return [seen.peer for seen in server.seen]

    return asyncio.run(main())


async def _answer_and_close(seen: Seen, out: asyncio.StreamWriter) -> None:
    await answer()(seen, out)
    out.close()


@pytest.mark.parametrize("certificate", [None, "good.pem"])
def test_one_connection_serves_one_page_after_the_other(certificate: str | None) -> None:
    assert len(set(_peers(answer(), certificate))) == 1


def test_no_request_is_sent_on_a_connection_that_the_server_has_closed() -> None:
    assert len(set(_peers(_answer_and_close, None))) == 3
