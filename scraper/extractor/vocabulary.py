"""The words of a page's blocks as numbers: each different word of the page has one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, count, pairwise

import numpy as np

from scraper.extractor.layout import Indices


@dataclass(slots=True)
class Said:
    """What the role model reads of B blocks: N words in all, V of them different."""

    words: list[str]  # (V,)
    numbers: Indices  # (N,) index in `words`, block after block
    lengths: Indices  # (B,) words of each block, at least one

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """(B,) the words of each block."""
        said = [self.words[number] for number in self.numbers.tolist()]
        ends = [0, *np.cumsum(self.lengths).tolist()]
        return [tuple(said[start:end]) for start, end in pairwise(ends)]


class Vocabulary:
    """Of B rows of words, none of them empty: N words, V of them different."""

    def __init__(self, rows: list[list[str]]) -> None:
        said = list(chain.from_iterable(rows))
        self.index = dict(zip(dict.fromkeys(said), count(), strict=False))  # (V,) of each word
        self.numbers: Indices = np.array(
            [self.index[word] for word in said], dtype=np.int64
        )  # (N,)
        self.lengths: Indices = np.fromiter(map(len, rows), np.int64, len(rows))  # (B,)
        self.rows: Indices = np.repeat(
            np.arange(len(rows)), self.lengths
        )  # (N,) where each is said

    def cut(self, most: int, ends: dict[int, list[str]]) -> Said:
        """The first `most` words of each row, and after them what `ends` says of some rows."""
        starts = np.cumsum(self.lengths) - self.lengths
        kept = np.arange(len(self.numbers)) - starts[self.rows] < most
        lengths = np.minimum(self.lengths, most)
        numbers = [self.index.setdefault(w, len(self.index)) for end in ends.values() for w in end]
        added = np.zeros_like(lengths)
        added[list(ends)] = [len(end) for end in ends.values()]
        places = np.repeat(np.cumsum(lengths), added)
        return Said(
            words=list(self.index),
            numbers=np.insert(self.numbers[kept], places, numbers),
            lengths=lengths + added,
        )
