"""The tags or topics that the page shows for this article."""

from __future__ import annotations

import re

from scraper.extractor import cues
from scraper.extractor.document import Document
from scraper.extractor.links import absolute, leads_home
from scraper.extractor.sectionnames import is_front_page, says_nothing, shares

MAX_TAGS = 60
LONGEST = 80  # characters of a tag
SHARED = 3  # networks from which a list is one of ways to share; articles are about one or two
MARKS = ' #,;:·•|»«›‹←→–-"“”„'  # around a tag
LINES = frozenset({"byline", "meta"})
COUNTED = 3  # tags that all end in "(12)", from which it says how often each was given
_COUNTED = re.compile(r"(.+?)\s*\(\d+\)")
_SEPARATED = re.compile(r"\s*[,;|·•]\s*")


def read(document: Document) -> tuple[str, ...]:
    """Names of the tags, in the order shown; the links of a tag list, or its words if unlinked."""
    listed = [block for block in document.blocks if block.role == "tags"]
    if not listed:
        return _clean(_marked(document))
    names = [
        block.text[span.start : span.end]
        for block in listed
        for span in block.links
        if not ((url := absolute(document.base, span.href)) and leads_home(url))
    ]
    if not names:
        names = [n for block in listed for n in _SEPARATED.split(_without_cue(block.text))]
    return _clean(names)


def _clean(names: list[str]) -> tuple[str, ...]:
    counted = [_COUNTED.fullmatch(name.strip()) for name in names]
    if len(counted) >= COUNTED and all(counted):
        names = [match[1] for match in counted if match]
    found = dict.fromkeys(name.lstrip(MARKS).rstrip(MARKS.replace("#", "")) for name in names)
    ways = [name for name in found if shares(name)]
    return tuple(
        name
        for name in found
        if len(name) <= LONGEST
        and not (says_nothing(name) or is_front_page(name))
        and not (len(ways) >= SHARED and name in ways)
    )[:MAX_TAGS]


def _marked(document: Document) -> list[str]:
    """Texts of links that their markup calls tags, in lines that also name author and date."""
    return [
        block.text[span.start : span.end]
        for block in document.blocks
        if block.role in LINES
        for span in block.links
        if document.elements[span.element].attributes.get("rel") == "tag"
    ]


def _without_cue(text: str) -> str:
    """What follows the cue: `Tags: a, b` gives `a, b`, a heading alone gives nothing."""
    before, colon, after = text.partition(":")
    cue = cues.of(before)[0] & cues.BIT["tags"]
    if cue:
        return after if colon else ""
    return text
