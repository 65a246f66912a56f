"""Lines that say of whom the next ones name what they did: "Author", "Edited by"."""

from __future__ import annotations

import re

from scraper.extractor import names
from scraper.extractor.metadata import Page
from scraper.extractor.namewords import vocabulary

MAX_LABEL = 30  # characters of a line that says who follows
MAX_LISTED = 12  # names in a list below it
INITIALS = re.compile(r"[A-Z]{1,3}")  # in place of a portrait


def below(page: Page) -> set[int]:
    """Blocks, anywhere, below a line that is nothing but "Author" or "Written by"."""
    blocks = page.document.blocks
    found = set[int]()
    for index, block in enumerate(blocks):
        if _is_label(block.text):
            for place in range(index + 1, min(index + 1 + MAX_LISTED, len(blocks))):
                if _first(page, place) != index + 1:
                    break
                found.add(place)
    return found


def _is_label(text: str) -> bool:
    return len(text) <= MAX_LABEL and text.rstrip(": ").lower() in vocabulary().labels


def _first(page: Page, index: int) -> int:
    """The first item of the list that a block stands in; where it is no item, the block itself."""
    blocks, elements = page.document.blocks, page.document.elements
    if blocks[index].tag != "li":
        return index
    return max(elements[elements[blocks[index].element].parent].first, index - MAX_LISTED)


def above(page: Page, index: int) -> bool | None:
    """What the line above a block says of whom the block names; see `names.introduces`."""
    blocks = page.document.blocks
    place = _first(page, index) - 1
    if place > 0 and INITIALS.fullmatch(blocks[place].text):
        place -= 1
    text = blocks[place].text if place >= 0 else ""
    if _is_label(text):
        return True
    return names.introduces(text) if len(text) <= MAX_LABEL else None
