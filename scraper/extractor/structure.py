"""What belongs together on a page: decisions about whole boxes, on top of the word on each block."""

from __future__ import annotations

import numpy as np

from scraper.extractor import cues
from scraper.extractor.blocks import Document, TextBlock
from scraper.extractor.features import Floats

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
LEAD = 6  # body blocks before which a box without a list may stand
BOX = 12  # blocks of a box without a list
HEADLINE = 12  # characters of a link's text that may be a headline
BESIDE = cues.BIT["previous"] | cues.BIT["next"]
COMMENTS = frozenset("comments comment commentlist respond disqus kommentare".split())
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


def facts_box(document: Document, text: Floats) -> list[tuple[int, range]]:
    """Boxes of key facts: index of the heading (-1: none) and the blocks of the items.

    `text` is how likely each block is the article's text.  A box is a heading that says so,
    followed by a list, or, near the beginning, by a few paragraphs; or a list that its markup
    calls so.
    """
    blocks = document.blocks
    body_before = np.concatenate([[0], np.cumsum((text > 0.5) & (_lengths(document) > 60))])
    found: list[tuple[int, range]] = []
    end = 0
    for index, block in enumerate(blocks):
        if index < end:
            continue
        items: range | None = None
        heading = -1
        if _is_facts_heading(block):
            items = _items_after(document, index, near=body_before[index] <= LEAD)
            heading = index
        elif block.tag == "li" or document.elements[block.inner].tag == "li":
            if body_before[index] <= LEAD and (element := _named_box(document, index)) >= 0:
                items = range(document.elements[element].first, document.elements[element].last)
        if not items or _is_contents(blocks[items.start : items.stop]):
            continue
        if float(np.mean(text[items.start : items.stop])) > 0.15:
            found.append((heading, items))
            end = items.stop
    return found


def _is_contents(items: list[TextBlock]) -> bool:
    """A list of links within the page is a table of contents, whatever stands above it."""
    links = [span for block in items for span in block.links]
    return len(links) >= len(items) and all((s.href or "#").startswith("#") for s in links)


def _lengths(document: Document) -> Floats:
    return np.array([len(block.text) for block in document.blocks], dtype=np.float32)


def _is_facts_heading(block: TextBlock) -> bool:
    if len(block.text) > 70 or block.link_chars:
        return False
    whole, begins = cues.masks(cues.words_of(block.text))
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


def _items_after(document: Document, heading: int, near: bool) -> range | None:
    blocks, elements = document.blocks, document.elements
    first = heading + 1
    if first >= len(blocks) or blocks[first].tag in HEADINGS and not near:
        return None
    listed = _list_of(document, first)
    if listed >= 0 and elements[listed].first == first:
        if elements[listed].last - first < 2 and not near:
            return None
        return range(first, elements[listed].last)
    box = -1  # the largest small container that begins with the heading
    for element in document.ancestors(blocks[heading].inner):
        inside = elements[element]
        if inside.first < heading - 1 or inside.last - inside.first > BOX:
            break
        if inside.last > first:
            box = element
    if box >= 0:
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


def _named_box(document: Document, index: int) -> int:
    """The list around a block whose markup calls it key facts; -1: none does."""
    listed = _list_of(document, index)
    if listed < 0 or document.elements[listed].first != index:
        return -1
    if not 2 <= document.elements[listed].last - index <= BOX:
        return -1
    for element in document.ancestors(listed)[:3]:
        inside = document.elements[element]
        if inside.last - inside.first > BOX:
            break
        words = frozenset(inside.words)
        if words & FACTS_WORDS or any(pair <= words for pair in FACTS_PAIRS):
            return listed
    return -1


def neighbours(document: Document) -> list[int]:
    """Blocks that lead to the previous or the next article, their labels among them."""
    found: list[int] = []
    elements, blocks = document.elements, document.blocks
    for index, block in enumerate(blocks):
        for span in block.links:
            if span.end - span.start < HEADLINE:
                continue
            rel = (elements[span.element].attributes.get("rel") or "").split()
            if "prev" in rel or "next" in rel or _beside_by_name(document, span.element):
                found.append(index)
                before = blocks[index - 1] if index else None
                if before and cues.masks(cues.words_of(before.text))[0] & BESIDE:
                    found.append(index - 1)
                break
    return found


def _beside_by_name(document: Document, anchor: int) -> bool:
    """A link in an element called `previous`, which stands beside one called `next`, or that."""
    element, steps = anchor, 0
    while element >= 0 and steps < 3:
        inside = document.elements[element]
        if inside.last - inside.first > 4:
            return False
        words = set(inside.words)
        if words & {"prev", "previous"} and not words & {"next"}:
            return True
        if "next" in words and words & {"post", "nav", "article", "entry", "story", "link"}:
            return True
        element, steps = inside.parent, steps + 1
    return False


def comments(document: Document, text: Floats) -> list[range]:
    """Stretches that their markup calls the readers' comments; never the article as a whole."""
    found: list[range] = []
    elements = document.elements
    long = np.concatenate([[0.0], np.cumsum(_lengths(document) * (text > 0.5))])
    for index, inside in enumerate(elements):
        if inside.last <= inside.first or inside.tag in ("body", "html", "main", "article"):
            continue
        if not COMMENTS.isdisjoint(inside.words) and index:
            heads = any(block.tag == "h1" for block in document.blocks[inside.first : inside.last])
            if not heads and long[inside.first] > 0:
                found.append(range(inside.first, inside.last))
    return found
