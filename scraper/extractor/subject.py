"""How close each block comes to what the page is about, and whether it speaks of the publisher."""

from __future__ import annotations

import math
from collections.abc import Set

import numpy as np
from numpy.typing import NDArray

from scraper.extractor.document import Document
from scraper.extractor.layout import Indices, Layout
from scraper.extractor.vocabulary import Vocabulary
from scraper.extractor.wording import words

TELLING = 5  # letters from which a word may say what a text is about
NAMING = 4  # letters from which a word may name a publication,
MOST_OF = 0.6  # if it is so much of the name;
LONGEST = 80  # of a longer name only the beginning counts
COLUMNS = 5


def numbers(
    document: Document,
    layout: Layout,
    vocabulary: Vocabulary,
    own: frozenset[str],
    exclamations: Indices,
) -> NDArray[np.float64]:
    """(B, COLUMNS): what the words of each block have to do with the page.

    Mentions of the publication, whose names are `own`; the shares of the telling words that the
    page's title has too, and that one, or three, other paragraphs have; exclamation marks.  The
    article's paragraphs share words with each other and with the title; a teaser of another
    article does not, and a promotion speaks of its publisher.
    """
    blocks, count = len(layout.chars), len(vocabulary.index)
    named = _among(own, vocabulary)[vocabulary.numbers]
    mentions = np.bincount(vocabulary.rows[named], minlength=blocks)

    letters = np.fromiter(map(len, vocabulary.index), np.int64, count)
    telling = letters[vocabulary.numbers] >= TELLING
    pairs = np.sort(vocabulary.rows[telling] * count + vocabulary.numbers[telling])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    row, word = np.divmod(pairs, count)  # (P,) each telling word once a block

    is_paragraph = (layout.chars >= 80) & (layout.linked < 0.4 * layout.chars)
    spread = np.bincount(word[is_paragraph[row]], minlength=count)  # (V,) in how many paragraphs
    others = spread[word] - is_paragraph[row]  # (P,) in how many other ones
    shared = next(iter(document.metas.get("og:title", ())), "")
    titled = _among(set(words(f"{document.head_title or ''} {shared}")), vocabulary)

    total = np.maximum(np.bincount(row, minlength=blocks), 1)
    shares = [
        np.bincount(row[found], minlength=blocks) / total
        for found in (titled[word], others >= 1, others >= 3)
    ]
    return np.stack([np.minimum(mentions, 4) / 4, *shares, np.minimum(exclamations, 3) / 3], axis=1)


def _among(found: Set[str], vocabulary: Vocabulary) -> NDArray[np.bool_]:
    """(V,) whether each word is one of some."""
    table = np.zeros(len(vocabulary.index), dtype=np.bool_)
    table[[vocabulary.index[word] for word in found & vocabulary.index.keys()]] = True
    return table


def own_names(document: Document, host: str, vocabulary: Vocabulary) -> frozenset[str]:
    """Words of the page that name the publication: most of its host's name, or of og:site_name.

    `host` is the page's, without "www."; empty where no address is known.
    """
    shown = next(iter(document.metas.get("og:site_name", ())), "")
    found: set[str] = set()
    for name in (max(host.lower().split("."), key=len), "".join(words(shown))):
        if len(name) >= NAMING:
            least = max(NAMING, math.ceil(MOST_OF * len(name)))
            found.update(_parts(name[:LONGEST], least))
    return frozenset(found & vocabulary.index.keys())


def _parts(name: str, least: int) -> set[str]:
    """All parts of a name that have at least so many letters."""
    return {
        name[start:end] for start in range(len(name)) for end in range(start + least, len(name) + 1)
    }
