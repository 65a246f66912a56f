"""Exchanges kept as files, secrets removed, and played back in place of the network."""

from __future__ import annotations

import base64
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import msgspec

from scraper.errors import ConfigError, FetchError
from scraper.fetcher import errors

_REMOVED = "(removed)"
_REQUEST_KEPT = frozenset(  # what we send of our own accord; anything else may be a secret
    "host user-agent accept accept-encoding accept-language if-none-match if-modified-since "
    "connection".split()
)
_ANSWER_REMOVED = frozenset(
    "set-cookie www-authenticate proxy-authenticate authentication-info".split()
)
_SECRET_PARAMETER = re.compile(
    r"([?&;](?:[\w.-]*(?:token|secret|passw|session|signature|credential|auth|api_?key)[\w.-]*|"
    r"key|sig|sid|code|hash|pwd)=)[^&#;]*",
    re.IGNORECASE,
)


class Exchange(msgspec.Struct, kw_only=True):
    """One request and what came of it, as its file says."""

    url: str
    request_headers: list[tuple[str, str]]
    status: int | None = None  # None: no answer
    headers: list[tuple[str, str]] = []
    body: str = ""  # base64 of the bytes as transferred, as far as they were read
    error: tuple[str, str] | None = None  # kind and message of the FetchError that ended it


def without_secrets(url: str) -> str:
    """The address with the values of parameters that look like secrets removed."""
    return _SECRET_PARAMETER.sub(rf"\1{_REMOVED}", url)


class Recorder(httpx.AsyncBaseTransport):
    """Passes requests on, and keeps every exchange as a JSON file in a folder."""

    def __init__(self, transport: httpx.AsyncBaseTransport, folder: Path) -> None:
        self._transport = transport
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._number = sum(1 for _ in folder.glob("*.json"))
        except OSError as error:
            raise ConfigError(f"record {folder}: {error.strerror}; name another folder") from None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        exchange = Exchange(
            url=without_secrets(str(request.url)),
            request_headers=[
                (name, value if name in _REQUEST_KEPT else _REMOVED)
                for name, value in request.headers.multi_items()
            ],
        )
        try:
            response = await self._transport.handle_async_request(request)
        except FetchError as error:
            exchange.error = (error.kind, str(error.args[0]))
            self._write(exchange)
            raise
        exchange.status = response.status_code
        exchange.headers = [
            (name, _REMOVED if name in _ANSWER_REMOVED else without_secrets(value))
            for name, value in response.headers.multi_items()
        ]
        stream = response.stream
        assert isinstance(stream, httpx.AsyncByteStream)
        return httpx.Response(
            response.status_code,
            headers=response.headers,
            stream=_Copied(stream, exchange, self._write),
            request=request,
        )

    async def aclose(self) -> None:
        await self._transport.aclose()

    def _write(self, exchange: Exchange) -> None:
        self._number += 1
        place = re.sub(r"[^a-zA-Z0-9.]+", "-", exchange.url.partition("://")[2])[:80].strip("-")
        path = self._folder / f"{self._number:06}-{place}.json"
        try:
            path.write_bytes(msgspec.json.format(msgspec.json.encode(exchange), indent=1))
        except OSError as error:
            raise ConfigError(f"record {path}: {error.strerror}") from None


class _Copied(httpx.AsyncByteStream):
    """A body that is kept while it is read, and written down when it is closed."""

    def __init__(
        self,
        stream: httpx.AsyncByteStream,
        exchange: Exchange,
        write: Callable[[Exchange], None],
    ) -> None:
        self._stream = stream
        self._exchange = exchange
        self._write = write
        self._chunks: list[bytes] = []

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                self._chunks.append(chunk)
                yield chunk
        except FetchError as error:
            self._exchange.error = (error.kind, str(error.args[0]))
            raise

    async def aclose(self) -> None:
        await self._stream.aclose()
        self._exchange.body = base64.b64encode(b"".join(self._chunks)).decode()
        self._write(self._exchange)


class Replay(httpx.AsyncBaseTransport):
    """Answers from a folder of exchanges: each address in the order recorded, the last one stays.

    Use as `Fetcher(settings, transport=Replay(folder))`; an address that was not recorded does
    not resolve.
    """

    def __init__(self, folder: Path) -> None:
        self._exchanges: defaultdict[str, deque[Exchange]] = defaultdict(deque)
        for path in sorted(folder.glob("*.json")):
            try:
                exchange = msgspec.json.decode(path.read_bytes(), type=Exchange)
            except (OSError, msgspec.DecodeError, msgspec.ValidationError) as error:
                raise ConfigError(f"{path}: is no recorded exchange ({error})") from None
            self._exchanges[exchange.url].append(exchange)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        left = self._exchanges.get(without_secrets(str(request.url)))
        if not left:
            raise errors.UnknownHost("no exchange with this address was recorded")
        exchange = left.popleft() if len(left) > 1 else left[0]
        if exchange.status is None:
            raise _error(exchange)
        return httpx.Response(
            exchange.status, headers=exchange.headers, stream=_Played(exchange), request=request
        )


class _Played(httpx.AsyncByteStream):
    """The recorded body, and the error that ended it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield base64.b64decode(self._exchange.body)
        if self._exchange.error is not None:
            raise _error(self._exchange)


def _error(exchange: Exchange) -> FetchError:
    """The recorded error, as the class it was."""
    kind, message = exchange.error or ("broken", "no answer was recorded")
    classes = (
        *(errors.PrivateAddress, errors.UnknownHost, errors.Refused, errors.TimedOut),
        *(errors.TLSFailed, errors.Broken),
    )
    found = next((known for known in classes if known.kind == kind), errors.Broken)
    return found(message)
