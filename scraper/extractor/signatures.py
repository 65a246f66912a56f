"""An author's name alone above or below the text: a byline, though it stands in a paragraph."""

from __future__ import annotations

from collections.abc import Iterable

from scraper.article import Author
from scraper.extractor.document import Document
from scraper.extractor.wording import fold

LINES = 2  # at either end of the text
BETWEEN = frozenset("by and von und par et por y di e da de van door en av og och".split())


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
    return rest != said and BETWEEN.issuperset(rest.split())
