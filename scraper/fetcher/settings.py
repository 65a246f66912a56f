"""What can be set about fetching, with values that are polite and safe as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from scraper import __version__
from scraper.hostnames import ascii_host

_DAY = 86_400.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Settings of all fetching; one object for a whole run."""

    contact: str | None = None  # mail or web address of whoever answers for the robot
    user_agent: str | None = None  # whole User-Agent header; None: "scraper/VERSION (+contact)"
    accept_language: str | None = None  # Accept-Language header; None: not sent
    robots: bool = True  # obey robots.txt

    delay: float = 1.0  # seconds from the end of one request to a host to the start of the next
    max_delay: float = 120.0  # seconds; the slow-down of a struggling host stops here
    max_wait: float = 120.0  # seconds to wait for a host's turn; longer: error "later"
    per_host: int = 1  # requests to one host at the same time
    concurrency: int = 32  # requests at the same time, all hosts together
    daily_budget: int = 10_000  # requests to one host in one UTC day

    connect_timeout: float = 10.0  # seconds until connected, name look-up and TLS included
    read_timeout: float = 20.0  # seconds without a byte
    total_timeout: float = 60.0  # seconds for one request from connecting to the last byte
    max_redirects: int = 8
    max_header_bytes: int = 64 * 1024  # names and values of one answer's headers
    max_wire_bytes: int = 8 * 1024 * 1024  # body as transferred
    max_body_bytes: int = 20 * 1024 * 1024  # body after decompression
    max_document_bytes: int = 60 * 1024 * 1024  # a feed or sitemap, before and after decompression
    run_requests: int = 100_000  # requests of one run; beyond: error "later"
    run_bytes: int = 4 * 1024**3  # bytes of bodies, as transferred, of one run; likewise
    attempts: int = 2  # tries of one request where trying again at once can help

    allow: frozenset[str] = (
        frozenset()
    )  # "host" or "host:port" that may be inside a private network
    ports: frozenset[int] = frozenset({80, 443})  # ports of all other hosts
    resolve: Mapping[str, str] = field(default_factory=dict)  # host -> IP address, instead of DNS
    ca_file: str | None = None  # PEM file of certificate authorities; None: the usual ones
    proxy: str | None = None  # "http://host:port" for all requests; None: direct
    render_timeout: float = (
        30.0  # seconds for the scripts of one page, where a source asks for them
    )
    browser: str | None = None  # path of Chromium; None: found by itself
    record: str | None = None  # folder in which all exchanges are kept; None: none

    def __post_init__(self) -> None:
        """ValueError, naming the setting, for a value that cannot be used.

        Hosts become what DNS knows them as.
        """
        for name in (
            "max_delay",
            "max_wait",
            "connect_timeout",
            "read_timeout",
            "total_timeout",
            "render_timeout",
        ):
            if not 0 < getattr(self, name) < 1e9:
                raise ValueError(f"{name} must be a number of seconds above 0")
        for name in (
            *("per_host", "concurrency", "daily_budget", "attempts"),
            *("max_header_bytes", "max_wire_bytes", "max_body_bytes", "max_document_bytes"),
            *("run_requests", "run_bytes"),
        ):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more")
        if not 0 <= self.delay <= _DAY or self.max_delay > _DAY:
            raise ValueError("delay must be a number of seconds from 0 to a day, max_delay too")
        if not 0 <= self.max_redirects <= 100:
            raise ValueError("max_redirects must be a number from 0 to 100")
        for name in ("contact", "user_agent", "accept_language"):
            value = getattr(self, name)
            if value is not None and not (
                value.strip() and value.isascii() and value.isprintable()
            ):
                raise ValueError(f"{name} must be printable ASCII text")
        if not self.ports or not all(0 < port < 65536 for port in self.ports):
            raise ValueError("ports must be numbers from 1 to 65535")
        for entry in self.allow:
            if entry != entry.strip().lower() or "/" in entry or not entry:
                raise ValueError(f'allow holds "{entry}"; write "host" or "host:port", lower case')
        for host, address in self.resolve.items():
            if host != host.lower():
                raise ValueError(f'resolve holds "{host}"; write it in lower case')
            try:
                ip_address(address)
            except ValueError:
                raise ValueError(
                    f'resolve says "{address}" for {host}; write an IP address'
                ) from None
        object.__setattr__(self, "allow", frozenset(map(ascii_host, self.allow)))
        if not all(map(str.isascii, self.resolve)):
            resolve = {ascii_host(host): address for host, address in self.resolve.items()}
            object.__setattr__(self, "resolve", resolve)

    @property
    def agent(self) -> str:
        """The User-Agent header."""
        if self.user_agent:
            return self.user_agent
        contact = f" (+{self.contact})" if self.contact else ""
        return f"scraper/{__version__}{contact}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSettings:
    """What one source needs beyond FetchSettings."""

    url: str  # address of the source; `headers` and `cookies` are sent to its host and to no other
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = None  # "http://host:port"; None: as FetchSettings.proxy
    delay: float | None = (
        None  # seconds between two requests to the host; None: FetchSettings.delay
    )
    render: bool = False  # fetch articles through a headless browser
