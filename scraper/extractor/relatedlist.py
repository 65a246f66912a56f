"""Links to other articles belong together: previous and next, lists, cards.

Corrections of roles, with arguments as those in `structure.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractor import cues, lengths, profiles
from scraper.extractor.document import Document, TextBlock
from scraper.extractor.wording import words

TEXT = frozenset({"body", "facts", "facts_heading"})
HEADLINE = 12  # characters of a link's text that may be a headline
CARD = 8  # blocks of a card
CARDS = 3  # cards in the same markup, at least
AMID = 0.25  # share of the text that they may hold
MOSTLY = 0.6  # share of them that has a related link
LIST = 80  # blocks of a list of links
LINE = 100  # characters of a line that leads to related links
LINKED = 0.8  # share of linked characters of a line of links
LOOSE = frozenset({"related", "tags", "promo", "other", "meta", "caption", "related_heading"})
REL = frozenset(("prev", "next"))
PREVIOUS_NEXT = frozenset(("prev", "previous", "next"))
OF_ARTICLES = frozenset(("post", "nav", "article", "entry", "story"))
BESIDE = cues.BIT["previous"] | cues.BIT["next"]


def neighbours(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Links to the previous and the next article are related links, their labels with them."""
    named = document.called(PREVIOUS_NEXT)
    if not named:
        return
    beside = {kind for kind in named if _is_beside(document.kinds[kind])}
    elements, blocks = document.elements, document.blocks
    for index, block in enumerate(blocks):
        if not block.link_chars or roles[index] == "related":
            continue
        for span in block.links:
            if span.end - span.start < HEADLINE:
                continue
            rel = elements[span.element].attributes.get("rel")
            if (rel and not REL.isdisjoint(rel.split())) or _inside(document, span.element, beside):
                roles[index] = "related"
                label = blocks[index - 1].text if index else ""
                if cues.of(label[:80])[0] & BESIDE:
                    roles[index - 1] = "related"
                break


def _is_beside(names: tuple[str, ...]) -> bool:
    """Whether an element of these names holds the previous article, or the next of articles."""
    return "next" not in names or not OF_ARTICLES.isdisjoint(names)


def _inside(document: Document, element: int, kinds: set[int]) -> bool:
    """Whether an element is of one of these kinds, or one of the two around it, if small."""
    for _ in range(3):
        inside = document.elements[element]
        if inside.last - inside.first > 4:
            return False
        if inside.kind in kinds:
            return True
        element = inside.parent
        if element < 0:
            return False
    return False


def lists(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A list most of whose headlines are related links is one as a whole."""
    if "related" not in roles:
        return
    for inside in document.elements:
        if inside.tag not in ("ul", "ol") or not 2 < inside.last - inside.first <= LIST:
            continue
        if "related" not in roles[inside.first : inside.last]:
            continue
        items = [
            index
            for index in range(inside.first, inside.last)
            if len(document.blocks[index].text) >= HEADLINE
            and document.blocks[index].link_chars > 0.9 * len(document.blocks[index].text)
        ]
        related = sum(roles[index] == "related" for index in items)
        if 2 * related > len(items) > 1:
            for index in items:
                roles[index] = "related"


def announced(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Links right below a heading such as "See also" are related links, but those to topics."""
    blocks, elements = document.blocks, document.elements
    for index, block in enumerate(blocks[:-1]):
        if roles[index] != "related_heading" or block.link_chars:
            continue
        if not cues.of(block.text)[0] & cues.BIT["related"]:
            continue
        around = elements[block.element]
        while around.last <= index + 1 and around.parent >= 0:
            around = elements[around.parent]
        for below in range(index + 1, min(around.last, index + LIST)):
            if roles[below] not in LOOSE or not _lead_to_articles(blocks[below]):
                break
            roles[below] = "related"


def _lead_to_articles(block: TextBlock) -> bool:
    """Whether a block is nothing but links that may be headlines, none to a topic."""
    if block.link_chars < LINKED * len(block.text):
        return False
    shown = [block.text[link.start : link.end] for link in block.links]
    return bool(shown) and not any(
        letters < HEADLINE or profiles.TOPIC.search(link.href or "")
        for letters, link in zip(lengths.read(shown)[0], block.links, strict=True)
    )


def led_in(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """A line such as "If you liked this, see also:" is the heading of the related links below."""
    for index in range(len(roles) - 1):
        line = document.blocks[index].text
        if roles[index] != "body" or roles[index + 1] != "related" or line[-1] not in ":：":
            continue
        if len(line) < LINE and not document.blocks[index].link_chars and _ends_in_cue(line):
            roles[index] = "related_heading"


def _ends_in_cue(line: str) -> bool:
    said = words(line)
    return any(cues.masks(said[start:])[0] & cues.BIT["related"] for start in range(len(said)))


def cards(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """What stands beside a related link, in a card like those of other related links, is too."""
    if "related" not in roles:
        return
    alike: dict[int, list[range]] = {}
    for inside in document.elements:
        if 1 < inside.last - inside.first <= CARD:
            alike.setdefault(inside.kind, []).append(range(inside.first, inside.last))
    for found in alike.values():
        if len(found) < CARDS:
            continue
        linked = [card for card in found if any(roles[index] == "related" for index in card)]
        told = {index for card in linked for index in card if roles[index] in TEXT}
        if len(linked) < MOSTLY * len(found) or not told:
            continue
        chars = [
            len(block.text) * (role in TEXT)
            for block, role in zip(document.blocks, roles, strict=True)
        ]
        if sum(chars[index] for index in told) <= AMID * sum(chars):  # else an article of cards
            for index in told:
                roles[index] = "related"
