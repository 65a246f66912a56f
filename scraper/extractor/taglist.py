"""Lists of tags: links to topics that stand together are tags of the article, or none of them is.

A list is told by some of its links, or by its heading where the article speaks of what it lists.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractor import cues
from scraper.extractor.document import Document, TextBlock
from scraper.extractor.wording import fold

LONGEST = 60  # characters of a tag
HEADING = 40  # characters of a heading above tags
MOST = 30  # blocks of a list; longer ones are menus
SPOKEN_OF = 0.5  # share of a list that the article speaks of
LINKED = 0.9  # share of linked characters of a tag
TEXT = frozenset({"body", "facts", "title", "subtitle"})
KEYWORDS = ("keywords", "news_keywords", "article:tag", "parsely-tags", "sailthru.tags")


def correct(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Every link of a list of tags is a tag, and so is its heading."""
    said: str | None = None
    done = 0  # blocks before this one belong to a list that was looked at
    for index, block in enumerate(document.blocks):
        if index < done:
            continue
        announced = _announces(block)
        heading = announced or (roles[index] == "tags" and not block.link_chars)
        if not heading and not (roles[index] == "tags" and _is_tag(block)):
            continue
        listed = _list(document, index + heading)
        if not 2 - announced <= len(listed) <= MOST or listed[0] != index + heading:
            continue
        done = listed[-1] + 1
        if all(roles[i] != "tags" for i in listed):
            said = _said(document, roles) if said is None else said
            spoken_of = [fold(document.blocks[i].text) in said for i in listed]
            if sum(spoken_of) < SPOKEN_OF * len(listed):
                continue
        for i in (index, *listed):
            roles[i] = "tags"


def _is_tag(block: TextBlock) -> bool:
    """A short text that is a link."""
    size = len(block.text)
    return size <= LONGEST and block.link_chars >= LINKED * size


def _announces(block: TextBlock) -> bool:
    """A short text that is no link and says that tags follow."""
    if len(block.text) > HEADING or block.link_chars:
        return False
    return bool(cues.of(block.text)[0] & cues.BIT["tags"])


def _list(document: Document, index: int) -> list[int]:
    """The short links that stand in one element with a block, each in one of its own."""
    blocks, elements = document.blocks, document.elements
    if index >= len(blocks) or not _is_tag(blocks[index]):
        return []
    element = elements[blocks[index].element]
    while element.last - element.first == 1 and element.parent >= 0:
        element = elements[element.parent]
    found = [i for i in range(element.first, element.last) if _is_tag(blocks[i])]
    # a heading may stand among them
    return found if len(found) + 1 >= element.last - element.first else []


def _said(document: Document, roles: list[str]) -> str:
    """The words of the article's text and of its keywords."""
    texts = [b.text for b, role in zip(document.blocks, roles, strict=True) if role in TEXT]
    texts += [content for name in KEYWORDS for content in document.metas.get(name, ())]
    return fold(" ".join(texts))
