"""Times of day beside a date: "14:05 Uhr", "2:05 p.m. EDT", "14 h 05", "午後2時5分"."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta, timezone

CLOCK = (
    r"(?:(?P<part>오전|오후|上午|下午|晚上|午前|午後)\s?)?(?P<hour>[01]?\d|2[0-3])"
    r"(?:(?:[:.]|\s?h\s?)(?P<minute>[0-5]\d)(?!\.\d|\s?min)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"|\s?[時时點点시](?:\s?(?P<minutes>[0-5]?\d)\s?[分분])?|(?=\s?[ap]\.?\s?m\b|\s?uhr\b))"
    r"(?:\s*(?:(?P<half>[ap])\.?\s?m\b\.?|(?P<side>[مص](?!\w)|مساء|صباح)))?"
    r"(?:\s*(?:uhr|h|hrs)\b)?"
    r"(?:\s*\(?(?P<zone>(?:gmt|utc)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|[a-z]{1,4}\b|мск\b))?"
)
_AT = (
    "at um à alle ore kl klo klokken kello a\\s+las às om o\\s+godz godz g v в o о ob saat pukul "
    "jam lúc ora u у στις בשעה الساعة เวลา"
)
_BEFORE = (
    r"(?<![\d:+-])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*(?P<zone>[a-z]{1,4})\b)?"
    r"[\s,;|·•–—-]{0,4}(?:on\s+)?(?:[a-z]{3,9},\s*|(?:WEEKDAY)\s+)?$"
)
_AFTER = (  # "г.": of the year; "d.": day
    r"[\s,;|·•–—\-/(@.،]{0,5}(?:(?:г|р|r|d|года|року)\b\.?,?\s*)?"
    r"(?:(?:(?:WEEKDAY)\b|[(（][月火水木金土日一二三四五六][)）]|\w(?:曜日|요일)|(?:星期|周)\w),?\s*)?"
    rf"(?:(?:{'|'.join(_AT.split())})\.?:?\s+)?[|\s·•–—-]{{0,3}}"
) + CLOCK
_AFTERNOON = frozenset("오후 下午 晚上 午後".split())
_MOST = timedelta(hours=14)  # that a zone is away from Greenwich


def patterns(weekdays: Collection[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What matches a time right before a date, and right after one; `weekdays`: their names."""
    names = "|".join(re.escape(name) for name in sorted(weekdays, key=len, reverse=True))
    before, after = (
        re.compile(pattern.replace("WEEKDAY", names), re.IGNORECASE)
        for pattern in (_BEFORE, _AFTER)
    )
    return before, after


def at(day: date, match: re.Match[str] | None, zones: Mapping[str, float]) -> date:
    """The moment on a day that a match of CLOCK says; the day itself where it says none.

    `zones`: hours east of Greenwich by abbreviation, in lower case.
    """
    if match is None or match["hour"] is None:
        return day
    said = match.groupdict()
    hour = int(said["hour"])
    half = (said["half"] or said.get("side") or "").lower()
    if half and not 1 <= hour <= 12:
        return day
    part = said.get("part")
    afternoon = half[:1] in ("p", "م") or part in _AFTERNOON
    if hour < 12 and afternoon:
        hour += 12
    elif hour == 12 and (half or part) and not afternoon:
        hour = 0
    minute, second = said["minute"] or said.get("minutes") or 0, said["second"] or 0
    zone = timezone_of(said["zone"] or "", zones)
    return datetime(day.year, day.month, day.day, hour, int(minute), int(second), tzinfo=zone)


def timezone_of(name: str, zones: Mapping[str, float]) -> timezone | None:
    """The zone that "+02:00", "GMT+7" or "CEST" names; None: nobody knows which."""
    name = name.lower()
    offset = name.removeprefix("gmt").removeprefix("utc").strip()
    if offset[:1] in ("+", "-"):
        digits = offset[1:].replace(":", "")
        size = 2 if len(digits) != 3 else 1
        away = timedelta(hours=int(digits[:size]), minutes=int(digits[size:] or 0))
        return timezone(-away if offset[0] == "-" else away) if away <= _MOST else None
    return timezone(timedelta(hours=zones[name])) if name in zones else None
