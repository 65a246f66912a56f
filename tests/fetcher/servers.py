"""Web servers on loopback that say exactly what a test wants, byte for byte."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

TLS = Path(__file__).parent / "tls"  # certificates of a test authority, good for nothing else
ARTICLE = (
    b"<!doctype html><html lang=en><head><title>Ferry timetable</title></head><body>"
    b"<article><h1>Ferry timetable changes in May</h1><p>The harbour office moves the first "
    b"crossing to six in the morning, a quarter of an hour earlier than before.</p></article>"
    b"</body></html>"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as the server saw it."""

    time: float  # monotonic seconds
    path: str
    headers: dict[str, str]  # names in lower case
    peer: str  # address and port of the client: one connection


Behaviour = Callable[["Seen", asyncio.StreamWriter], Awaitable[None]]
Connection = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def answer(
    body: bytes = ARTICLE,
    *,
    status: str = "200 OK",
    headers: Mapping[str, str] | None = None,
    content_type: str | None = "text/html; charset=utf-8",
    length: int | None = None,
    delay: float = 0.0,
) -> Behaviour:
    """A well-formed answer; `length`: a Content-Length other than the true one."""

    async def behave(seen: Seen, out: asyncio.StreamWriter) -> None:
        await asyncio.sleep(delay)
        lines = [f"HTTP/1.1 {status}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if content_type is not None:
            lines.append(f"Content-Type: {content_type}")
        lines.append(f"Content-Length: {len(body) if length is None else length}")
        out.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
        await out.drain()

    return behave


def redirect(to: str, status: str = "302 Found", **headers: str) -> Behaviour:
    """A redirect."""
    return answer(b"moved", status=status, headers={"Location": to, **headers})


def raw(*parts: bytes, close: bool = True) -> Behaviour:
    """Just these bytes."""

    async def behave(seen: Seen, out: asyncio.StreamWriter) -> None:
        for part in parts:
            out.write(part)
            await out.drain()
        if close:
            out.close()

    return behave


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """The first request gets the first behaviour, and so on; the last one stays."""
    left = list(behaviours)

    async def behave(seen: Seen, out: asyncio.StreamWriter) -> None:
        await (left.pop(0) if len(left) > 1 else left[0])(seen, out)

    return behave


@dataclass
class Server:
    """A server's address, what it does, and what it was asked."""

    routes: dict[str, Behaviour]
    port: int = 0
    scheme: str = "http"
    host: str = "127.0.0.1"
    seen: list[Seen] = field(default_factory=list)
    close: Callable[[], None] = lambda: None  # stop listening

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://{self.host}:{self.port}{path}"

    @property
    def place(self) -> str:
        """As `FetchSettings.allow` names it."""
        return f"{self.host}:{self.port}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, robots.txt left out."""
        return [seen.path for seen in self.seen if seen.path != "/robots.txt"]

    async def connection(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                request, *lines = head.decode("latin-1").split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines if ": " in line)
                peer = "{}:{}".format(*out.get_extra_info("peername")[:2])
                seen = Seen(time.monotonic(), request.split()[1], headers, peer)
                self.seen.append(seen)
                behave = self.routes.get(seen.path.split("?")[0], _MISSING)
                await behave(seen, out)
                await out.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            out.close()


_MISSING = answer(b"nothing here", status="404 Not Found", content_type="text/plain")


@asynccontextmanager
async def serve(
    routes: Mapping[str, Behaviour] | None = None,
    *,
    certificate: str | None = None,
    address: str = "127.0.0.1",
    name: str | None = None,
    accept: Connection | None = None,
) -> AsyncIterator[Server]:
    """A running server.

    `certificate`: a file of tests/fetcher/tls, for https.  `name`: what its addresses call it.
    `accept`: what it does with a connection, instead of speaking HTTP.
    """
    server = Server({"/": answer(), **(routes or {})}, host=name or address)
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / certificate)
        server.scheme = "https"
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        task.add_done_callback(connections.discard)
        with suppress(asyncio.CancelledError, OSError):
            await (accept or server.connection)(reader, out)

    listener = await asyncio.start_server(connected, address, 0, ssl=context)
    server.close = listener.close
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
