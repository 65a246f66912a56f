"""The address a page names as its own, and the name of the publication."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scraper.extractor import jsonld
from scraper.extractor.metadata import Choice, Page
from scraper.extractor.titleparts import SEPARATOR, is_site_name

TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "srsltid", "msclkid", "igshid", "_ga")


def canonical(page: Page) -> Choice[str | None]:
    """The page's own address, tracking removed; None where it names none that makes sense.

    A canonical link to another host is believed (syndication); one to the front page of the site,
    while the page itself is not the front page, is a template's mistake and is not.
    """
    document = page.document
    article = page.graph.article or {}
    for source, addresses in (
        ("link", document.rels.get("canonical", [])),
        ("meta", document.metas.get("og:url", [])),
        ("json-ld", jsonld.texts(article.get("mainEntityOfPage"), "@id", "url")),
        ("json-ld", jsonld.texts(article.get("url"))),
    ):
        for address in addresses[:1]:
            if found := _absolute(page, address):
                return Choice(found, source, 1.0)
    return Choice(None)


def _absolute(page: Page, address: str) -> str | None:
    try:
        address = address.strip()
        if not address.startswith(("http://", "https://")):
            address = urljoin(page.document.base or "", address)
        parts = urlsplit(address)
        own = urlsplit(page.document.url or "")
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    if len(parts.path) <= 1 and not parts.query and (len(own.path) > 1 or own.query):
        return None
    query = parts.query
    if query:
        pairs = parse_qsl(query, keep_blank_values=True)
        kept = [(key, value) for key, value in pairs if not key.lower().startswith(TRACKING)]
        if len(kept) != len(pairs):
            query = urlencode(kept)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def name(page: Page) -> Choice[str | None]:
    """The publication's name as it writes it; None: the page does not say."""
    for text in page.meta("og:site_name"):
        if (found := _name(text, page)) is not None:
            return Choice(found, "meta", 0.95)
    graph = page.graph
    for node in graph.nodes[:60]:
        if "website" in jsonld.types_of(node):
            for text in jsonld.texts(node.get("name"))[:1]:
                if (found := _name(text, page)) is not None:
                    return Choice(found, "json-ld", 0.9)
    for own in (graph.article, graph.page):
        if own is not None:
            for text in jsonld.texts(graph.resolve(own.get("publisher")), "name")[:1]:
                if (found := _name(text, page)) is not None:
                    return Choice(found, "json-ld", 0.85)
    for text in page.meta("application-name", "apple-mobile-web-app-title", "cre", "dc.publisher"):
        if (found := _name(text, page)) is not None:
            return Choice(found, "meta", 0.8)
    parts = [part.strip() for part in SEPARATOR.split(page.document.head_title or "")]
    for part in (*reversed(parts[1:]), *parts[:1]):
        if len(part) > 2 and is_site_name(part, page.site_names):
            return Choice(part, "title", 0.7)
    return Choice(page.host, "url", 0.4) if page.host else Choice(None)


def _name(text: str, page: Page) -> str | None:
    text = text.strip()
    return text if 1 < len(text) <= 80 and not text.startswith(("http", "@")) else None
