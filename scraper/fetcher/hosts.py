"""What is remembered of one host, and the decisions drawn from it: when it may be asked next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from scraper.fetcher.settings import FetchSettings

DAY = 86_400.0
_FURTHEST = 2 * DAY  # no decision here reaches further into the future
_FAULTS_TO_OPEN = 5  # failures of the host in a row that open the circuit breaker
_FIRST_PAUSE = 600.0  # seconds the breaker stays open at first; doubles with each further fault
_FIRST_SLOWDOWN = 5.0  # seconds; the least delay after the host has asked for fewer requests
_EASED = 0.1  # seconds; a smaller slow-down is none
_EASING = 0.9  # the slow-down shrinks by this factor with every good answer
_SMOOTHING = 0.25  # weight of the newest latency in the running mean
_LATENCY_SHARE = 1.0  # delay is at least this many latencies: the host is idle half the time


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRecord:
    """One robots.txt as last seen."""

    fetched_at: float  # Unix time
    status: int | None  # HTTP status of the last try; None: no answer at all
    text: str | None = None  # last good copy, "" where there are no rules; None: never had one
    unreachable_since: float | None = None  # Unix time of the first failure; None: reachable


@dataclass(frozen=True, slots=True, kw_only=True)
class HostState:
    """One host as remembered from request to request, and from run to run. Times: Unix time."""

    host: str  # "example.com", or "example.com:8080" where the port is unusual
    next_at: float = 0.0  # nothing may be asked before
    slowdown: float = 0.0  # seconds; delay the host has earned by 429, 503 ...; 0: none
    latency: float = 0.0  # seconds to the first byte, running mean; 0: not known
    faults: int = 0  # failures of the host in a row
    open_until: float = 0.0  # the circuit breaker lets nothing through before
    day: str = ""  # UTC date of `requests`
    requests: int = 0  # requests on `day`
    robots: Mapping[str, RobotsRecord] = field(default_factory=dict)  # by scheme


def delay(
    state: HostState,
    settings: FetchSettings,
    crawl_delay: float | None = None,
    own: float | None = None,
) -> float:
    """Seconds from the end of one request to the start of the next: the longest of what we
    promise, they ask, and they need.

    `own`: what the source is configured with, instead of `settings.delay`.  A delay of 0 switches
    politeness off, but for what the host itself asks for.
    """
    promised = settings.delay if own is None else own
    needed = _LATENCY_SHARE * state.latency if promised > 0 else 0.0
    needed = min(max(needed, state.slowdown), settings.max_delay)
    return max(promised, needed, crawl_delay or 0.0)


def requests_today(state: HostState, now: float) -> int:
    """Requests made to the host on the UTC day of `now`."""
    return state.requests if state.day == _day(now) else 0


def not_before(state: HostState, settings: FetchSettings, now: float) -> tuple[float, str]:
    """When the host may be asked next (Unix time), and what keeps it from being asked now.

    A time further off than two days was written by a clock that has since been set right.
    """
    if requests_today(state, now) >= settings.daily_budget:
        midnight = datetime.fromtimestamp(now, UTC).replace(
            hour=0, minute=0, second=0, microsecond=0
        ) + timedelta(days=1)
        return midnight.timestamp(), f"the daily budget of {settings.daily_budget} requests is used"
    if now < state.open_until <= now + _FURTHEST:
        return state.open_until, f"the host failed {state.faults} times in a row"
    if now < state.next_at <= now + _FURTHEST:
        return state.next_at, "the host is to be left alone"
    return now, ""


def asked(state: HostState, now: float, pause: float) -> HostState:
    """A request starts now; another, beside it, may start `pause` seconds later."""
    return replace(
        state,
        next_at=_later(state.next_at, now, pause),
        day=_day(now),
        requests=requests_today(state, now) + 1,
    )


def done(state: HostState, now: float, pause: float) -> HostState:
    """A request has ended, well or not; the next one may start `pause` seconds later."""
    return replace(state, next_at=_later(state.next_at, now, pause))


def answered(state: HostState, settings: FetchSettings, latency: float | None) -> HostState:
    """The host answered properly after `latency` seconds; None: not to be counted."""
    mean = state.latency
    if latency is not None:
        mean = mean + _SMOOTHING * (latency - mean) if mean else latency
    slowdown = state.slowdown * _EASING
    return replace(
        state,
        latency=mean,
        slowdown=slowdown if slowdown > max(settings.delay, _EASED) else 0.0,
        faults=0,
        open_until=0.0,
    )


def failed(state: HostState, now: float) -> HostState:
    """The host failed: no answer, a broken one, or 5xx."""
    faults = state.faults + 1
    if faults < _FAULTS_TO_OPEN:
        return replace(state, faults=faults)
    pause = min(_FIRST_PAUSE * 2.0 ** min(faults - _FAULTS_TO_OPEN, 20), DAY)
    return replace(state, faults=faults, open_until=now + pause)


def throttled(
    state: HostState, settings: FetchSettings, now: float, until: float | None
) -> HostState:
    """The host asks for fewer requests; `until`: from Retry-After (Unix time), None: not said."""
    slowdown = min(max(2 * delay(state, settings), _FIRST_SLOWDOWN), settings.max_delay)
    wait_until = now + slowdown if until is None else min(until, now + DAY)
    return replace(state, slowdown=slowdown, next_at=max(state.next_at, wait_until))


def _later(known: float, now: float, pause: float) -> float:
    return max(known, now + pause) if known <= now + _FURTHEST else now + pause


def _day(now: float) -> str:
    return datetime.fromtimestamp(now, UTC).date().isoformat()
