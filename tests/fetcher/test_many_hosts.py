"""Many addresses of many hosts: each host at its promised rate, all in little memory."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections import defaultdict
from dataclasses import dataclass

import pytest

from tests.fetcher.servers import ARTICLE, Seen, answer, serve


@dataclass(frozen=True, slots=True)
class Result:
    kinds: list[str]
    seconds: float
    peak_mb: float
    requests: dict[str, list[Seen]]  # by host, robots.txt among them


def crawl(hosts: int, pages: int, delay: float) -> Result:
    """Fetch `pages` addresses of every host in a process of its own."""
    body = ARTICLE.replace(b"</article>", b"<p>" + b"The tide table. " * 1_500 + b"</p></article>")

    async def main() -> Result:
        async with serve() as server:
            names = [f"press{number}.example" for number in range(hosts)]
            server.routes |= {f"/{page}": answer(body) for page in range(pages)}
            urls = [
                f"http://{name}:{server.port}/{page}" for page in range(pages) for name in names
            ]
            task = {
                "settings": {
                    "allow": names,
                    "resolve": dict.fromkeys(names, "127.0.0.1"),
                    "delay": delay,
                },
                "urls": [[url, 1] for url in urls],
            }
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.fetcher.fetch_all"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
            output, _ = await process.communicate(json.dumps(task).encode())
        found = json.loads(output)
        requests: dict[str, list[Seen]] = defaultdict(list)
        for seen in server.seen:
            requests[seen.headers["host"]].append(seen)
        times = [seen.time for seen in server.seen]
        kinds = [kind for kind, *_ in found["outcomes"].values()]
        return Result(kinds, max(times) - min(times), found["peak_mb"], dict(requests))

    return asyncio.run(main())


def check(result: Result, hosts: int, pages: int, delay: float) -> None:
    assert result.kinds == ["ok"] * (hosts * pages)
    assert len(result.requests) == hosts
    for requests in result.requests.values():
        times = [seen.time for seen in requests]
        assert len(times) == pages + 1  # with robots.txt
        assert min(b - a for a, b in itertools.pairwise(times)) > delay - 0.002
    assert result.peak_mb < 200


def test_each_host_is_asked_at_its_own_rate() -> None:
    check(crawl(hosts=50, pages=4, delay=0.3), hosts=50, pages=4, delay=0.3)


@pytest.mark.soak
def test_ten_thousand_pages_of_fifty_hosts() -> None:
    result = crawl(hosts=50, pages=200, delay=1.0)
    check(result, hosts=50, pages=200, delay=1.0)
    rate = 10_000 / result.seconds
    print(f"{rate:.0f} pages a second, {result.seconds:.0f} s, {result.peak_mb:.0f} MB at most")
