"""Boxes of key facts: a heading that says so with its list, or markup that calls a list so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractor import cues
from scraper.extractor.document import HEADINGS, Document, TextBlock

LEAD = 6  # body blocks before which a box without a list may stand
BOX = 12  # blocks of a box without a list
LIKELY = 0.15  # mean likelihood of text from which a box is the article's
ONE_LINE = re.compile(
    r"(?:tl;?\s?dr|(?:key |the )?takeaways?|(?:quick |article )?summary|in short|in brief|"
    r"auf einen blick|kurz gefasst|en bref|en resumen|in breve|em resumo|in het kort)"
    r"\s*(?:[:：]|\s[-–—])\s+\S",
    re.I,
)
IN_NUMBERS = re.compile(
    r"\b(?:by (?:the )?numbers|in (?:numbers|figures|zahlen)|en (?:chiffres|cifras)|in cifre|"
    r"em números|in cijfers|i tal|i siffror|w liczbach)\s*$",
    re.I,
)
COUNTED = frozenset(  # what IN_NUMBERS ends with
    "numbers figures zahlen chiffres cifras cifre números cijfers tal siffror liczbach".split()
)
ITEM_ROLES = frozenset(("body", "facts", "subtitle"))
FACTS_WORDS = frozenset("takeaways takeaway tldr keypoints factbox keyfacts".split())
FACTS_PAIRS = (
    frozenset({"key", "points"}),
    frozenset({"key", "facts"}),
    frozenset({"key", "insights"}),
    frozenset({"summary", "list"}),
    frozenset({"summary", "bullets"}),
    frozenset({"summary", "box"}),
    frozenset({"fact", "box"}),
    frozenset({"fast", "facts"}),
)
NAMES = FACTS_WORDS.union(*FACTS_PAIRS)


def find(document: Document, text: Sequence[float]) -> list[tuple[int, range]]:
    """Boxes of key facts: index of the heading (-1: none) and the blocks of the items.

    `text` is how likely each block is the article's text.  A box is a heading that says so,
    followed by a list, or, near the beginning, by a few paragraphs; or a list that its markup
    calls so.
    """
    blocks, elements = document.blocks, document.elements
    named = _named(document)
    found: list[tuple[int, range]] = []
    end = paragraphs = 0
    likely = [index for index, value in enumerate(text) if value > LIKELY]
    for index, block in enumerate(blocks[: likely[-1] + 1 if likely else 0]):
        near = paragraphs <= LEAD
        paragraphs += text[index] > 0.5 and len(block.text) > 60
        if index < end:
            continue
        items: range | None = None
        heading = -1
        short = len(block.text) <= 70 and not block.link_chars
        if short and block.tag != "li" and _is_facts_heading(block):  # in a list: a tab
            items = _items_after(document, index, near)
            heading = index
            if items and not near and _list_of(document, items.start) < 0:
                is_conclusion = not any(
                    text[i] > 0.5 and len(blocks[i].text) > 60
                    for i in range(items.stop, len(blocks))
                )
                items = None if is_conclusion else items
        elif not near:
            continue
        elif block.tag == "li" or elements[block.inner].tag == "li":
            if named and (element := _named_box(document, index, named)) >= 0:
                items = range(elements[element].first, elements[element].last)
        elif text[index] > LIKELY and len(block.text) < 600 and ONE_LINE.match(block.text):
            items = range(index, index + 1)
        if not items or _is_contents(blocks[items.start : items.stop]):
            continue
        if sum(text[items.start : items.stop]) > LIKELY * len(items):
            found.append((heading, items))
            end = items.stop
    return found


def lists(document: Document, roles: list[str]) -> list[range]:
    """Lists of key facts by their roles: half of the items are, or all stand above the byline."""
    found = []
    for element in document.elements:
        if element.tag not in ("ul", "ol"):
            continue
        first, last = element.first, element.last
        if not 2 <= last - first <= BOX:
            continue
        own = roles[first:last]
        if not ITEM_ROLES.issuperset(own):
            continue
        above = first > 0 and roles[first - 1] in ("title", "subtitle")
        below = last < len(roles) and roles[last] == "byline"
        if 2 * own.count("facts") >= len(own) or (above and below):
            found.append(range(first, last))
    return found


def _is_contents(items: list[TextBlock]) -> bool:
    """A list of links within the page is a table of contents, whatever stands above it."""
    links = [span for block in items for span in block.links]
    return len(links) >= len(items) and all((s.href or "#").startswith("#") for s in links)


def _is_facts_heading(block: TextBlock) -> bool:
    if block.text.rsplit(None, 1)[-1].lower() in COUNTED and IN_NUMBERS.search(block.text):
        return True
    whole, begins = cues.of(block.text)
    if not (whole | begins) & cues.BIT["facts"]:
        return False
    short = len(block.text) <= 40
    bold = any(s.tag == "strong" and s.end - s.start >= len(block.text) - 2 for s in block.spans)
    if whole & cues.BIT["facts"]:
        return True
    return block.tag in HEADINGS or (short and bold)


def _list_of(document: Document, index: int) -> int:
    """The outermost list that holds a block without leaving its item's list; -1: none."""
    found = -1
    for element in document.ancestors(document.blocks[index].inner):
        tag = document.elements[element].tag
        if tag in ("ul", "ol"):
            found = element
        elif found >= 0 and tag != "li":
            break
    return found


def _end_of_lists(document: Document, listed: int) -> int:
    """The block after a list, or after the last of several beside it: some make one an item."""
    elements = document.elements
    parent, stop = elements[listed].parent, elements[listed].last
    while stop < len(document.blocks):
        following = _list_of(document, stop)
        if following < 0 or elements[following].parent != parent:
            break
        stop = elements[following].last
    return stop


def _items_after(document: Document, heading: int, near: bool) -> range | None:
    blocks, elements = document.blocks, document.elements
    first = heading + 1
    if first >= len(blocks) or (blocks[first].tag in HEADINGS and not near):
        return None
    listed = _list_of(document, first)
    if listed >= 0 and elements[listed].first == first:
        if elements[listed].last - first < 2 and not near:
            return None
        return range(first, _end_of_lists(document, listed))
    box = -1  # the largest small container that begins with the heading
    for element in document.ancestors(blocks[heading].inner):
        inside = elements[element]
        if inside.first < heading - 1 or inside.last - inside.first > BOX:
            break
        if inside.last > first:
            box = element
    if box >= 0 and (near or elements[box].last - first > 1):
        return range(first, elements[box].last)
    if not near:
        return None
    stop = first
    while stop < len(blocks) and stop - first < 4 and blocks[stop].tag == "p":
        stop += 1
    if stop - first == 4:  # a section of the text, not a box
        return None
    listed = _list_of(document, stop) if stop < len(blocks) else -1
    if listed >= 0 and elements[listed].first == stop and stop - first <= 1:
        stop = elements[listed].last
    return range(first, stop)


def _named(document: Document) -> set[int]:
    """Kinds of elements that markup calls key facts."""
    return {
        kind
        for kind in document.called(NAMES)
        if not FACTS_WORDS.isdisjoint(document.kinds[kind])
        or any(pair.issubset(document.kinds[kind]) for pair in FACTS_PAIRS)
    }


def _named_box(document: Document, index: int, named: set[int]) -> int:
    """The list that begins with a block and that its markup calls key facts; -1: none does."""
    listed = _list_of(document, index)
    if listed < 0 or document.elements[listed].first != index:
        return -1
    if not 2 <= document.elements[listed].last - index <= BOX:
        return -1
    for element in document.ancestors(listed)[:3]:
        inside = document.elements[element]
        if inside.last - inside.first > BOX:
            break
        if inside.kind in named:
            return listed
    return -1
