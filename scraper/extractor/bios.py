"""Gives each author the biography that the page tells of them."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import msgspec

from scraper.article import Author
from scraper.extractor import names
from scraper.extractor.links import absolute
from scraper.extractor.metadata import Page
from scraper.extractor.wording import fold

ROLES = frozenset({"bio", "bio_heading", "bio_other"})
ALIKE = 0.72  # of two spellings of one name; "Mercilli"/"Marcelli" is 0.87


def attach(page: Page, authors: tuple[Author, ...]) -> tuple[tuple[Author, ...], tuple[str, ...]]:
    """The authors with biographies and links, and remarks on names that are spelt differently."""
    boxes = _boxes(page, authors)
    if not boxes or not authors:
        return authors, ()
    texts: dict[int, list[str]] = {}
    links: dict[int, list[str]] = {}
    for box in boxes:
        owner = _owner(box, authors)
        if owner is None:
            continue
        texts.setdefault(owner, []).extend(box.texts)
        links.setdefault(owner, []).extend(box.links)
    notes: list[str] = []
    result = []
    for index, author in enumerate(authors):
        bio = " ".join(dict.fromkeys(texts.get(index, ()))) or None
        if bio is not None and (other := _spelt(author.name, bio)) is not None:
            notes.append(f"the byline says {author.name}, the biography says {other}")
        own = tuple(link for link in dict.fromkeys(links.get(index, ())) if link != author.url)
        result.append(msgspec.structs.replace(author, bio=bio, links=own))
    return tuple(result), tuple(notes)


class _Box:
    """One author box: heading, text, links."""

    def __init__(self) -> None:
        self.headings: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.last = -1


def _boxes(page: Page, authors: tuple[Author, ...]) -> list[_Box]:
    """Runs of blocks with biography roles; a heading or a name after text begins another box."""
    document = page.document
    known = tuple(fold(author.name) for author in authors)
    boxes: list[_Box] = []
    box: _Box | None = None
    for index in page.of_roles(ROLES):
        block = document.blocks[index]
        heads = block.role == "bio_heading" or fold(block.text[:100]).startswith(known)
        if box is None or index - box.last > 4 or (heads and box.texts):
            box = _Box()
            boxes.append(box)
        box.last = index
        if block.role == "bio":
            box.texts.append(block.text)
        else:
            box.headings.append(block.text)
        for link in block.links:
            if block.role != "bio" and (url := absolute(document.base, link.href)):
                box.links.append(url)
    return [box for box in boxes if box.texts or box.links]


def _owner(box: _Box, authors: tuple[Author, ...]) -> int | None:
    """Index of the author a box is about; None: of nobody who wrote this."""
    words = set(fold(" ".join([*box.headings, *box.texts])).split())
    spelt = [fold(author.name).split() for author in authors]
    best: tuple[float, int] | None = None
    for index, (author, name) in enumerate(zip(authors, spelt, strict=True)):
        share = sum(word in words for word in name) / max(1, len(name))
        if author.url is not None and author.url in box.links:
            share += 0.5
        if best is None or share > best[0]:
            best = share, index
    told = [who for text in box.texts if (who := names.subject(text)) and " " in who]
    known = {word for name in spelt for word in name}
    if told and all(known.isdisjoint(fold(who).split()) for who in told):
        return None
    if best is not None and best[0] >= 0.5:
        return best[1]
    return 0 if len(authors) == 1 else None


def _spelt(name: str, bio: str) -> str | None:
    """How the biography spells the author's name, where it spells it differently."""
    words = name.split()
    if len(words) < 2 or name.lower() in bio.lower():
        return None
    tokens = re.findall(r"[^\W\d_][\w'’-]*\.?", bio[:300])
    for start in range(max(0, len(tokens) - len(words) + 1)):
        there = tokens[start : start + len(words)]
        if not all(token[0].isupper() for token in there):
            continue
        same = sum(a == b for a, b in zip(words, there, strict=True))
        if same != len(words) - 1:
            continue
        pair = next((a, b) for a, b in zip(words, there, strict=True) if a != b)
        if SequenceMatcher(None, pair[0].lower(), pair[1].lower()).ratio() >= ALIKE:
            return " ".join(there).rstrip(".")
    return None
