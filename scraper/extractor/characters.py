"""The characters of many short texts at once, by what they are: letters, digits, marks."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scraper.extractor.layout import Indices

UPPER, LOWER, DIGIT, BLANK, COMMA, DOT, FULL_STOP, EXCLAMATION = (1 << i for i in range(8))
QUESTION, COLON, END, OPENS_QUOTE, BAR, COPYRIGHT, AT, CURRENCY = (1 << i for i in range(8, 16))
_MARKS = {
    BLANK: " ",
    COMMA: ",，、",
    DOT: ".",
    FULL_STOP: "。",
    EXCLAMATION: "!",
    QUESTION: "?",
    COLON: ":：",
    END: '.!?…。！？"”»›」』',
    OPENS_QUOTE: '"“«„‘「『',
    BAR: "|｜",
    COPYRIGHT: "©",
    AT: "@",
    CURRENCY: "$€£",
}
_PLANE = 1 << 16  # characters past the first plane, such as emoji, are nothing of the above

Kinds = NDArray[np.uint16]


@lru_cache(maxsize=1)
def _kinds() -> Kinds:
    """(_PLANE,) what each character is, as a mask."""
    letters = [chr(code) for code in range(_PLANE)]
    kinds = np.zeros(_PLANE, dtype=np.uint16)
    kinds[[c.isupper() for c in letters]] |= UPPER
    kinds[[c.islower() or (c.istitle() and not c.isupper()) for c in letters]] |= LOWER
    kinds[[c.isdecimal() for c in letters]] |= DIGIT
    for kind, marks in _MARKS.items():
        kinds[[ord(mark) for mark in marks]] |= kind
    kinds[-1] = 0
    return kinds


class Characters:
    """Of B texts, none of them empty: their N characters, one text after the other."""

    def __init__(self, texts: list[str]) -> None:
        codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self.kinds: Kinds = np.zeros(len(codes) + 1, dtype=np.uint16)  # (N,) masks, and a last 0
        _kinds().take(codes, mode="clip", out=self.kinds[:-1])
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self.ends: Indices = np.cumsum(lengths)  # (B,)
        self.starts: Indices = self.ends - lengths  # (B,)
        self.first: Kinds = self.kinds[self.starts]  # (B,) of each text's first character
        self.last: Kinds = self.kinds[self.ends - 1]  # (B,)

    def among(self, within: int | None = None) -> Kinds:
        """(B,) all kinds that each text has, as masks; `within` as for `count`."""
        ends = self._ends(within)
        places = np.stack([self.starts, ends], axis=1).ravel()
        found: Kinds = np.bitwise_or.reduceat(self.kinds, places)[::2]
        return found

    def count(self, kind: int, within: int | None = None) -> Indices:
        """(B,) how many of a kind each text has; `within` its first characters, None: in all."""
        return _between(np.flatnonzero(self.kinds & kind), self.starts, self._ends(within))

    def pairs(self, kind: int, following: int) -> Indices:
        """(B,) how often a character of one kind is followed by one of another."""
        found = (self.kinds[:-1] & kind > 0) & (self.kinds[1:] & following > 0)
        return _between(np.flatnonzero(found), self.starts, self.ends - 1)

    def _ends(self, within: int | None) -> Indices:
        return self.ends if within is None else np.minimum(self.ends, self.starts + within)


def _between(places: Indices, starts: Indices, ends: Indices) -> Indices:
    """(B,) how many of the ascending `places` lie in each starts:ends."""
    return np.searchsorted(places, ends) - np.searchsorted(places, starts)
