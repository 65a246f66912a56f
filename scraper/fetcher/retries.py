"""When a failed fetch is tried again: decisions over plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from scraper.errors import FetchError
from scraper.fetcher.errors import Later, Throttled

# First wait where the server names a time: seldom longer than that, and doubling all the same, or
# all tries would be made in one bad hour of the host.
_SOON = timedelta(minutes=5)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Pause:
    """How long a page is left alone after a failure."""

    first: timedelta  # after the first failure; doubles with every further one in a row
    last: timedelta = _WEEK  # never longer
    tries: int = 12  # failures in a row after which it is given up


_PAUSES: dict[str, _Pause | None] = {  # by FetchError.kind; None: never again
    "url": None,
    "gone": None,
    "not-html": None,
    "too-large": None,
    "address": _Pause(_WEEK, tries=4),
    "robots": _Pause(_WEEK),
    "status": _Pause(_DAY),
    "redirect": _Pause(_DAY),
    "encoding": _Pause(_DAY),
    "empty": _Pause(_DAY),
    "tls": _Pause(_DAY),
    "dns": _Pause(_HOUR),
    "refused": _Pause(_HOUR),
    "timeout": _Pause(_HOUR),
    "broken": _Pause(_HOUR),
    "server": _Pause(_HOUR),
    "throttled": _Pause(_HOUR),
    "render": _Pause(_HOUR),
    "outage": _Pause(_HOUR),
    "soft-404": _Pause(_WEEK, tries=3),
    "captcha": _Pause(_DAY),
    "consent": _Pause(_DAY),
    "paywall": _Pause(_WEEK, tries=4),
    "javascript": _Pause(_WEEK, tries=4),
}
_OTHERWISE = _Pause(_DAY)


def retry_at(error: FetchError, failures: int, now: datetime, luck: float) -> datetime | None:
    """When to ask again for a page after `error`; None: never.

    `failures`: failures of this page in a row, this one included.  `luck`, from 0 to 1, spreads
    the moment by a tenth, so that what failed together does not come back together.
    """
    if isinstance(error, Later):
        return error.not_before
    pause = _PAUSES.get(error.kind, _OTHERWISE)
    if pause is None or failures >= pause.tries:
        return None
    asked_for = error.not_before if isinstance(error, Throttled) else None
    first = pause.first if asked_for is None else _SOON
    wait = min(first * 2.0 ** min(failures - 1, 20), pause.last) * (0.95 + 0.1 * luck)
    return max(now + wait, asked_for or now)
