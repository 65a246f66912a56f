"""The page's text blocks in reading order, and all that its markup says, from ONE walk over the tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode


@dataclass(slots=True)
class Element:
    """An element that encloses text: one link of the chain of containers above a block."""

    tag: str
    parent: int  # index in Document.elements; -1: none
    depth: int  # number of enclosing elements
    words: tuple[str, ...]  # class, id, role, itemprop, ... split into lower-case words
    attributes: dict[str, str | None]
    first: int = 0  # blocks[first:last] lie inside
    last: int = 0


@dataclass(slots=True)
class Anchor:
    """An <a href> with text or image, inside a block."""

    href: str  # as written in the page
    text: str  # white space folded
    rel: str  # lower case; "" where missing
    element: int  # index of the <a> in Document.elements


@dataclass(slots=True)
class TextBlock:
    """A run of text that no block-level element interrupts."""

    text: str  # white space folded
    tag: str  # the nearest block-level element: p, h1..h6, li, td, div, ...
    element: int  # index of that element in Document.elements
    inner: int  # index of the innermost element that holds the whole block (often a span or a)
    node: LexborNode  # node of `element`
    links: list[Anchor]
    link_chars: int  # characters of `text` that are link text
    role: str = "other"  # set by roles.assign
    confidence: float = 0.0  # of the role, 0 to 1


@dataclass(slots=True)
class Picture:
    """An <img> as the page shows it."""

    attributes: dict[str, str | None]
    element: int  # index of the enclosing element
    block: int  # index of the first block after the image


@dataclass(slots=True)
class Document:
    """What one walk over a page finds."""

    url: str | None  # address of the page; relative links are resolved against `base`
    base: str | None  # <base href>, else `url`
    language: str | None = None  # <html lang>, else content-language, as written
    head_title: str | None = None  # <title>
    metas: dict[str, list[str]] = field(
        default_factory=dict
    )  # lower-case name/property/itemprop of <meta>
    rels: dict[str, list[str]] = field(default_factory=dict)  # lower-case rel of <link> -> hrefs
    scripts: list[tuple[str, str]] = field(
        default_factory=list
    )  # (type or id, text): JSON-LD and state
    times: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # (<time datetime>, text, block)
    properties: list[tuple[str, str, int]] = field(
        default_factory=list
    )  # (itemprop, value, element)
    elements: list[Element] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
