"""How close each block comes to what the page is about, and whether it speaks of the publisher."""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from scraper.extractor.document import Document
from scraper.extractor.layout import Layout
from scraper.extractor.wording import words

TELLING = 5  # letters from which a word may say what a text is about
COLUMNS = 5


def numbers(
    document: Document, layout: Layout, said: list[list[str]], own: frozenset[str]
) -> NDArray[np.float64]:
    """(B, COLUMNS): what the words of each block, `said`, have to do with the page.

    Mentions of the publication, whose names are `own`; the shares of the telling words that the
    page's title has too, and that one, or three, other paragraphs have; exclamations.  The
    article's paragraphs share words with each other and with the title; a teaser of another
    article does not, and a promotion speaks of its publisher.
    """
    telling = [{word for word in found if len(word) >= TELLING} for found in said]
    is_paragraph = ((layout.chars >= 80) & (layout.linked < 0.4 * layout.chars)).tolist()
    paragraphs = [found for found, whole in zip(telling, is_paragraph, strict=True) if whole]
    spread = Counter(chain.from_iterable(paragraphs))
    # words of at least one to four paragraphs: a paragraph shares no word with itself alone
    held = [{word for word, count in spread.items() if count >= least} for least in (1, 2, 3, 4)]
    shared = next(iter(document.metas.get("og:title", ())), "")
    title = set(words(f"{document.head_title or ''} {shared}"))
    rows = []
    for block, found, about, whole in zip(
        document.blocks, said, telling, is_paragraph, strict=True
    ):
        mentions = 0 if own.isdisjoint(found) else sum(word in own for word in found)
        count = len(about) or 1
        rows.append(
            (
                min(mentions, 4) / 4,
                len(about & title) / count,
                len(about & held[whole]) / count,
                len(about & held[2 + whole]) / count,
                min(block.text.count("!"), 3) / 3,
            )
        )
    return np.array(rows)


def own_names(document: Document, host: str, said: list[list[str]]) -> frozenset[str]:
    """Words of `said` that name the publication: most of its host's name, or of og:site_name.

    `host` is the page's, without "www."; empty where no address is known.
    """
    shown = next(iter(document.metas.get("og:site_name", ())), "")
    vocabulary = set(chain.from_iterable(said))
    return frozenset(
        word
        for name in (max(host.lower().split("."), key=len), "".join(words(shown)))
        if len(name) > 3
        for word in vocabulary
        if len(word) > 3 and len(word) >= 0.6 * len(name) and word in name
    )
