"""What one walk over a page finds, as plain records: text blocks, elements, pictures, meta data.

The records refer to each other by index, never by reference, so that the garbage collector need
not look at them: a page has thousands.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


class Element(Struct, gc=False):
    """An element that encloses text: one link of the chain of containers above a block."""

    tag: str
    attributes: dict[str, str | None]
    first: int = 0  # blocks[first:last] lie inside
    last: int = 0
    index: int = -1  # in Document.elements; -1: it holds no text
    parent: int = -1  # index in Document.elements; -1: none
    depth: int = 0  # number of enclosing elements
    # of a table cell: columns left of it; of a row: its columns; of what holds rows: their number
    column: int = 0
    kind: int = -1  # index in Document.kinds: elements of one tag and the same words
    words: tuple[str, ...] = ()  # what class, id, role, itemprop ... say, in lower-case words


class Span(Struct, gc=False):
    """A piece of a block's text inside one formatting element: text[start:end]."""

    tag: str  # a value of blocks.FORMATTING
    start: int
    end: int
    href: str | None = None  # of an <a>, as written in the page
    element: int = -1  # index of an <a> in Document.elements


class TextBlock(Struct, gc=False):
    """A run of text that no block-level element interrupts."""

    text: str  # white space folded, except inside <pre>
    tag: str  # the nearest block-level element: p, h1..h6, li, td, div, ...
    element: int  # index of that element in Document.elements
    inner: int  # index of the innermost element that holds the whole block (often a span or an a)
    spans: list[Span]  # inner ones before outer ones; those of <a> are `links`
    link_chars: int  # characters of `text` that are link text
    seams: list[int]  # offsets at which the text goes on in another inline element
    pieces: list[int]  # indices of the elements that the text between the seams stands in
    role: str = "other"  # set by roles.assign
    confidence: float = 0.0  # of the role, 0 to 1

    @property
    def links(self) -> list[Span]:
        """The links of the block, in reading order."""
        return [span for span in self.spans if span.tag == "a"]


class Picture(Struct, gc=False):
    """An <img> as the page shows it."""

    attributes: dict[str, str | None]
    sources: list[str]  # srcset of the <source> elements before it in its <picture>
    tags: list[str]  # tags of the enclosing elements, innermost first
    block: int  # index of the first block after the image


class Time(Struct, gc=False):
    """A <time> element."""

    datetime: str | None  # its datetime attribute, as written
    text: str
    words: tuple[str, ...]  # as Element.words
    block: int  # index of the block it stands in


class Property(Struct, gc=False):
    """One thing that an element with an itemprop (or RDFa's property) states."""

    name: str  # the itemprop as written, the property without its prefix
    value: str | None  # content, datetime, href or src attribute; None: the element's text
    first: int  # blocks[first:last] hold the element's text
    last: int
    scope: str  # itemtype (or typeof) of the innermost enclosing item; "" where there is none
    start: int = 0  # where the element's text begins in the first block
    end: int = 0  # and where it ends there; 0: it holds whole blocks


class Document(Struct):
    """What one walk over a page finds."""

    url: str | None  # address of the page
    base: str | None  # <base href>, else `url`, else the canonical link: what links are relative to
    fetched: datetime | None = None  # by the clock of its server; None: not known
    language: str | None = None  # <html lang>, as written
    head_title: str | None = None  # <title>
    metas: dict[str, list[str]] = field(default_factory=dict)  # lower-case name -> contents
    rels: dict[str, list[str]] = field(default_factory=dict)  # lower-case rel of <link> -> hrefs
    # (type or id, text) of those that stand in the page; no type: they are code
    scripts: list[tuple[str, str]] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    kinds: list[tuple[str, ...]] = field(default_factory=list)  # words and tag, as "<tag>"
    blocks: list[TextBlock] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def called(self, words: frozenset[str]) -> set[int]:
        """Kinds of elements that one of these words names."""
        apart = map(words.isdisjoint, self.kinds)
        return {kind for kind, none in enumerate(apart) if not none}

    def ancestors(self, element: int) -> list[int]:
        """Indices of `element` and of what encloses it, innermost first."""
        chain = []
        while element >= 0:
            chain.append(element)
            element = self.elements[element].parent
        return chain
