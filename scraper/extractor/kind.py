"""Whether a page is an article, or a home, listing, product, forum or other page."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from scraper.article import Author
from scraper.extractor import lengths, scoring
from scraper.extractor.metadata import Choice, Page

TYPES = frozenset(  # JSON-LD types that say something about the kind of the page
    "product productgroup offer aggregateoffer itemlist collectionpage searchresultspage "
    "profilepage person discussionforumposting qapage question faqpage event jobposting recipe "
    "howto course service localbusiness organization website webpage softwareapplication "
    "videoobject podcastepisode book movie aboutpage contactpage blog videogame "
    "howtostep breadcrumblist review aggregaterating hotel restaurant place creativework dataset "
    "apireference techarticle newsarticle blogposting article report scholarlyarticle".split()
)
MAX_LINES, MAX_CHARS = 200, 4000  # of short texts that are searched for words
LETTERS = re.compile(r"[^\W\d_]{2,}")
SPOKEN = frozenset({"body", "facts", "other", "promo"})
TEXT = frozenset({"body", "facts"})
BUTTON = frozenset({"button", "btn"})
MAX_SPOKEN = 3000  # characters of text that are searched for pronouns
VOICES = {  # words that say who speaks of whom, and their shares of all words
    "we": ("we our us wir unser unsere nous notre", (0, 0.002, 0.006, 0.012, 0.025)),
    "you": ("you your ihr ihre sie vous votre", (0, 0.003, 0.01, 0.02, 0.04)),
    "I": ("i my me he she his her ich er", (0, 0.002, 0.006, 0.012, 0.03)),
    "past": ("was were had said did war hat", (0, 0.002, 0.006, 0.012, 0.03)),
}
VOICED = frozenset({"en", "de", "fr"})  # languages of these words
VOICE_OF = {word: name for name, (words, _) in VOICES.items() for word in words.split()}
OUTER = 5  # elements among which <body> stands
# Patterns that begin with a set of characters are looked for at the speed of that set.
PHONE = re.compile(r"[0-9](?<=\b\d)\d{2}\)?[-. ]\d{3}[-. ]\d{4}\b")
PRICE = re.compile(r"[0-9$€£¥₹](?:(?<=[$€£¥₹])\s?\d|(?<=\d)\s?(?:€|EUR|USD|zł|kr)\b)")


@cache
def vocabulary() -> dict[str, Any]:
    """words/kinds.toml, its lists of words as sets."""
    raw = files("scraper.extractor").joinpath("words/kinds.toml").read_bytes()
    tables = tomllib.loads(raw.decode())
    sets = ("words", "markup", "names", "metas")
    return tables | {
        table: {name: frozenset(words.split()) for name, words in tables[table].items()}
        for table in sets
    }


@cache
def _named() -> frozenset[str]:
    """Every word of markup that counts."""
    return frozenset().union(*vocabulary()["markup"].values())


def _groups(prefix: str, words: set[str]) -> set[str]:
    """Which groups of words of addresses and titles are among `words`."""
    names = vocabulary()["names"]
    return {f"{prefix} {name}" for name, own in names.items() if not own.isdisjoint(words)}


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
    found.update(f"type {name}" for name in TYPES & graph.top_types)
    found.add(f"ld article {'yes' if graph.article is not None else 'no'}")
    if not graph.nodes:
        found.add("no json-ld")
    for scope in {item.scope for item in document.properties}:
        found.add(f"microdata {scope.rsplit('/', 1)[-1].lower()[:20]}")
    if document.metas.get("article:published_time"):
        found.add("meta published")
    found.add(f"published {published.source} {published.confidence > 0.7}")
    found.add(f"authors {authors.source}")
    found.add(f"headline {headline.source} {headline.confidence > 0.6}")
    found |= _shape(page)
    found |= _markup(page)
    found |= _voice(page)
    found |= _address(document.url or (page.addresses[0] if page.addresses else ""))
    words = set(LETTERS.findall((document.head_title or "").lower()))
    found |= _groups("title", words)
    shown = headline.value or ""
    count = len(shown.split()) + round(float(lengths.read([shown])[1][0]))
    found.add(f"headline words {_bucket(count, (0, 1, 2, 3, 5, 8, 12))}")
    if shown[:1].isdigit():
        found.add("headline number")
    if shown.endswith("?"):
        found.add("headline asks")
    found.update([f"title word {word}" for word in words])
    text = "\n".join([b.text for b in blocks if len(b.text) < 120][:MAX_LINES])[:MAX_CHARS]
    lower = text.lower()
    known = vocabulary()
    counts = {
        name: sum([lower.count(phrase) for phrase in phrases])
        for name, phrases in known["phrases"].items()
    }
    own = known["words"]["forum"]
    counts["forum"] = sum(map(own.__contains__, lower.split()))
    counts["phone"] = len(PHONE.findall(text))
    counts["price"] = len(PRICE.findall(text))
    for name, count in counts.items():
        found.add(f"{name} {_bucket(count, (0, 1, 3, 8, 20))}")
    return found


def _markup(page: Page) -> set[str]:
    """Evidence from the names that templates give to elements, and from <meta>."""
    document = page.document
    told = vocabulary()["metas"]["names"] & document.metas.keys()
    found = {f"meta {name}" for name in told}
    for name in document.metas.get("generator", ())[:1]:
        found.update(f"generator {word}" for word in LETTERS.findall(name.lower())[:2])
    for element in document.elements[:OUTER]:
        if element.tag == "body":
            found.update(f"body word {word}" for word in element.words if len(word) > 2)
    known = _named()
    counts: dict[str, int] = {}
    for words, members in zip(document.kinds, page.by_kind, strict=True):
        for word in words:
            if word in known:
                counts[word] = counts.get(word, 0) + len(members)
    for name, own in vocabulary()["markup"].items():
        seen = [counts[word] for word in own if word in counts]
        found.add(f"markup {name} {_bucket(sum(seen), (0, 1, 4, 15, 50))}")
        found.add(f"markup {name} kinds {_bucket(len(seen), (0, 1, 2, 4, 7))}")
    return found


def _voice(page: Page) -> set[str]:
    """Evidence from who speaks to whom: services say "we" and "you", reports say "he said"."""
    if page.language not in VOICED:
        return set()
    words = page.text(SPOKEN, MAX_SPOKEN).lower().split()
    voices = [VOICE_OF[word] for word in words if word in VOICE_OF]
    count = len(words) or 1
    return {
        f"{name} {_bucket(voices.count(name) / count, edges)}"
        for name, (_, edges) in VOICES.items()
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
    roles = page.by_role
    found: set[str] = set()
    letters = lengths.read([block.text for block in blocks])[0].tolist()
    chars = sum([len(block.text) for block in blocks]) or 1
    links = sum([block.link_chars for block in blocks])
    body = page.of_roles(TEXT)
    own, size = len(body), sum([letters[index] for index in body])
    sure = sum([blocks[index].confidence * letters[index] for index in body]) / (size or 1)
    paragraphs = sum([blocks[index].tag == "p" and letters[index] >= 80 for index in body])
    prose = [b.link_chars < 0.3 * len(b.text) for b in blocks]
    long = sum([told for told, count in zip(prose, letters, strict=True) if count >= 120])
    buttons = sum(
        [
            b.tag == "button" or not BUTTON.isdisjoint(elements[b.inner].words)
            for b in blocks
            if len(b.text) < 30
        ]
    )
    articles = [
        len(members)
        for names, members in zip(document.kinds, page.by_kind, strict=True)
        if names[-1] == "<article>"
    ]
    tags = Counter([block.tag for block in blocks])
    found.add(f"body {_bucket(size, (0, 300, 800, 1500, 3000, 6000, 12000))}")
    found.add(f"body share {_bucket(size / (sum(letters) or 1), (0.05, 0.15, 0.3, 0.5, 0.7))}")
    found.add(f"links {_bucket(links / chars, (0.05, 0.15, 0.3, 0.5, 0.7))}")
    found.add(f"long {_bucket(long, (0, 2, 5, 10, 20, 40))}")
    found.add(f"paragraphs {_bucket(paragraphs, (0, 2, 5, 10, 20))}")
    found.add(f"sure {_bucket(sure, (0.5, 0.7, 0.8, 0.9, 0.95))}")
    found.add(f"mean body {_bucket(size / max(1, own), (30, 60, 100, 160, 250))}")
    found.add(f"comments {_bucket(len(roles.get('comments', ())), (0, 3, 10, 40))}")
    found.add(f"related {_bucket(len(roles.get('related', ())), (0, 5, 15, 40))}")
    for role in ("title", "byline", "meta", "bio", "tags", "subtitle", "share"):
        found.add(f"{role} {'yes' if role in roles else 'no'}")
    found.add(f"title {'shown' if page.headline >= 0 else 'not shown'}")
    found.add(f"pre {_bucket(tags['pre'], (0, 1, 4, 12))}")
    found.add(f"buttons {_bucket(buttons, (0, 2, 5, 10, 20))}")
    found.add(f"times {_bucket(len(document.times), (0, 1, 3, 10))}")
    found.add(f"articles {_bucket(sum(articles), (0, 1, 3, 8))}")
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
    words = set(LETTERS.findall(f"{host} {parts.path} {parts.query[:200]}".lower()))
    folders = set(LETTERS.findall(" ".join(steps[:-1]))) | {host}
    found |= _groups("address", words) | _groups("folder", folders)
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
