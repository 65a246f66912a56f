"""What the role model sees of a block's surroundings: names, likes, repetitions, containers."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from scraper.extractor.document import HEADINGS, Document
from scraper.extractor.layout import Indices, Layout, Numbers


@lru_cache(maxsize=1)
def _kinds() -> tuple[dict[str, int], int]:
    """Word of markup -> mask of the kinds of element it names, and how many kinds there are."""
    path = files("scraper.extractor") / "data" / "markup.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, int] = {}
    for bit, words in enumerate(table.values()):
        for word in words:
            found[word] = found.get(word, 0) | 1 << bit
    return found, len(table)


def named(document: Document, layout: Layout) -> NDArray[np.int64]:
    """What the markup calls the surroundings of each block: anywhere above it, and close by."""
    known, meanings = _kinds()
    masks = []
    for names in document.kinds:
        meant = 0
        for word in names[:-1]:
            if word in known:
                meant |= known[word]
        masks.append(0 if names[-1] == "<body>" else meant)
    own = np.append(np.array(masks, dtype=np.int64)[layout.kind], 0)  # the last: of no element
    own[:-1][layout.parent < 0] = 0
    above = [0]  # shifted by one: the parent of the outermost is -1
    for meant, outer in zip(own.tolist(), layout.parents, strict=False):
        above.append(meant | above[outer + 1])
    parent = layout.parent[layout.inner]
    bits = np.arange(meanings)
    anywhere = np.array(above, dtype=np.int64)[layout.inner + 1]
    near = own[layout.inner] | own[parent] | own[np.append(layout.parent, -1)[parent]]
    return np.hstack([anywhere[:, None] >> bits & 1, near[:, None] >> bits & 1])


def alike(layout: Layout) -> Numbers:
    """Statistics of the blocks in the same markup: cards of a list, paragraphs of a text."""
    parent = layout.parent[layout.element]
    outer = np.where(parent >= 0, layout.kind[parent], -1)
    chars, linked = layout.chars, layout.linked
    group = _numbered(layout.kind[layout.element], outer)
    count = np.bincount(group)
    sums = [np.bincount(group, weights=w) for w in (chars, linked, chars * layout.long)]
    table = np.stack(
        [
            np.log1p(count) / 5.0,
            np.log1p(sums[0] / count) / 6.0,
            sums[1] / np.maximum(1.0, sums[0]),
            sums[2] / max(1.0, float(sums[2].sum())),
        ],
        axis=1,
    )
    found: Numbers = table[group]
    return found


def repeated(layout: Layout) -> Numbers:
    """Whether a block stands in one of many like siblings, and whether those link away."""
    first, last = layout.first, layout.last
    linked = (layout.chars > 11) & (layout.linked > 0.9 * layout.chars)
    before = np.concatenate([[0], np.cumsum(linked)])
    headed = (before[last] > before[first]) & (last > first)
    group = _numbered(layout.kind, layout.parent)
    count = np.bincount(group)
    table = np.zeros((len(group) + 1, 3))
    table[:-1] = np.stack(
        [
            np.log1p(count) / 4.0,
            np.bincount(group, weights=headed) / count,
            np.log1p(np.bincount(group, weights=last - first) / count) / 4.0,
        ],
        axis=1,
    )[group]
    nearest: list[int] = []  # the nearest enclosing element with like siblings; last row: none
    for index, many in enumerate((count >= 3)[group].tolist()):
        above = layout.parents[index]
        nearest.append(index if many else nearest[above] if above >= 0 else -1)
    nearest.append(-1)  # of no element
    # a list item is repeated anyway: what counts is the nearest repetition above the block itself
    own = np.array(nearest)[[layout.element, layout.parent[layout.element]]]
    return np.hstack([table[own[0]], table[own[1]]])


def _numbered(one: Indices, other: Indices) -> Indices:
    """A number for each different pair of numbers (-1 and up)."""
    pairs = (one + 1) * (int(other.max()) + 2) + other + 1
    found: Indices = np.unique(pairs, return_inverse=True)[1]
    return found


def contained(document: Document, layout: Layout, containers: Indices) -> Numbers:
    """Statistics of the containers of each block: size, share of the page, link density."""
    chars = layout.chars
    headed = [block.tag in HEADINGS for block in document.blocks]
    cumulated = np.zeros((len(chars) + 1, 4))
    columns = np.stack([chars, layout.linked, layout.long * chars, headed], axis=1)
    np.cumsum(columns, axis=0, out=cumulated[1:])
    sums = cumulated[layout.last] - cumulated[layout.first]  # (E, 4)
    count = (layout.last - layout.first).astype(np.float64)
    table = np.stack(
        [
            np.log1p(sums[:, 0]) / 9.0,
            np.log1p(count) / 5.0,
            sums[:, 1] / np.maximum(1.0, sums[:, 0]),
            sums[:, 0] / max(1.0, float(chars.sum())),
            sums[:, 2] / max(1.0, float(cumulated[-1, 2])),
            sums[:, 2] / np.maximum(1.0, sums[:, 0]),
            sums[:, 3] / np.maximum(1.0, count),
            np.log1p(sums[:, 0] / np.maximum(1.0, count)) / 6.0,
        ],
        axis=1,
    )
    found: Numbers = table[containers].reshape(len(chars), -1)
    return found
