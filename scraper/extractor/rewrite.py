"""Writes a page again as well-formed HTML within limits, for pages that could hurt the parser.

The tags are read by the grammar of the HTML Standard.  What comes out has every element closed
in order, every "<" that is no tag escaped, and no element that cannot hold text of an article
(style, svg, iframe, form fields), so that no parser can read it differently or take it amiss.
Ordinary long pages come through with their structure: end tags that authors leave out are put in.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice

MAX_TAGS = 50_000  # start tags kept; 21,646 "<" are the most in 2,188 real pages
MAX_TOKENS = 200_000  # tags, comments and the like that are read at all
MAX_DEPTH = 128  # elements open at a time; deeper tags are dropped, their text stays
MAX_FORMATTING = 8  # of these, formatting elements: the parser opens them again and again
MAX_ATTRIBUTES = 64  # of a tag
MAX_NAMES = 2_000  # different names of attributes, and of elements

_BLANK = r"[ \t\n\f\r]"
_ATTRIBUTE = re.compile(
    r"[ \t\n\f\r/]*+([^ \t\n\f\r/>][^ \t\n\f\r/>=]*+)"
    r"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
)
_TAG = re.compile(
    rf"<(?:([A-Za-z][^ \t\n\f\r/>]*+)((?:{_ATTRIBUTE.pattern})*+)[ \t\n\f\r/]*+>"  # 1 name, 2 rest
    r"|/([A-Za-z][^ \t\n\f\r/>]*+)[^>]*+>"  # 5 name of an end tag
    r"|!--(?:-?>|.*?--!?>)|[!?/][^>]*+>)",
    re.S,
)
_OPENING = re.compile(r"<(?=[A-Za-z/!?])")
_ELEMENT_NAME = re.compile(r"[a-z][a-z0-9:._-]{0,40}")
_ATTRIBUTE_NAME = re.compile(r"[A-Za-z_@:][A-Za-z0-9_@:.-]{0,60}")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VOID = _words("area base br col embed hr img input link meta param source track wbr")
_FORMATTING = _words("a b big code em font i nobr s small strike strong tt u")
_INLINE = _FORMATTING | _words(
    "abbr bdi bdo cite data del dfn ins kbd mark q samp span sub sup var"
)
_ONCE = _words("html head body")
_WITHOUT = _words("frame frameset optgroup option plaintext select svg")  # content stays
_RAW = _words("iframe noembed noframes script style textarea title xmp")  # no tags inside
_CUT = _words("iframe noembed noframes style textarea xmp")  # dropped with their content
_CUT_CLOSED = _words("select svg")  # the same, if they have an end tag
_BLOCKS = _words(
    "address article aside blockquote center details dialog dir div dl dd dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search "
    "section summary table ul"
)
_WALLS = _words("table td th caption template object marquee")  # no end tag reaches across
# start tag -> elements it closes, and the elements that it does not look beyond
_CLOSES = {
    "li": (_words("li"), _words("ul ol menu")),
    "dt": (_words("dt dd"), _words("dl")),
    "dd": (_words("dt dd"), _words("dl")),
    "tr": (_words("tr"), _words("table")),
    "td": (_words("td th"), _words("tr table")),
    "th": (_words("td th"), _words("tr table")),
    "tbody": (_words("tbody thead tfoot caption"), _words("table")),
    "tfoot": (_words("tbody thead caption"), _words("table")),
    "body": (_words("head"), _words("html")),
    "a": (_words("a"), _BLOCKS | _WALLS),
}


class _Writer:
    """The page as far as it is written: pieces of text, and the elements still open."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.open: list[str] = []
        self.dropped: Counter[str] = Counter()  # start tags left out, whose end tags must be, too
        self.formatting = 0  # formatting elements among the open ones
        self.elements: set[str] = set()  # names written so far
        self.attributes: set[str] = set()
        self.once: set[str] = set()

    def text(self, text: str) -> None:
        self.pieces.append(text.replace("<", "&lt;") if "<" in text else text)

    def start(self, name: str, rest: str, *, alone: bool) -> None:
        """Write a start tag, after the end tags that its author left out."""
        self._close_implied(name)
        if name in _ONCE:
            if name in self.once:
                return
            self.once.add(name)
        elif (
            len(self.open) >= MAX_DEPTH
            or (name in _FORMATTING and self.formatting >= MAX_FORMATTING)
            or not _ELEMENT_NAME.fullmatch(name)
            or (name not in self.elements and len(self.elements) >= MAX_NAMES)
        ):
            if name not in _VOID:
                self.dropped[name] += 1
            return
        self.elements.add(name)
        self.pieces.append(f"<{name}{self._attributes(rest) if rest else ''}>")
        if name in _VOID:
            return
        if alone and "math" in self.open:
            self.pieces.append(f"</{name}>")
            return
        self.open.append(name)
        self.formatting += name in _FORMATTING

    def end(self, name: str) -> None:
        """Close the innermost open element of that name, unless that would break the structure."""
        if self.dropped[name]:
            self.dropped[name] -= 1
            return
        for index in range(len(self.open) - 1, -1, -1):
            element = self.open[index]
            if element == name:
                self.close_to(index)
                return
            if element in _WALLS and name != "table":
                return
            if name in _INLINE and element not in _INLINE:
                return

    def close_to(self, depth: int) -> None:
        """Close the innermost open elements until `depth` are left."""
        while len(self.open) > depth:
            name = self.open.pop()
            self.formatting -= name in _FORMATTING
            self.pieces.append(f"</{name}>")

    def _close_implied(self, name: str) -> None:
        closes, limit = _CLOSES.get(name, (None, None))
        if closes is not None and limit is not None:
            for index in range(len(self.open) - 1, -1, -1):
                if self.open[index] in closes:
                    self.close_to(index)
                    break
                if self.open[index] in limit:
                    break
        if name in _BLOCKS:
            for index in range(len(self.open) - 1, -1, -1):
                if self.open[index] == "p":
                    self.close_to(index)
                    break
                if self.open[index] not in _INLINE:
                    break

    def _attributes(self, rest: str) -> str:
        written = []
        for match in islice(_ATTRIBUTE.finditer(rest), MAX_ATTRIBUTES):
            name, value = match.groups()
            if name not in self.attributes:
                if len(self.attributes) >= MAX_NAMES or not _ATTRIBUTE_NAME.fullmatch(name):
                    continue
                self.attributes.add(name)
            if not value:
                written.append(f" {name}")
            elif value[0] == '"':
                written.append(f" {name}={value}")
            else:
                plain = value[1:-1] if value[0] == "'" else value
                written.append(f' {name}="{plain.replace(chr(34), "&quot;")}"')
        return "".join(written)


def rewrite(text: str) -> str:
    """`text` as well-formed HTML: at most MAX_TAGS elements, MAX_DEPTH deep; the rest is cut off.

    Takes about 2 µs a tag.  Never raises.
    """
    writer = _Writer()
    unclosed: set[str] = set()  # names that no end tag comes for any more
    position = tags = tokens = 0
    while tags < MAX_TAGS and tokens < MAX_TOKENS:
        opening = _OPENING.search(text, position)
        if opening is None:
            writer.text(text[position:])
            break
        start = opening.start()
        writer.text(text[position:start])
        match = _TAG.match(text, start)
        if match is None:  # a tag or comment that never ends: the standard drops it, too
            break
        tokens += 1
        position = match.end()
        if match[1]:
            name = match[1].lower()
            alone = text[position - 2] == "/"
            content = ""
            if name in _RAW or (name in _CUT_CLOSED and not alone and name not in unclosed):
                end = _end_tag(name).search(text, position)
                if end is None and name in _CUT_CLOSED:
                    unclosed.add(name)
                else:
                    content = text[position : end.start() if end else len(text)]
                    position = end.end() if end else len(text)
            if name in _WITHOUT or name in _CUT:
                continue
            tags += 1
            writer.start(name, match[2], alone=alone)
            if name in _RAW:
                # In JSON this is the same string; other scripts nobody runs here.
                escape = "\\u003c" if name == "script" else "&lt;"
                writer.pieces.append(content.replace("<", escape))
                writer.end(name)
        elif match[5]:
            writer.end(match[5].lower())
        elif not writer.pieces and match[0][:9].lower() == "<!doctype":
            writer.pieces.append("<!doctype html>")
    writer.close_to(0)
    return "".join(writer.pieces)


@cache
def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[ \t\n\f\r/>])[^>]*+>?", re.I)
