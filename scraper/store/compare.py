"""What changed between two states of an article, word by word."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from scraper.article import Article
from scraper.store.content import stamp

Kind = Literal["same", "removed", "added"]

# Words with the space after them; characters one by one in scripts without spaces.
_WORDS = re.compile(
    "[\u0e01-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    "|[^\\s\u0e01-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+\\s*|\\s+"
)
_LONGEST = 20_000  # characters of a text compared word by word: the work grows with their square
_ALIKE = 0.3  # blocks with fewer common words are two blocks, not one that changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference, as pieces of text in reading order."""

    field: str  # name of the field of Article
    pieces: tuple[tuple[Kind, str], ...]

    @property
    def before(self) -> str:
        """The text as it was; "" where something was added."""
        return "".join(text for kind, text in self.pieces if kind != "added")

    @property
    def after(self) -> str:
        """The text as it is; "" where something was removed."""
        return "".join(text for kind, text in self.pieces if kind != "removed")


def compare(before: Article, after: Article) -> list[Change]:
    """The differences that an editor made, field by field; the body block by block."""
    changes = []
    for field, read in _FIELDS.items():
        old, new = read(before), read(after)
        if old != new:
            changes.extend(_lines(field, old, new))
    return changes


_FIELDS: dict[str, Callable[[Article], list[str]]] = {
    "title": lambda article: [article.title or ""],
    "subtitle": lambda article: [article.subtitle or ""],
    "authors": lambda article: ["; ".join(author.name for author in article.authors)],
    "published": lambda article: [stamp(article.published) or ""],
    "modified": lambda article: [stamp(article.modified) or ""],
    "section": lambda article: [article.section or ""],
    "tags": lambda article: ["; ".join(article.tags)],
    "facts_heading": lambda article: [article.facts_heading or ""],
    "facts": lambda article: [str(fact) for fact in article.facts],
    "body": lambda article: [block.text for block in article.body],
}


def _lines(field: str, old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Changes between two lists of lines: lines that are alike are compared word by word."""
    changes = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        removed, added = list(old[a:b]), list(new[c:d])
        while removed and added and (pieces := words(removed[0], added[0])):
            changes.append(Change(field=field, pieces=pieces))
            removed.pop(0)
            added.pop(0)
        changes.extend(Change(field=field, pieces=(("removed", x),)) for x in removed if x)
        changes.extend(Change(field=field, pieces=(("added", x),)) for x in added if x)
    return changes


def words(old: str, new: str) -> tuple[tuple[Kind, str], ...]:
    """Two texts word by word; empty where they have too little in common to be one text,
    or are too long to be compared."""
    if max(len(old), len(new)) > _LONGEST:
        return ()
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return ()
    pieces: list[tuple[Kind, str]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(right[c:d])))
            continue
        if a < b:
            pieces.append(("removed", "".join(left[a:b])))
        if c < d:
            pieces.append(("added", "".join(right[c:d])))
    return tuple(pieces)
