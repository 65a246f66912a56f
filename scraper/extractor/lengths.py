"""How long texts are in letters of an alphabet: other scripts say a word in fewer characters.

What lengths tell of a page (a paragraph from a label, a headline from a section) was learned
from pages in alphabets.  Chinese says in 40 characters what takes a paragraph of English.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

# First and last character, letters of English that one comes to, and whether words stand apart.
# The letters are those of short news written twice for this project, in English and otherwise.
_SCRIPTS = (
    ("\u0e00", "\u0eff", 1.5, False),  # Thai, Lao
    ("\u1000", "\u109f", 1.5, False),  # Burmese
    ("\u1780", "\u17ff", 1.5, False),  # Khmer
    ("\u3001", "\u3020", 3.0, True),  # their marks
    ("\u3041", "\u30ff", 2.0, False),  # kana
    ("\u3400", "\u9fff", 3.7, False),  # Chinese characters
    ("\uac00", "\ud7a3", 3.5, True),  # Hangul
    ("\uf900", "\ufaff", 3.7, False),  # Chinese characters for compatibility
    ("\uff01", "\uff5e", 3.0, True),  # marks and letters as wide as these
)
_WORD = 6.0  # letters of an English word with the blank after it
_PLANE = 1 << 16  # characters past the first plane count as letters

Numbers = NDArray[np.float64]


@lru_cache(maxsize=1)
def _scripts() -> NDArray[np.uint8]:
    """(_PLANE,) which of _SCRIPTS a character is of, from 1; 0: of an alphabet, or no letter."""
    table = np.zeros(_PLANE, dtype=np.uint8)
    for number, (first, last, _, _) in enumerate(_SCRIPTS, 1):
        table[ord(first) : ord(last) + 1] = number
    return table


def read(texts: list[str]) -> tuple[Numbers, Numbers]:
    """(B,) letters that each of B texts comes to, and (B,) blanks that its script goes without.

    A text in an alphabet comes to as many letters as it has characters, and goes without none.
    """
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    letters, blanks = sizes.astype(np.float64), np.zeros(len(texts))
    whole = "".join(texts)
    if whole.isascii():
        return letters, blanks
    codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    scripts = _scripts().take(codes, mode="clip")
    places = np.flatnonzero(scripts)
    if len(places):
        text = np.repeat(np.arange(len(texts)), sizes)[places]
        script = scripts[places] - 1
        worth = np.array([letters for _, _, letters, _ in _SCRIPTS])[script]
        unspaced = np.array([not apart for _, _, _, apart in _SCRIPTS])[script]
        letters += np.bincount(text, worth - 1.0, len(texts))
        blanks += np.bincount(text, worth * unspaced / _WORD, len(texts))
    return letters, blanks
