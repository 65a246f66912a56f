"""What belongs together on a page: corrections of single blocks' roles by what stands around them.

Every correction takes the document, the roles so far (changed in place) and how likely each block
is the article's text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from scraper.extractor import authorbox, clutter, cues, factsbox, relatedlist, tables, taglist
from scraper.extractor.document import HEADINGS, Document, TextBlock
from scraper.extractor.links import absolute
from scraper.extractor.wording import fold

TEXT = frozenset({"body", "facts", "facts_heading"})
LOOSE = TEXT | {"caption", "meta", "other", "promo"}
UNDER_IMAGE = LOOSE | {"byline"}
SUBHEADINGS = HEADINGS - {"h1"}
LONG = 100  # characters of a paragraph that is no menu, byline or line of a footer
LINKED = 0.6  # share of linked characters from which a block is a list of links
WHOLE = 0.95  # share of linked characters of a line that is a link
HEADLINE = 6  # words of a headline
RARE = 0.1  # share of the text's blocks that may be such links; else the article is made of them
PARAGRAPHS = frozenset({"p", "div", "h2", "h3", "h4"})
ASIDE = 8  # blocks of a promotion within the text
_OWN_BYLINE = re.compile(r"\b(?:19|20)\d\d\b")


def key_facts(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Items and heading of a box of key facts."""
    for heading, items in factsbox.find(document, text):
        for index in items:
            roles[index] = "facts"
        if heading >= 0:
            roles[heading] = "facts_heading"
    for items in factsbox.lists(document, roles):
        for index in items:
            roles[index] = "facts"


def linked_lines(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A block that is mostly links and begins with a cue is a list of that kind."""
    for index, block in enumerate(document.blocks):
        if not block.link_chars or roles[index] not in LOOSE:
            continue
        if block.link_chars < LINKED * (len(block.text) - 12):
            continue
        _, begins = cues.of(block.text[:80])
        links = block.links
        if begins & cues.BIT["related"] and links and links[0].start > 0:
            last = not any(role in TEXT for role in roles[index + 1 : index + 3])
            roles[index] = "related" if len(links) > 1 or last else "promo"
        elif begins & cues.BIT["tags"] and links and links[0].start > 0:
            roles[index] = "tags"


def linked_headlines(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A paragraph that is nothing but a headline of the same site is a promotion in the text."""
    found = [
        index
        for index, block in enumerate(document.blocks)
        if roles[index] == "body"
        and block.link_chars >= WHOLE * len(block.text)
        and block.tag in PARAGRAPHS
        and _leads_within(document, block)
    ]
    if len(found) <= RARE * roles.count("body"):
        for index in found:
            if len(document.blocks[index].text.split()) >= HEADLINE:
                roles[index] = "promo"


def _leads_within(document: Document, block: TextBlock) -> bool:
    """Whether a block has one link, to the same site, and shows no address."""
    if len(block.links) != 1 or block.text.startswith("http"):
        return False
    url = absolute(document.base, block.links[0].href)
    return url is not None and url.split("/")[2:3] == (document.url or "").split("/")[2:3]


def landmarks(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Links at the foot or the head of the page are no tags of the article."""
    if "tags" not in roles:
        return
    for inside in document.elements:
        if (
            inside.tag in ("footer", "nav")
            and inside.last > inside.first
            and not any(
                document.elements[above].tag in ("article", "main")
                for above in document.ancestors(inside.parent)
            )
        ):
            for index in range(inside.first, inside.last):
                if roles[index] == "tags":
                    roles[index] = "footer" if inside.tag == "footer" else "nav"


def gaps(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A heading, a piece of code or a table's cell between two blocks of the text is text.

    A promotion in a box of its own may stand before the heading, or between it and its paragraph.
    """
    blocks = document.blocks
    for index in range(1, len(blocks) - 1):
        if roles[index] in TEXT or blocks[index].link_chars:
            continue
        if blocks[index].tag in SUBHEADINGS:
            before = _beyond_promotion(roles, index, -1)
            after = _beyond_promotion(roles, index, 1)
            if before < 0 or after >= len(roles) or roles[before] not in TEXT:
                continue
            amid = (index, after) if before == index - 1 else (before, index, after)
            if roles[after] == "body" and _siblings(document, *amid):
                roles[index] = "body"
        elif (
            roles[index - 1] in TEXT
            and roles[index + 1] == "body"
            and text[index] > 0.05
            and any(_encloses(document, index, tag) for tag in ("pre", "tr"))
        ):
            roles[index] = "body"


def _beyond_promotion(roles: list[str], index: int, step: int) -> int:
    """The next block before (step -1) or after (1) a block that no promotion holds."""
    place = index + step
    while 0 <= place < len(roles) and abs(place - index) < ASIDE and roles[place] == "promo":
        place += step
    return place


def _siblings(document: Document, *indices: int) -> bool:
    return len({document.elements[document.blocks[i].element].parent for i in indices}) == 1


def _encloses(document: Document, index: int, tag: str) -> bool:
    element = document.elements[document.blocks[index].inner]
    while element.tag != tag:
        if element.parent < 0 or element.tag in ("article", "main", "body"):
            return False
        element = document.elements[element.parent]
    return True


def captions(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A line beside an image that says the same as its alternative text is its caption."""
    for picture in document.pictures:
        alt = picture.attributes.get("alt")
        for index in (picture.block, picture.block - 1) if alt else ():
            if 0 <= index < len(roles) and roles[index] in UNDER_IMAGE:
                shown = document.blocks[index].text
                if len(shown) < 2 * LONG and (said := fold(shown)) and said == fold(alt or ""):
                    roles[index] = "caption"


def headline(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """What stands above the headline is not the text; a page may not mark its headline as one."""
    blocks = document.blocks
    if "title" not in roles:
        found = _shown_title(document, roles)
        if found < 0:
            return
        roles[found] = "title"
        for index in range(found + 1, min(found + 4, len(blocks))):
            if roles[index] in LOOSE and _is_byline(blocks[index].text):
                roles[index] = "byline"
    above = [i for i in range(roles.index("title")) if roles[i] in TEXT]
    if all(len(blocks[index].text) < LONG for index in above):
        for index in above:
            roles[index] = "nav"


def last_lines(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A copyright line, lone links or a heading below the last paragraph are not the text."""
    for index in range(len(roles) - 1, -1, -1):
        block = document.blocks[index]
        if roles[index] not in TEXT:
            continue
        if cues.COPYRIGHT.search(block.text[:80]) and len(block.text) < 2 * LONG:
            roles[index] = "footer"
        elif block.link_chars > 0.9 * len(block.text) and len(block.text) < LONG:
            roles[index] = "nav"
        elif block.tag in SUBHEADINGS and len(block.text) < LONG and block.text[-1] not in ".!…":
            roles[index] = "other"
        else:
            break


def _shown_title(document: Document, roles: list[str]) -> int:
    """The block of the text that <title> begins with; -1: none."""
    head = fold(document.head_title or "")
    best, found = 1, -1
    for index, block in enumerate(document.blocks[:60]):
        if roles[index] in TEXT and len(block.text) < 200:
            shown = fold(block.text)
            words = shown.count(" ") + 1
            if words > best and head.startswith(shown):
                best, found = words, index
    return found


def _is_byline(line: str) -> bool:
    if len(line) > LONG:
        return False
    _, begins = cues.of(line)
    return bool(begins & cues.BIT["byline"]) and (
        len(line.split()) <= 6 or _OWN_BYLINE.search(line) is not None
    )


CORRECTIONS = (
    clutter.comments,
    clutter.trails,
    clutter.errors,
    clutter.signs,
    clutter.unseen,
    linked_lines,
    linked_headlines,
    relatedlist.neighbours,
    relatedlist.lists,
    relatedlist.announced,
    relatedlist.cards,
    relatedlist.led_in,
    landmarks,
    taglist.correct,
    authorbox.correct,
    captions,
    clutter.posts,
    gaps,
    tables.whole,
    tables.captions,
    tables.line_numbers,
    headline,
    last_lines,
    key_facts,
)
