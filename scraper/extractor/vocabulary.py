"""The words of a page's blocks as numbers: each different word of the page has one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, pairwise

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
        self.index: defaultdict[str, int] = defaultdict()  # (V,) of each word
        self.index.default_factory = self.index.__len__  # a new word has the next number
        self.numbers: Indices = np.fromiter(
            map(self.index.__getitem__, said), np.int64, len(said)
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
        numbers = [self.index[word] for end in ends.values() for word in end]
        added = np.zeros_like(lengths)
        added[list(ends)] = [len(end) for end in ends.values()]
        places = np.repeat(np.cumsum(lengths), added)
        return Said(
            words=list(self.index),
            numbers=np.insert(self.numbers[kept], places, numbers),
            lengths=lengths + added,
        )
