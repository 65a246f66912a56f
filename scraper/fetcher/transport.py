"""The httpx transport that goes through the address guard, its exceptions turned into ours."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import h2.exceptions
import httpcore
import httpx

from scraper.errors import ConfigError
from scraper.fetcher.errors import Broken, Refused, TimedOut, TLSFailed
from scraper.fetcher.guard import AddressPolicy, GuardedBackend
from scraper.fetcher.settings import FetchSettings


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connections to all hosts, HTTP/2 where the server speaks it; raises FetchError only."""

    def __init__(self, settings: FetchSettings, *, proxy: str | None = None) -> None:
        """`proxy`: "http://host:port" to send all requests through; None: direct."""
        policy = AddressPolicy(settings.allow, settings.ports)
        if proxy is not None:
            url = httpx.URL(proxy)
            policy = AddressPolicy(frozenset({url.host}), frozenset())
        self._backend = GuardedBackend(policy, settings.resolve)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=_ssl_context(settings.ca_file),
            proxy=None if proxy is None else _proxy(proxy),
            max_connections=settings.concurrency * 2,
            max_keepalive_connections=settings.concurrency * 2,
            keepalive_expiry=30.0,
            http2=True,
            network_backend=self._backend,
        )
        self._timeouts = {
            "connect": settings.connect_timeout,
            "read": settings.read_timeout,
            "write": settings.read_timeout,
            "pool": settings.total_timeout,
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the answer's body is read, still compressed, from its stream."""
        with _translated():
            answer = await self._pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=None,
                    extensions={"timeout": self._timeouts},
                )
            )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), request=request
        )

    async def aclose(self) -> None:
        await self._pool.aclose()
        self._backend.close()


class _Body(httpx.AsyncByteStream):
    """The body of an answer, read once."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _translated():
            async for chunk in self._answer.aiter_stream():
                yield chunk

    async def aclose(self) -> None:
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
    except httpcore.NetworkError:
        raise Broken("the connection was lost") from None
    except httpcore.RemoteProtocolError as error:
        if "without sending" in str(error):  # as h11 and httpcore say of a connection closed early
            raise Broken("the server closed the connection before the end") from None
        raise Broken(f"not a valid HTTP answer ({_short(error)})") from None
    except httpcore.ProtocolError as error:
        raise Broken(f"not a valid HTTP answer ({_short(error)})") from None
    except h2.exceptions.H2Error as error:
        raise Broken(f"not a valid HTTP/2 answer ({_short(error)})") from None


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
