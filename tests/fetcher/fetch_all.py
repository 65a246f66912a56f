"""Fetches addresses in a process of its own, so that its memory can be measured.

Reads {"settings": {...}, "urls": [[address, how often], ...]} as JSON from standard input, writes
{"outcomes": {address: [kind, seconds, retry_at, message]}, "peak_mb": ...}.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from scraper.errors import FetchError
from scraper.fetcher import Fetcher, FetchSettings


async def fetch(fetcher: Fetcher, url: str, times: int) -> list[Any]:
    started = time.monotonic()
    kind, message, retry_at = "ok", "", None
    for _ in range(times):
        try:
            await fetcher.fetch(url)
        except FetchError as error:
            kind, message = error.kind, str(error)
            retry_at = error.retry_at and error.retry_at.isoformat()
    return [kind, time.monotonic() - started, retry_at, message]


async def main() -> None:
    task = json.load(sys.stdin)
    settings = FetchSettings(**{**task["settings"], "allow": frozenset(task["settings"]["allow"])})
    async with Fetcher(settings) as fetcher:
        urls = [url for url, _ in task["urls"]]
        found = await asyncio.gather(*(fetch(fetcher, url, times) for url, times in task["urls"]))
    # ru_maxrss would include the size of the process that started this one
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024
    json.dump({"outcomes": dict(zip(urls, found, strict=True)), "peak_mb": peak}, sys.stdout)


asyncio.run(main())
