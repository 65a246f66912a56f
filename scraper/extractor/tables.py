"""Tables of data: the cell that a block is, and corrections of the roles of cells."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractor.document import Document, Element, TextBlock

TEXT = frozenset({"body", "facts", "facts_heading"})
MOSTLY = 0.5  # share of a table's characters from which it is text as a whole
LONGEST = 300  # characters of a cell; tables of longer ones may lay out a page
CELLS = frozenset({"td", "th"})
CAPTIONS = frozenset({"caption", "figcaption"})


def cell(document: Document, block: TextBlock) -> int:
    """The table cell that a block is all of, or a paragraph in; -1: none."""
    elements, index = document.elements, block.element
    while index >= 0 and elements[index].tag in ("p", "div"):
        index = elements[index].parent
    return index if index >= 0 and elements[index].tag in CELLS else -1


def whole(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A table of data most of which is text is text: single cells say too little to be judged."""
    for table in document.elements:
        if table.tag != "table" or TEXT.issuperset(roles[table.first : table.last]):
            continue
        own = range(table.first, table.last)
        sizes = [len(document.blocks[index].text) for index in own]
        told = sum(size for size, index in zip(sizes, own, strict=True) if roles[index] in TEXT)
        if told > MOSTLY * sum(sizes) and max(sizes) < LONGEST and _is_data(document, table):
            for index in own:
                if roles[index] not in TEXT:
                    roles[index] = "body"


def _is_data(document: Document, table: Element) -> bool:
    """Whether every block is a cell of this table, in rows of several; others lay out a page."""
    elements = document.elements
    cells = {cell(document, block) for block in document.blocks[table.first : table.last]}
    if len(cells) < table.last - table.first or -1 in cells:
        return False
    rows = [elements[elements[index].parent] for index in cells]
    parts = [elements[row.parent] for row in rows]
    around = {part.index if part.tag == "table" else part.parent for part in parts}
    return around == {table.index} and max(row.column for row in rows) > 1


def captions(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """The caption of a table that is text, in it or in the figure around it, is text, too."""
    elements, blocks = document.elements, document.blocks
    for table in elements:
        if table.tag != "table" or not table.first < table.last:
            continue
        cells = {i for i in range(table.first, table.last) if cell(document, blocks[i]) >= 0}
        if not cells or not TEXT.issuperset(roles[index] for index in cells):
            continue
        around = table
        while around.parent >= 0 and elements[around.parent].tag in ("div", "figure"):
            around = elements[around.parent]
            if around.tag == "figure":
                break
        if around.tag != "figure":
            around = table
        for index in {*range(around.first, around.last)} - cells:
            chain = [elements[above].tag for above in document.ancestors(blocks[index].element)[:3]]
            if not CAPTIONS.isdisjoint(chain):
                roles[index] = "body"


def line_numbers(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """The numbers of code's lines, in a cell of their own beside it, are not part of it."""
    for index in range(len(roles) - 1):
        if roles[index] in TEXT and _counts(document.blocks[index].text):
            beside = {_row_of_code(document, place) for place in (index, index + 1)}
            if len(beside) == 1 and -1 not in beside:
                roles[index] = "other"


def _counts(text: str) -> bool:
    """Whether a text is numbers, each greater by one than the one before."""
    if not text[-1].isdecimal():
        return False
    said = text.split()
    first = int(said[0]) if said[0].isdecimal() and len(said[0]) < 6 else -1
    return first >= 0 and all(word == str(first + n) for n, word in enumerate(said))


def _row_of_code(document: Document, index: int) -> int:
    """The row of a table that a block of code stands in; -1: it is no code, or in no row."""
    elements = document.elements
    element, code = document.blocks[index].inner, False
    while element >= 0 and elements[element].tag != "tr":
        code = code or elements[element].tag == "pre"
        element = elements[element].parent
    return element if code else -1
