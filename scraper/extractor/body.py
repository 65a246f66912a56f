"""The article's own text: body blocks with their kind, level and inline markup."""

from __future__ import annotations

import re
from html import escape

from scraper.article import Block
from scraper.extractor import permalinks, tables
from scraper.extractor.document import Document, TextBlock
from scraper.extractor.links import absolute

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LARGEST = 999_999_999  # number of a list item that CommonMark knows
_INTEGER = re.compile(r"\s*([-+]?[0-9]{1,9})")  # what HTML takes of an attribute's value


def read(document: Document, roles: frozenset[str] = frozenset({"body"})) -> tuple[Block, ...]:
    """The blocks whose role is one of `roles`, in reading order; what belongs together is one.

    That is the cells of a table's row, and the lines of code with elements of their own.
    """
    found: list[Block] = []
    numbers: dict[int, int] | None = None
    for kind, level, element, shown in _groups(document, roles):
        html = number = None
        if kind == "table":
            text = _row(document, shown)
        elif kind == "code":
            text = "\n".join(block.text for block in shown)
        else:
            block = shown[0]
            if block.link_chars:
                block = (permalinks.heading if kind == "heading" else permalinks.note)(block)
            text, html = block.text, inner_html(block, document.base)
        if kind == "list_item" and document.elements[document.elements[element].parent].tag == "ol":
            numbers = _numbers(document) if numbers is None else numbers
            number = numbers.get(element)
        found.append(Block(kind=kind, text=text, level=level, html=html, number=number))
    return tuple(found)


def _groups(
    document: Document, roles: frozenset[str]
) -> list[tuple[str, int | None, int, list[TextBlock]]]:
    """Kind, level, the element that decides, and the blocks that become one of the body."""
    found: list[tuple[str, int | None, int, list[TextBlock]]] = []
    tabular: dict[int, bool] = {}
    last, at = "", -1  # kind of the last group, and its element
    for block in document.blocks:
        if block.role not in roles:
            continue
        table = document.elements[at].parent if last == "table" else -1
        kind, level, element = _kind(document, block, table, tabular)
        if (kind, element) == (last, at) and kind in ("table", "code"):
            found[-1][3].append(block)
        else:
            found.append((kind, level, element, [block]))
        last, at = kind, element
    return found


def _numbers(document: Document) -> dict[int, int]:
    """Element of an item -> its number, for the items with text of all numbered lists.

    As browsers count (https://html.spec.whatwg.org/multipage/grouping-content.html#ordinal-value).
    """
    lists: dict[int, list[int]] = {}
    elements = document.elements
    for index, element in enumerate(elements):
        if element.tag == "li" and element.parent >= 0 and elements[element.parent].tag == "ol":
            lists.setdefault(element.parent, []).append(index)
    numbers: dict[int, int] = {}
    for parent, items in lists.items():
        attributes = elements[parent].attributes
        step = -1 if "reversed" in attributes else 1
        number = _integer(attributes.get("start"), 1 if step > 0 else len(items))
        for item in items:
            number = _integer(elements[item].attributes.get("value"), number)
            if 0 <= number <= _LARGEST:
                numbers[item] = number
            number += step
    return numbers


def _integer(value: str | None, otherwise: int) -> int:
    match = _INTEGER.match(value or "")
    return int(match[1]) if match else otherwise


def _row(document: Document, cells: list[TextBlock]) -> str:
    """The texts of a row's cells, each in its column: some cells may have no text."""
    parts: list[str] = []
    tabs = 0
    for block in cells:
        column = document.elements[tables.cell(document, block)].column
        gap = max(column - tabs, 1 if parts else 0)
        tabs += gap
        parts.append("\t" * gap + block.text)
    return "".join(parts)


def _kind(
    document: Document, block: TextBlock, table: int, tabular: dict[int, bool]
) -> tuple[str, int | None, int]:
    """Kind and level of a block, and the element that decides: a cell's row, code's <pre>.

    `table`: the element around the table row right before it; -1: there is none.  `tabular`: what
    is known of rows.
    """
    if block.tag in HEADINGS:
        return "heading", HEADINGS[block.tag], block.element
    lists = quotes = 0
    item = row = pre = -1
    cell = tables.cell(document, block)
    definition = caption = False
    elements = document.elements
    index = block.element
    while index >= 0:
        element = elements[index]
        tag = element.tag
        if tag == "li":
            item = index if item < 0 else item
        elif tag in ("ul", "ol"):
            lists += 1
        elif tag == "blockquote":
            quotes += 1
        elif tag == "pre":
            pre = index
        elif tag in ("dt", "dd"):
            definition = True
        elif tag in ("figcaption", "caption"):
            caption = True
        elif tag == "tr" and row < 0 and cell >= 0:
            row = index
        elif tag in ("article", "main", "body"):
            break
        index = element.parent
    if row > pre:  # else the cell holds code
        if row not in tabular:
            tabular[row] = _tabular(document, row, table)
        if tabular[row]:
            return "table", None, row
    if pre >= 0:
        return "code", None, pre
    if item >= 0 and lists:
        return "list_item", lists, item
    if quotes:
        return "quote", quotes, block.element
    if definition:
        return "definition", None, block.element
    if caption:
        return "caption", None, block.element
    return "paragraph", None, block.element


def _tabular(document: Document, row: int, table: int) -> bool:
    """A row of a table of data; a row with a cell of several blocks lays out a page.

    One with text in a single cell belongs to the table of the row before it.
    """
    element = document.elements[row]
    blocks = document.blocks[element.first : element.last]
    cells = {tables.cell(document, block) for block in blocks}
    alone = len(blocks) == 1 and element.column > 1 and element.parent == table
    return (1 < len(blocks) == len(cells) or alone) and -1 not in cells


def inner_html(block: TextBlock, base: str | None) -> str | None:
    """The block's text with its inline markup, safe by construction; None: it has none.

    Only elements named in blocks.FORMATTING are written, with no attribute but an absolute
    http(s) `href`; everything else is escaped.
    """
    if not block.spans:
        return None
    parts: list[str] = []
    text = block.text
    here = 0
    open_spans: list[tuple[int, str]] = []
    written = False
    for span in sorted(block.spans, key=lambda span: (span.start, -span.end)):
        tag, attribute = span.tag, ""
        if tag == "a":
            href = absolute(base, span.href)
            if href is None:
                continue
            attribute = f' href="{escape(href)}"'
        start, end = min(span.start, len(text)), min(span.end, len(text))
        while open_spans and open_spans[-1][0] <= start:
            stop, closing = open_spans.pop()
            parts.append(f"{escape(text[here:stop], quote=False)}</{closing}>")
            here = stop
        parts.append(f"{escape(text[here:start], quote=False)}<{tag}{attribute}>")
        here = start
        open_spans.append((min(end, open_spans[-1][0]) if open_spans else end, tag))
        written = True
    while open_spans:
        stop, closing = open_spans.pop()
        parts.append(f"{escape(text[here:stop], quote=False)}</{closing}>")
        here = stop
    parts.append(escape(text[here:], quote=False))
    return "".join(parts) if written else None
