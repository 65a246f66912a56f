"""A document's blocks and elements as arrays: lengths, and places in the tree."""

from __future__ import annotations

from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from scraper.extractor import lengths
from scraper.extractor.document import Document, Element, TextBlock
from scraper.extractor.lengths import Numbers as Numbers

Indices = NDArray[np.int64]


class Layout:
    """B blocks, E elements."""

    def __init__(self, document: Document) -> None:
        blocks, elements = document.blocks, document.elements
        # (B,) letters and blanks of each text, as many as an alphabet would take
        self.chars, self.unspaced = lengths.read([block.text for block in blocks])
        plain = np.fromiter((len(block.text) for block in blocks), np.float64)
        self.dense: Numbers = self.chars / plain  # (B,) letters that a character comes to
        self.linked: Numbers = _column(blocks, "link_chars") * self.dense  # (B,) letters
        self.long = (self.chars > 100) & (self.linked < 0.4 * self.chars)  # (B,) like a paragraph
        self.inner = _column(blocks, "inner")  # (B,)
        self.element = _column(blocks, "element")  # (B,)
        self.kind = _column(elements, "kind")  # (E,)
        self.first = _column(elements, "first")  # (E,)
        self.last = _column(elements, "last")  # (E,)
        self.depth = _column(elements, "depth")  # (E,)
        self.parents = [element.parent for element in elements]
        self.parent: Indices = np.array(self.parents, dtype=np.int64)  # (E,)


def _column(records: list[Element] | list[TextBlock], name: str) -> Indices:
    return np.fromiter(map(attrgetter(name), records), np.int64, len(records))
