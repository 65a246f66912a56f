"""Dates that a page shows, with what their place and the words beside them say of each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from scraper.extractor import datetext
from scraper.extractor.document import TextBlock
from scraper.extractor.metadata import Candidate, Page

HAS_DATE = re.compile(  # in a line, with the rest of it; begins with a set, which makes it fast
    r"[0-9٠-٩۰-۹०-९০-৯๐-๙０-９年년'’](?:(?<=\d)(?:\d{3}|[./]\s?\d{1,2}[./]\s?\d\d"
    r"|\s?[ก-ฮ][ก-๎.]{2,12}\s\d\d\b)|(?<=['’])\d\d\b|"
    r"(?<=[年년]))[^\0]*"
)
SLASHES = re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|1[0-2])[/-](?:20)?\d\d(?![\d/])")
DOTS = re.compile(r"(?<![\d.])(?:0?[1-9]|1[0-2])\.(?:0?[1-9]|1[0-2])\.(?:20)?\d\d(?![\d.])")
ORDERED = re.compile(r"(?<![\d/])(\d\d?)/(\d\d?)/(?:20)?\d\d(?![\d/])")
WEEK = "mon tue wed thu fri sat sun".split()
WEEKDAY = re.compile(rf"\b({'|'.join(WEEK)})[a-z]*\.?,?\s+$", re.IGNORECASE)
MOMENT = re.compile(r"\dT\d")  # a template's machine-readable time, hidden by its style sheet
DATE_WORDS = frozenset(
    "date dates time timestamp datetime published publish pubdate posted created datum fecha data "
    "dateline day zeit uhrzeit".split()
)
CHANGED_WORDS = frozenset("modified updated update changed dtmodified lastmod revised".split())
AWAY = frozenset(
    "related sidebar aside footer nav menu comment comments widget recommended teaser popular "
    "recent latest card cards list carousel slider more archive ticker event events trending "
    "promo modal".split()
)
LINES = frozenset({"byline", "meta"})
STATED = frozenset(("ld published", "meta published"))  # of two times on one day, this one
ELSEWHERE = frozenset({"nav", "related", "related_heading", "comments", "tags", "toc"})
TOLD = frozenset({"plain", "published", "modified"})  # labels of dates that speak of the page
LINE = 80  # characters beside a date from which on its line is a text
LEAD = 40  # characters of a longer one, in which a paragraph's own date line stands
MAX_LINE = 240  # characters of a block that may be a date line
LEADS = 10  # blocks before the headline among which the article's first date may stand
LISTED = 3  # blocks with a date beside each other from which on they are those of a list
NEAR, FAR = 30, 8  # blocks with a date that are read: around the headline, elsewhere
_WORD = rf"[^\W\d_](?:[^\W\d_]|[{datetext.MARKS}])*+"
LABEL = re.compile(rf"{_WORD}(?:-{_WORD})*|©")
MAX_LABEL = 3  # words of a phrase such as "mis à jour"
UNSPACED = "\u0e00"  # the first letter of the scripts in which words stand without spaces


@dataclass(slots=True)
class Pool:
    """Candidates by day."""

    by_day: dict[date, Candidate[date]] = field(default_factory=dict)

    def add(self, value: date | None, source: str, *evidence: str, block: int = -1) -> None:
        if value is None:
            return
        value = plain(value)
        candidate = self.by_day.setdefault(day_of(value), Candidate(value, block=block))
        candidate.sources.append(source)
        exact = _precision(value) - _precision(candidate.value)
        stated = not STATED.isdisjoint(evidence) and STATED.isdisjoint(candidate.evidence)
        candidate.evidence.update(evidence)
        if exact > 0 or (exact == 0 and stated):
            candidate.value = value
        if candidate.block < 0:
            candidate.block = block


def day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def plain(value: date) -> date:
    """Midnight sharp is what systems write that know the day only."""
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date()
    return value


def _precision(value: date) -> int:
    return (1 + (value.tzinfo is not None)) if isinstance(value, datetime) else 0


@cache
def _labels() -> dict[str, str]:
    """What a word or, with hyphens, a phrase before a date says of it."""
    words = datetext.vocabulary()["words"]
    kinds = ("unrelated", "modified", "published")
    return {word: kind for kind in kinds for word in str(words[kind]).split()}


@cache
def _weekdays() -> frozenset[str]:
    return frozenset(datetext.vocabulary()["words"]["weekdays"].split())


def read(page: Page, pool: Pool) -> list[tuple[date, str]]:
    """Adds the dates that the page shows; returns those said to be of a change."""
    document = page.document
    blocks = document.blocks
    headline = page.headline
    low, high = (headline - 25, headline + 40) if headline >= 0 else (-1, -1)
    near: list[int] = []
    far: list[int] = []
    for index in _dated(blocks, range(low, high + 1)):
        if low <= index <= high:
            near.append(index)
        elif blocks[index].role not in ELSEWHERE:
            far.append(index)
    if headline < 0:
        far = far[:NEAR]
    elif len(far) > FAR:
        far = [*[i for i in far if _named(page, i)][:FAR], *far[:4]]
    changes: list[tuple[date, str]] = []
    first = True
    for index in [*near[:NEAR], *far]:
        text = blocks[index].text
        lead = len(text) > MAX_LINE
        text = text[:LEAD] if lead else text
        place = _place(page, index)
        readings: tuple[bool | None, ...] = (None,)
        if SLASHES.search(text) or (page.language == "en" and DOTS.search(text)):
            readings = (False, True)
        leads = first and blocks[index].role not in ELSEWHERE and index >= headline - LEADS
        leads = leads and (index >= headline or not _listed(page, index, near))
        for month_first in readings:
            end = 0
            several = datetext.find(text, page.language, month_first)[:3]
            trailing = _labelled_behind(text, several)
            for found in several:
                if month_first is not None and _contradicts(text[: found.start], found.value):
                    continue
                between = text[end : found.start]
                again = end and _weekdays().issuperset(LABEL.findall(between.lower()))
                label = "again" if again else _label(page, index, between)
                if trailing:
                    label = _behind(text[found.end :])
                hidden = MOMENT.search(text, found.start, found.end) is not None
                end = end if hidden else found.end
                evidence = []
                if label in TOLD:
                    evidence += [f"shown {label} {spot}" for spot in place]
                    if leads:
                        evidence.append("shown first")
                        first = False
                if hidden:
                    evidence.append("shown as systems write")
                if month_first is False and _american(page):
                    evidence.append("day first us")
                if lead or len(text) - (found.end - found.start) >= LINE:
                    evidence.append("shown text")
                pool.add(found.value, "page", *evidence, block=index)
                if label == "modified" and not _elsewhere(page, index):
                    changes.append((plain(found.value), "page"))
    seen = 0
    for moment in document.times:
        if not moment.datetime or seen >= 25:
            continue
        seen += 1
        value = datetext.parse(moment.datetime, page.language)
        if value is None or moment.block >= len(blocks):
            continue
        spots = _place(page, moment.block)
        if not CHANGED_WORDS.isdisjoint(moment.words):
            pool.add(value, "page", block=moment.block)
            if not _elsewhere(page, moment.block):
                changes.append((plain(value), "page"))
            continue
        named = not DATE_WORDS.isdisjoint(moment.words) or "entry" in moment.words
        kind, silent = ("time named", "role") if named else ("time", "named")
        told = [f"{kind} {spot}" for spot in spots if not spot.startswith(silent)]
        pool.add(value, "page", *told, block=moment.block)
    return changes


def _elsewhere(page: Page, index: int) -> bool:
    """Whether a date stands in a list or box of something else; an article has a footer, too."""
    return page.document.blocks[index].role not in LINES and not AWAY.isdisjoint(page.beside(index))


def _dated(blocks: list[TextBlock], near: range) -> list[int]:
    """Indices of the blocks that hold something like a date: lines, and the lead of those near."""
    lines = [
        block.text if len(block.text) <= MAX_LINE else block.text[:LEAD] if index in near else ""
        for index, block in enumerate(blocks)
    ]
    text = "\0".join(lines)
    found: list[int] = []
    index = position = 0
    for match in HAS_DATE.finditer(text):
        index += text.count("\0", position, match.start())
        position = match.start()
        found.append(index)
    return found


def _american(page: Page) -> bool:
    """Whether the page, or the site, writes 3/4/2025 for the fourth of March."""
    for block in page.document.blocks:
        for match in ORDERED.finditer(block.text, 0, MAX_LINE):
            one, two = int(match[1]), int(match[2])
            if max(one, two) > 12 >= min(one, two):
                return two > 12
    declared = (page.document.language or "").lower().replace("_", "-")
    return declared == "en-us" or page.host.endswith((".us", ".gov", ".edu"))


def _listed(page: Page, index: int, dated: list[int]) -> bool:
    """Whether a block stands apart from the headline, among others with a date."""
    elements = page.document.elements
    element, first, last = page.document.blocks[index].inner, index, index + 1
    while element >= 0 and not elements[element].first <= page.anchor < elements[element].last:
        first, last = elements[element].first, elements[element].last
        element = elements[element].parent
    return sum(first <= other < last for other in dated) >= LISTED


def _named(page: Page, index: int) -> bool:
    words = page.words(index)
    return not DATE_WORDS.isdisjoint(words) and AWAY.isdisjoint(words)


def _place(page: Page, index: int) -> list[str]:
    """Evidence of where a date stands."""
    block = page.document.blocks[index]
    spots = []
    if page.headline < 0:
        spots.append("no headline")
    else:
        gap = index - page.headline
        spots.append(
            "after 3"
            if 0 <= gap <= 3
            else "after 10"
            if 0 <= gap <= 10
            else "after 40"
            if 0 <= gap <= 40
            else "later"
            if gap > 0
            else "before 3"
            if gap >= -3
            else "before 10"
            if gap >= -10
            else "early"
        )
    if not DATE_WORDS.isdisjoint(page.beside(index)):
        spots.append("named date")
    spots.append(f"role {block.role}")
    return spots


def _label(page: Page, index: int, before: str) -> str:
    """What the words before a date say it is: published, modified, unrelated or nothing."""
    if not before.strip(" :|·•-–—,") and index > 0:
        previous = page.document.blocks[index - 1].text
        before = previous if len(previous) <= 30 else ""
    return said(before)


def said(before: str) -> str:
    """What the words of a text, the last ones first, say of a date that follows."""
    labels = _labels()
    words = LABEL.findall(before[-60:].lower())[-6:]
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - MAX_LABEL), end):
            if (kind := labels.get("-".join(words[start:end]))) is not None:
                return kind
        if (word := words[end - 1]) >= UNSPACED:
            inside = [(word.rfind(label), kind) for label, kind in labels.items() if label in word]
            if inside:
                return max(inside)[1]
    return "plain"


def _contradicts(before: str, value: date) -> bool:
    """Whether the weekday in front of a date is not its own: "Wed, 06/04/2025" is in June."""
    named = WEEKDAY.search(before)
    return named is not None and named[1].lower() != WEEK[value.weekday()]


def _labelled_behind(text: str, dates: list[datetext.Found]) -> bool:
    """Whether a line says behind each date what it is, as in "2025年6月4日 公開"."""
    return (
        bool(dates)
        and said(text[: dates[0].start]) == "plain"
        and all(_behind(text[found.end :]) != "plain" for found in dates)
    )


def _behind(text: str) -> str:
    """What the word right after a date says of it, in a script without spaces."""
    word = LABEL.match(text.lstrip(" \u3000に("))
    return said(word[0]) if word is not None and word[0] >= UNSPACED else "plain"
