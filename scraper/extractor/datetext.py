"""Finds dates in text: machine-readable ones, and those people write, in more than 30 languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

LONGEST_MONTH = 30  # characters of a month's name, and more
EARLIEST = 1990  # the web has no older article; smaller years are numbers, not dates


@dataclass(frozen=True, slots=True)
class Found:
    """One date in a text."""

    value: date  # a datetime where the text gives a time
    start: int  # of the date in the text
    end: int


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """The word lists of words/dates.toml."""
    raw = files("scraper.extractor").joinpath("words/dates.toml").read_bytes()
    return tomllib.loads(raw.decode())


@cache
def _months(language: str | None) -> dict[str, int]:
    """Month words of all languages; those of `language` win where two languages disagree."""
    tables = vocabulary()["months"]
    found: dict[str, int] = {}
    own = tables.get(language or "en")
    for table in (own, *tables.values()):
        for number, names in enumerate(table or (), 1):
            for name in names.split():
                found.setdefault(name.replace("-", " "), number)
    return found


@cache
def _zones() -> dict[str, int]:
    return dict(vocabulary()["zones"])


CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])[:.hH](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
    r"(?:\s*(?:uhr|h|hrs)\b)?"
    r"(?:\s*\(?(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,4}\b))?"
)
ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<month>0?[1-9]|1[0-2])-(?P<day>[0-3]\d|\d(?!\d))"
    r"(?:(?:[Tt_]|\s+(?:um\s+|at\s+)?|,\s*)" + CLOCK + ")?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?:T?(\d{2})(\d{2})(\d{2})?)?")
NUMERIC = re.compile(
    r"(?<![\d.,/-])(?P<one>\d{1,2})\s?(?P<mark>[./|-])\s?(?P<two>\d{1,2})\s?(?P=mark)\s?"
    r"(?P<year>(?:19|20)\d{2}(?:(?![\d/]|[.,]\d)|(?=\d\d?[./-]))|\d{2}(?![\d/]|[.,:]\d))"
)
YEAR_FIRST = re.compile(
    r"(?<![\d.,/-])(?P<year>(?:19|20)\d{2})\s?[./]\s?(?P<month>0?[1-9]|1[0-2])\s?[./]\s?"
    r"(?P<day>[0-3]?\d)(?![\d/]|[.,]\d)"
)
EAST_ASIA = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})|(?:令和|平成)(?P<era>\d{1,2}|元))\s?[年년]\s?"
    r"(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]?"
)
VIETNAMESE = re.compile(
    r"(?P<day>\d(?<!\d\d)\d?)\s+tháng\s+(?P<month>\d{1,2}),?\s+(?:năm\s+)?(?P<year>20\d{2})", re.I
)
MARKS = r"\u0300-\u036f\u093c-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09d7\u0e31-\u0e4e"
# A letter, the rest of its word with the marks that Indic and Thai words are written with, a dot.
MONTH = rf"(?P<name>[^\W\d_]{{}}[^\W\d_]*+(?:[{MARKS}]++[^\W\d_]*+)*+(?:\.[^\W\d_])?)"
DAY_FIRST = re.compile(
    r"(?P<day>\d(?:(?<![\d:.,]\d)|(?<=[^\W\d_]\s(?:19|20)\d{3}))\d?)"  # "4. Juni 20259. Juni 2025"
    r"(?:st|nd|rd|th|er|re|º|ª|°)?\.?(?:\s*-\s*(?:го|a|an|e)\b)?"
    r"(?:\s+|-|/|(?<=\.))(?:(?:de|of|di)\s+|d['’])?" + MONTH.format("") + r"\.?,?"
    r"(?:\s+|-|/|,)(?:(?:de|del|of|พ\.ศ\.)\s+)?(?P<year>(?:19|20|25)\d{2}|['’]\d{2})(?!\d(?!\d?\.?\s[^\W\d_]))",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    MONTH.format(r"(?<![^\W\d_]{2})") + r"\.?(?:\s+|-|/)(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?,?"
    r"(?:\s+|-|/|,)(?:(?:at|@|,)\s*)?(?P<year>(?:19|20)\d{2})(?!\d)",
    re.IGNORECASE,
)
YEAR_WORD_DAY = re.compile(  # Hungarian, Lithuanian, Latvian
    r"(?P<year>\d(?<!\d\d)(?:(?<=1)9|(?<=2)0)\d{2})\.?\s+(?:(?:m|gada)\.?\s+)?(?:(?P<early>\d{1,2})\.\s+)?"
    + MONTH.format("")
    + r"\.?(?:\s+|-)?(?P<day>\d{1,2})?(?!\d)",
    re.IGNORECASE,
)
AFTER = re.compile(
    r"[\s,;|·•–—\-/(@]{0,4}(?:(?:at|um|à|alle|ore|kl|klo|kello|a las|às|om|o godz|godz|g|v|в|o|ob"
    r"|saat|pukul|jam|lúc|ora|u|στις)\.?:?\s+)?[|\s·•–—-]{0,3}" + CLOCK,
    re.IGNORECASE,
)
BEFORE = re.compile(  # "19:53, 2 February 2025"
    r"(?<![\d:+-])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*(?P<zone>[A-Za-z]{1,4})\b)?"
    r"[\s,;|·•–—-]{0,4}(?:on\s+)?(?:[A-Za-z]{3,9},\s*)?$",
    re.IGNORECASE,
)


MARKED = re.compile(r"\d\s?[./|-]\s?\d")
DIGIT = re.compile(r"[0-9]")
NATIVE_DIGIT = re.compile(r"[^\D0-9]")  # of another script


def _day(year: int, month: int, day: int) -> date | None:
    if year > 2400:  # Buddhist era
        year -= 543
    elif year < 100:
        year += 2000 if year < 70 else 1900
    if not EARLIEST <= year <= 2099:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_clock(day: date, match: re.Match[str] | None) -> date:
    if match is None or match["hour"] is None:
        return day
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return day
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    zone = (match["zone"] or "").lower()
    offset: timezone | None = None
    if zone[:1] in ("+", "-"):
        digits = zone[1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        if minutes <= 14 * 60:
            offset = timezone((1 if zone[0] == "+" else -1) * timedelta(minutes=minutes))
    elif zone in _zones():
        offset = timezone(timedelta(hours=_zones()[zone]))
    second = int(match["second"] or 0)
    return datetime(day.year, day.month, day.day, hour, int(match["minute"]), second, tzinfo=offset)


def parse_iso(value: str) -> date | None:
    """A machine-readable date as metadata writes it; None: `value` is none.

    Reads ISO 8601 with or without time and zone, compact digits, and Unix time in seconds or
    milliseconds; what people write instead is left to `find`.
    """
    value = value.strip()
    try:
        if len(value) >= 19 and value[10] in "T ":
            moment = datetime.fromisoformat(value)
            return moment if moment.year >= EARLIEST else None
        if len(value) == 10 and value[4] == "-":
            day = date.fromisoformat(value)
            return day if day.year >= EARLIEST else None
    except ValueError:
        pass
    if value.isdecimal() and len(value) in (10, 13) and value[0] in "1":
        return datetime.fromtimestamp(int(value[:10]), tz=UTC)
    if match := ISO.match(value):
        day_only = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        return None if day_only is None else _with_clock(day_only, match)
    if match := COMPACT.match(value):
        day_only = _day(int(match[1]), int(match[2]), int(match[3]))
        if day_only and match[4] and int(match[4]) < 24 and int(match[5]) < 60:
            return datetime(
                day_only.year, day_only.month, day_only.day, int(match[4]), int(match[5])
            )
        return day_only
    return None


def parse(value: str, language: str | None = None, month_first: bool | None = None) -> date | None:
    """The date that a short string says, machine-readable or as people write it; None: none."""
    if len(value) > 200:
        return None
    found = parse_iso(value)
    if found is None:
        several = find(value, language, month_first)
        found = several[0].value if several else None
    return found


def find(text: str, language: str | None = None, month_first: bool | None = None) -> list[Found]:
    """All dates with day, month and year in `text`, in order.

    `language` (ISO 639-1) settles month words that two languages share; `month_first` says how
    3/4/2025 is read (True: March; None: by language, month first only for American English,
    which `en` alone is not).
    """
    if not text.isascii():
        text = NATIVE_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    digits = [match.start() for match in DIGIT.finditer(text)]
    if len(digits) < 3:
        return []
    begin, end = max(0, digits[0] - LONGEST_MONTH), digits[-1] + 1  # where a date may stand
    found: list[Found] = []
    months = _months(language)

    def add(match: re.Match[str], day: date | None) -> None:
        if day is None or any(f.start < match.end() and match.start() < f.end for f in found):
            return
        last = match.end()
        after = AFTER.match(text, last)
        value = _with_clock(day, after)
        if isinstance(value, datetime) and after is not None:
            last = after.end()
        elif (
            before := BEFORE.search(text[max(0, match.start() - 40) : match.start()])
        ) is not None:
            value = _with_clock(day, before)
        found.append(Found(value, match.start(), last))

    for match in ISO.finditer(text) if "-" in text else ():
        day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
        if day is not None:
            value = _with_clock(day, match)
            if isinstance(value, datetime):
                found.append(Found(value, match.start(), match.end()))
            else:
                add(match, day)
    for pattern in (DAY_FIRST, MONTH_FIRST):
        for match in pattern.finditer(text, begin, end):
            if month := months.get(match["name"].lower().rstrip(".")):
                add(match, _day(int(match["year"].lstrip("'’")), month, int(match["day"])))
    if "年" in text or "년" in text:
        for match in EAST_ASIA.finditer(text):
            add(match, _day(_east_asian_year(match), int(match["month"]), int(match["day"])))
    if MARKED.search(text):
        for match in YEAR_FIRST.finditer(text):
            add(match, _day(int(match["year"]), int(match["month"]), int(match["day"])))
        for match in NUMERIC.finditer(text):
            add(match, _numeric(match, language, month_first))
    if not found:
        for match in YEAR_WORD_DAY.finditer(text):
            month = months.get(match["name"].lower())
            number = match["day"] or match["early"]
            if month and number:
                add(match, _day(int(match["year"]), month, int(number)))
        for match in VIETNAMESE.finditer(text):
            add(match, _day(int(match["year"]), int(match["month"]), int(match["day"])))
    found.sort(key=lambda f: f.start)
    return found


def _east_asian_year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    years = 1 if match["era"] == "元" else int(match["era"])
    return years + (2018 if match[0].startswith("令和") else 1988)


def _numeric(match: re.Match[str], language: str | None, month_first: bool | None) -> date | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if len(match["year"]) == 2 and match["mark"] == "-":
        return None  # 12-11-24 is rarely a date
    if match["mark"] == "." or month_first is None:
        month_first = False
    if month_first and one > 12 >= two:
        month_first = False
    elif not month_first and two > 12 >= one:
        month_first = True
    return _day(year, one, two) if month_first else _day(year, two, one)
