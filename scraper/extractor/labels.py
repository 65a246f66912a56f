"""Lines that say of whom the next ones name what they did: "Author", "Edited by"."""

from __future__ import annotations

import re

from scraper.extractor import names
from scraper.extractor.metadata import Page
from scraper.extractor.namewords import looks_like_person, vocabulary

MAX_LABEL = 30  # characters of a line that says who follows
MAX_LISTED = 12  # names in a list below it
MAX_BETWEEN = 2  # lines between two names, such as a comma, initials and what somebody does
MAX_JOB = 80  # characters of such a line
INITIALS = re.compile(r"[A-Z]{1,3}")  # in place of a portrait


def below(page: Page) -> set[int]:
    """Blocks, anywhere, below a line that is nothing but "Author" or "Written by"."""
    blocks = page.document.blocks
    found = set[int]()
    for index, block in enumerate(blocks):
        if _is_label(block.text):
            listed = range(index + 1, min(index + 1 + MAX_LISTED, len(blocks)))
            found.update(place for place in listed if _label(page, place) == index)
    return found


def _is_label(text: str) -> bool:
    return len(text) <= MAX_LABEL and text.rstrip(": ").lower() in vocabulary().labels


def _label(page: Page, index: int) -> int:
    """The line above a block, or above the list that it is an item of; -1: none."""
    blocks, elements = page.document.blocks, page.document.elements
    if blocks[index].tag == "li":
        first = max(elements[elements[blocks[index].element].parent].first, index - MAX_LISTED)
    else:
        first = _first(page, index)
    if first > 1 and INITIALS.fullmatch(blocks[first - 1].text):
        first -= 1
    return first - 1


def _first(page: Page, index: int) -> int:
    """The first of a row of blocks with the same naming words, what somebody does between them."""
    blocks, elements = page.document.blocks, page.document.elements
    inner = elements[blocks[index].inner]
    first = index
    if inner.words and looks_like_person(blocks[index].text):
        for place in range(index - 1, max(0, index - MAX_LISTED) - 1, -1):
            block = blocks[place]
            if elements[block.inner].kind == inner.kind and looks_like_person(block.text):
                first = place
            elif (
                first - place > MAX_BETWEEN
                or len(block.text) > MAX_JOB
                or names.introduces(block.text) is not None
            ):
                break
    return first


def above(page: Page, index: int) -> tuple[bool | None, int]:
    """What the line above a block, or above its list, says of whom it names; that line's index.

    See `names.introduces`.
    """
    place = _label(page, index)
    text = page.document.blocks[place].text if place >= 0 else ""
    if _is_label(text):
        return True, place
    return names.introduces(text) if len(text) <= MAX_LABEL else None, place
