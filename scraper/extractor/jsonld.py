"""Reads a page's JSON-LD, also where it is broken, and finds the nodes that speak of this page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import msgspec

from scraper.extractor.wording import visible, words

Node = dict[str, Any]

MAX_NODES = 2000  # typed nodes read per page; the largest page of the bench has 611
MAX_CHARS = 2_000_000  # of one script; larger ones are data dumps, not descriptions

ARTICLE_TYPE = re.compile(
    r"(article|blogposting|liveblogposting|socialmediaposting|^report|^review$|^recipe$|^howto$"
    r"|^essay$|^chapter$|^column$)",
    re.IGNORECASE,
)
PAGE_TYPE = re.compile(r"(webpage|itempage|^aboutpage|^faqpage|^qapage)$", re.IGNORECASE)
# Below these keys other pages are described, not this one.
ELSEWHERE = frozenset(
    "itemlistelement haspart ispartof blogpost blogposts relatedlink mentions review comment "
    "citation isbasedon subjectof workexample video significantlink suggestedanswer "
    "acceptedanswer".split()
)


@dataclass(slots=True)
class Graph:
    """All typed nodes of a page, and those that describe the page itself."""

    nodes: list[Node] = field(default_factory=list)
    types: set[str] = field(default_factory=set)  # lower case, without vocabulary prefix
    top_types: set[str] = field(default_factory=set)  # of the nodes that stand for themselves
    by_id: dict[str, Node] = field(default_factory=dict)
    articles: list[Node] = field(default_factory=list)  # article nodes, the page's own first
    article: Node | None = None  # the article this page is about; None: none named
    page: Node | None = None  # the WebPage node; None: none named
    listed: int = 0  # article nodes that stand inside lists of other pages

    def resolve(self, value: object) -> object:
        """A reference `{"@id": ...}` replaced by the node it names, where the page has it."""
        if isinstance(value, dict) and "@id" in value and len(value) <= 2:
            return self.by_id.get(str(value["@id"]), value)
        return value


def types_of(node: Node) -> list[str]:
    """Types of a node in lower case, without the vocabulary's address."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return [str(name).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if name]


def texts(value: object, *keys: str) -> list[str]:
    """The strings that a JSON-LD value holds: itself, its items, or `keys` of its objects."""
    found: list[str] = []
    stack = [value]
    while stack and len(found) < 200:
        item = stack.pop()
        if isinstance(item, str):
            if text := clean(item):
                found.append(text)
        elif isinstance(item, list):
            stack.extend(reversed(item[:200]))
        elif isinstance(item, dict):
            for key in (*keys, "@value"):
                if item.get(key):
                    stack.append(item[key])
                    break
    return found


def text(value: object, *keys: str) -> str | None:
    """The first string of `texts`; None: none."""
    found = texts(value, *keys)
    return found[0] if found else None


TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")


def clean(value: str) -> str:
    """White space folded; entities resolved, twice where a template escaped twice; tags removed."""
    if "&" in value:
        value = unescape(unescape(value))
    if "<" in value:
        value = TAG.sub("", value)
    return " ".join(visible(value).split())


def parse(script: str) -> object:
    """The script's JSON; broken JSON is mended where the mending is safe, else None."""
    script = script.strip(" \t\r\n\f\ufeff")
    if not script or len(script) > MAX_CHARS:
        return None
    try:
        return msgspec.json.decode(script)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        pass
    mended = _mend(script)
    for text in (mended, _quoted(mended)):
        try:
            return _values(text)
        except (ValueError, RecursionError):
            continue
    return _salvage(mended)


def _values(text: str) -> object:
    """The JSON value of a text, or a list of them where several follow each other."""
    decoder = json.JSONDecoder(strict=False)
    first, end = decoder.raw_decode(text)
    several = [first]
    while (rest := text[end:].lstrip(" \t\r\n,;")) and rest[0] in "[{":
        text = rest
        value, end = decoder.raw_decode(text)
        several.append(value)
    return several if len(several) > 1 else first


COMMENT = re.compile(
    r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>|/\*.{0,500}?\*/", re.S
)
LINE_COMMENT = re.compile(r"^\s*//.*$", re.M)
TRAILING_COMMA = re.compile(r",(\s*[}\]])")
MISSING_COMMA = re.compile(r'(["}\]\d])(\s*\n\s*)(?="[\w@:]+"\s*:)')
EMPTY_VALUE = re.compile(r'("[\w@:]+"\s*:)(?:\s*(?:undefined|None|NaN)\b)?(\s*[,}])')
ASSIGNMENT = re.compile(r"^[\w\s.$\[\]'\"]{1,80}=\s*(?=[\[{])")  # "window.data = {...}"
QUOTE = re.compile(r'\\.|"', re.S)
ENDS = re.compile(  # what stands behind a quotation mark that ends a string
    r'\s{0,99}(?:$|[}\]:]|,\s{0,99}(?:$|["{\[}\]\d-]|true|false|null))'
)
MAX_QUOTES = 20_000  # in a script that is mended; each is looked at
HEX_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})")  # of JavaScript, as is \'
INVALID_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')


def _mend(script: str) -> str:
    script = LINE_COMMENT.sub("", COMMENT.sub("", script)).strip().rstrip(";")
    if script.startswith(("{&quot;", "[{&quot;", "{ &quot;")) or '"' not in script:
        script = unescape(script)
    script = ASSIGNMENT.sub("", script)
    script = HEX_ESCAPE.sub(r"\\u00\1", script).replace("\\'", "'")
    script = INVALID_ESCAPE.sub(r"\\\\", script)
    script = EMPTY_VALUE.sub(r"\1 null\2", script)
    script = MISSING_COMMA.sub(r"\1,\2", script)
    return TRAILING_COMMA.sub(r"\1", TRAILING_COMMA.sub(r"\1", script))


def _quoted(script: str) -> str:
    """The script with the quotation marks escaped that stand inside of strings."""
    if script.count('"') > MAX_QUOTES:
        return script
    parts, here, inside = [], 0, False
    for match in QUOTE.finditer(script):
        if match[0] != '"':
            continue
        if not inside:
            inside = True
        elif ENDS.match(script, match.end()):
            inside = False
        else:
            parts.append(script[here : match.start()] + "\\")
            here = match.start()
    return "".join([*parts, script[here:]])


PAIR = re.compile(
    r'"(@type|headline|datePublished|dateModified|dateCreated|articleSection|description|url)"\s*:'
    r'\s*"((?:[^"\\\n]|\\.){1,2000})"(?=\s*[,}\n\]])'
)
AUTHOR = re.compile(
    r'"(?:author|creator)"\s*:\s*\[?\s*(?:"([^"\n]{2,80})"|\{[^{}\[\]]{0,400}?"name"\s*:\s*\[?\s*'
    r'"([^"\n]{2,80})")'
)


def _salvage(script: str) -> Node | None:
    """Simple pairs of the first article of a script that no parser reads."""
    start = re.search(r'"@type"\s*:\s*\[?\s*"(?:\w*Article|BlogPosting|WebPage)"', script)
    if start is None:
        return None
    node: Node = {}
    for match in PAIR.finditer(script, max(0, start.start() - 1)):
        node.setdefault(match[1], match[2].replace('\\"', '"').replace("\\/", "/"))
    if author := AUTHOR.search(script):
        node["author"] = {"@type": "Person", "name": author[1] or author[2]}
    return node


def _walk(root: object) -> Iterator[tuple[Node, bool]]:
    """Every typed node in page order, and whether it stands inside a list of other pages."""
    stack: list[tuple[object, bool, int]] = [(root, False, 0)]
    while stack:
        value, elsewhere, depth = stack.pop()
        if depth > 30:
            continue
        if isinstance(value, list):
            stack.extend((item, elsewhere, depth + 1) for item in reversed(value[:1000]))
        elif isinstance(value, dict):
            if "@type" in value or "@id" in value:
                yield value, elsewhere
            for key, item in reversed(value.items()):
                if isinstance(item, (dict, list)):
                    stack.append((item, elsewhere or key.lower() in ELSEWHERE, depth + 1))


def same_page(one: str, other: str) -> bool:
    """Whether two addresses name one page: scheme, `www.`, query, fragment, last slash aside."""

    def key(url: str) -> tuple[str, str]:
        try:
            parts = urlsplit(url.strip())
            host = (parts.hostname or "").removeprefix("www.").removeprefix("amp.")
        except ValueError:
            return url, ""
        return host, parts.path.rstrip("/")

    first, second = key(one), key(other)
    return first[1] == second[1] and (first[0] == second[0] or not first[0] or not second[0])


def _addresses(node: Node) -> list[str]:
    found = []
    for key in ("url", "@id", "mainEntityOfPage"):
        found += [value for value in texts(node.get(key), "@id", "url") if "/" in value]
    return found


def read(scripts: list[str], addresses: list[str], headlines: list[str]) -> Graph:
    """The nodes of all scripts.

    `addresses`: of this page (as fetched, canonical); `headlines`: what the page shows or names
    as its title.  They tell which of several article nodes is this page's.
    """
    graph = Graph()
    for script in scripts:
        for node, elsewhere in _walk(parse(script)):
            if len(graph.nodes) >= MAX_NODES:
                break
            if "@id" in node and len(node) > 2:
                graph.by_id.setdefault(str(node["@id"]), node)
            kinds = types_of(node)
            if not kinds:
                continue
            graph.nodes.append(node)
            graph.types.update(kinds)
            if not elsewhere:
                graph.top_types.update(kinds)
            if any(ARTICLE_TYPE.search(kind) for kind in kinds):
                graph.listed += elsewhere
                if not elsewhere or _speaks_of(node, addresses, headlines) >= 2:
                    graph.articles.append(node)
            elif graph.page is None and not elsewhere and any(map(PAGE_TYPE.search, kinds)):
                graph.page = node
    if len(graph.articles) == 1:
        graph.article = graph.articles[0]
    elif graph.articles:
        graph.articles.sort(key=lambda node: -_speaks_of(node, addresses, headlines))
        if _speaks_of(graph.articles[0], addresses, headlines) > 0:
            graph.article = graph.articles[0]
    return graph


def _speaks_of(node: Node, addresses: list[str], headlines: list[str]) -> int:
    """How much says that a node is about this page: 0 nothing, 2 and more its address or title."""
    score = 0
    mine = _addresses(node)
    if any(same_page(one, other) for one in mine for other in addresses):
        score += 3
    headline = text(node.get("headline")) or text(node.get("name"))
    if headline:
        named = set(words(headline))
        for shown in headlines:
            others = set(words(shown))
            if named and len(named & others) >= 0.6 * min(len(named), len(others)):
                score += 2
                break
    if text(node.get("datePublished")) or node.get("author"):
        score += 1
    return score
