"""Cue words: what a short text announces ("Related Posts", "Auf einen Blick"): data/cues.toml."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from scraper.extractor import wording

MEANINGS = (  # the tables of data/cues.toml; meaning i is bit i of a mask
    "facts",
    "related",
    "previous",
    "next",
    "tags",
    "comments",
    "bio",
    "byline",
    "toc",
    "share",
    "promo",
    "legal",
    "caption",
    "reading",
    "dateline",
)
BIT = {meaning: 1 << i for i, meaning in enumerate(MEANINGS)}
_LABEL = 100  # characters of a text whose answer is remembered
COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved", re.I)


@lru_cache(maxsize=1)
def phrases() -> dict[str, int]:
    """Folded phrase, or beginning of one -> mask of its meanings; read once from the data file."""
    path = files("scraper.extractor") / "data" / "cues.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, int] = {}
    for meaning, languages in table.items():
        for language in languages.values():
            for phrase in language:
                words = wording.words(phrase)
                for count in range(1, len(words)):
                    found.setdefault(" ".join(words[:count]), 0)
                folded = " ".join(words)
                found[folded] = found.get(folded, 0) | BIT[meaning]
    return found


def of(text: str) -> tuple[int, int]:
    """Meanings that the whole text has, and those that its first words have.

    >>> of("Related Posts:")[0] == BIT["related"]
    True
    >>> of("By Ada Moreno") == (0, BIT["byline"])
    True
    """
    return _known(text) if len(text) <= _LABEL else masks(wording.words(text))


@lru_cache(maxsize=1024)  # several modules ask of one block, and a site's pages share labels
def _known(text: str) -> tuple[int, int]:
    return masks(wording.words(text))


def masks(words: list[str]) -> tuple[int, int]:
    """The same of a text's words; numbers do not count: "12 Comments" and "Comments" are one."""
    known = phrases()
    begins = whole = 0
    phrase = ""
    for word in words:
        if word[0].isdigit():
            continue
        phrase = phrase + " " + word if phrase else word
        meant = known.get(phrase)
        if meant is None:  # no phrase begins so
            return 0, begins
        whole = meant
        begins |= meant
    return whole, begins
