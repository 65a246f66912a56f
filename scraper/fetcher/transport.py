"""The httpx transport that goes through the address guard, its exceptions turned into ours."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import h2.exceptions
import httpcore
import httpx

from scraper.errors import ConfigError, FetchError
from scraper.fetcher.errors import Broken, Refused, TimedOut, TLSFailed
from scraper.fetcher.guard import AddressPolicy, GuardedBackend
from scraper.fetcher.settings import FetchSettings
from scraper.hostnames import ascii_host

# Connections to a host beyond `per_host`: what scripts of a rendered page ask for beside the page.
_SPARE = 4

_Origin = tuple[bytes, bytes, int | None]  # scheme, host, port


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connections to all hosts, HTTP/2 where the server speaks it; raises FetchError only.

    Every host has a pool of its own: a pool looks at all its connections at every request, which
    in one pool for fifty hosts took longer than all the rest.
    """

    def __init__(self, settings: FetchSettings, *, proxy: str | None = None) -> None:
        """`proxy`: "http://host:port" to send all requests through; None: direct."""
        policy = AddressPolicy(settings.allow, settings.ports)
        self._proxy = None if proxy is None else _proxy(proxy)
        if proxy is not None:
            policy = AddressPolicy(frozenset({ascii_host(httpx.URL(proxy).host)}), frozenset())
        self._backend = GuardedBackend(policy, settings.resolve)
        self._ssl_context = _ssl_context(settings.ca_file)
        self._per_host = settings.per_host
        self._most_pools = 2 * settings.concurrency
        self._pools: dict[_Origin, _Pool] = {}  # the one used last stands last
        self._timeouts = {
            "connect": settings.connect_timeout,
            "read": settings.read_timeout,
            "write": settings.read_timeout,
            "pool": settings.total_timeout,
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the answer's body is read, still compressed, from its stream."""
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        pool = await self._pool((url.scheme, url.host, url.port))
        try:
            with _translated():
                answer = await pool.connections.handle_async_request(
                    httpcore.Request(
                        method=request.method,
                        url=url,
                        headers=request.headers.raw,
                        content=None,
                        extensions={"timeout": self._timeouts},
                    )
                )
        except BaseException:
            pool.active -= 1
            raise
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer, pool), request=request
        )

    async def _pool(self, origin: _Origin) -> _Pool:
        """The connections to one host, for one request; the longest unused are closed for it."""
        pool = self._pools.pop(origin, None)
        if pool is None:
            connections = httpcore.AsyncConnectionPool(
                ssl_context=self._ssl_context,
                proxy=self._proxy,
                max_connections=self._per_host + _SPARE,
                keepalive_expiry=30.0,
                http2=True,
                network_backend=self._backend,
            )
            pool = _Pool(connections)
        self._pools[origin] = pool
        pool.active += 1
        idle = [known for known, one in self._pools.items() if not one.active]
        surplus = max(0, len(self._pools) - self._most_pools)
        for closing in [self._pools.pop(known) for known in idle[:surplus]]:
            await closing.connections.aclose()
        return pool

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.connections.aclose()
        self._backend.close()


@dataclass(slots=True)
class _Pool:
    """The connections to one host."""

    connections: httpcore.AsyncConnectionPool
    active: int = 0  # requests under way


class _Body(httpx.AsyncByteStream):
    """The body of an answer, read once."""

    def __init__(self, answer: httpcore.Response, pool: _Pool) -> None:
        self._answer = answer
        self._pool = pool

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _translated():
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
        """To be called once; the connection can be used again if the body was read to its end."""
        self._pool.active -= 1
        await self._answer.aclose()


@contextmanager
def _translated() -> Iterator[None]:
    """Exceptions of the HTTP library become FetchErrors here and nowhere else."""
    try:
        yield
    except httpcore.TimeoutException:
        raise TimedOut("the server stopped sending") from None
    except httpcore.ConnectError as error:
        inner = error.args[0] if error.args else None
        if isinstance(inner, ssl.SSLError):
            reason = getattr(inner, "verify_message", "") or inner.reason or "handshake failed"
            raise TLSFailed(f"no secure connection ({reason.replace('_', ' ').lower()})") from None
        raise Refused("the connection was closed before it was secure") from None
    except httpcore.ProxyError as error:
        raise Refused(f"the proxy does not connect ({error})") from None
    except (httpcore.NetworkError, ssl.SSLError):  # the latter where encryption breaks midway
        raise Broken("the connection was lost") from None
    except httpcore.RemoteProtocolError as error:
        if "without sending" in str(error):  # as h11 and httpcore say of a connection closed early
            raise Broken("the server closed the connection before the end") from None
        raise Broken(f"not a valid HTTP answer ({_short(error)})") from None
    except httpcore.ProtocolError as error:
        raise Broken(f"not a valid HTTP answer ({_short(error)})") from None
    except h2.exceptions.H2Error as error:
        raise Broken(f"not a valid HTTP/2 answer ({_short(error)})") from None
    except FetchError:
        raise
    except Exception as error:  # what the library trips over, as a status that is no number
        raise Broken(f"not a valid HTTP answer ({_short(error)})") from None


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 120 else text[:119] + "…"


def _ssl_context(ca_file: str | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError as error:
            raise ConfigError(
                f"ca_file {ca_file}: {error.strerror or 'holds no certificate'}"
            ) from None
    return context


def _proxy(address: str) -> httpcore.Proxy:
    url = httpx.URL(address)
    if url.scheme not in ("http", "https") or not url.host:
        raise ConfigError(f"proxy {address!r}: write http://host:port")
    auth = (url.username, url.password) if url.userinfo else None
    return httpcore.Proxy(httpcore.URL(str(url.copy_with(username=None, password=None))), auth=auth)
