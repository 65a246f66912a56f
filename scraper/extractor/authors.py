"""Who wrote the article: names and profile pages, from everything that names somebody."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scraper.extractor import jsonld, names, scoring
from scraper.extractor.blocks import Span
from scraper.extractor.metadata import Candidate, Choice, Page, fold
from scraper.article import Author

META = (
    "author parsely-author sailthru.author dc.creator dcterms.creator article:author "
    "article:author_name og:article:author citation_author byl cxenseparse:author author.name "
    "cse-authors authors article.author rnews:creator dc.contributor og:author book:author "
    "shareaholic:article_author_name twitter:creator:name content_author mediator_author byline"
).split()
BYLINE_WORDS = frozenset(
    "author authors byline byl writer writers contributor contributors autor autoren autorin "
    "auteur auteurs auteure autore autori verfasser schreiber redacteur forfatter skribent autores "
    "firma penulis yazar vcard fn creator reporter journalist posted postedby".split()
)
BOX_WORDS = frozenset("bio box about card biography profile info description".split())
AWAY = frozenset(
    "related sidebar aside footer nav menu comment comments commentlist widget recommended teaser "
    "popular recent latest carousel slider archive reply testimonial testimonials quote "
    "reviewer reviewed reviewers reviews editor photographer factcheck list grid".split()
)
PROFILE = re.compile(
    r"/(?:authors?|autor(?:es|en|in)?|auteurs?|autori|profiles?|people|person|staff|contributors?|"
    r"team|by|writers?|columnists?|redakteure?|redaktion|journalists?|members?|users?|u|bio|"
    r"experts?|editors?|penulis|yazar(?:lar)?|forfatter|skribent|firmas?|journaliste|reporter)"
    r"(?:/|\.|-|$)|[?&]author=|/@[\w.-]+/?$|rel=author",
    re.IGNORECASE,
)
STARTS = re.compile(
    r"\W{0,3}(?:by|von|par|por|di|da|door|av|af|oleh|przez|автор|text|written|posted|author|words|story|autor)\b",
    re.I,
)
MAX_LINE = 200
BEFORE, AFTER = 12, 30  # blocks around the headline that are read for bylines
THRESHOLD = 0.5


def choose(page: Page) -> Choice[tuple[Author, ...]]:
    """The authors in the order shown; agencies only where nobody else is named."""
    authors, source, confidence = decide(list(gather(page).values()))
    return Choice(tuple(authors), source, confidence)


def decide(candidates: list[Candidate[Author]]) -> tuple[list[Author], str | None, float]:
    """Those of the candidates who wrote it, where the first was found, and how sure that is."""
    table = scoring.weights("authors")
    rated = [
        (candidate, scoring.sigmoid(scoring.score(candidate.evidence, table) + table.get("", 0.0)))
        for candidate in candidates
    ]
    kept = [(candidate, share) for candidate, share in rated if share >= THRESHOLD]
    if not kept:
        return [], None, 1.0 - max([share for _, share in rated], default=0.0)
    if any(not names.is_agency(candidate.value.name) for candidate, _ in kept):
        kept = [(c, share) for c, share in kept if not names.is_agency(c.value.name)]
    kept = _without_parts(kept)
    confidence = min(share for _, share in kept)
    return [candidate.value for candidate, _ in kept], kept[0][0].sources[0], confidence


def _without_parts(
    kept: list[tuple[Candidate[Author], float]],
) -> list[tuple[Candidate[Author], float]]:
    """Of "J. Smith" and "John Smith", or "Smith" and "John Smith", the fuller name."""
    folded = [fold(candidate.value.name).split() for candidate, _ in kept]
    result = []
    for index, words in enumerate(folded):
        longer = [
            other
            for number, other in enumerate(folded)
            if number != index and len(other) > len(words) and set(words) < set(other)
        ]
        if not longer:
            result.append(kept[index])
    return result


class _Pool:
    """Candidates by folded name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.by_name: dict[str, Candidate[Author]] = {}

    def add(
        self, name: str, source: str, *evidence: str, url: str | None = None, block: int = -1
    ) -> None:
        key = fold(name)
        if not key:
            return
        candidate = self.by_name.get(key)
        if candidate is None:
            candidate = self.by_name[key] = Candidate(Author(name=name), block=block)
        candidate.sources.append(source)
        candidate.evidence.update(evidence)
        if source == "page" and candidate.block < 0:
            candidate.block = block
        if url and candidate.value.url is None:
            address = self.absolute(url)
            if address:
                candidate.value = Author(name=candidate.value.name, url=address)

    def absolute(self, url: str) -> str | None:
        """The address with scheme and host; None: not a web address, or the site's front page."""
        try:
            address = urljoin(self.page.document.base or "", url.strip())
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        return address if len(parts.path) > 1 or parts.query else None


def gather(page: Page) -> dict[str, Candidate[Author]]:
    """Everyone who may have written the article, with what speaks for it."""
    pool = _Pool(page)
    _from_page(page, pool)
    _from_jsonld(page, pool)
    for name in META:
        for content in page.meta(name)[:12]:
            for person in _structured(content):
                pool.add(person, "meta", f"meta {name if name == 'author' else 'special'}")
    labels = page.meta("twitter:label1", "twitter:label2")
    for label, content in zip(labels, page.meta("twitter:data1", "twitter:data2"), strict=False):
        if names.vocabulary().start.match(label):
            for person in _structured(content):
                pool.add(person, "meta", "twitter data")
    for value, scope, block in page.microdata("author", "creator")[:8]:
        if "omment" not in scope and "eview" not in scope and len(value) < 120:
            for person in names.split(value, strict=False)[:6]:
                pool.add(person, "microdata", "microdata author", block=block)
    for value, scope, block in page.microdata("name")[:30]:
        if scope.endswith("Person"):
            place = _where(page, block)
            for person in names.split(value, strict=False)[:2]:
                pool.add(person, "microdata", f"microdata person {place}", block=block)
    _compare(page, pool.by_name)
    return pool.by_name


def _structured(text: str) -> list[str]:
    if text.startswith(("http:", "https:", "//")) or "/" in text and " " not in text:
        return []
    found = names.split(text, strict=False)
    comma = text.split(",")
    if len(comma) == 2 and len(found) == 2 and all(len(n.split()) == 1 for n in found):
        return [f"{found[1]} {found[0]}"]  # "Doe, Jane"
    return found


def _from_jsonld(page: Page, pool: _Pool) -> None:
    graph = page.graph
    nodes = [(node, "ld" if node is graph.article else "ld other") for node in graph.articles[:3]]
    if graph.page is not None:
        nodes.append((graph.page, "ld page"))
    for node, name in nodes:
        for key in ("author", "creator"):
            values = node.get(key)
            for value in (values if isinstance(values, list) else [values])[:30]:
                value = graph.resolve(value)
                kind, url = "", None
                if isinstance(value, dict):
                    kinds = jsonld.types_of(value)
                    kind = (
                        " organisation"
                        if any("organi" in k for k in kinds)
                        else " person"
                        if kinds
                        else ""
                    )
                    url = jsonld.text(value.get("url")) or jsonld.text(value.get("sameAs"))
                    if (
                        url is None
                        and str(value.get("@id", "")).startswith("http")
                        and "#" not in str(value["@id"])
                    ):
                        url = str(value["@id"])
                for text in jsonld.texts(value, "name")[:10]:
                    for person in _structured(text):
                        pool.add(person, "json-ld", f"{name} {key}{kind}", url=url)
    if not graph.articles:
        for node in graph.nodes[:60]:
            if "person" in jsonld.types_of(node):
                for text in jsonld.texts(node.get("name"))[:1]:
                    for person in _structured(text):
                        pool.add(
                            person, "json-ld", "ld lone person", url=jsonld.text(node.get("url"))
                        )


def _where(page: Page, block: int) -> str:
    """Where a block stands, seen from the headline."""
    if page.headline < 0:
        return "no headline"
    gap = block - page.headline
    if gap < 0:
        return "before" if gap >= -BEFORE else "early"
    return "at headline" if gap <= 4 else "below headline" if gap <= AFTER else "later"


def _from_page(page: Page, pool: _Pool) -> None:
    document = page.document
    blocks, elements = document.blocks, document.elements
    headline = page.headline
    low = max(0, headline - BEFORE) if headline >= 0 else 0
    high = headline + AFTER if headline >= 0 else 60
    budget = 60
    for index, block in enumerate(blocks):
        text = block.text
        if not budget:
            break
        near = low <= index <= high
        links = [span for span in block.spans if span.tag == "a"] if block.spans else []
        linked: list[tuple[str, str, str]] = []
        for link in links[:12]:
            rel = ""
            if link.element >= 0:
                rel = elements[link.element].attributes.get("rel") or ""
            href = link.href or ""
            is_author = (
                "author" in rel
                or "author" in (elements[link.element].attributes.get("itemprop") or "")
                if link.element >= 0
                else False
            )
            if is_author or (PROFILE.search(href) and link.end - link.start <= 60):
                how = "rel" if is_author else "profile"
                linked.append((text[link.start : link.end], href, how))
        own = elements[block.inner].words
        if not linked and not near and BYLINE_WORDS.isdisjoint(own):
            continue
        if len(text) > MAX_LINE and not linked:
            continue
        words = page.words(index)
        away = " away" if not AWAY.isdisjoint(words) else ""
        where = _where(page, index)
        for label, href, how in linked:
            for person in names.split(label)[:3] if len(label) < 80 else []:
                budget -= 1
                box = " box" if not BOX_WORDS.isdisjoint(words) else ""
                pool.add(
                    person,
                    "page",
                    f"link {how} {where}{away}",
                    f"link {how}{box}",
                    f"link role {block.role}",
                    url=href,
                    block=index,
                )
        if len(text) > MAX_LINE:
            continue
        told = STARTS.match(text) is not None and len(text) < 160
        before = blocks[index - 1].text if index else ""
        label_before = (
            len(before) <= 25
            and names.vocabulary().start.fullmatch(before.strip() + " ") is not None
        )
        inner = elements[block.inner].words
        named = not BYLINE_WORDS.isdisjoint(inner) or (
            not BYLINE_WORDS.isdisjoint(_parents(page, block.inner, 3))
        )
        if not (told or named or label_before or (near and block.role == "byline")):
            continue
        if not near and not (named or told):
            continue
        budget -= 1
        line = _marked(text, block.links)
        found = names.split(before + " " + line if label_before and not told else line)
        for number, person in enumerate(found[:12]):
            kind = "told" if told else "labelled" if label_before else "named"
            evidence = [f"line {kind} {where}{away}", f"line role {block.role}"]
            if number:
                evidence.append("line not first")
            if named:
                evidence.append(f"line named {where}")
            if len(text) > 90:
                evidence.append("line long")
            pool.add(person, "page", *evidence, block=index)


SEAM = re.compile(r"(?<=[a-zà-ÿ.])(?=(?:By|Von|Par|Por|Updated|Published|Posted|Last|No Comments)\b)|"
                  r"(?<=[a-zà-ÿ])(?=[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})|(?<=\d)(?=[A-Z][a-z]+ [A-Z])")


def _marked(text: str, links: list[Span]) -> str:
    """A line with marks where a link begins or ends, or where two inline elements are glued."""
    if links:
        pieces, position = [], 0
        for link in links:
            pieces += [text[position : link.start], text[link.start : link.end]]
            position = link.end
        text = " | ".join(filter(str.strip, [*pieces, text[position:]]))
    return SEAM.sub(" | ", text)


def _parents(page: Page, element: int, levels: int) -> set[str]:
    found: set[str] = set()
    elements = page.document.elements
    for _ in range(levels):
        if element < 0:
            break
        found.update(elements[element].words)
        element = elements[element].parent
    return found


def _compare(page: Page, by_name: dict[str, Candidate[Author]]) -> None:
    """Evidence from the name's shape, the site's name, and the other candidates."""
    from scraper.extractor.title import is_site_name, site_names

    if not by_name:
        return
    site = site_names(page)
    blocks = page.document.blocks
    headline = max(page.headline, 0)
    window = "\n".join(
        block.text
        for block in blocks[max(0, headline - BEFORE) : headline + AFTER]
        if len(block.text) <= MAX_LINE
    ).lower()
    rest = "\n".join(
        block.text for block in blocks[headline + AFTER :] if len(block.text) < 80
    ).lower()
    people = {key for key, c in by_name.items() if names.looks_like_person(c.value.name)}
    structured = {key for key, c in by_name.items() if {"json-ld", "meta"} & set(c.sources)}
    for key, candidate in by_name.items():
        name = candidate.value.name
        evidence = candidate.evidence
        if names.is_agency(name):
            shape = "agency"
        elif names.is_organisation(name):
            shape = "organisation"
        elif key in people:
            shape = "person"
        else:
            shape = "single word" if len(key.split()) == 1 else "odd"
        evidence.add(f"shape {shape}")
        if is_site_name(name, site):
            evidence.add("is site name")
            if people - {key}:
                evidence.add("is site name beside person")
        if shape != "person" and people:
            evidence.add(f"{shape} beside person")
        lower = name.lower()
        seen = "near" if lower in window else "far" if lower in rest else "not"
        evidence.add(f"seen {seen}")
        kinds = set(candidate.sources)
        evidence.add(f"kinds {len(kinds)}")
        if key in structured:
            evidence.add(f"structured seen {seen}")
        else:
            evidence.add("structured names others" if structured else "structured names nobody")
            if structured & people and shape == "person":
                evidence.add("structured names other people")
        evidence.add("the only one" if len(by_name) == 1 else f"one of {min(6, len(by_name))}")
