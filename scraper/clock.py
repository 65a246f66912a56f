"""The time, from one place: a run can be given another clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from scraper.errors import ScraperError

Clock = Callable[[], datetime]  # says the time, in UTC

_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # before this program was written


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def check(now: datetime) -> None:
    """ScraperError for a clock that was never set: all dates it writes would be wrong."""
    if now < _EARLIEST:
        raise ScraperError(
            f"the clock says {now:%Y-%m-%d}, before this program was written; set it first"
        )
