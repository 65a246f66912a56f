"""Whether a page is an article, or a home, listing, product, forum or other page."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

from scraper.article import Author
from scraper.extractor import scoring
from scraper.extractor.metadata import Choice, Page

TYPES = (  # JSON-LD types that say something about the kind of the page
    "product productgroup offer aggregateoffer itemlist collectionpage searchresultspage "
    "profilepage person discussionforumposting qapage question faqpage event jobposting recipe "
    "howto course service localbusiness organization website webpage softwareapplication "
    "videoobject podcastepisode book movie aboutpage contactpage blog videogame "
    "howtostep breadcrumblist review aggregaterating hotel restaurant place creativework dataset "
    "apireference techarticle newsarticle blogposting article report scholarlyarticle"
).split()
MAX_LINES, MAX_CHARS = 200, 4000  # of short texts that are searched for words
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = frozenset({"body", "facts", "other", "promo"})
MAX_SPOKEN = 3000  # characters of text that are searched for pronouns
VOICES = (
    (
        "we",
        frozenset("we our us wir unser unsere nous notre".split()),
        (0, 0.002, 0.006, 0.012, 0.025),
    ),
    ("you", frozenset("you your ihr ihre sie vous votre".split()), (0, 0.003, 0.01, 0.02, 0.04)),
    ("I", frozenset("i my me he she his her ich er".split()), (0, 0.002, 0.006, 0.012, 0.03)),
    ("past", frozenset("was were had said did war hat".split()), (0, 0.002, 0.006, 0.012, 0.03)),
)
SHOP = (
    "add to cart",
    "add to bag",
    "add to basket",
    "buy now",
    "in den warenkorb",
    "ajouter au panier",
    "add to wishlist",
    "in stock",
    "free shipping",
    "out of stock",
    "aggiungi al carrello",
    "añadir al carrito",
    "checkout",
)
CALL = (
    "get started",
    "sign up",
    "free trial",
    "book a demo",
    "request a ",
    "contact us",
    "get a quote",
    "learn more",
    "apply now",
    "schedule",
    "try it free",
    "try free",
    "call us",
    "call now",
    "enroll",
    "register now",
    "start free",
)
FORUM = frozenset(
    "replies post posts joined reply quote answer answers asked upvote upvotes vote votes thread "
    "threads registered antworten beiträge views".split()
)
PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|EUR|USD|zł|kr)\b")


def evidence(
    page: Page,
    headline: Choice[str | None],
    published: Choice[date | None],
    authors: Choice[tuple[Author, ...]],
) -> set[str]:
    """What speaks for and against the page being an article."""
    document = page.document
    blocks = document.blocks
    found: set[str] = set()
    og = page.meta("og:type")[:1]
    found.add(f"og {og[0].lower().split('.')[-1][:20] if og else 'none'}")
    graph = page.graph
    found.update(f"type {name}" for name in TYPES if name in graph.top_types)
    found.add(f"ld article {'yes' if graph.article is not None else 'no'}")
    if not graph.nodes:
        found.add("no json-ld")
    for scope in {item.scope.rsplit("/", 1)[-1].lower() for item in document.properties}:
        found.add(f"microdata {scope[:20]}")
    if document.metas.get("article:published_time"):
        found.add("meta published")
    found.add(f"published {published.source} {published.confidence > 0.7}")
    found.add(f"authors {authors.source}")
    found.add(f"headline {headline.source} {headline.confidence > 0.6}")
    found |= _shape(page)
    found |= _voice(page)
    found |= _address(document.url or (page.addresses[0] if page.addresses else ""))
    found.update(
        f"title word {word}" for word in LETTERS.findall((document.head_title or "").lower())
    )
    text = "\n".join([b.text for b in blocks if len(b.text) < 120][:MAX_LINES])[:MAX_CHARS]
    lower = text.lower()
    for name, count in (
        ("shop", sum([lower.count(phrase) for phrase in SHOP])),
        ("call", sum([lower.count(phrase) for phrase in CALL])),
        ("forum", sum([word in FORUM for word in lower.split()])),
        ("price", len(PRICE.findall(text))),
    ):
        found.add(f"{name} {_bucket(count, (0, 1, 3, 8, 20))}")
    return found


def _voice(page: Page) -> set[str]:
    """Evidence from who speaks to whom: services say "we" and "you", reports say "he said"."""
    words = Counter(page.text(SPOKEN, MAX_SPOKEN).lower().split())
    count = words.total() or 1
    return {
        f"{name} {_bucket(sum([words[word] for word in own]) / count, edges)}"
        for name, own, edges in VOICES
    }


def _bucket(value: float, edges: tuple[float, ...]) -> str:
    for edge in edges:
        if value <= edge:
            return f"<={edge}"
    return f">{edges[-1]}"


def _shape(page: Page) -> set[str]:
    """Evidence from lengths and roles of the blocks."""
    document = page.document
    blocks, elements = document.blocks, document.elements
    found: set[str] = set()
    lengths = [len(block.text) for block in blocks]
    chars = sum(lengths) or 1
    links = sum([block.link_chars for block in blocks])
    body = [block for block in blocks if block.role in ("body", "facts")]
    own, size = len(body), sum([len(block.text) for block in body])
    sure = sum([block.confidence * len(block.text) for block in body]) / (size or 1)
    paragraphs = sum([block.tag == "p" and len(block.text) >= 80 for block in body])
    extended = [block for block, length in zip(blocks, lengths, strict=True) if length >= 120]
    long = sum([block.link_chars < 0.3 * len(block.text) for block in extended])
    buttons = 0
    for block, length in zip(blocks, lengths, strict=True):
        if length < 30:
            words = elements[block.inner].words
            buttons += block.tag == "button" or "button" in words or "btn" in words
    roles = Counter([block.role for block in blocks])
    tags = Counter([block.tag for block in blocks])
    found.add(f"body {_bucket(size, (0, 300, 800, 1500, 3000, 6000, 12000))}")
    found.add(f"body share {_bucket(size / chars, (0.05, 0.15, 0.3, 0.5, 0.7))}")
    found.add(f"links {_bucket(links / chars, (0.05, 0.15, 0.3, 0.5, 0.7))}")
    found.add(f"long {_bucket(long, (0, 2, 5, 10, 20, 40))}")
    found.add(f"paragraphs {_bucket(paragraphs, (0, 2, 5, 10, 20))}")
    found.add(f"sure {_bucket(sure, (0.5, 0.7, 0.8, 0.9, 0.95))}")
    found.add(f"mean body {_bucket(size / max(1, own), (30, 60, 100, 160, 250))}")
    found.add(f"comments {_bucket(roles['comments'], (0, 3, 10, 40))}")
    found.add(f"related {_bucket(roles['related'], (0, 5, 15, 40))}")
    for role in ("title", "byline", "meta", "bio", "tags", "subtitle", "share"):
        found.add(f"{role} {'yes' if role in roles else 'no'}")
    found.add(f"title {'shown' if page.headline >= 0 else 'not shown'}")
    found.add(f"pre {_bucket(tags['pre'], (0, 1, 4, 12))}")
    found.add(f"buttons {_bucket(buttons, (0, 2, 5, 10, 20))}")
    found.add(f"times {_bucket(len(document.times), (0, 1, 3, 10))}")
    found.add(f"articles {_bucket([e.tag for e in elements].count('article'), (0, 1, 3, 8))}")
    found.add(f"pictures {_bucket(len(document.pictures), (0, 3, 10, 30, 80))}")
    found.add(f"headings {_bucket(tags['h2'] + tags['h3'] + tags['h4'], (0, 3, 10, 25))}")
    return found


def _address(url: str) -> set[str]:
    """Evidence from the shape of the page's address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return {"address none"}
    steps = [step for step in parts.path.lower().split("/") if step]
    found = {f"path depth {min(5, len(steps))}"}
    host = (parts.hostname or "").split(".")[0]
    found.update(f"path word {word}" for word in LETTERS.findall(parts.path.lower()))
    found.add(f"host word {host}")
    if steps:
        last = steps[-1]
        found.add(f"slug words {_bucket(last.count('-'), (0, 1, 2, 4, 7))}")
        if re.search(r"\d{5,}", last):
            found.add("slug number")
        if re.search(r"/(?:19|20)\d\d/\d", parts.path):
            found.add("path date")
        if last.endswith((".html", ".htm", ".php", ".asp", ".aspx")):
            found.add("path file")
    if parts.query:
        found.add("has query")
    return found


def choose(
    page: Page,
    headline: Choice[str | None],
    published: Choice[date | None],
    authors: Choice[tuple[Author, ...]],
) -> Choice[bool]:
    """Whether the page is an article, and how likely that is."""
    if not page.document.blocks:
        return Choice(False, "page", 1.0)
    table = scoring.weights("kind")
    share = scoring.sigmoid(
        scoring.score(evidence(page, headline, published, authors), table) + table.get("", 0.0)
    )
    limit = table.get("threshold", 0.5)
    return Choice(share >= limit, "page", share if share >= limit else 1 - share)
