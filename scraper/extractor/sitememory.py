"""What repeats across the articles of one site is not the text of any of them.

One page cannot tell a promotion that stands in every article from the article's own words; the
latest articles of its site can.  `lesson` says what one page teaches, `remember` makes a memory
of a site's lessons, and `apply` takes what the memory knows out of the text of a page.

Text repeats for good reasons too, so repetition alone takes nothing out.  What goes
- stands, letter for letter and inside the same elements, in at least three articles of different
  headlines, and in at least a fifth of those remembered: paragraphs of background that an agency
  puts below its reports on one matter do not reach that, and a refrain counts once an article;
- is a run of such blocks at the top or the bottom of the text, or a section of its own inside it
  (from a heading that repeats to the next heading, or alone in an element that has a name): a
  disclaimer quoted among the paragraphs of an article about it stays;
- holds a sentence or so: "Correction:" or "Conclusion" above text that varies stays, and so does
  a line such as "ENDS" that stands alone;
- is less than half of the text: copies of one article under several headlines stay whole.
A short block that repeats but for its numbers and dates goes along inside or at the outer end of
such a run, and so does one beside it that was taken for tags or the like.

Before that, `inform` lets the memory have its say where the role model is unsure: of a sentence
that stands on another page of the site too, and of blocks whose container is known from other
pages (see containers.py).  What the model is sure of stays as it is.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from zlib import crc32

import numpy as np

from scraper.extractor import containers, datetext, roles
from scraper.extractor.containers import Containers, Held, name_of
from scraper.extractor.document import Document, TextBlock
from scraper.extractor.features import Floats
from scraper.extractor.structure import LONG, TEXT
from scraper.stages import Lesson

ARTICLES = 3  # articles from which a block counts as repeated
SHARE = 0.2  # of the remembered articles, likewise
WINDOW = 40  # latest articles of a site that are remembered; older ones age out
HEAD, TAIL = 24, 48  # blocks looked at in an article: the first and the last ones
BEYOND = 6  # blocks before and after the text that belong to its surroundings
SAID = 25  # bytes of a block that says something by itself
SENTENCES = 37  # blocks of a page, not surely text, that are looked for on other pages
LONGEST = 3  # paragraphs by which a copy of an article is known
REPEATED = 0.1  # odds of text, where it stands on another page too: of 94 such sentences that the
# model took for text, on pages of the bench it had not seen, 92 were none
AMID = 0.85  # likelihood of text of the blocks around a sentence that the article itself says
REDESIGN = 5  # articles before and after a redesign from which it is noticed
MISREAD = frozenset({"tags", "share", "other", "meta", "caption"})
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d[\d.,:/]*")
_LEVELS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """What repeats on a site; immutable."""

    articles: int  # articles that it was made from
    known: frozenset[int]  # fingerprints of the blocks that repeat
    said: frozenset[int]  # fingerprints of the sentences that stand in one article or more
    again: frozenset[int]  # those that do in another one, where one is read again
    own: frozenset[int]  # fingerprints of the articles' addresses and headlines
    held: Held  # what the site's containers hold


def remember(lessons: Sequence[Lesson]) -> SiteMemory:
    """The memory of a site's latest lessons, oldest first; articles of one headline count once."""
    lessons = lessons[redesigned(lessons) :]
    latest = {lesson.headline: lesson for lesson in lessons}
    taught = latest.values()
    count = len(latest)
    return SiteMemory(
        articles=count,
        known=_often((lesson.marks for lesson in taught), max(ARTICLES, math.ceil(SHARE * count))),
        said=_often((lesson.said for lesson in taught), SHARE * count),
        again=_often((lesson.said for lesson in taught), 1 + max(1, SHARE * (count - 1))),
        own=frozenset({*latest, *(lesson.page for lesson in taught)} - {0}),
        held=containers.merge(lesson.containers for lesson in taught),
    )


def _often(marks: Iterable[bytes], least: float) -> frozenset[int]:
    """The fingerprints that so many articles have."""
    found, articles = np.unique(np.frombuffer(b"".join(marks), dtype=np.uint32), return_counts=True)
    return frozenset(found[articles >= least].tolist())


def redesigned(lessons: Sequence[Lesson]) -> int:
    """Index of the first lesson after the site's last redesign; 0: none is known.

    A site is redesigned where the text of its latest articles stands inside elements of other
    names than in any article before.  Where every article has names of its own, they say nothing.
    """
    layouts = [lesson.layout for lesson in lessons]
    for start in range(len(layouts) - REDESIGN, REDESIGN - 1, -1):
        before, since = set(layouts[:start]), set(layouts[start:])
        shared = 2 * len(before) <= start and 2 * len(since) <= len(layouts) - start
        if shared and before.isdisjoint(since):
            return start
    return 0


class Marked:
    """The blocks of a page, and how likely their roles are, with their fingerprints."""

    def __init__(self, document: Document, likely: Floats) -> None:
        self.document = document
        self.likely = likely  # the model's word, (B, roles)
        self.text: Floats = likely[:, roles.TEXT].sum(axis=1)
        self.headline = self._headline()
        self.page = _hash(document.url or "")
        self.exact: dict[int, int] = {}  # index of a block -> fingerprint, near the edges only
        self.near: dict[int, int] = {}  # the same, numbers folded; short blocks with numbers
        self.around = self._around()
        self.containers = Containers(document, likely, self.around)
        self._places: dict[tuple[int, int], int] = {}
        edges = self.around
        if len(edges) > HEAD + TAIL:
            edges = (*edges[:HEAD], *edges[-TAIL:])
        for index in edges:
            block = document.blocks[index]
            place = self._place(block)
            self.exact[index] = _hash(block.text, place)
            if len(block.text) < LONG and _DIGIT.search(block.text):
                self.near[index] = _hash(_folded(block.text), ~place & 0xFFFFFFFF)
        self.longest = [_hash(document.blocks[index].text) for index in self._longest()]
        self.said = {index: _hash(document.blocks[index].text) for index in self._unsure()}

    def _headline(self) -> int:
        titles = np.flatnonzero(self.likely.argmax(axis=1) == roles.ROLE["title"])
        blocks = self.document.blocks
        text = blocks[titles[0]].text if len(titles) else self.document.head_title
        return _hash(text or self.document.url or "")

    def _around(self) -> Sequence[int]:
        """Indices of the blocks from a little before the text to a little after it."""
        if not len(self.text):
            return []
        text = np.flatnonzero(self.text >= min(0.5, float(self.text.max()))).tolist()
        return range(max(text[0] - BEYOND, 0), min(text[-1] + BEYOND + 1, len(self.text)))

    def _longest(self) -> list[int]:
        """The paragraphs that no two articles share, if any: the longest ones."""
        blocks = self.document.blocks
        text = np.flatnonzero(self.text >= 0.5).tolist()
        return sorted(text, key=lambda index: -len(blocks[index].text))[:LONGEST]

    def _unsure(self) -> list[int]:
        """The sentences that may be text and may be none, the likelier ones first."""
        unsure = np.flatnonzero((self.text >= 0.02) & (self.text < 0.97))
        likelier = unsure[np.argsort(-self.text[unsure], kind="stable")].tolist()
        blocks = self.document.blocks
        return list(islice((i for i in likelier if _says_something(blocks[i])), SENTENCES))

    def amid(self, repeated: set[int]) -> set[int]:
        """Which of these blocks stand between two that are surely text and do not repeat."""
        own = self.text >= AMID
        own[list(repeated)] = False
        inner = range(1, len(own) - 1)
        return {index for index in repeated if index in inner and own[index - 1] and own[index + 1]}

    def _place(self, block: TextBlock) -> int:
        """Fingerprint of the element of a block and of the two around it, by their names."""
        element = self.document.elements[block.element]
        key = element.parent, element.kind
        place = self._places.get(key)
        if place is None:
            outer = _hash(self._two_names(element.parent))
            place = self._places[key] = _hash(name_of(element), outer)
        return place

    def _two_names(self, index: int) -> str:
        """What an element and the one around it are called; index -1: there is none."""
        elements, names = self.document.elements, list[str]()
        while index >= 0 and len(names) < 2:
            names.append(name_of(elements[index]))
            index = elements[index].parent
        return ">".join(names)

    def layout(self) -> int:
        """Fingerprint of the names of the elements around most of the text's paragraphs."""
        chars: dict[int, int] = {}
        elements = self.document.elements
        blocks = self.document.blocks
        for index in self.around:
            block = blocks[index]
            if block.role == "body" and block.tag not in _LEVELS:
                parent = elements[block.element].parent
                chars[parent] = chars.get(parent, 0) + len(block.text)
        most = max(sorted(chars), key=chars.__getitem__, default=-1)
        return _hash(self._two_names(most))


def lesson(marked: Marked) -> Lesson | None:
    """What a page, its roles assigned, teaches about its site; None: it has no text."""
    if not any(block.role in TEXT for block in marked.document.blocks):
        return None
    marks = sorted({*marked.exact.values(), *marked.near.values()})
    said = sorted({*marked.said.values(), *marked.longest})
    return Lesson(
        page=marked.page,
        headline=marked.headline,
        layout=marked.layout(),
        marks=array("I", marks).tobytes(),
        said=array("I", said).tobytes(),
        containers=marked.containers.learn(),
    )


def inform(marked: Marked, memory: SiteMemory) -> Floats:
    """How likely the roles of a page's blocks are, with what other pages of its site say."""
    own = not memory.own.isdisjoint((marked.page, marked.headline))  # it is one of the articles
    if memory.articles == own:
        return marked.likely
    found = marked.containers.weigh(memory.held).copy()
    elsewhere = memory.again if own else memory.said
    repeated = {index for index, mark in marked.said.items() if mark in elsewhere}
    rows = sorted(repeated - marked.amid(repeated))
    if rows and 2 * sum(mark in elsewhere for mark in marked.longest) <= len(marked.longest):
        text = found[rows][:, roles.TEXT].sum(axis=1, keepdims=True)
        found[np.ix_(rows, roles.TEXT)] *= REPEATED
        found[rows] /= 1.0 - (1.0 - REPEATED) * text
    ruled = [index for index, mark in marked.exact.items() if mark in memory.known]
    found[ruled] = marked.likely[ruled]  # `apply` decides on them
    return found


def left_out(before: Floats, after: Floats) -> bool:
    """Whether a block that is text by the first likelihoods is none by the second."""
    rows = np.flatnonzero((before != after).any(axis=1))
    first, second = (likely[rows][:, roles.TEXT].sum(axis=1) >= 0.5 for likely in (before, after))
    return bool((first & ~second).any())


def apply(marked: Marked, memory: SiteMemory) -> bool:
    """Make promo of what repeats in the text of a page; whether any did."""
    exact = {index for index, mark in marked.exact.items() if mark in memory.known}
    if not exact:
        return False
    document, blocks, around = marked.document, marked.document.blocks, marked.around
    near = {index for index, mark in marked.near.items() if mark in memory.known}
    own = [i for i in around if blocks[i].role in TEXT and i not in exact and i not in near]
    if not own:
        return False
    gone = [
        i for run in _runs(around, own, exact | near) for i in _going(document, run, own, exact)
    ]
    inside = {i for i in gone if blocks[i].role in TEXT}
    lost = sum(len(blocks[i].text) for i in inside)
    whole = sum(len(block.text) for block in blocks if block.role in TEXT)
    if not inside or 2 * lost > whole:
        return False
    for index in gone:
        blocks[index].role = "promo"
    return True


def _runs(around: Iterable[int], own: Iterable[int], repeated: set[int]) -> list[list[int]]:
    """Repeated blocks between which none of the article's own stands."""
    runs: list[list[int]] = [[]]
    ends = set(own)
    for index in around:
        if index in ends:
            runs.append([])
        elif index in repeated:
            runs[-1].append(index)
    return runs


def _going(document: Document, run: list[int], own: list[int], exact: set[int]) -> list[int]:
    """The blocks of a run that are not the article's."""
    blocks, elements = document.blocks, document.elements
    within = {elements[blocks[i].element].parent for i in run if blocks[i].role in TEXT}
    run = [
        i
        for i in run
        if blocks[i].role in TEXT
        or (blocks[i].role in MISREAD and elements[blocks[i].element].parent in within)
    ]
    at_top = bool(run) and run[0] < own[0]
    at_bottom = bool(run) and run[-1] > own[-1]
    if not at_top:
        while run and run[0] not in exact:
            run.pop(0)
    if not at_bottom:
        while run and (run[-1] not in exact or blocks[run[-1]].tag in _LEVELS):
            run.pop()
    if not any(i in exact and _says_something(blocks[i]) for i in run):
        return []
    return run if at_top or at_bottom or _apart(document, run) else []


def _says_something(block: TextBlock) -> bool:
    text = block.text
    if block.tag in _LEVELS:
        return False
    return len(text) >= SAID or len(text.encode("utf-8", "replace")) >= SAID


def _apart(document: Document, run: list[int]) -> bool:
    """Whether a run amid the text is a section, or alone in an element with a name."""
    blocks, elements = document.blocks, document.elements
    first = blocks[run[0]]
    after = next((b for b in blocks[run[-1] + 1 :] if b.role in TEXT), None)
    if first.tag in _LEVELS and after and _LEVELS.get(after.tag, 7) <= _LEVELS[first.tag]:
        return True
    taken = set(run)
    for index in document.ancestors(elements[first.element].parent):
        element = elements[index]
        held = {i for i in range(element.first, element.last) if blocks[i].role in TEXT}
        if held - taken:
            return False
        if element.words and run[-1] < element.last:
            return True
    return False


def _folded(text: str) -> str:
    """A text with its numbers made zero and the names of months left out."""
    words = [word for word in text.lower().split() if word.strip(".,") not in _months()]
    return _NUMBER.sub("0", " ".join(words))


@cache
def _months() -> frozenset[str]:
    tables = datetext.vocabulary()["months"]
    return frozenset(word for table in tables.values() for names in table for word in names.split())


def _hash(text: str, start: int = 0) -> int:
    """32 bits: against the some hundred fingerprints of a memory, chance has no part in it."""
    return crc32(text.encode("utf-8", "replace"), start)
