"""The text blocks of a page in reading order, with what its markup says: ONE walk over the tree.

The walk is a loop, never a recursion, and keeps no node: what it returns is plain data.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extractor import formulas, naming
from scraper.extractor.bounds import bound
from scraper.extractor.document import (
    Document,
    Element,
    Picture,
    Property,
    Span,
    TextBlock,
    Time,
)
from scraper.extractor.rewrite import rewrite
from scraper.extractor.wording import visible

MAX_DEPTH = 300  # open elements; the deepest of the measured pages has 43
FEW = 5  # blocks of a page that is looked at once more
MAX_STATED = 4  # properties that one element states
MAX_COLUMNS = 50  # that one table cell spans
MAX_ROWS = 9999  # that one table cell reaches down
WIDEST = 100  # columns of a table in which cells may reach down
MAX_BLOCKS = 12_000  # a page of more text blocks is cut: the longest of the measured ones has 4,000

SKIPPED = frozenset(
    "style template noscript svg math iframe object embed select option datalist textarea "
    "canvas audio video applet map frameset input".split()
)
LEAVES = SKIPPED | frozenset("br hr img rt script source meta link title base".split())
NOTED = frozenset(("a", "amp-img", "picture", "html", "time"))
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

_NOSCRIPT = re.compile(rb"<noscript\b.*?(?:</noscript\s*>|\Z)", re.I | re.S)


class _Walk:
    """The state of one walk: the open elements and the running block."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.elements, self.blocks = document.elements, document.blocks
        self.open: list[Element] = []
        self.known = 0  # how many of the open elements are known to hold text
        self.kinds: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {}  # by tag and naming
        self.numbers: dict[tuple[str, ...], int] = {}  # index of each of Document.kinds
        self.noted: list[tuple[Element, Property]] = []  # open elements that make a statement
        self.timed: list[tuple[Element, Time, LexborNode]] = []  # open <time>
        self.anchors: list[Element] = []  # open <a>
        self.preformatted = 0  # open <pre>
        self.sources: list[str] = []  # of the open <picture>
        # id of a part of a table -> that part, and the last row that each column is taken in
        self.taken: dict[int, tuple[Element, dict[int, int]]] = {}
        self.parts: list[str] = []  # of the running block
        self.length = 0
        self.gap = False  # white space is due before the next text
        self.indent = ""  # white space in <pre> since the last line or block began
        self.inner = -1
        self.begun: dict[int, int] = {}  # open formatting element -> offset where its text begins
        self.spans: list[Span] = []
        self.seams: list[int] = []
        self.pieces: list[int] = []
        self.last = -1  # index of the element that the last text stood in
        self.breaks = 0  # <br> since the last text
        self.link_chars = 0

    # -- elements --------------------------------------------------------------------------
    def materialise(self) -> None:
        """Make the open elements known as such that hold text."""
        elements, opened = self.elements, self.open
        above = opened[self.known - 1] if self.known else None
        for element in opened[self.known :]:
            element.index = len(elements)
            if above is not None:
                element.parent = above.index
                element.depth = above.depth + 1
            key = element.tag, naming.of(element.attributes) if element.attributes else ""
            known = self.kinds.get(key)
            if known is None:
                known = self.kinds[key] = self.kind(*key)
            element.kind, element.words = known
            elements.append(element)
            above = element
        self.known = len(opened)

    def kind(self, tag: str, named: str) -> tuple[int, tuple[str, ...]]:
        """Index in Document.kinds of the elements of this tag and naming, and their words."""
        words = naming.words(named)
        kinds = self.document.kinds
        names = (*words, f"<{tag}>")
        number = self.numbers.setdefault(names, len(kinds))
        if number == len(kinds):
            kinds.append(names)
        return number, words

    # -- text ------------------------------------------------------------------------------
    def text(self, raw: str) -> None:
        """Text that is more than white space, or stands inside <pre>."""
        if self.breaks:
            if self.breaks >= 2:
                self.flush()
            self.breaks = 0
        length = self.length
        if self.preformatted:
            piece, after = (raw if length else self.indent + raw), False
            before = self.gap
        else:
            piece = " ".join(raw.split())
            before, after = self.gap or raw[0].isspace(), raw[-1].isspace()
        if before and length:
            self.parts.append(" ")
            length += 1
        self.gap = after
        innermost = self.open[-1]
        index = innermost.index
        if index < 0:
            self.materialise()
            index = innermost.index
        if self.inner < 0:
            self.inner = index
            self.pieces.append(index)
        elif self.last != index:
            self.seams.append(length)
            self.pieces.append(index)
            if self.inner != index:
                self.inner = self.common(self.inner, index)
        self.last = index
        if innermost.tag not in BLOCK_LEVEL:
            begun = self.begun
            for element in reversed(self.open):
                tag = element.tag
                if tag in BLOCK_LEVEL or element.index in begun:
                    break
                if tag in FORMATTING:
                    begun[element.index] = length
        if self.anchors:
            self.begun.setdefault(self.anchors[-1].index, length)  # a link around whole blocks
            self.link_chars += len(piece)
        self.parts.append(piece)
        self.length = length + len(piece)

    def common(self, a: int, b: int) -> int:
        """The innermost element that holds both."""
        elements = self.elements
        while a != b:
            if elements[a].depth >= elements[b].depth:
                a = elements[a].parent
            else:
                b = elements[b].parent
        return a

    def flush(self) -> None:
        """End the running block, if there is one."""
        self.breaks = 0
        if not self.length:
            return
        self.gap = False
        text = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        if self.preformatted:
            text = text.rstrip()
        if self.begun:  # formatting elements that go on in the next block
            for index in sorted(self.begun, reverse=True):
                self.close_span(self.elements[index])
        if text:
            elements = self.elements
            element = elements[self.inner]
            while element.tag not in BLOCK_LEVEL and element.parent >= 0:
                element = elements[element.parent]
            self.blocks.append(
                TextBlock(
                    text,
                    element.tag,
                    element.index,
                    self.inner,
                    self.spans,
                    self.link_chars,
                    self.seams,
                    self.pieces,
                )
            )
        self.parts = []
        self.spans = []
        self.seams = []
        self.pieces = []
        self.length = self.link_chars = 0
        self.inner = -1

    def close_span(self, element: Element) -> None:
        """End the running block's part of a formatting element."""
        start = self.begun.pop(element.index)
        if start < self.length:
            tag = element.tag
            if tag != "a":
                self.spans.append(Span(FORMATTING[tag], start, self.length, None, element.index))
            elif (href := element.attributes.get("href")) is not None:
                self.spans.append(Span(tag, start, self.length, href, element.index))

    # -- entering and leaving --------------------------------------------------------------
    def enter(self, node: LexborNode, tag: str) -> None:
        """Open an element."""
        attributes = node.attributes
        if tag in BLOCK_LEVEL:
            if self.length or self.breaks:
                self.flush()
            self.indent = ""
            if tag == "pre":
                self.preformatted += 1
        element = Element(tag, attributes, len(self.blocks))
        if (tag == "td" or tag == "th") and self.open and self.open[-1].tag == "tr":
            self.cell(element)
        self.open.append(element)
        if tag in NOTED:
            self.note(element, node)
        if attributes and (name := attributes.get("itemprop") or attributes.get("property")):
            value = (
                attributes.get("content")
                or attributes.get("datetime")
                or (attributes.get("href") if tag == "a" and name == "url" else None)
            )
            enclosing = self.open if "about" in attributes else self.open[:-1]
            for own in name.split()[:MAX_STATED]:
                found = self.state(own.rpartition(":")[2], value, enclosing)
                self.noted.append((element, found))

    def cell(self, element: Element) -> None:
        """Give a table cell its column: right of other cells, and of those that reach down to it.

        As browsers lay out tables (https://html.spec.whatwg.org/multipage/tables.html).
        """
        part, row = self.open[-2:]
        if not row.column:
            part.column += 1
        _, taken = self.taken.get(id(part), (part, {}))
        while taken.get(row.column, 0) >= part.column:
            row.column += 1
        element.column = row.column
        row.column += _number(element.attributes.get("colspan"), MAX_COLUMNS)
        if down := _number(element.attributes.get("rowspan"), MAX_ROWS) - 1:
            for column in range(element.column, min(row.column, WIDEST)):
                taken[column] = part.column + down
            self.taken[id(part)] = part, taken

    def note(self, element: Element, node: LexborNode) -> None:
        """An open element that says more than where its text stands."""
        tag, attributes, document = element.tag, element.attributes, self.document
        if tag == "a":
            self.anchors.append(element)
        elif tag == "picture":
            self.sources = []
        elif tag == "amp-img":  # no leaf: where it is not closed, the page goes on inside
            self.picture(attributes)
        elif tag == "html":
            document.language = attributes.get("lang") or attributes.get("xml:lang")
        else:
            words = naming.words(naming.of(attributes))
            time = Time(attributes.get("datetime"), "", words, len(self.blocks))
            self.timed.append((element, time, node))
            document.times.append(time)

    def leave(self) -> None:
        """Close the innermost open element."""
        element = self.open.pop()
        tag = element.tag
        if tag in BLOCK_LEVEL:
            if self.length or self.breaks:
                self.flush()
            if tag == "pre":
                self.preformatted -= 1
        elif tag in FORMATTING:
            if element.index in self.begun:
                self.close_span(element)
            if tag == "a":
                self.anchors.pop()
        element.last = len(self.blocks) + (1 if self.length else 0)
        if self.known > len(self.open):
            self.known -= 1
        if self.timed and self.timed[-1][0] is element:
            _, time, node = self.timed.pop()
            time.text = " ".join(node.text().split())[:80]
        while self.noted and self.noted[-1][0] is element:
            stated = self.noted.pop()[1]
            stated.last = element.last
            if len(self.blocks) == stated.first:  # an inline element: part of the running block
                stated.end = self.length

    def leaf(self, node: LexborNode, tag: str) -> None:
        """An element that is read without what is inside it."""
        attributes = node.attributes
        document = self.document
        if tag == "br" and not self.preformatted:
            self.breaks += 1
            self.gap = bool(self.length)
        elif tag == "br":
            if self.length:
                self.parts.append("\n")
                self.length += 1
        elif tag == "hr":
            self.flush()
        elif tag == "img":
            self.picture(attributes)
        elif tag == "rt":  # how characters are read is text only where a page puts it in brackets
            reading = visible(node.text()).strip()
            if reading and node.prev is not None and node.prev.tag == "rp":
                self.text(reading)
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

    # -- what is not text ------------------------------------------------------------------
    def state(self, name: str, value: str | None, enclosing: list[Element]) -> Property:
        """One statement of microdata or RDFa, about the item of the innermost enclosing scope."""
        scope = ""
        for element in reversed(enclosing):
            if "itemscope" in element.attributes:
                scope = element.attributes.get("itemtype") or ""
                break
            if kind := element.attributes.get("typeof"):
                scope = kind
                break
        blocks = len(self.blocks)
        found = Property(name, value, blocks, blocks, scope, self.length)
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
        elif "src" not in attributes and (text := node.text()):
            self.document.scripts.append(("", text))

    def picture(self, attributes: dict[str, str | None]) -> None:
        tags = [element.tag for element in self.open[:-7:-1]]
        block = len(self.blocks) + (1 if self.length else 0)
        self.document.pictures.append(Picture(attributes, self.sources, tags, block))
        self.sources = []


def _number(value: str | None, most: int) -> int:
    """Columns or rows that a table cell takes, by its attribute; 1 where it does not say."""
    said = int(value) if value and value.isdecimal() and len(value) < 5 else 1
    return min(max(said, 1), most)


def read(html: bytes | str, url: str | None = None) -> Document:
    """Parse bounded HTML, in UTF-8 if bytes, and walk it once; blocks past MAX_BLOCKS are not read.

    A page that nests deeper than MAX_DEPTH is rewritten, which makes it shallower, and read again.
    So is one of hardly any blocks, without what browsers that run scripts do not read: an element
    left open inside <noscript> takes the rest of the page with it.
    """
    page = html.encode() if isinstance(html, str) else html
    document = Document(url, None)
    walk = _Walk(document)
    tree = LexborHTMLParser(page)
    formulas.settle(tree, page)
    node: LexborNode | None = tree.root
    nodes: list[LexborNode] = []  # of the open elements
    blocks = document.blocks
    while node is not None:
        tag = node.tag
        if tag == "-text":
            raw = visible(node.text_content or "")
            if raw.isspace() and not (walk.preformatted and walk.length):
                walk.gap = walk.length > 0
                walk.indent = (walk.indent + raw).rpartition("\n")[2] if walk.preformatted else ""
            elif raw:
                walk.text(raw)
        elif tag in LEAVES:
            if tag not in SKIPPED:
                walk.leaf(node, tag)
        elif tag is not None and tag[0] not in "-!_":
            walk.enter(node, tag)
            if len(nodes) >= MAX_DEPTH:
                return read(rewrite(page.decode()), url)
            child = node.first_child
            if child is not None:
                nodes.append(node)
                node = child
                continue
            walk.leave()
        following = node.next
        while following is None and nodes:
            following = nodes.pop().next
            walk.leave()
        node = following if len(blocks) < MAX_BLOCKS else None
    while walk.open:
        walk.leave()
    if len(blocks) < FEW and _NOSCRIPT.search(page):
        # a blank in its place: what stands around must not become another <noscript>
        other = read(bound(_NOSCRIPT.sub(b" ", page).decode()), url)
        if len(other.blocks) > len(blocks):
            return other
    if document.base is None:  # a page from a file still names its own address
        document.base = url or next(iter(document.rels.get("canonical", ())), None)
    return document
