"""The body's blocks as a reader sees them: a list, a quotation or a table is several blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from scraper.article import Block

_TOGETHER = frozenset({"list_item", "quote", "table"})


def groups(blocks: Sequence[Block]) -> Iterator[tuple[str, list[Block]]]:
    """(kind, blocks): neighbours that are items of one list, lines of one quotation, rows of one
    table come together, any other block alone."""
    keys = (block.kind if block.kind in _TOGETHER else index for index, block in enumerate(blocks))
    for _, members in groupby(zip(keys, blocks, strict=True), key=lambda pair: pair[0]):
        found = [block for _, block in members]
        yield found[0].kind, found


MAX_DEPTH = 16  # shown; a page may nest its lists by the thousand


def depths(blocks: Sequence[Block]) -> list[int]:
    """The depth of each block, from 0, as its levels nest: no depth is left out.

    >>> depths([Block(kind="list_item", text="x", level=level) for level in (2, 4, 4, 3, 1)])
    [0, 1, 1, 1, 0]
    """
    found = []
    levels: list[int] = []
    for block in blocks:
        level = block.level or 1
        while levels and levels[-1] > level:
            levels.pop()
        if not levels or levels[-1] < level:
            levels.append(level)
        found.append(min(len(levels), MAX_DEPTH) - 1)
    return found
