"""An HTTP/2 server on loopback that behaves, or misbehaves, as a test says."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import h2.config
import h2.connection
import h2.events
import h2.exceptions

from tests.fetcher.servers import ARTICLE, TLS

HEADERS = [(":status", "200"), ("content-type", "text/html")]


@dataclass
class Conversation:
    """One connection as a behaviour sees it."""

    state: h2.connection.H2Connection
    out: asyncio.StreamWriter
    stream_id: int = 0

    async def flush(self) -> None:
        self.out.write(self.state.data_to_send())
        await self.out.drain()


Behaviour2 = Callable[[Conversation], Awaitable[None]]


@dataclass
class Server2:
    port: int = 0
    connections: int = 0
    paths: list[str] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"https://localhost:{self.port}{path}"

    @property
    def place(self) -> str:
        return f"localhost:{self.port}"


async def good(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, HEADERS)
    talk.state.send_data(talk.stream_id, ARTICLE, end_stream=True)
    await talk.flush()


async def missing(talk: Conversation) -> None:
    talk.state.send_headers(talk.stream_id, [(":status", "404")], end_stream=True)
    await talk.flush()


@asynccontextmanager
async def serve2(behave: Behaviour2) -> AsyncIterator[Server2]:
    """A server that answers every page with `behave`; it has no robots.txt."""
    server = Server2()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "good.pem")
    context.set_alpn_protocols(["h2"])
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        server.connections += 1
        with suppress(OSError, asyncio.CancelledError, h2.exceptions.ProtocolError):
            await _talk(server, behave, reader, out)
        out.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _talk(
    server: Server2,
    behave: Behaviour2,
    reader: asyncio.StreamReader,
    out: asyncio.StreamWriter,
) -> None:
    config = h2.config.H2Configuration(client_side=False, validate_outbound_headers=False)
    talk = Conversation(h2.connection.H2Connection(config), out)
    talk.state.initiate_connection()
    await talk.flush()
    while data := await reader.read(65536):
        events = talk.state.receive_data(data)
        await talk.flush()
        for event in events:
            if isinstance(event, h2.events.RequestReceived):
                fields = {bytes(name): bytes(value) for name, value in event.headers}
                path = fields[b":path"].decode()
                server.paths.append(path)
                talk.stream_id = event.stream_id
                await (missing if path == "/robots.txt" else behave)(talk)
