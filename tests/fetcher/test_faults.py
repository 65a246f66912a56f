"""Every misbehaviour ends in the right outcome, in time, in little memory, and disturbs nobody."""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from tests.fetcher.faults import OK, Fault, faults
from tests.fetcher.servers import TLS, Seen, answer, serve

DELAY = 0.1  # seconds between requests to one host
TOTAL = 10.0  # seconds for one request
LOOKS = 60  # fetches from the host that behaves


@dataclass(frozen=True, slots=True)
class Campaign:
    """What became of all the faults, fetched at once."""

    faults: dict[str, Fault]
    outcomes: dict[str, tuple[str, float, str | None, str]]  # kind, seconds, retry_at, message
    peak_mb: float  # most memory of the fetching process
    healthy: list[Seen]  # requests to the server that behaved


async def _run() -> Campaign:
    everything = faults()
    urls: dict[str, str] = {}
    async with AsyncExitStack() as stack:
        for name, fault in everything.items():
            server = await stack.enter_async_context(
                serve(
                    fault.routes,
                    certificate=fault.certificate,
                    accept=fault.accept,
                    name="localhost" if fault.certificate else None,
                )
            )
            server.scheme = fault.scheme or server.scheme
            urls[name] = server.url("/")
            if fault == Fault("refused"):
                server.close()
        healthy = await stack.enter_async_context(serve({"/": answer()}))
        task = {
            "settings": {
                "allow": [url.split("/")[2] for url in [*urls.values(), healthy.url()]],
                "delay": DELAY,
                "concurrency": 200,
                "connect_timeout": 3.0,
                "read_timeout": 3.0,
                "total_timeout": TOTAL,
                "max_wire_bytes": 3_000_000,
                "ca_file": str(TLS / "authority.pem"),
            },
            "urls": [[url, 1] for url in urls.values()] + [[healthy.url(), LOOKS]],
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.fetcher.fetch_all",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        output, _ = await process.communicate(json.dumps(task).encode())
        result: dict[str, Any] = json.loads(output)
    return Campaign(
        faults=everything,
        outcomes={name: tuple(result["outcomes"][url]) for name, url in urls.items()},
        peak_mb=result["peak_mb"],
        healthy=healthy.seen,
    )


@pytest.fixture(scope="module")
def campaign() -> Campaign:
    return asyncio.run(_run())


@pytest.mark.parametrize("name", faults())
def test_fault_ends_in_the_right_outcome_in_time(campaign: Campaign, name: str) -> None:
    kind, seconds, _, message = campaign.outcomes[name]
    assert kind == campaign.faults[name].outcome, message
    assert "\n" not in message
    assert len(message) < 600
    assert seconds < 2 * TOTAL + 4  # robots.txt, the page, one more try, a busy machine


def test_memory_stays_bounded(campaign: Campaign) -> None:
    assert campaign.peak_mb < 200


def test_host_that_behaves_is_not_disturbed(campaign: Campaign) -> None:
    times = [seen.time for seen in campaign.healthy]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert len(times) == LOOKS + 1
    assert min(gaps) > DELAY - 0.001
    assert statistics.median(gaps) < 3 * DELAY


def test_what_can_heal_is_tried_again_and_what_cannot_is_not(campaign: Campaign) -> None:
    never = {"gone", "not-html", "too-large", "url", OK}
    for kind, _, retry_at, message in campaign.outcomes.values():
        assert (retry_at is None) == (kind in never), message
