"""The address guard: which addresses may be asked at all, decided on the address connected to."""

from __future__ import annotations

import asyncio
import ipaddress
import os
import re
import socket
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import httpcore
import httpx

from scraper.fetcher.errors import AddressError, PrivateAddress, Refused, TimedOut, UnknownHost
from scraper.fetcher.stream import Stream
from scraper.hostnames import ascii_host

# IANA IPv4 Special-Purpose Address Registry, all blocks, with multicast (RFC 5771) and the
# reserved class E.  192.88.99.0/24 is the deprecated 6to4 relay anycast.
_IPV4_SPECIAL = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Global unicast (RFC 4291) is 2000::/3; everything outside is refused.  These blocks of the IANA
# IPv6 Special-Purpose Address Registry lie inside it: Teredo, benchmarking, ORCHID and
# documentation, 6to4, AS112, documentation.
_IPV6_UNICAST = ipaddress.IPv6Network("2000::/3")
_IPV6_SPECIAL = tuple(
    ipaddress.IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 8_192  # characters; RFC 9110, 4.1 asks for 8000 at least
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|[0-9a-f:.]+")  # name or IP address
_LOOK_UPS = 32  # names looked up at the same time
_ADDRESSES_TRIED = 4  # of a host with many addresses


def is_public(address: str) -> bool:
    """Whether an IP address (as `getaddrinfo` writes it) is on the open internet."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in block for block in _IPV4_SPECIAL)
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip in _IPV6_UNICAST and not any(ip in block for block in _IPV6_SPECIAL)


def parse(url: str) -> httpx.URL:
    """The address in normal form (IDNA host, no fragment); AddressError says what is wrong."""
    if len(url) > _MAX_LENGTH:
        raise AddressError(f"the address is longer than {_MAX_LENGTH:,} characters")
    try:
        parsed = httpx.URL(url.strip())
        host = parsed.host  # in letters again, which not every "xn--" can be
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise AddressError(f"not a web address ({error})") from None
    if parsed.scheme not in _DEFAULT_PORTS:
        raise AddressError("only http:// and https:// addresses can be fetched")
    if not host:
        raise AddressError("the address names no host")
    if not _HOST.fullmatch(parsed.raw_host.decode("ascii")):
        raise AddressError("the address names a host that cannot be")
    if parsed.port is not None and not 0 < parsed.port < 65_536:
        raise AddressError(f"there is no port {parsed.port}")
    if parsed.userinfo:
        raise AddressError("the address holds a user name or password; set `headers` instead")
    if parsed.fragment:
        parsed = parsed.copy_with(fragment=None)
    return parsed


def port_of(url: httpx.URL) -> int:
    """The port, also where the address names none."""
    return url.port or _DEFAULT_PORTS[url.scheme]


def host_key(url: httpx.URL) -> str:
    """What one polite rate applies to: "host", or "host:port" where the port is unusual."""
    host = url.host.rstrip(".")
    return f"{host}:{url.port}" if url.port else host


def _literal(host: str) -> str | None:
    """The IP address that a host is written as, be it in decimal or octal; None: it is a name."""
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with suppress(OSError):
        return str(ipaddress.IPv4Address(socket.inet_aton(host)))
    return None


def _with_port(host: str, port: int) -> str:
    host = ascii_host(host.rstrip("."))
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which hosts, ports and addresses the settings allow."""

    allow: frozenset[str]  # "host" or "host:port", in ASCII; IPv6 as "[::1]:port"
    ports: frozenset[int]

    def names(self, host: str, port: int) -> bool:
        """Whether the settings name this host: it may then be anywhere, on this port."""
        return ascii_host(host.rstrip(".")) in self.allow or _with_port(host, port) in self.allow

    def check(self, url: httpx.URL) -> None:
        """Refuse what the address alone gives away, before any name is looked up."""
        port = port_of(url)
        if self.names(url.host, port):
            return
        if port not in self.ports:
            raise AddressError(f"port {port} is not among the allowed ports")
        if literal := _literal(url.host.rstrip(".")):
            self.check_address(url.host, port, literal)

    def check_address(self, host: str, port: int, address: str) -> None:
        """Refuse to connect to `address` on behalf of `host`."""
        if not self.names(host, port) and not is_public(address):
            where = host if host == address else f"{host} ({address})"
            raise PrivateAddress(
                f"{where} is not on the open internet; to fetch from it, add "
                f'"{_with_port(host, port)}" to `allow`'
            )


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to the very address it has checked, so that a second look-up cannot change it.

    The host name of the request stays what TLS and the Host header see.
    """

    def __init__(self, policy: AddressPolicy, resolve: Mapping[str, str]) -> None:
        self._policy = policy
        self._resolve = resolve
        # Threads of its own: a name server that does not answer must hold up nothing else.
        self._look_ups = ThreadPoolExecutor(_LOOK_UPS, thread_name_prefix="dns")
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check, connect; `timeout` seconds for all of it."""
        try:
            async with asyncio.timeout(timeout):
                return await self._connect(host, port, timeout, local_address, socket_options)
        except TimeoutError:
            raise TimedOut(f"no connection within {timeout:g} s") from None

    def close(self) -> None:
        """Let go of the threads; a look-up under way is not waited for."""
        self._look_ups.shutdown(wait=False, cancel_futures=True)

    async def _connect(
        self,
        host: str,
        port: int,
        timeout: float | None,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._addresses(host, port)
        for address in addresses:
            self._policy.check_address(host, port, address)
        last: Exception | None = None
        for position, address in enumerate(addresses, 1):
            share = timeout if timeout is None or position == len(addresses) else timeout / 3
            try:
                stream = await self._backend.connect_tcp(
                    address, port, share, local_address, socket_options
                )
                return Stream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        if isinstance(last, httpcore.ConnectTimeout):
            raise TimedOut(f"no connection within {timeout:g} s")
        raise Refused(f"nobody answers at port {port} ({_reason(last)})")

    async def _addresses(self, host: str, port: int) -> list[str]:
        if (address := self._resolve.get(host.rstrip("."))) is not None:
            return [address]
        loop = asyncio.get_running_loop()
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        try:
            found = await loop.run_in_executor(self._look_ups, look_up)
        except (OSError, UnicodeError):
            raise UnknownHost(f"the host name {host} does not resolve") from None
        unique = dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found)
        return list(unique)[:_ADDRESSES_TRIED]


def _reason(error: BaseException | None) -> str:
    """The operating system's word for why connecting failed."""
    while error is not None:
        if isinstance(error, OSError) and error.errno:
            return os.strerror(error.errno).lower()
        inner = error.args[0] if error.args else None
        error = error.__cause__ or (inner if isinstance(inner, BaseException) else None)
    return "no way to the host"
