"""The card of a link to an article: which of its texts is the headline, which section and date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime
from itertools import pairwise

from msgspec import Struct

from scraper.extractor import cues, datetext
from scraper.extractor.document import HEADINGS, Document, Element, TextBlock
from scraper.extractor.headings import TITLE_WORDS
from scraper.extractor.sectionnames import leads_on, says_nothing
from scraper.extractor.textfeatures import TOPICS

SHORTEST = 12  # characters of a headline; shorter link texts are sections, names, "more"
LONGEST = 220  # characters of a headline; longer link texts are whole cards
SECTION = 30  # characters of a section name
KICKER = 3  # words of a section name above a headline, where nothing else tells what it is
OPENING = 40  # characters of a line that may stand above a headline,
HEADLINE = 140  # and of the headline below it, where nothing tells them apart
DATE = 40  # characters of a date line
SECTION_WORDS = frozenset(
    "category categories cat kicker section label topic tag rubric rubrik overline badge eyebrow "
    "topline roofline dachzeile pretitle supertitle surtitle preheadline".split()
)
NAMING = (TITLE_WORDS, SECTION_WORDS)
EDGES = " |·•—–"  # what stands between the texts of a card
NEIGHBOUR = cues.BIT["previous"] | cues.BIT["next"]
STYLED = frozenset("em i strong b sub sup mark q del s ins cite abbr code u small wbr".split())
BOUND = "([{-–—/'’"  # a text goes on after these, whatever element follows


class Piece(Struct, frozen=True, gc=False):
    """A text of a card that stands by itself."""

    block: int  # index of its block
    text: str
    inner: int  # index of the innermost element that it stands in


def pieces(document: Document, index: int, start: int, end: int) -> list[Piece]:
    """The texts that stand by themselves in a part of a block, each in an element of its own."""
    block = document.blocks[index]
    number = bisect_right(block.seams, start)
    found, begun = [], start
    for seam in [seam for seam in block.seams[number:] if seam < end]:
        if _apart(document, block, seam, number):
            found.append(Piece(index, block.text[begun:seam].strip(EDGES), block.pieces[number]))
            begun = seam
        number += 1
    last = Piece(index, block.text[begun:end].strip(EDGES), block.pieces[number])
    return [piece for piece in (*found, last) if piece.text]


def _apart(document: Document, block: TextBlock, seam: int, number: int) -> bool:
    """Whether a text ends at a seam: in markup of its own, and without a blank or named so."""
    one = document.ancestors(block.pieces[number])
    other = document.ancestors(block.pieces[number + 1])
    own = [
        [index for index in chain if index not in rest]
        for chain, rest in ((one, other), (other, one))
    ]
    elements = [document.elements[index] for chain in own for index in chain]
    if all(element.tag in STYLED for element in elements):
        return False
    before, after = block.text[seam - 1], block.text[seam]
    if before == " ":
        said = [{w for i in chain for w in document.elements[i].words} for chain in own]
        return any(words.isdisjoint(said[0]) != words.isdisjoint(said[1]) for words in NAMING)
    if before in BOUND or not (after.isalnum() or after in "\"'“„«‘「『【¿¡"):
        return False
    return all(own) or not after.islower()


def headline(document: Document, texts: list[Piece]) -> Piece:
    """A heading, what markup calls a title, else the first text that fits and has none below it."""
    for piece in texts:
        if document.blocks[piece.block].tag in HEADINGS:
            heading = [other for other in texts if other.block == piece.block]
            return max(heading, key=lambda piece: len(piece.text))
    for piece in texts:
        words = {word for element in _around(document, piece) for word in element.words}
        if not TITLE_WORDS.isdisjoint(words) and SECTION_WORDS.isdisjoint(words):
            return piece
    fitting = [p for p in texts if SHORTEST <= len(p.text) <= LONGEST and day(p.text) is None]
    for above, below in pairwise(fitting):
        if not _stands_above(above.text, below.text):
            return above
    if fitting:
        return fitting[-1]
    longest = max(texts, key=lambda piece: len(piece.text))
    return Piece(longest.block, longest.text[:LONGEST], longest.inner)


def _stands_above(one: str, other: str) -> bool:
    """Whether a text is a short line above a headline, not a headline above its summary."""
    return len(one) <= OPENING and len(one) < len(other) <= HEADLINE and other[-1] not in ".!…"


def _around(document: Document, piece: Piece) -> list[Element]:
    """The element that a piece stands in, and those around it that hold nothing else."""
    elements = document.elements
    found = [elements[piece.inner]]
    while found[-1].tag != "a" and found[-1].parent >= 0 and len(found) < 3:
        above = elements[found[-1].parent]
        if above.last - above.first > 1 or above.tag == "a":
            break
        found.append(above)
    return found


def shown_with(
    document: Document, texts: Iterable[Piece], title: Piece
) -> tuple[str | None, date | None]:
    """Section and date among the other texts of a card."""
    section: str | None = None
    published: date | None = None
    above = True
    for piece in texts:
        if piece == title:
            above = False
            continue
        if published is None:
            published = day(piece.text)
            if published is not None:
                continue
        if section is None and len(piece.text) <= SECTION:
            section = _section(document, piece, title, above)
    return section, published


def day(text: str) -> date | None:
    """The day that a short line says."""
    if len(text) > DATE or not any(map(str.isdigit, text)):
        return None
    found = datetext.parse(text)
    return found.date() if isinstance(found, datetime) else found


def _section(document: Document, piece: Piece, title: Piece, above: bool) -> str | None:
    """A short text that is linked to, or classed as, a section, or stands above the headline."""
    if cues.of(piece.text)[0] & NEIGHBOUR or says_nothing(piece.text) or leads_on(piece.text):
        return None
    block = document.blocks[piece.block]
    for span in block.links if piece.block != title.block else ():
        parts = (span.href or "").lower().split("/")
        if not TOPICS.isdisjoint(parts):
            named = block.text[span.start : span.end].strip(EDGES)
            return named if 0 < len(named) <= SECTION else None
    element = document.elements[piece.inner]
    outer = document.elements[element.parent] if element.parent >= 0 else element
    words = {*element.words, *outer.words}
    plain = len(piece.text.split()) <= KICKER and not any(map(str.isdigit, piece.text))
    if not SECTION_WORDS.isdisjoint(words) or (above and plain and piece.text[-1] not in ":.!?"):
        return piece.text.rstrip(":")
    return None
