"""How alike two texts are: word sequences in common, and signatures that find candidates.

MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3.4).
Written here in a few lines of NumPy: the usual library for it brings SciPy along.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scraper.store.content import is_unspaced

SEQUENCE = 5  # words that follow each other; characters in scripts without spaces
SHORTEST = 30  # words: shorter texts (pay-wall notices, tickers) are alike without being copies
_BANDS, _ROWS = 24, 3  # texts 50 % alike share a bucket in 96 of 100 cases, 10 % alike in 2
_MULTIPLIERS = np.frombuffer(
    b"".join(blake2b(bytes([n]), digest_size=8).digest() for n in range(_BANDS * _ROWS)),
    dtype=np.uint64,
) | np.uint64(1)
_WORD = re.compile(r"\w+")


def sequences(text: str) -> NDArray[np.uint64]:
    """Hashes of the different word sequences of a text, sorted; empty for a short text."""
    words = list(text) if is_unspaced(text) else _WORD.findall(text.casefold())
    if len(words) < SHORTEST:
        return np.empty(0, np.uint64)
    hashes = np.fromiter(map(crc32, map(str.encode, words)), np.uint64, len(words))
    total = np.zeros(len(words) - SEQUENCE + 1, np.uint64)
    for offset in range(SEQUENCE):
        total = total * np.uint64(0x9E3779B97F4A7C15) + hashes[offset : offset + len(total)]
    total ^= total >> np.uint64(29)
    total = np.sort(total * np.uint64(0xBF58476D1CE4E5B9))
    # np.unique takes ten times as long.
    different: NDArray[np.uint64] = total[np.append(True, total[1:] != total[:-1])]
    return different


def likeness(one: NDArray[np.uint64], two: NDArray[np.uint64]) -> float:
    """Share of the sequences of both that are in both (Jaccard), 0 to 1."""
    if not len(one) or not len(two):
        return 0.0
    common = len(np.intersect1d(one, two, assume_unique=True))
    return common / (len(one) + len(two) - common)


def buckets(found: NDArray[np.uint64]) -> list[int]:
    """Numbers (64 bits, signed) of which two texts that are alike have one in common."""
    if not len(found):
        return []
    least = (_MULTIPLIERS[:, None] * found).min(axis=1)
    signature = (least >> np.uint64(16)).reshape(_BANDS, _ROWS)
    numbers = []
    for band, rows in enumerate(signature):
        digest = blake2b(rows.tobytes(), digest_size=8, salt=bytes([band])).digest()
        numbers.append(int.from_bytes(digest, "big", signed=True))
    return numbers
