"""The text blocks of a page in reading order, with what its markup says: ONE walk over the tree.

The walk is a loop, never a recursion, and keeps no node: what it returns is plain data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extractor.rewrite import rewrite

MAX_DEPTH = 300  # open elements; the deepest of the measured pages has 43
MAX_BLOCKS = 12_000  # a page of more text blocks is cut: the longest of the measured ones has 4,000

SKIPPED = frozenset(
    "style template noscript svg math iframe object embed select option datalist textarea "
    "canvas audio video applet map frameset input".split()
)
LEAVES = SKIPPED | frozenset("br hr img script source meta link title base".split())
NOTED = frozenset(("a", "picture", "html", "time"))
BLOCK_LEVEL = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main "
    "menu nav ol optgroup p pre section summary table tbody td tfoot th thead tr ul".split()
)
FORMATTING = {  # inline elements that survive into Block.html, by their plain name
    "a": "a",
    "em": "em",
    "i": "em",
    "strong": "strong",
    "b": "strong",
    "code": "code",
    "kbd": "kbd",
    "samp": "samp",
    "tt": "code",
    "sub": "sub",
    "sup": "sup",
    "mark": "mark",
    "q": "q",
    "del": "del",
    "s": "del",
    "strike": "del",
    "ins": "ins",
    "cite": "cite",
    "abbr": "abbr",
}
NAMING = frozenset(  # attributes whose words say what an element is for
    "class id role itemprop itemtype rel property aria-label aria-hidden data-testid data-test-id "
    "data-component data-component-name data-qa data-type data-module data-name".split()
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]{2,}(?![a-z])")


@dataclass(slots=True)
class Element:
    """An element that encloses text: one link of the chain of containers above a block."""

    tag: str
    parent: int  # index in Document.elements; -1: none
    depth: int  # number of enclosing elements
    words: tuple[str, ...]  # what class, id, role, itemprop ... say, split into lower-case words
    attributes: dict[str, str | None]
    first: int = 0  # blocks[first:last] lie inside
    last: int = 0


@dataclass(slots=True)
class Span:
    """A piece of a block's text inside one formatting element: text[start:end]."""

    tag: str  # a value of FORMATTING
    start: int
    end: int
    href: str | None = None  # of an <a>, as written in the page
    element: int = -1  # index of an <a> in Document.elements


@dataclass(slots=True)
class TextBlock:
    """A run of text that no block-level element interrupts."""

    text: str  # white space folded, except inside <pre>
    tag: str  # the nearest block-level element: p, h1..h6, li, td, div, ...
    element: int  # index of that element in Document.elements
    inner: int  # index of the innermost element that holds the whole block (often a span or an a)
    spans: list[Span]  # inner ones before outer ones; those of <a> are `links`
    link_chars: int  # characters of `text` that are link text
    seams: list[int]  # offsets at which the text goes on in another inline element
    role: str = "other"  # set by roles.assign
    confidence: float = 0.0  # of the role, 0 to 1

    @property
    def links(self) -> list[Span]:
        """The links of the block, in reading order."""
        return [span for span in self.spans if span.tag == "a"]


@dataclass(slots=True)
class Picture:
    """An <img> as the page shows it."""

    attributes: dict[str, str | None]
    sources: list[str]  # srcset of the <source> elements before it in its <picture>
    ancestors: list[dict[str, str | None]]  # attributes of the enclosing elements, innermost first
    tags: list[str]  # tags of the enclosing elements, innermost first
    block: int  # index of the first block after the image


@dataclass(slots=True)
class Time:
    """A <time> element."""

    datetime: str | None  # its datetime attribute, as written
    text: str
    words: tuple[str, ...]  # as Element.words
    block: int  # index of the block it stands in


@dataclass(slots=True)
class Property:
    """An element with an itemprop: one statement of microdata."""

    name: str  # the itemprop, as written
    value: str | None  # content, datetime, href or src attribute; None: the element's text
    first: int  # blocks[first:last] hold the element's text
    last: int
    scope: str  # itemtype of the innermost enclosing itemscope; "" where there is none


@dataclass(slots=True)
class Document:
    """What one walk over a page finds."""

    url: str | None  # address of the page
    base: str | None  # <base href>, else `url`, else the canonical link: what links are relative to
    language: str | None = None  # <html lang>, as written
    head_title: str | None = None  # <title>
    metas: dict[str, list[str]] = field(default_factory=dict)  # lower-case name -> contents
    rels: dict[str, list[str]] = field(default_factory=dict)  # lower-case rel of <link> -> hrefs
    scripts: list[tuple[str, str]] = field(default_factory=list)  # (type or id, text): JSON in them
    times: list[Time] = field(default_factory=list)
    properties: list[Property] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)

    def ancestors(self, element: int) -> list[int]:
        """Indices of `element` and of what encloses it, innermost first."""
        chain = []
        while element >= 0:
            chain.append(element)
            element = self.elements[element].parent
        return chain


class _Open:
    """An element that the walk is inside of."""

    __slots__ = ("attributes", "first", "index", "node", "property", "start", "tag", "time")

    def __init__(
        self, node: LexborNode, tag: str, attributes: dict[str, str | None], first: int
    ) -> None:
        self.node = node
        self.tag = tag
        self.attributes = attributes
        self.index = -1  # in Document.elements, once it holds text
        self.start = -1  # offset in the running block where a formatting element began
        self.first = first  # number of blocks when it opened
        self.time: Time | None = None
        self.property: Property | None = None


class _Walk:
    """The state of one walk: the open elements and the running block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: list[_Open] = []
        self.words: dict[str, tuple[str, ...]] = {}
        self.parts: list[str] = []  # of the running block
        self.length = 0
        self.gap = False  # white space is due before the next text
        self.inner = -1
        self.spans: list[Span] = []
        self.seams: list[int] = []
        self.last = -1  # index of the element that the last text stood in
        self.breaks = 0  # <br> since the last text
        self.anchors: list[_Open] = []  # open <a>
        self.link_chars = 0
        self.preformatted = 0  # open <pre>
        self.sources: list[str] = []

    # -- elements --------------------------------------------------------------------------
    def materialise(self) -> int:
        """Index of the innermost open element, made known together with all that enclose it."""
        elements, opened = self.document.elements, self.open
        position = len(opened) - 1
        while position >= 0 and opened[position].index < 0:
            position -= 1
        parent = opened[position].index if position >= 0 else -1
        for entry in opened[position + 1 :]:
            entry.index = len(elements)
            elements.append(
                Element(
                    entry.tag,
                    parent,
                    elements[parent].depth + 1 if parent >= 0 else 0,
                    self.naming(entry.attributes),
                    entry.attributes,
                    len(self.document.blocks),
                )
            )
            parent = entry.index
        return parent

    def naming(self, attributes: dict[str, str | None]) -> tuple[str, ...]:
        """The words that say what an element with these attributes is for."""
        if not attributes:
            return ()
        key = ""
        for name, value in attributes.items():
            if name in NAMING:
                if value:
                    key += value + " "
            elif name == "hidden" or (name == "style" and value and "none" in value):
                key += "hidden "
        if not key:
            return ()
        words = self.words.get(key)
        if words is None:
            found = dict.fromkeys(word.lower() for word in _WORDS.findall(key[:400]))
            words = self.words[key] = tuple(found)
        return words

    # -- text ------------------------------------------------------------------------------
    def text(self, raw: str) -> None:
        """Text that is more than white space, or stands inside <pre>."""
        if self.preformatted:
            piece, before, after = raw, False, False
        else:
            piece = " ".join(raw.split())
            before, after = raw[0].isspace(), raw[-1].isspace()
        if self.breaks >= 2:
            self.flush()
        self.breaks = 0
        if (before or self.gap) and self.length:
            self.parts.append(" ")
            self.length += 1
        self.gap = after
        index = self.open[-1].index
        if index < 0:
            index = self.materialise()
        if self.inner < 0:
            self.inner = index
        elif self.last != index:
            self.seams.append(self.length)
            if self.inner != index:
                self.inner = self.common(self.inner, index)
        self.last = index
        if self.open[-1].tag not in BLOCK_LEVEL:
            for entry in reversed(self.open):
                if entry.start >= 0 or entry.tag in BLOCK_LEVEL:
                    break
                if entry.tag in FORMATTING:
                    entry.start = self.length
        if self.anchors and self.anchors[-1].start < 0:  # a link around whole blocks
            self.anchors[-1].start = self.length
        self.parts.append(piece)
        self.length += len(piece)
        if self.anchors:
            self.link_chars += len(piece)

    def common(self, a: int, b: int) -> int:
        """The innermost element that holds both."""
        elements = self.document.elements
        while a != b:
            if elements[a].depth >= elements[b].depth:
                a = elements[a].parent
            else:
                b = elements[b].parent
        return a

    def flush(self) -> None:
        """End the running block."""
        self.gap = False
        self.breaks = 0
        if not self.length:
            return
        blocks, elements = self.document.blocks, self.document.elements
        text = "".join(self.parts)
        if self.preformatted:
            text = text.rstrip()
        for entry in reversed(self.open):  # a formatting element that goes on in the next block
            if entry.start >= 0 and entry.tag in FORMATTING:
                self.close_span(entry)
        if text:
            element = self.inner
            while elements[element].tag not in BLOCK_LEVEL and elements[element].parent >= 0:
                element = elements[element].parent
            blocks.append(
                TextBlock(
                    text,
                    elements[element].tag,
                    element,
                    self.inner,
                    self.spans,
                    self.link_chars,
                    self.seams,
                )
            )
        self.parts = []
        self.spans = []
        self.seams = []
        self.length = self.link_chars = 0
        self.inner = -1

    def close_span(self, entry: _Open) -> None:
        if entry.start < self.length:
            href = entry.attributes.get("href") if entry.tag == "a" else None
            if entry.tag != "a" or href is not None:
                self.spans.append(
                    Span(FORMATTING[entry.tag], entry.start, self.length, href, entry.index)
                )
        entry.start = -1

    # -- entering and leaving --------------------------------------------------------------
    def leaf(self, node: LexborNode, tag: str) -> None:
        """An element that is read without what is inside it."""
        if tag in SKIPPED:
            return
        attributes = node.attributes
        document = self.document
        if tag == "br":
            self.breaks += 1
            self.gap = bool(self.length)
            if self.preformatted and self.length:
                self.parts.append("\n")
                self.length += 1
        elif tag == "hr":
            self.flush()
        elif tag == "img":
            self.picture(attributes)
        elif tag == "script":
            self.script(node, attributes)
        elif tag == "source":
            if srcset := attributes.get("srcset") or attributes.get("data-srcset"):
                self.sources.append(srcset)
        elif tag == "meta":
            self.meta(attributes)
        elif tag == "link":
            if href := attributes.get("href"):
                for rel in (attributes.get("rel") or "").lower().split():
                    document.rels.setdefault(rel, []).append(href)
                if name := attributes.get("itemprop"):
                    self.state(name, href, self.open)
        elif tag == "title":
            if document.head_title is None:
                document.head_title = " ".join(node.text().split())
        else:
            document.base = document.base or attributes.get("href")

    def enter(self, node: LexborNode, tag: str) -> None:
        """Open an element."""
        attributes = node.attributes
        if tag in BLOCK_LEVEL:
            if self.length:
                self.flush()
            else:
                self.gap = False
                self.breaks = 0
            if tag == "pre":
                self.preformatted += 1
        entry = _Open(node, tag, attributes, len(self.document.blocks))
        self.open.append(entry)
        if tag in NOTED or "itemprop" in attributes:
            self.note(entry)

    def note(self, entry: _Open) -> None:
        """An open element that says more than where its text stands."""
        tag, attributes, document = entry.tag, entry.attributes, self.document
        if tag == "a":
            self.anchors.append(entry)
        elif tag == "picture":
            self.sources = []
        elif tag == "html":
            document.language = attributes.get("lang") or attributes.get("xml:lang")
        elif tag == "time":
            entry.time = Time(
                attributes.get("datetime"), "", self.naming(attributes), len(document.blocks)
            )
            document.times.append(entry.time)
        if name := attributes.get("itemprop"):
            value = (
                attributes.get("content")
                or attributes.get("datetime")
                or (attributes.get("href") if tag == "a" and name == "url" else None)
            )
            entry.property = self.state(name, value, self.open[:-1])

    def leave(self) -> None:
        """Close the innermost open element."""
        entry = self.open[-1]
        tag = entry.tag
        if tag in BLOCK_LEVEL:
            if self.length:
                self.flush()
            else:
                self.gap = False
                self.breaks = 0
            if tag == "pre":
                self.preformatted -= 1
        elif tag in FORMATTING:
            if entry.start >= 0:
                self.close_span(entry)
            if tag == "a":
                self.anchors.pop()
        if entry.time is not None:
            entry.time.text = " ".join(entry.node.text().split())[:80]
        blocks = len(self.document.blocks)
        if entry.property is not None:
            entry.property.last = blocks + (1 if self.length else 0)
        if entry.index >= 0:
            element = self.document.elements[entry.index]
            element.first = entry.first
            element.last = blocks + (1 if self.length else 0)
        self.open.pop()

    # -- what is not text ------------------------------------------------------------------
    def state(self, name: str, value: str | None, enclosing: list[_Open]) -> Property:
        """One statement of microdata, about the item of the innermost enclosing itemscope."""
        scope = ""
        for entry in reversed(enclosing):
            if "itemscope" in entry.attributes:
                scope = entry.attributes.get("itemtype") or ""
                break
        blocks = len(self.document.blocks)
        found = Property(name, value, blocks, blocks, scope)
        self.document.properties.append(found)
        return found

    def meta(self, attributes: dict[str, str | None]) -> None:
        content = attributes.get("content")
        if content is None:
            return
        for name in ("property", "name", "http-equiv"):
            if key := attributes.get(name):
                self.document.metas.setdefault(key.strip().lower(), []).append(content)
        if name_ := attributes.get("itemprop"):
            self.state(name_, content, self.open)

    def script(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        kind = (attributes.get("type") or "").strip().lower()
        if "json" in kind:
            name = kind if "ld" in kind else attributes.get("id") or kind
            self.document.scripts.append((name, node.text() or ""))

    def picture(self, attributes: dict[str, str | None]) -> None:
        enclosing = self.open[:-7:-1]
        self.document.pictures.append(
            Picture(
                attributes,
                self.sources,
                [entry.attributes for entry in enclosing],
                [entry.tag for entry in enclosing],
                len(self.document.blocks) + (1 if self.length else 0),
            )
        )
        self.sources = []


def read(html: str, url: str | None = None) -> Document:
    """Parse bounded HTML text and walk it once; blocks past MAX_BLOCKS are not read.

    A page that nests deeper than MAX_DEPTH is rewritten, which makes it shallower, and read again.
    """
    document = Document(url, None)
    walk = _Walk(document)
    node: LexborNode | None = LexborHTMLParser(html).root
    opened, blocks = walk.open, document.blocks
    while node is not None:
        tag = node.tag
        child = None
        if tag == "-text":
            raw = node.text_content or ""
            if raw.isspace() and not (walk.preformatted and walk.length):
                walk.gap = walk.length > 0
            elif raw:
                walk.text(raw)
        elif tag in LEAVES:
            walk.leaf(node, tag)
        elif tag is not None and tag[0] not in "-!_":
            walk.enter(node, tag)
            if len(opened) > MAX_DEPTH:
                return read(rewrite(html), url)
            child = node.first_child
            if child is None:
                walk.leave()
        if child is not None:
            node = child
            continue
        following = node.next
        while following is None and opened:
            node = opened[-1].node
            walk.leave()
            following = node.next
        node = following if len(blocks) < MAX_BLOCKS else None
    while opened:
        walk.leave()
    if document.base is None:  # a page from a file still names its own address
        document.base = url or next(iter(document.rels.get("canonical", ())), None)
    return document
