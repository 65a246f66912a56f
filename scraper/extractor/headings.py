"""The headings that a page shows, and what their place says for each as the headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from scraper.extractor import jsonld, permalinks
from scraper.extractor.document import TextBlock
from scraper.extractor.metadata import Page
from scraper.extractor.wording import fold

TITLE_WORDS = frozenset("title headline heading titel titre titulo titolo kop rubrik".split())
ARTICLE_WORDS = frozenset(
    "entry post article story single content news blog artikel beitrag page main hero".split()
)
AWAY_WORDS = frozenset(
    "nav menu logo footer sidebar widget related aside modal popup cookie comment comments "
    "newsletter branding brand search dialog recommended share teaser promo banner".split()
)
TRAIL_WORDS = frozenset("nav li breadcrumb breadcrumbs".split())  # and tags
TOLD_ROLES = frozenset("title nav related body meta related_heading footer promo".split())
SILENT_ROLES = frozenset({"nav", "footer", "tags", "comments", "share"})
LOWER_HEADINGS = frozenset({"h2", "h3"})
SILENT_TAGS = frozenset({"li", "pre"})
LABEL = re.compile(r"\w+:")
MAX_LENGTH = 300  # characters; no headline of the bench is longer than 260
SCANNED = 400  # blocks; the headline stands among the first of the page
MOST = 8  # <h1> elements read


@dataclass(frozen=True, slots=True)
class Heading:
    """A text that stands where a headline may stand."""

    text: str
    block: int  # index of the block that shows it
    main: bool  # in an <h1>
    evidence: list[str] = field(default_factory=list)
    good: bool = False  # an <h1> where articles have their headline
    part: bool = False  # the longest of several blocks in one <h1>


def read(page: Page) -> Iterator[Heading]:
    """The <h1> elements, then lower headings and lines that say what the page's head says."""
    blocks, elements = page.document.blocks, page.document.elements
    inside: set[int] = set()
    first = ""
    head = [page.document.head_title or "", *page.meta("og:title")[:1]]
    haystack = " ".join(head).lower()
    for number in [n for n in page.landmarks[0] if elements[n].first < elements[n].last][:MOST]:
        start = elements[number].first
        if start >= len(blocks):
            continue
        span = range(start, min(elements[number].last, start + 5, len(blocks)))
        texts = [_unlabelled(spaced(blocks[index]), blocks[index], haystack) for index in span]
        text = " ".join(texts)
        first = first or fold(text)
        inside.update(span)
        evidence, good = _place(page, start, "h1"), _good(page, start)
        yield Heading(text, start, True, evidence, good)
        if len(span) > 1:
            longest = max(span, key=lambda index: len(blocks[index].text))
            yield Heading(blocks[longest].text, longest, True, evidence, good, part=True)
    for index, block in enumerate(blocks[:SCANNED]):
        heading = block.tag in LOWER_HEADINGS
        if (
            index in inside
            or not 4 < len(block.text) <= MAX_LENGTH
            or not (heading or _speaks_of_page(block, haystack))
        ):
            continue
        named = not TITLE_WORDS.isdisjoint(elements[block.element].words)
        if (block.text.lower() in haystack or (named and heading)) and fold(block.text) != first:
            yield Heading(block.text, index, False, _place(page, index, "lower"))
        elif block.role == "title":
            yield Heading(block.text, index, False)


def _speaks_of_page(block: TextBlock, haystack: str) -> bool:
    """Whether a line that is no heading begins as something in the head of the page."""
    return (
        block.role not in SILENT_ROLES
        and block.tag not in SILENT_TAGS
        and block.text[:30].lower() in haystack
    )


def spaced(block: TextBlock) -> str:
    """The text of a heading, with a space where a kicker's element ends right before a capital."""
    if block.link_chars:
        block = permalinks.heading(block)
    text = jsonld.clean(block.text) if "&" in block.text else block.text
    if text is not block.text or not block.seams:
        return text
    parts, start = [], 0
    for seam in block.seams:
        if start + 3 <= seam < len(text) and text[seam].isupper() and text[seam - 1].islower():
            parts.append(text[start:seam])
            start = seam
    return " ".join([*parts, text[start:]])


def _unlabelled(text: str, block: TextBlock, haystack: str) -> str:
    """A heading without a word such as "Title:" of its own before what the page's head says."""
    for seam in block.seams[:1]:
        label, rest = text[:seam].rstrip(), text[seam:].lstrip()
        if LABEL.fullmatch(label) and rest.lower() in haystack and text.lower() not in haystack:
            return rest
    return text


def _place(page: Page, block: int, tag: str) -> list[str]:
    """Evidence of where a heading stands: its role, how sure that is, and what is around it."""
    shown = page.document.blocks[block]
    found = []
    if shown.role == "title":
        found.append(f"{tag} surely title {min(4, int(5 * shown.confidence))}")
    if tag != "h1":
        found.append(f"{tag} role {shown.role if shown.role in TOLD_ROLES else 'else'}")
    if not TRAIL_WORDS.isdisjoint(_apart(page, block)):
        found.append(f"{tag} trail")
    if shown.spans:
        found.append(f"{tag} spans")
    return found


def _apart(page: Page, block: int) -> set[str]:
    """Naming words and tags around a block, of the elements that do not hold the article's text."""
    text = page.by_role.get("body", [-1])
    elements = page.document.elements
    words: set[str] = set()
    element = page.document.blocks[block].inner
    while (
        element >= 0
        and not elements[element].first <= text[len(text) // 2] < elements[element].last
    ):
        words.update(elements[element].words)
        words.add(elements[element].tag)
        element = elements[element].parent
    return words


def _good(page: Page, block: int) -> bool:
    """Whether an <h1> stands in an article, nowhere else, and leads nowhere."""
    words = page.words(block)
    shown = page.document.blocks[block]
    return (
        not ARTICLE_WORDS.isdisjoint(words)
        and AWAY_WORDS.isdisjoint(words)
        and shown.link_chars <= 0.8 * len(shown.text)
        and len(fold(shown.text).split()) >= 3
    )
