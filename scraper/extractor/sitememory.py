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
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from scraper.extractor import datetext
from scraper.extractor.blocks import Document, TextBlock
from scraper.extractor.structure import LONG, TEXT
from scraper.stages import Lesson

ARTICLES = 3  # articles from which a block counts as repeated
SHARE = 0.2  # of the remembered articles, likewise
WINDOW = 40  # latest articles of a site that are remembered; older ones age out
HEAD, TAIL = 24, 48  # blocks remembered of an article: the first and the last ones
BEYOND = 6  # blocks before and after the text that belong to its surroundings
SAID = 25  # bytes of a block that says something by itself
REDESIGN = 5  # articles before and after a redesign from which it is noticed
MISREAD = frozenset({"tags", "share", "other", "meta", "caption"})
_LEVELS = {f"h{level}": level for level in range(1, 7)}


@dataclass(frozen=True, slots=True)
class SiteMemory:
    """What repeats on a site; immutable."""

    articles: int  # articles that it was made from
    known: frozenset[int]  # fingerprints of the blocks that repeat


EMPTY = SiteMemory(0, frozenset())


def remember(lessons: Sequence[Lesson]) -> SiteMemory:
    """The memory of a site's latest lessons, oldest first; articles of one headline count once."""
    lessons = lessons[redesigned(lessons) :]
    latest = {lesson.headline: lesson for lesson in lessons}
    counts: Counter[int] = Counter()
    for lesson in latest.values():
        counts.update(array("Q", lesson.marks))
    enough = max(ARTICLES, math.ceil(SHARE * len(latest)))
    return SiteMemory(len(latest), frozenset(mark for mark, n in counts.items() if n >= enough))


def redesigned(lessons: Sequence[Lesson]) -> int:
    """Index of the first lesson after the site's last redesign; 0: none is known.

    A site is redesigned where the text of its latest articles stands inside elements of other
    names than in any article before.
    """
    for start in range(len(lessons) - REDESIGN, REDESIGN - 1, -1):
        before = {lesson.layout for lesson in lessons[:start]}
        if before.isdisjoint(lesson.layout for lesson in lessons[start:]):
            return start
    return 0


def lesson(document: Document) -> Lesson | None:
    """What a page, its roles assigned, teaches about its site; None: it has no text."""
    around = _around(document)
    if not around:
        return None
    places = _Places(document)
    taught = around if len(around) <= HEAD + TAIL else [*around[:HEAD], *around[-TAIL:]]
    marks: set[int] = set()
    for index in taught:
        block = document.blocks[index]
        place = places.of(block)
        marks.add(_hash(place, block.text))
        if (near := _near(place, block.text)) is not None:
            marks.add(near)
    headline = next((b.text for b in document.blocks if b.role == "title"), document.head_title)
    return Lesson(
        headline=_hash("headline", headline or document.url or ""),
        layout=_hash("layout", places.of_text()),
        marks=array("Q", sorted(marks)).tobytes(),
    )


def apply(document: Document, memory: SiteMemory) -> bool:
    """Make promo of what repeats in the text of a page, its roles assigned; whether any did."""
    around = _around(document) if memory.known else []
    if not around:
        return False
    places, blocks = _Places(document), document.blocks
    exact, near = set(), set()
    for index in around:
        text = blocks[index].text
        place = places.of(blocks[index])
        if _hash(place, text) in memory.known:
            exact.add(index)
        elif len(text) < LONG and _near(place, text) in memory.known:
            near.add(index)
    if not exact:
        return False
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


def _around(document: Document) -> Sequence[int]:
    """Indices of the blocks from a little before the text to a little after it."""
    text = [index for index, block in enumerate(document.blocks) if block.role in TEXT]
    if not text:
        return []
    return range(max(text[0] - BEYOND, 0), min(text[-1] + BEYOND + 1, len(document.blocks)))


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
    return block.tag not in _LEVELS and len(block.text.encode("utf-8", "replace")) >= SAID


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


class _Places:
    """Names of the elements that blocks stand in."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._names: dict[int, str] = {}

    def of(self, block: TextBlock) -> str:
        """The element of a block and the two around it; what names a whole page tells no place."""
        name = self._names.get(block.element)
        if name is None:
            chain = self._document.ancestors(block.element)[:3]
            elements = [self._document.elements[index] for index in chain]
            name = self._names[block.element] = ">".join(
                element.tag
                if element.tag in ("article", "main", "body")
                else ".".join((element.tag, *element.words[:3]))
                for element in elements
            )
        return name

    def of_text(self) -> str:
        """The elements around most of the text's paragraphs."""
        chars: Counter[str] = Counter()
        for block in self._document.blocks:
            if block.role == "body" and block.tag not in _LEVELS:
                chars[self.of(block)] += len(block.text)
        return max(chars, key=lambda name: (chars[name], name), default="")


def _near(place: str, text: str) -> int | None:
    """The fingerprint with numbers and names of months folded; None: the text has no number."""
    if len(text) >= LONG or not any(character.isdigit() for character in text):
        return None
    words = [
        "0" if word in _months() else "".join("0" if c.isdigit() else c for c in word)
        for word in text.lower().split()
    ]
    folded = " ".join(words)
    while "00" in folded:
        folded = folded.replace("00", "0")
    return _hash("near " + place, folded)


@cache
def _months() -> frozenset[str]:
    tables = datetext.vocabulary()["months"]
    return frozenset(word for table in tables.values() for names in table for word in names.split())


def _hash(kind: str, text: str) -> int:
    """63 bits: SQLite's integers have a sign."""
    data = f"{kind}\0{text}".encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "little") >> 1
