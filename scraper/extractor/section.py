"""The section an article stands in, and the path of sections above it."""

from __future__ import annotations

from urllib.parse import urlsplit

from scraper.extractor import jsonld
from scraper.extractor.document import Span
from scraper.extractor.links import absolute
from scraper.extractor.metadata import Choice, Page
from scraper.extractor.sectionnames import is_front_page, says_nothing
from scraper.extractor.titleparts import is_site_name
from scraper.extractor.wording import fold

META = (
    "article:section og:article:section section parsely-section sailthru.section category "
    "cxenseparse:recs:category dc.subject.category article.section articlesection channel"
).split()
SECTION_WORDS = frozenset(
    "category categories cat section kicker eyebrow rubric rubrik ressort overline topic channel "
    "rubrique seccion sezione cats".split()
)
LONGEST = 60  # characters of a section's name
TRIM = " »›>/|"  # marks between two steps
SHORT = 40  # characters of a kicker
NEAR = 12  # blocks before and after the headline


def choose(page: Page, breadcrumbs: tuple[str, ...], title: str | None) -> Choice[str | None]:
    """The section as shown; where none is shown, as the page names it to machines."""
    shown = _shown(page, title, bool(breadcrumbs))
    if shown is not None:
        return Choice(shown, "page", 0.8)
    trail = {fold(name): name for name in breadcrumbs}
    known = filter(page.document.metas.__contains__, META)
    named = [(text, "meta") for name in known for text in page.meta(name)[:1]]
    sections = jsonld.texts((page.graph.article or {}).get("articleSection"))
    named += [(text, "json-ld") for text in sections[:1]]
    for text, source in named:
        text = text.split(",")[0].strip()
        if _fits(text, title) and (not trail or fold(text) in trail):
            return Choice(trail.get(fold(text), text), source, 0.8)
    if breadcrumbs:
        return Choice(breadcrumbs[-1], "breadcrumbs", 0.7)
    return Choice(None)


def _fits(text: str, title: str | None) -> bool:
    same = fold(text) == fold(title or "")
    return len(text) <= LONGEST and not (same or says_nothing(text) or is_front_page(text))


def _shown(page: Page, title: str | None, trail: bool) -> str | None:
    """A category link or kicker beside the headline."""
    document = page.document
    blocks = document.blocks
    if page.headline < 0:
        return None
    low, high = max(0, page.headline - NEAR), page.headline + NEAR
    order = sorted(range(low, min(high, len(blocks))), key=lambda i: abs(i - page.headline))
    for index in order:
        block = blocks[index]
        if block.role not in ("meta", "byline", "title"):
            continue
        for link in block.links:
            element = document.elements[link.element] if link.element >= 0 else None
            rel = (element.attributes.get("rel") or "") if element else ""
            href = link.href or ""
            text = block.text[link.start : link.end].strip(" ,|/#")
            if "breadcrumb" in page.words(index):
                continue
            of_category = "category" in rel or "/category/" in href or "/kategorie/" in href
            if of_category and _fits(text, title):
                return text
    for index in order:
        block = blocks[index]
        words = document.elements[block.inner].words
        if block.role != "meta" or len(block.text) > SHORT:
            continue
        kicker = not SECTION_WORDS.isdisjoint(words)
        linked = len(block.links) == 1 and block.link_chars >= len(block.text) - 2
        beside = not trail and linked and abs(index - page.headline) <= 3
        beside = beside and _leads_up(block.links[0], page)
        text = block.text.strip(" ,|/#:")
        beside = beside and not is_site_name(text, page.site_names)
        if (kicker or beside) and _fits(text, title) and not any(map(str.isdigit, text)):
            return text
    return None


def _leads_up(link: Span, page: Page) -> bool:
    """Whether a link leads to another page of the same site."""
    url = absolute(page.document.base, link.href)
    if url is None or "#" in url:
        return False
    there = urlsplit(url).hostname or ""
    same = there.split(".")[-2:] == page.host.split(".")[-2:]  # with all its subdomains
    return same and url.partition("?")[0] != (page.document.url or "").partition("?")[0]


def breadcrumbs(page: Page, title: str | None) -> Choice[tuple[str, ...]]:
    """Sections above the article, outermost first, without the front page and the article."""
    for source, names in (("json-ld", _from_jsonld(page)), ("page", _from_page(page))):
        kept = _trim(names, page, title)
        if kept:
            return Choice(kept, source, 0.9)
    return Choice(())


def _trim(names: list[tuple[str, str]], page: Page, title: str | None) -> tuple[str, ...]:
    site = page.site_names
    kept = []
    for position, (name, url) in enumerate(names):
        key = fold(name)
        if len(name) > 80 or name.endswith(":") or says_nothing(name):
            continue
        if position < 2 and is_front_page(name):
            continue
        if key.replace(" ", "").isdecimal():  # an archive by year, month and day
            continue
        if position == 0 and (key.replace(" ", "") in site or _is_front(url, page)):
            continue
        if title and position == len(names) - 1:
            own = fold(title)
            if own.startswith(key.rstrip(" ")) or key.startswith(own[:40]) or len(key) > 50:
                continue
        kept.append(name)
    return tuple(dict.fromkeys(kept))[:8]


def _is_front(url: str, page: Page) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(url) and parts.path in ("", "/") and not parts.query


def _from_jsonld(page: Page) -> list[tuple[str, str]]:
    for node in page.graph.nodes:
        if "breadcrumblist" not in jsonld.types_of(node):
            continue
        items = node.get("itemListElement")
        found: list[tuple[float, str, str]] = []
        for number, item in enumerate(items if isinstance(items, list) else [items]):
            if not isinstance(item, dict):
                continue
            inner = page.graph.resolve(item.get("item"))
            name = jsonld.text(item.get("name")) or jsonld.text(inner, "name") or ""
            url = jsonld.text(inner, "@id", "url") or ""
            position = item.get("position")
            rank = position if isinstance(position, (int, float)) else number
            found.append((rank, name, url))
        found.sort(key=lambda entry: entry[0])
        if len(found) > 1 or (found and found[0][1]):
            return [(name, url) for _, name, url in found if name and not name.startswith("http")]
    return []


def _from_page(page: Page) -> list[tuple[str, str]]:
    """(name, address) of the links and texts of the first element called breadcrumb."""
    document = page.document
    index = page.landmarks[1]
    if index < 0:
        return []
    element = document.elements[index]
    found: list[tuple[str, str]] = []
    for block in document.blocks[element.first : element.last]:
        links = [(block.text[s.start : s.end].strip(TRIM), s.href or "") for s in block.links]
        found += links or [(block.text.strip(TRIM), "")]
    return [(name, url) for name, url in found if name]
