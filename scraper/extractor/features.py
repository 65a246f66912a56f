"""What the role model sees of a page: one row of numbers a block, and words of markup and text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scraper.extractor import markupfeatures, textfeatures
from scraper.extractor.document import Document
from scraper.extractor.layout import Indices, Layout
from scraper.extractor.vocabulary import Said

Floats = NDArray[np.float32]

LEVELS = 4  # containers above a block whose statistics are features


@dataclass(slots=True)
class Features:
    """Arrays of one page: B blocks, E elements, K kinds of element."""

    numbers: Floats  # (B, len of a row)
    inner: Indices  # (B,) innermost element of each block
    element: Indices  # (B,) its nearest block-level element
    containers: Indices  # (B, LEVELS) the next larger containers above it
    first: Indices  # (E,) blocks[first:last] lie inside the element
    last: Indices  # (E,)
    parent: Indices  # (E,) -1: none
    depth: Indices  # (E,)
    kind: Indices  # (E,) which of `kinds` an element is
    kinds: list[tuple[str, ...]]  # (K,) words of such elements, their tag as "<tag>" among them
    words: Said  # (B,) first and last words of the text

    @property
    def names(self) -> list[tuple[str, ...]]:
        """(E,) words of each element, its tag as "<tag>" among them."""
        return [self.kinds[kind] for kind in self.kind.tolist()]


def compute(document: Document) -> Features:
    """The features of every block of a page; a page without blocks gives empty arrays."""
    layout = Layout(document)
    containers = _containers(layout)
    numbers: Floats = np.zeros((0, 0), dtype=np.float32)
    words = Said([], layout.inner, layout.inner)
    if document.blocks:
        said, words = textfeatures.read(document, layout)
        numbers = np.concatenate(
            [
                said,
                _positions(layout, _headline(document, said)),
                markupfeatures.named(document, layout),
                markupfeatures.alike(layout),
                markupfeatures.repeated(layout),
                markupfeatures.contained(document, layout, containers),
            ],
            axis=1,
            dtype=np.float32,
            casting="same_kind",
        )
    return Features(
        numbers=numbers,
        inner=layout.inner,
        element=layout.element,
        containers=containers,
        first=layout.first,
        last=layout.last,
        parent=layout.parent,
        depth=layout.depth,
        kind=layout.kind,
        kinds=document.kinds,
        words=words,
    )


def _containers(layout: Layout) -> Indices:
    """(B, LEVELS) the next larger containers above each block; the outermost is its own."""
    size = (layout.last - layout.first).tolist()
    larger: list[int] = []  # the nearest container that holds more blocks
    for number, above in enumerate(layout.parents):
        larger.append(above if above < 0 or size[above] > size[number] else larger[above])
    climb = np.maximum(np.array(larger, dtype=np.int64), 0)
    containers = np.zeros((len(layout.element), LEVELS), dtype=np.int64)
    here = layout.element
    for level in range(LEVELS):
        if len(here):
            here = climb[here]
        containers[:, level] = here
    return containers


def _headline(document: Document, said: Floats) -> int:
    """The block most likely to be the headline: one that <title> begins with, best an <h1>."""
    best, found = 0, -1
    titled = np.any(said[:, textfeatures.TITLES], axis=1).astype(np.bool_).tolist()
    for index, (block, shown) in enumerate(zip(document.blocks, titled, strict=True)):
        if block.tag == "h1" or (shown and len(block.text) > 9):
            worth = 1000 * shown + 500 * (block.tag == "h1") + min(len(block.text), 300)
            if worth > best:
                best, found = worth, index
    return found


def _positions(layout: Layout, headline: int) -> Floats:
    """Where each block stands: in the page, and from the headline (-1: none)."""
    count = len(layout.chars)
    place = np.arange(count, dtype=np.float32)
    chars = layout.chars.astype(np.float32)
    done = np.cumsum(chars) - chars
    columns = np.zeros((count, 5), dtype=np.float32)
    columns[:, 0] = place / count
    columns[:, 1] = done / max(1.0, float(chars.sum()))
    if headline >= 0:
        distance = place - headline
        columns[:, 2] = np.sign(distance) * np.log1p(np.abs(distance)) / 5.0
        columns[:, 3] = distance > 0
        columns[:, 4] = 1.0
    return columns
