"""Dates said by how long ago they are: "3 hours ago", "vor zwei Tagen"; words/relative.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.resources import files

from scraper.extractor.metadata import Choice, Page

LINE = 60  # characters of a block that may be a date line
SHORT = 30  # characters of one that says no more than "yesterday, 18:20"
ABOVE, BELOW = 4, 12  # blocks before and after the headline that are read
LONGEST = timedelta(days=45)  # what is said of longer ago is too vague for a day
ROLES = frozenset(("byline", "meta", "other", "share"))
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class _Words:
    ago: re.Pattern[str]  # groups: number and unit
    units: dict[str, timedelta]
    days: dict[str, int]  # "yesterday" -> 1


def moment(headers: Mapping[str, str] | None) -> datetime | None:
    """When a response was made: its Date (RFC 9110, 6.6.1), names in lower case; None: not said."""
    try:
        return parsedate_to_datetime((headers or {}).get("date", ""))
    except ValueError:
        return None


def choose(page: Page) -> Choice[date | None]:
    """The day, in UTC, that the lines around the headline say by how long ago it was.

    Nothing where nobody knows when the page was fetched.
    """
    words, fetched = _words().get(page.language or ""), page.document.fetched
    if fetched is None or words is None or page.headline < 0:
        return Choice(None)
    blocks = page.document.blocks
    for block in blocks[max(0, page.headline - ABOVE) : page.headline + BELOW]:
        if block.role in ROLES and len(block.text) <= LINE:
            back = _back(block.text.casefold(), words)
            if back is not None:
                return Choice((fetched - back).date(), "page", 0.5)
    return Choice(None)


def _back(text: str, words: _Words) -> timedelta | None:
    """How long ago a line says that something was; None: it does not say."""
    found = words.ago.search(text)
    if found is not None:
        *number, unit = (group for group in found.groups() if group is not None)
        back = (int(number[0]) if number and number[0].isdecimal() else 1) * words.units[unit]
        return back if back <= LONGEST else None
    for word, days in words.days.items() if len(text) <= SHORT else ():
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
            return timedelta(days=days)
    return None


@cache
def _words() -> dict[str, _Words]:
    """By language."""
    raw = files("scraper.extractor").joinpath("words/relative.toml").read_text(encoding="utf-8")
    return {language: _of(table) for language, table in tomllib.loads(raw).items()}


def _of(table: dict[str, str]) -> _Words:
    units = {unit: _UNITS[name] for name in _UNITS for unit in _split(table[name])}
    spaced = table.get("spaced") != "no"
    alone = [_split(table[name])[0] for name in _UNITS if spaced]  # "час назад"
    for name in _UNITS:
        for unit in _split(table.get(f"two_{name}s", "")):
            units[unit] = 2 * _UNITS[name]
            alone.append(unit)
    number = rf"(\d{{1,3}}|{_any(_split(table['one']))})" if "one" in table else r"(\d{1,3})"
    end = r"(?!\w)" if spaced else ""
    amount = rf"{number}\s?({_any(units)})\.?{end}"
    if alone:
        amount = rf"(?:{amount}|({_any(alone)}){end})"
    forms = []
    if before := _split(table.get("before", "")):
        forms.append(rf"(?<!\w)(?:{_any(before)})\s+{amount}")
    if after := _split(table.get("after", "")):
        forms.append(rf"(?<!\w){amount}\s?(?:{_any(after)}){end}")
    days = dict.fromkeys(_split(table.get("today", "")), 0)
    days |= dict.fromkeys(_split(table.get("yesterday", "")), 1)
    return _Words(re.compile("|".join(forms)), units, days)


def _split(words: str) -> list[str]:
    return [word.replace("_", " ").casefold() for word in words.split()]


def _any(words: list[str] | dict[str, timedelta]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
