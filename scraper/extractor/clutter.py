"""What stands amid the text and is none: comments, breadcrumbs, errors, labels for screen readers.

Corrections of roles, with arguments as those in `structure.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractor.document import Document
from scraper.extractor.metadata import TRAIL

TEXT = frozenset({"body", "facts", "facts_heading"})
LONG = 100  # characters of a paragraph that is no label
COMMENTS = frozenset("comments comment commentlist respond disqus kommentare".split())
UNSEEN = frozenset("visually visuallyhidden sr screenreader offscreen".split())
CELLS = frozenset({"td", "th"})
_WHOSE_POST = re.compile(r"[—–-] ?.{1,80}\(@\w{1,20}\) .{4,30}")  # "— Ada (@ada) May 6, 2025"
# as PHP writes to a page: "Warning: Undefined variable $a in /srv/www/index.php on line 3"
_PHP_ERROR = re.compile(r"(?:Warning|Notice|Deprecated|\w+ error): .{5,400} on line \d+")
_SIGNS = re.compile("[.,:;·•\ue000-\uf8ff]{1,2}")


def comments(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """What stands inside an element called comments is not the article's text."""
    called = document.called(COMMENTS)
    if not called:
        return
    within = -1  # blocks before this one lie inside such an element
    for inside in document.elements:
        if inside.kind not in called or inside.last <= within:
            continue
        if inside.tag in ("body", "html", "main", "article") or inside.last <= inside.first:
            continue
        stretch = range(inside.first, inside.last)
        if any(document.blocks[index].tag == "h1" for index in stretch):
            continue
        within = inside.last
        for index in stretch:
            if roles[index] in TEXT:
                roles[index] = "comments"


def trails(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A trail of breadcrumbs is not the article's text, wherever it stands."""
    called = document.called(TRAIL)
    if not called:
        return
    for inside in document.elements:
        if inside.kind in called and inside.tag != "body":
            stretch = range(inside.first, inside.last)
            if all(len(document.blocks[index].text) < 2 * LONG for index in stretch):
                for index in stretch:
                    if roles[index] in TEXT:
                        roles[index] = "nav"


def errors(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """What the site's software complains of is not the article's text."""
    for index, block in enumerate(document.blocks):
        complains = block.text[-1].isdigit() and _PHP_ERROR.fullmatch(block.text)
        if complains and roles[index] in TEXT and not _is_code(document, index):
            roles[index] = "other"


def signs(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Dots that keep a distance, and glyphs of icon fonts, are not the article's text."""
    for index, block in enumerate(document.blocks):
        alone = roles[index] in TEXT and _SIGNS.fullmatch(block.text)
        if alone and block.tag not in CELLS and not _is_code(document, index):
            roles[index] = "other"


def unseen(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Labels that only screen readers say are not the article's text."""
    called = document.called(UNSEEN)
    if not called:
        return
    for inside in document.elements:
        if inside.kind in called and inside.last - inside.first == 1:
            index = inside.first
            block = document.blocks[index]
            whole = inside.index in document.ancestors(block.inner)
            if whole and roles[index] in TEXT and len(block.text) < LONG:
                roles[index] = "other"


def posts(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """The line below an embedded post that says whose it is and of when is its caption."""
    for index, block in enumerate(document.blocks):
        if block.text[0] in "—–-" and roles[index] in TEXT and _WHOSE_POST.fullmatch(block.text):
            roles[index] = "caption"


def _is_code(document: Document, index: int) -> bool:
    chain = document.ancestors(document.blocks[index].inner)
    return any(document.elements[element].tag == "pre" for element in chain)
