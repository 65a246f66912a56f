"""Home and section pages -> entries: links to articles told from all the other links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.discovery.addresses import clean, same_site
from scraper.discovery.reading import Entry, Further, Reading
from scraper.extractor.bounds import bound
from scraper.extractor.decode import decode

MAX_LINKS = 5000  # of one page are looked at
_ENOUGH = 2  # points that make a link an article's; tuned on the demo site's and test pages
_DEPTH = 12  # enclosing elements looked at
_MOST = (
    0.4  # share of the page's links; an element that holds more is no furniture, whatever its name
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FURNITURE_TAGS = frozenset({"nav", "footer", "form", "dialog"})
_FURNITURE = re.compile(
    r"(^|[\s_-])(nav(bar|igation)?|menu|footer|breadcrumbs?|pagination|pager|cookie|consent|share|"
    r"social|tags?|tag-?cloud|search|mega|login|byline|author|copyright|archives?|categories)($|[\s_-])",
    re.IGNORECASE,
)
# Paths that list, sell or explain; in the languages the extractor knows.
_LIST = re.compile(
    r"/(topics?|themen?|category|categories|kategorie|categoria|rubrik|section)(/|\.|$)",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"/(tags?|authors?|"
    r"autor(en|es|i)?|auteurs?|profil|user|page|seite|pagina|search|suche|buscar|recherche|login|"
    r"signin|register|subscribe|abo|account|cart|shop|about(-us)?|ueber-uns|contact|kontakt|"
    r"contatti|privacy|datenschutz|impressum|imprint|terms|agb|newsletters?|feed|rss|sitemap|"
    r"wp-(admin|login|content|json)|cdn-cgi)(/|\.|$)",
    re.IGNORECASE,
)
_NO_PAGE = re.compile(
    r"\.(jpe?g|png|gif|webp|svg|ico|pdf|zip|gz|mp[34]|m4a|mov|css|js|json|xml|rss|atom|docx?|"
    r"xlsx?|pptx?|epub|exe|dmg)$",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(19|20)\d\d[/-]?(0?[1-9]|1[0-2])([/-]|\d\d)")
_NUMBERED = re.compile(r"(\d{5,}|[a-f0-9]{12,})(\.\w+)?/?$")
_NEXT_WORDS = re.compile(
    r"(next( page)?|older( posts| articles)?|nächste( seite)?|ältere.*|suivante?|"
    r"page suivante|siguiente|successiv[oa]|próxima|volgende)\W*|[»›→>]",
    re.IGNORECASE,
)
_MORE_WORDS = re.compile(r"(more|weiter)\W*", re.IGNORECASE)  # often of one article or section


@dataclass(slots=True)
class _Found:
    """What all links of the page to one address say together."""

    points: int
    title: str
    title_points: int


def read_section(body: bytes, headers: Mapping[str, str], url: str) -> Reading:
    """The articles that the page at `url` links to, in page order, and its next page."""
    tree = LexborHTMLParser(bound(decode(body, headers)))
    base = base_of(tree, url)
    found: dict[str, _Found] = {}
    onward: dict[str, int] = {}
    anchors = tree.css("a[href], link[rel=next][href]")[:MAX_LINKS]
    furniture = _Furniture(len(anchors))
    for anchor in anchors:
        address = clean(anchor.attributes.get("href") or "", base)
        if address is None or not same_site(address, url):
            continue
        text = " ".join(anchor.text(deep=True).split())
        if address != url and (clearly := _leads_on(anchor, text)):
            onward[address] = max(clearly, onward.get(address, 0))
        if anchor.tag == "a" and not _is_above(address, url):
            points, title_points = _points(anchor, address, text, furniture)
            known = found.setdefault(address, _Found(points, text, title_points))
            known.points = max(known.points, points)
            if title_points > known.title_points:
                known.title, known.title_points = text, title_points
    articles = {address: link for address, link in found.items() if link.points >= _ENOUGH}
    following = [address for address in onward if address not in articles]
    following.sort(key=lambda address: -onward[address])
    return Reading(
        entries=[Entry(url=url, title=link.title[:500] or None) for url, link in articles.items()],
        further=tuple(Further(url=address) for address in following[:1]),
    )


def _points(anchor: LexborNode, address: str, text: str, furniture: _Furniture) -> tuple[int, int]:
    """How much a link looks like an article's, and its text like a headline."""
    parts = urlsplit(address)
    path = unquote(parts.path)
    slug = path.rstrip("/").rpartition("/")[2]
    if _NO_ARTICLE.search(path) or _NO_PAGE.search(path):
        return -9, 0
    address_points = (
        (len(re.findall(r"[^\W\d_]{2,}", slug)) >= 3)
        + bool(_DATED.search(path))
        + bool(_NUMBERED.search(slug) or re.search(r"(^|&)(id|p|article)=\d+", parts.query))
        + (slug.endswith((".html", ".htm", ".php")) and "index" not in slug)
    )
    if (lists := _LIST.search(path)) and not (address_points and "/" in path[lists.end() : -1]):
        return -9, 0  # the list itself; an article may stand further below
    in_heading, is_furniture = furniture.surroundings(anchor)
    title_points = 2 * in_heading + (len(text.split()) >= 4) + (len(text) >= 20)
    return title_points + min(address_points, 2) - 4 * is_furniture - (not slug), title_points


class _Furniture:
    """Tells a page's menus, footers and boxes from what the page is about."""

    def __init__(self, links: int) -> None:
        self._most = links * _MOST
        self._known: dict[int, bool] = {}  # by LexborNode.mem_id

    def surroundings(self, anchor: LexborNode) -> tuple[bool, bool]:
        """Whether the link is (part of) a heading, and whether it stands in furniture."""
        in_heading = anchor.css_first("h1, h2, h3, h4, h5, h6") is not None
        is_furniture = False
        node: LexborNode | None = anchor
        for _ in range(_DEPTH):
            if node is None or node.tag in ("body", "html", "main", "article"):
                break
            in_heading = in_heading or node.tag in _HEADINGS
            is_furniture = is_furniture or self._is_furniture(node)
            node = node.parent
        return in_heading, is_furniture

    def _is_furniture(self, node: LexborNode) -> bool:
        known = self._known.get(node.mem_id)
        if known is None:
            attributes = node.attributes
            words = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            known = (
                node.tag in _FURNITURE_TAGS
                or attributes.get("role") == "navigation"
                or (bool(_FURNITURE.search(words)) and len(node.css("a[href]")) <= self._most)
            )
            self._known[node.mem_id] = known
        return known


def _leads_on(anchor: LexborNode, text: str) -> int:
    """How clearly a link calls itself the one to the next page of the list; 0: not at all."""
    if "next" in (anchor.attributes.get("rel") or "").lower().split():
        return 3
    if len(text) > 20:
        return 0
    return 2 * bool(_NEXT_WORDS.fullmatch(text)) or int(bool(_MORE_WORDS.fullmatch(text)))


def _is_above(address: str, url: str) -> bool:
    """The page itself, or one that its path leads through."""
    here, there = urlsplit(url), urlsplit(address)
    above = there.path.rstrip("/") + "/"
    return not there.query and (here.path.rstrip("/") + "/").startswith(above)


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """The address that links of the page at `url` are resolved against."""
    base = tree.css_first("base[href]")
    return (clean(base.attributes.get("href") or "", url) if base else None) or url
