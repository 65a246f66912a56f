"""One request and its answer, within every limit of size and time."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

import httpx

from scraper.errors import FetchError
from scraper.fetcher import content, robots
from scraper.fetcher.decompress import decompress
from scraper.fetcher.errors import NotHTML, TimedOut, TooLarge
from scraper.fetcher.settings import FetchSettings

_DISCARDED = 64 * 1024  # bytes of an error page read so that the connection can be used again
_DISCARD_SECONDS = 1.0  # and the time that this is worth


Purpose = Literal["page", "document", "robots", "script"]  # what an answer is wanted for


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent."""

    status: int
    headers: httpx.Headers
    body: bytes  # decompressed; empty unless the status is 2xx
    latency: float  # seconds to the last header
    wire_bytes: int  # size of the body as transferred
    elapsed: float  # seconds to the last byte


async def exchange(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    settings: FetchSettings,
    purpose: Purpose,
) -> Answer:
    """Send `request`; raises FetchError beyond a limit.

    A "page" is not read where its Content-Type says that it is something else: NotHTML.  Of a
    robots.txt that is larger than the standard asks for, the beginning is taken.
    """
    started = time.monotonic()
    wire_limit, body_limit = settings.max_wire_bytes, settings.max_body_bytes
    if purpose == "document":
        wire_limit = body_limit = settings.max_document_bytes
    elif purpose == "robots":
        wire_limit = robots.MAX_BYTES
    try:
        async with asyncio.timeout(settings.total_timeout):
            response = await transport.handle_async_request(request)
            latency = time.monotonic() - started
            try:
                size = sum(len(name) + len(value) for name, value in response.headers.raw)
                if size > settings.max_header_bytes:
                    raise TooLarge(f"the answer has {size:,} bytes of headers")
                if not 200 <= response.status_code < 300:
                    await _discard(response)
                    body = b""
                else:
                    if purpose == "page":
                        _check_declared(response)
                    body = await _read(response, wire_limit, cut=purpose == "robots")
            finally:
                await response.aclose()
    except TimeoutError:
        raise TimedOut(f"not finished within {settings.total_timeout:g} s") from None
    wire_bytes = len(body)
    encoding = response.headers.get("content-encoding", "")
    if body and encoding:
        body = decompress(body, encoding, body_limit)
    return Answer(
        status=response.status_code,
        headers=response.headers,
        body=body,
        latency=latency,
        wire_bytes=wire_bytes,
        elapsed=time.monotonic() - started,
    )


def _check_declared(response: httpx.Response) -> None:
    name = content.declared(response.headers.get("content-type"))
    if name is not None and name != content.HTML:
        raise NotHTML(f"the address holds {name}, not an HTML page")


async def _read(response: httpx.Response, limit: int, *, cut: bool) -> bytes:
    length = response.headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length[:20]) > limit:
        raise _too_large(limit)
    chunks, size = [], 0
    async for chunk in response.aiter_raw():
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            if not cut:
                raise _too_large(limit)
            break
    return b"".join(chunks)[:limit]


def _too_large(limit: int) -> TooLarge:
    return TooLarge(f"the page is larger than {limit / 1_000_000:.1f} MB")


async def _discard(response: httpx.Response) -> None:
    size = 0
    with suppress(FetchError, TimeoutError):  # the status has been read, and it is what counts
        async with asyncio.timeout(_DISCARD_SECONDS):
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > _DISCARDED:
                    return
