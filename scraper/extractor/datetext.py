"""Finds dates in text: machine-readable ones, and those people write, in more than 30 languages."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from scraper.extractor import calendars, clocktext
from scraper.extractor.calendars import EARLIEST, ERAS, LATEST, SOLAR_HIJRI
from scraper.extractor.clocktext import CLOCK

LONGEST_MONTH = 30  # characters of a month's name, and more


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
    own = tables.get(language or "en")
    words = [
        (name.replace("-", " "), number)
        for table in (own, *tables.values())
        for number, names in enumerate(table or (), 1)
        for name in names.split()
    ]
    found: dict[str, int] = {}
    for name, number in (*words, *((_plain(name), number) for name, number in words)):
        found.setdefault(name, number)
    return found


def _plain(name: str) -> str:
    """A month's name as capitals write it in Greek and Turkish, without accents."""
    return STRESS.sub("", unicodedata.normalize("NFD", name)).replace("ı", "i")


def _month(name: str, months: dict[str, int]) -> int | None:
    name = name.lower().rstrip(".")
    return months.get(name) or months.get(_plain(name))


@cache
def _vietnamese() -> re.Pattern[str]:
    """ "4 tháng 6, 2025", "Tháng Sáu 4, 2025"."""
    names = [name for month in vocabulary()["vietnamese"]["months"] for name in month.split()]
    words = "|".join(name.replace("-", " ") for name in sorted(names, key=len, reverse=True))
    month = rf"(?:(?:tháng|thg\.?)\s+|th(?=\d))(?P<month{{}}>\d{{{{1,2}}}}|(?:{words})\b)"
    return re.compile(
        rf"(?:(?P<day>\d(?<!\d\d)\d?),?\s+{month.format('')},?"
        rf"|{month.format('_first')}\s+(?P<day_last>\d{{1,2}}),?)\s+(?:năm\s+)?(?P<year>20\d{{2}})",
        re.IGNORECASE,
    )


@cache
def _zones() -> dict[str, float]:
    return dict(vocabulary()["zones"])


@cache
def _beside() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What matches a time right before a date, and right after one."""
    return clocktext.patterns(vocabulary()["words"]["weekdays"].split())


def _at(day: date, match: re.Match[str] | None) -> date:
    return clocktext.at(day, match, _zones())


ISO = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})-(?P<month>0?[1-9]|1[0-2])-(?P<day>[0-3]\d|\d(?!\d))"
    r"(?:(?:[Tt_]|\s+(?:um\s+|at\s+)?|,\s*)" + CLOCK + ")?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"^((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?:T?(\d{2})(\d{2})(\d{2})?)?")
NUMERIC = re.compile(
    r"(?<![\d.,/-])(?P<one>\d{1,2})\s?(?P<mark>[./|-])\s?(?P<two>\d{1,2})\s?(?P=mark)\s?"
    r"(?P<year>(?:19|20)\d{2}(?:(?![\d/]|[.,]\d)|(?=\d\d?[.:/-]))|\d{2}(?![\d/]|[.,:]\d))"
)
YEAR_FIRST = re.compile(
    rf"(?<![\d.,/-])(?P<year>(?:19|20)\d{{2}}|{SOLAR_HIJRI})"
    r"\s?[./]\s?(?P<month>0?[1-9]|1[0-2])\s?[./]\s?(?P<day>[0-3]?\d)(?![\d/]|[.,]\d)"
)
EAST_ASIA = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})|(?P<era>令和|平成|民國|民国)(?P<count>\d{1,3}|元))\s?[年년]\s?"
    r"(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]?"
)
EAST_ASIA_YEAR_LAST = re.compile(  # "6月 4, 2025": English order where months have numbers
    r"(?<!\d)(?:(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})日?"
    r"|(?P<early>\d{1,2})\s(?P<later>\d{1,2})\s?[月월]),?\s(?P<year>20\d{2})(?!\d)"
)
MARKS = r"\u0300-\u036f\u064b-\u0652\u0900-\u0963\u0980-\u0dff\u0e31-\u0e4e"
YEAR_ENDS = r"(?!\d(?!\d?:\d\d))"  # "June 4, 20252:05 PM", where an element ends behind the year
# A letter, the rest of its word with the marks that Indic and Thai words are written with, a dot
# ("ม.ค"), the second word of an Arabic month.
MONTH = (
    rf"(?P<name>[^\W\d_]{{}}[^\W\d_]*+(?:[{MARKS}]++[^\W\d_]*+)*+(?:\.[^\W\d_])?"
    r"(?:\sال(?:أول|اول|ثاني))?)"
)
DAY_FIRST = re.compile(
    r"(?P<day>\d(?:(?<![\d:.,]\d)|(?<=[^\W\d_]\s(?:19|20)\d{3}))\d?)"  # "4. Juni 20259. Juni 2025"
    r"(?:st|nd|rd|th|er|re|º|ª|°)?\.?(?:\s*-\s*(?:го|a|an|e)\b)?"
    r"(?:\s+|-|/|(?<=\.))(?:(?:de|of|di)\s+|d['’])?"
    + MONTH.format("")
    + r"(?:\s?/\s?[ء-ي]+)?\.?[,،]?"
    r"(?:\s+|-|/|,|(?<=\.))(?:(?:de|del|of|พ\.ศ\.)\s+)?"
    r"(?P<year>(?:19|20|25)\d{2}|" + SOLAR_HIJRI + r"|['’]\d{2}|(?<=[ก-๎.]\s)\d\d(?![\d:.]))"
    r"(?!\d(?!\d?(?:\.?\s[^\W\d_]|:\d\d)))",
    re.IGNORECASE,
)
MONTH_FIRST = re.compile(
    MONTH.format(r"(?<![^\W\d_]{2})") + r"\.?(?:\s+|-|/)(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[,،]?"
    r"(?:\s+|-|/|,)(?:(?:at|@|,|del?\b)\s*)?(?P<year>(?:19|20)\d{2}|['’]\d{2})" + YEAR_ENDS,
    re.IGNORECASE,
)
YEAR_WORD_DAY = re.compile(  # Hungarian, Lithuanian, Latvian, Basque, Kazakh, Uzbek
    r"(?P<year>\d(?<!\d\d)(?:(?<=1)9|(?<=2)0)\d{2})(?:\.|e?ko|(?P<said>-yil|\s+жылғы))?\s+"
    r"(?:(?:m|gada)\.?\s+)?(?:(?P<early>\d{1,2})(?(said)(?:\s+|-)|\.\s+))?"
    + MONTH.format("")
    + r"\.?(?:\s+|-)?(?P<day>\d{1,2})?(?!\d)",
    re.IGNORECASE,
)
MARKED = re.compile(r"\d\s?[./|-]\s?\d")
DIGIT = re.compile(r"[0-9]")
THAI = re.compile(r"[ก-๎]")
STRESS = re.compile(r"[\u0300-\u036f]")
C_TIME = re.compile(  # "Wed Jun 04 14:05:00 UTC 2025", as C and Java write it
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) (?:([A-Z]{3,4}|[+-]\d{4}) )?(\d{4})"
)
NATIVE_DIGIT = re.compile(r"[^\D0-9]")  # of another script


def parse_iso(value: str) -> date | None:
    """A machine-readable date as metadata writes it; None: `value` is none.

    Reads ISO 8601 with or without time and zone, compact digits, and Unix time in seconds or
    milliseconds; what people write instead is left to `find`.
    """
    value = value.strip()
    try:
        if value[8:9] == "T" or (len(value) >= 19 and value[10] in "T "):
            moment = datetime.fromisoformat(value)
            return moment if EARLIEST <= moment.year <= LATEST else None
        if len(value) == 10 and value[4] == "-":
            day = date.fromisoformat(value)
            return day if EARLIEST <= day.year <= LATEST else None
    except ValueError:
        pass
    if value.isdecimal() and len(value) in (10, 13) and value[0] in "1":
        return datetime.fromtimestamp(int(value[:10]), tz=UTC)
    if match := ISO.match(value):
        day_only = calendars.day(int(match["year"]), int(match["month"]), int(match["day"]))
        return None if day_only is None else _at(day_only, match)
    if match := COMPACT.match(value):
        day_only = calendars.day(int(match[1]), int(match[2]), int(match[3]))
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
        several = find(C_TIME.sub(r"\1 \2, \5 \3 \4", value), language, month_first)
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
    earlier, later = _beside()

    def add(match: re.Match[str], day: date | None) -> None:
        if day is None or any(f.start < match.end() and match.start() < f.end for f in found):
            return
        last = match.end()
        after = later.match(text, last)
        value = _at(day, after)
        if isinstance(value, datetime) and after is not None:
            last = after.end()
        elif (
            before := earlier.search(text[max(0, match.start() - 40) : match.start()])
        ) is not None:
            value = _at(day, before)
        found.append(Found(value, match.start(), last))

    for match in ISO.finditer(text) if "-" in text else ():
        day = calendars.day(int(match["year"]), int(match["month"]), int(match["day"]))
        if day is not None:
            value = _at(day, match)
            if isinstance(value, datetime):
                found.append(Found(value, match.start(), match.end()))
            else:
                add(match, day)
    for pattern in (DAY_FIRST, MONTH_FIRST):
        for match in pattern.finditer(text, begin, end):
            if month := _month(match["name"], months):
                year = int(match["year"].lstrip("'’"))
                if year < 100 and THAI.match(match["name"]):
                    year += 2500
                add(match, calendars.day(year, month, int(match["day"])))
    if "年" in text or "년" in text:
        for match in EAST_ASIA.finditer(text):
            year = _east_asian_year(match)
            add(match, calendars.day(year, int(match["month"]), int(match["day"])))
    elif "月" in text or "월" in text:
        for match in EAST_ASIA_YEAR_LAST.finditer(text):
            named, number = match["month"] or match["later"], match["day"] or match["early"]
            add(match, calendars.day(int(match["year"]), int(named), int(number)))
    if MARKED.search(text):
        for match in YEAR_FIRST.finditer(text):
            add(match, calendars.day(int(match["year"]), int(match["month"]), int(match["day"])))
        for match in NUMERIC.finditer(text):
            add(match, _numeric(match, language, month_first))
    if not found:
        for match in YEAR_WORD_DAY.finditer(text):
            month = _month(match["name"], months)
            number = match["day"] or match["early"]
            if month and number:
                add(match, calendars.day(int(match["year"]), month, int(number)))
        for match in _vietnamese().finditer(text) if "Th" in text or "th" in text else ():
            add(match, _vietnamese_day(match))
    found.sort(key=lambda f: f.start)
    return found


def _east_asian_year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    return ERAS[match["era"]] + (1 if match["count"] == "元" else int(match["count"]))


def _vietnamese_day(match: re.Match[str]) -> date | None:
    name = (match["month"] or match["month_first"]).lower().replace(" ", "-")
    names = [month.split() for month in vocabulary()["vietnamese"]["months"]]
    month = next((n for n, words in enumerate(names, 1) if name.lstrip("0") in words), 0)
    return calendars.day(int(match["year"]), month, int(match["day"] or match["day_last"]))


def _numeric(match: re.Match[str], language: str | None, month_first: bool | None) -> date | None:
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    if len(match["year"]) == 2 and match["mark"] == "-":
        return None  # 12-11-24 is rarely a date
    if month_first is None or (match["mark"] == "." and language != "en"):
        month_first = False
    if month_first and one > 12 >= two:
        month_first = False
    elif not month_first and two > 12 >= one:
        month_first = True
    return calendars.day(year, one, two) if month_first else calendars.day(year, two, one)
