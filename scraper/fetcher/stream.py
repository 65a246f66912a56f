"""A connection that can say at little cost whether its server has closed it."""

from __future__ import annotations

import select
import ssl
from asyncio.trsock import TransportSocket
from typing import Any

import httpcore


class Stream(httpcore.AsyncNetworkStream):
    """A connection made by httpcore's backend, which does everything but one thing itself.

    A pool asks all its idle connections at every request whether there is anything to read, as
    there is once the server has closed them.  The backend's own answer first collects all that is
    known of the socket, by several system calls.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket: TransportSocket = stream.get_extra_info("socket")

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return Stream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return _is_readable(self._socket)
        return self._stream.get_extra_info(info)


def _is_readable(connection: TransportSocket) -> bool:
    """Whether there is anything to read, be it that the connection has ended."""
    number = connection.fileno()
    if number < 0:  # closed on our side too
        return True
    poll = select.poll()
    poll.register(number, select.POLLIN)
    return bool(poll.poll(0))
