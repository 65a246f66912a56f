"""An author's name alone above or below the text: a byline, though it stands in a paragraph."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.article import Author
from scraper.extractor.document import Document
from scraper.extractor.namewords import vocabulary
from scraper.extractor.wording import fold

LINES = 2  # at either end of the text


def settle(document: Document, authors: Iterable[Author]) -> None:
    """Make bylines of the first and last blocks of the text that hold nothing but authors."""
    names = [f" {fold(author.name)} " for author in authors]
    text = [block for block in document.blocks if block.role == "body"]
    for end in (text[:LINES], text[: -LINES - 1 : -1]):
        for block in end:
            if not _signs(block.text, names):
                break
            block.role = "byline"


def _signs(text: str, names: list[str]) -> bool:
    said = f" {fold(text)} "
    rest = said
    for name in names:
        rest = rest.replace(name, " ")
    return rest != said and all(map(_between, rest.split()))


def _between(word: str) -> bool:
    """Whether a word stands before or between authors: "by", "and"."""
    known = vocabulary()
    return word in known.joiners or ((word,), True) in known.phrases.get(word, ())
