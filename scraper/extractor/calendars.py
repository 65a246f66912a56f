"""Years, months and days of the calendars that pages are dated in, as days of the common one."""

from __future__ import annotations

from datetime import date

EARLIEST = 1990  # the web has no older article; smaller years are numbers, not dates
LATEST = 2099  # some systems write the end of their calendar for want of a date
ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}  # the year before the first
SOLAR_HIJRI = r"1(?:3[789]|4[0-7])\d"  # years as Iran and Afghanistan write them, 1991 and later
_SOLAR_HIJRI_YEARS = range(1370, 1480)
_SOLAR_HIJRI_BEGINS = 226_894  # ordinal of the day before the calendar's first


def day(year: int, month: int, day: int) -> date | None:
    """The day so written; None: there is none, or the web is not of that age.

    Years are of the common era (of two digits, too), the Buddhist one or the solar Hijri calendar.
    """
    if year in _SOLAR_HIJRI_YEARS:
        return _solar_hijri(year, month, day)
    if year > 2400:
        year -= 543
    elif year < 100:
        year += 2000 if year < 70 else 1900
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _solar_hijri(year: int, month: int, day: int) -> date | None:
    """By the 33-year cycle of leap years, which is the calendar's own until 2124."""
    if not (1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    before = 365 * (year - 1) + (8 * year + 21) // 33 + 31 * (month - 1) - max(0, month - 7)
    return date.fromordinal(_SOLAR_HIJRI_BEGINS + before + day)
