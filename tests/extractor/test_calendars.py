"""Other calendars' days: against days that both calendars are known to share."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.extractor import calendars


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ((1404, 1, 1), date(2025, 3, 21)),  # new year's days before and after leap years
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1395, 12, 30), date(2017, 3, 20)),
        ((1390, 7, 1), date(2011, 9, 23)),
        ((2568, 6, 4), date(2025, 6, 4)),
        ((25, 6, 4), date(2025, 6, 4)),
    ],
)
def test_a_day_is_the_same_in_both_calendars(written: tuple[int, int, int], day: date) -> None:
    assert calendars.day(*written) == day


@pytest.mark.parametrize("written", [(1404, 13, 1), (1404, 7, 31), (2025, 2, 30), (1850, 1, 1)])
def test_days_that_no_calendar_has_are_none(written: tuple[int, int, int]) -> None:
    assert calendars.day(*written) is None
