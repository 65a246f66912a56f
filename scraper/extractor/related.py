"""Links to other articles: every list of them on the page, with heading, section and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from scraper.article import Link
from scraper.extractor import card, cues
from scraper.extractor.card import SHORTEST, Piece
from scraper.extractor.document import Document, Span, TextBlock
from scraper.extractor.links import absolute, leads_home
from scraper.extractor.sectionnames import leads_on, says_nothing

MAX_LINKS = 400  # of one page
CARD = 12  # blocks of one card
ARROWS = " ←→«»‹›<>⟵⟶➔"
BETWEEN = frozenset({"related", "related_heading", "other", "meta", "promo", "caption", "share"})


@dataclass(slots=True)
class _Card:
    """One link of one list, while it is put together."""

    url: str
    group: str | None
    told: str | None  # what the link says when pointed at: often the headline alone
    pieces: list[Piece] = field(default_factory=list)  # the texts of its links


def read(document: Document) -> tuple[Link, ...]:
    """Links of all blocks with the role `related`, list by list, each address once a list.

    Lists above the headline come last: what stands there belongs to the site, not to the article.
    """
    head = next((i for i, block in enumerate(document.blocks) if block.role == "title"), 0)
    cards = sorted(_cards(document).values(), key=lambda found: found.pieces[0].block < head)
    titled = Counter(found.pieces[0].block for found in cards[:MAX_LINKS])
    links = (_link(document, found, titled) for found in cards[:MAX_LINKS])
    return tuple(link for link in links if _is_headline(link.title))


def _is_headline(title: str) -> bool:
    return not (says_nothing(title) or leads_on(title) or card.day(title))


def _cards(document: Document) -> dict[tuple[str | None, str], _Card]:
    found: dict[tuple[str | None, str], _Card] = {}
    own = {_place(url) for url in (document.url, *document.rels.get("canonical", ())) if url}
    for index, group in _grouped(document):
        block = document.blocks[index]
        for span in block.spans:
            if span.tag != "a":
                continue
            url = absolute(document.base, span.href)
            if url is None or leads_home(url) or _place(url) in own or _of_readers(url):
                continue
            beside = _beside(document, index, span.element)
            key = beside or group, url
            start = _start(block, span, beside)
            text = block.text[start : span.end].strip(ARROWS if beside else None)
            if key not in found and len(text) < SHORTEST and not (_dense(text) or leads_on(text)):
                continue
            told = document.elements[span.element].attributes.get("title")
            known = found.setdefault(key, _Card(url, beside or group, told))
            if beside is not None and text:
                known.pieces.append(Piece(index, text, block.inner))
            elif beside is None:
                known.pieces += card.pieces(document, index, start, span.end)
    return found


def _place(url: str) -> str:
    """An address without what may differ between two that lead to one page."""
    place = url.partition("://")[2].partition("#")[0]
    return place.removeprefix("www.").rstrip("/")


def _of_readers(url: str) -> bool:
    """Whether an address lists who follows an author, or whom an author follows."""
    return url.partition("?")[0].endswith(("/followers", "/following"))


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


def _link(document: Document, found: _Card, titled: Counter[int]) -> Link:
    title = card.headline(document, found.pieces)
    texts = list(_texts(document, found, titled))
    if _is_label(title.text):
        others = [p for p in texts if len(p.text) >= SHORTEST and not _is_label(p.text)]
        title = card.headline(document, others) if others else title
    section, published = card.shown_with(document, texts, title)
    told = found.told if found.told and len(found.told) >= SHORTEST else title.text
    return Link(
        url=found.url,
        title=told if told in title.text else title.text,
        group=found.group,
        section=section,
        published=published,
    )


def _is_label(text: str) -> bool:
    return leads_on(text) or bool(cues.of(text)[0] & card.NEIGHBOUR)


def _texts(document: Document, found: _Card, titled: Counter[int]) -> Iterator[Piece]:
    """All texts that stand in one card with a link."""
    elements, blocks = document.elements, document.blocks
    own = {piece.block for piece in found.pieces}
    first, last = min(own), max(own) + 1
    if titled[first] > 1:  # links in a line share no card
        yield from found.pieces
        return
    element = blocks[first].element
    while element >= 0:
        start, end = elements[element].first, elements[element].last
        if any(index in titled for index in range(start, end) if index not in own):
            break
        if end - start > CARD or not BETWEEN.issuperset(b.role for b in blocks[start:end]):
            break
        first, last = min(first, start), max(last, end)
        element = elements[element].parent
    for index in range(first, last):
        block = blocks[index]
        if index in own:
            yield from (piece for piece in found.pieces if piece.block == index)
            if after := block.text[max(link.end for link in block.links) :].strip(card.EDGES):
                yield Piece(index, after, block.element)
        elif block.role != "related_heading" and not says_nothing(block.text):
            yield Piece(index, block.text, block.inner)
