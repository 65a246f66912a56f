"""Links to other articles: every list of them on the page, with heading, section and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from scraper.article import Link
from scraper.extractor import cues, datetext
from scraper.extractor.document import HEADINGS, Document, Span, TextBlock
from scraper.extractor.links import absolute
from scraper.extractor.textfeatures import TOPICS

MAX_LINKS = 400  # of one page
SHORTEST = 12  # characters of a headline; shorter link texts are sections, names, "more"
LONGEST = 220  # characters of a headline; longer link texts are whole cards
SECTION = 30  # characters of a section name
KICKER = 3  # words of a section name above a headline, where nothing else tells what it is
CARD = 12  # blocks of one card
DATE = 40  # characters of a date line
ARROWS = " ←→«»‹›<>⟵⟶➔"
BETWEEN = frozenset({"related", "related_heading", "other", "meta", "promo", "caption", "share"})
SECTION_WORDS = frozenset(
    "category categories cat kicker section label topic tag rubric rubrik overline badge".split()
)


@dataclass(slots=True)
class _Card:
    """One link of one list, while it is put together."""

    url: str
    group: str | None
    blocks: list[int]
    texts: list[str] = field(default_factory=list)  # of its links, block by block


def read(document: Document) -> tuple[Link, ...]:
    """Links of all blocks with the role `related`, list by list, each address once a list.

    Lists above the headline come last: what stands there belongs to the site, not to the article.
    """
    head = next((i for i, block in enumerate(document.blocks) if block.role == "title"), 0)
    cards = sorted(_cards(document).values(), key=lambda card: card.blocks[0] < head)[:MAX_LINKS]
    titled = Counter(card.blocks[0] for card in cards)
    return tuple(_link(document, card, titled) for card in cards)


def _cards(document: Document) -> dict[tuple[str | None, str], _Card]:
    found: dict[tuple[str | None, str], _Card] = {}
    for index, group in _grouped(document):
        block = document.blocks[index]
        for span in block.spans:
            if span.tag != "a":
                continue
            url = absolute(document.base, span.href)
            if url is None or url == document.url:
                continue
            beside = _beside(document, index, span.element)
            key = beside or group, url
            text = block.text[_start(block, span, beside) : span.end].strip()
            if beside is not None:
                text = text.strip(ARROWS)
            card = found.get(key)
            if card is None:
                if len(text) < SHORTEST and not _dense(text):
                    continue
                card = found[key] = _Card(url, beside or group, [])
            card.blocks.append(index)
            card.texts.append(text)
    return found


def _start(block: TextBlock, span: Span, beside: str | None) -> int:
    """Where the headline begins in a link that first says "Previous" in an element of its own."""
    if beside is not None:
        for seam in block.seams:
            label = block.text[span.start : seam]
            if span.start < seam < span.end and cues.of(label)[0] & cues.BIT[beside]:
                return seam
    return span.start


def _dense(text: str) -> bool:
    """Scripts without spaces say a headline in few characters."""
    return len(text) >= 6 and ord(max(text)) > 0x2E80


def _grouped(document: Document) -> Iterator[tuple[int, str | None]]:
    """Index of every related block with the heading of its list; None: the list has none."""
    blocks = document.blocks
    heading = -1
    unbroken = False  # nothing foreign stands between the heading and here
    for index, block in enumerate(blocks):
        if block.role == "related_heading":
            heading, unbroken = index, True
        elif block.role == "related":
            if heading >= 0 and not unbroken and not _together(document, heading, index):
                heading = -1
            unbroken = heading >= 0
            named = blocks[heading].text if heading >= 0 else _own_heading(block)
            yield index, named.strip(" :：-–•") or None
        elif block.role not in BETWEEN:
            unbroken = False


def _own_heading(block: TextBlock) -> str:
    """What a block says before its links, where that is a heading such as "See also:"."""
    start = min((span.start for span in block.links), default=0)
    before = block.text[:start]
    return before if cues.of(before)[0] & cues.BIT["related"] else ""


def _together(document: Document, heading: int, index: int) -> bool:
    """Heading and block share a container in which nothing of the article stands."""
    element = document.blocks[heading].element
    while element >= 0 and document.elements[element].last <= index:
        element = document.elements[element].parent
    if element < 0:
        return False
    inside = document.blocks[document.elements[element].first : document.elements[element].last]
    return all(block.role in BETWEEN for block in inside)


def _beside(document: Document, index: int, anchor: int) -> str | None:
    """`previous` or `next`, where a link leads to the neighbour in time; None: it does not."""
    element, steps = anchor, 0
    while element >= 0 and steps < 4:
        inside = document.elements[element]
        if steps and inside.last - inside.first > 4:
            break
        rel = (inside.attributes.get("rel") or "").split()
        for words in (rel, inside.words):
            if "prev" in words or "previous" in words:
                return "previous"
            if "next" in words:
                return "next"
        element, steps = inside.parent, steps + 1
    for text in (
        document.blocks[index].text,
        document.blocks[index - 1].text if index else "",
    ):
        whole, begins = cues.of(text[:80])
        mask = begins if text is document.blocks[index].text else whole
        if mask & cues.BIT["previous"]:
            return "previous"
        if mask & cues.BIT["next"]:
            return "next"
    return None


def _link(document: Document, card: _Card, titled: Counter[int]) -> Link:
    at, title = _title(document, card)
    section, published = _shown_with(document, card, at, titled)
    return Link(url=card.url, title=title, group=card.group, section=section, published=published)


def _title(document: Document, card: _Card) -> tuple[int, str]:
    """Block and text of a card's headline: a heading, else the first link text that fits."""
    texts = list(zip(card.blocks, card.texts, strict=True))
    for index, text in texts:
        if document.blocks[index].tag in HEADINGS and text:
            return index, text
    for index, text in texts:
        if SHORTEST <= len(text) <= LONGEST:
            return index, text
    index, text = max(texts, key=lambda found: len(found[1]))
    return index, text[:LONGEST]


def _shown_with(
    document: Document, card: _Card, headline: int, titled: Counter[int]
) -> tuple[str | None, date | None]:
    """Section and date that stand in the same card as the headline."""
    elements, blocks = document.elements, document.blocks
    if titled[card.blocks[0]] > 1:  # links in a line share no card
        return None, None
    first, last = card.blocks[0], card.blocks[-1] + 1
    element = blocks[first].element
    while element >= 0:
        start, end = elements[element].first, elements[element].last
        if any(index in titled for index in range(start, end) if index not in card.blocks):
            break
        if end - start > CARD or not BETWEEN.issuperset(b.role for b in blocks[start:end]):
            break
        first, last = min(first, start), max(last, end)
        element = elements[element].parent
    section: str | None = None
    published: date | None = None
    for index in range(first, last):
        block = blocks[index]
        if block.role == "related_heading":
            continue
        if published is None and len(block.text) <= DATE and any(map(str.isdigit, block.text)):
            published = _date(document, index)
            if published is not None:
                continue
        if section is None and len(block.text) <= SECTION and index != headline:
            section = _section(document, block, kicker=index < headline)
    return section, published


def _date(document: Document, index: int) -> date | None:
    found = datetext.parse(document.blocks[index].text)
    if isinstance(found, datetime):
        return found.date()
    return found


def _section(document: Document, block: TextBlock, kicker: bool) -> str | None:
    """A short text that is linked to, or classed as, a section, or stands above the headline."""
    for span in block.links:
        parts = (span.href or "").lower().split("/")
        if not TOPICS.isdisjoint(parts):
            return block.text[span.start : span.end].strip() or None
    element = document.elements[block.inner]
    above = document.elements[element.parent] if element.parent >= 0 else element
    words = {*element.words, *above.words}
    plain = len(block.text.split()) <= KICKER and not any(map(str.isdigit, block.text))
    if not SECTION_WORDS.isdisjoint(words) or (kicker and plain and block.text[-1] not in ":.!?"):
        return block.text.strip()
    return None
