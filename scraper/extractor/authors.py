"""Who wrote the article: names and profile pages, from everything that names somebody."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from scraper.extractor import jsonld, names, scoring
from scraper.extractor.blocks import TextBlock
from scraper.extractor.metadata import Candidate, Choice, Page, fold
from scraper.extractor.title import SEPARATOR, is_site_name, site_names
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
MAX_LINE = 200  # characters of a line that is read for names
BEFORE, AFTER = 8, 14  # blocks around the headline that are read for bylines
BYLINE_EVIDENCE = tuple(
    f"line {kind} {where}"
    for kind in ("told", "labelled", "named")
    for where in ("at headline", "just above", "below")
)
MAX_LINES = 60  # blocks of a page that are read for names
SURE_ROLES = frozenset({"byline", "meta", "bio_heading"})
BARE_ROLES = frozenset({"byline", "meta", "bio_heading", "other", "promo", "subtitle", "body"})
BYLINE_ROLES = frozenset({"byline", "bio_heading"})
# Log-odds, tuned on the articles, newsroom and anatomy sets, of whom to believe: the likeliest,
# others beside the likeliest, and those named in one line or list with the likeliest.
LEAST, ALONE, TOGETHER = -1.5, 1.0, 0.0
GAP = 2.0  # how much less likely than the likeliest another one may be


def choose(page: Page) -> Choice[tuple[Author, ...]]:
    """The authors in the order shown; agencies only where nobody else is named."""
    authors, source, confidence = decide(list(gather(page).values()))
    return Choice(tuple(authors), source, confidence)


def decide(candidates: list[Candidate[Author]]) -> tuple[list[Author], str | None, float]:
    """Those of the candidates who wrote it, where the first was found, and how sure that is."""
    table = scoring.weights("authors")
    base = table.get("", 0.0)
    rated = [(candidate, base + scoring.score(candidate.evidence, table)) for candidate in candidates]
    if not rated:
        return [], None, 0.5
    best, top = max(rated, key=lambda entry: entry[1])
    if top < LEAST:
        return [], None, 1.0 - scoring.sigmoid(top)
    kept = [
        (candidate, rating)
        for candidate, rating in rated
        if candidate is best
        or (rating >= ALONE and rating >= top - GAP)
        or (rating >= TOGETHER and not best.company.isdisjoint(candidate.company))
    ]
    if any(not names.is_agency(candidate.value.name) for candidate, _ in kept):
        kept = [(c, rating) for c, rating in kept if not names.is_agency(c.value.name)]
    kept = _without_parts(kept)
    confidence = scoring.sigmoid(min(rating for _, rating in kept))
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
        self,
        name: str,
        source: str,
        *evidence: str,
        url: str | None = None,
        block: int = -1,
        company: str | None = None,
    ) -> None:
        key = fold(name)
        if not key:
            return
        candidate = self.by_name.get(key)
        if candidate is None:
            candidate = self.by_name[key] = Candidate(Author(name=name), block=block)
        candidate.sources.append(source)
        candidate.evidence.update(evidence)
        if company is not None:
            candidate.company.add(company)
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
                evidence = f"meta {name if name == 'author' else 'special'}"
                pool.add(person, "meta", evidence, company=name)
    for number in "12":
        for label in page.meta(f"twitter:label{number}")[:1]:
            if names.introduces(label):
                for content in page.meta(f"twitter:data{number}")[:1]:
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
    for name in _owners(page):
        pool.add(name, "page", "site owner")
    _compare(page, pool.by_name)
    return pool.by_name


def _owners(page: Page) -> list[str]:
    """People after whom the site is named: whose blog it is."""
    found = page.meta("og:site_name")[:1]
    found += [part for part in SEPARATOR.split(page.document.head_title or "")[-2:] if part]
    found += [
        re.sub(r"^.*?\d{4}(?:\s*[-–]\s*\d{4})?", "", block.text).partition(".")[0]
        for block in page.document.blocks[-12:]
        if "©" in block.text and len(block.text) < 80
    ]
    people = [name for text in found for name in names.split(text)[:1]]
    return [name for name in dict.fromkeys(people) if names.looks_like_person(name)]


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
                    whole = "organi" in kind and not text.startswith("http")
                    for person in [text[:80]] if whole else _structured(text):
                        pool.add(
                            person, "json-ld", f"{name} {key}{kind}", url=url, company=name + key
                        )
    if not graph.articles:
        for node in graph.nodes[:60]:
            if "person" in jsonld.types_of(node):
                for text in jsonld.texts(node.get("name"))[:1]:
                    for person in _structured(text):
                        pool.add(
                            person, "json-ld", "ld lone person", url=jsonld.text(node.get("url"))
                        )


def _where(page: Page, block: int) -> str:
    """Where a block stands, seen from the headline or else from the start of the text."""
    gap = block - page.anchor
    if gap < 0:
        return "just above" if gap >= -3 else "above" if gap >= -BEFORE else "early"
    return "at headline" if gap <= 4 else "below" if gap <= AFTER else "later"


def _from_page(page: Page, pool: _Pool) -> None:
    """Adds the names that links to profiles, bylines and biographies show."""
    blocks, elements = page.document.blocks, page.document.elements
    anchor = page.anchor
    budget = MAX_LINES
    for index, block in enumerate(blocks):
        near = -BEFORE <= index - anchor <= AFTER
        short = len(block.text) <= MAX_LINE
        role = block.role
        if role == "bio" and (match := SUBJECT.match(block.text)):
            for person in names.split(match["name"])[:1]:
                pool.add(person, "page", f"bio subject {_where(page, index)}", block=index)
        links = _profiles(page, index) if block.link_chars else []
        named = short and (
            not BYLINE_WORDS.isdisjoint(elements[block.inner].words)
            or (near and not BYLINE_WORDS.isdisjoint(_parents(page, block.inner, 3)))
        )
        line = short and (near or named or role in BYLINE_ROLES)
        if not links and not line:
            continue
        budget -= 1
        if not budget:
            break
        words = page.beside(index)
        where = _where(page, index) + (" away" if not AWAY.isdisjoint(words) else "")
        box = " box" if not BOX_WORDS.isdisjoint(words) else ""
        for label, href, how in links:
            for person in names.split(label)[:3]:
                pool.add(
                    person, "page", f"link {how} {where}", f"link {how}{box}", f"link role {role}",
                    url=href, block=index,
                )
        if line:
            _line(page, pool, index, where, named)


def _profiles(page: Page, index: int) -> list[tuple[str, str, str]]:
    """(text, address, how it is known) of a block's links to somebody's profile."""
    block = page.document.blocks[index]
    found = []
    for link in block.links[:12]:
        if link.end - link.start > 80:
            continue
        attributes = page.document.elements[link.element].attributes if link.element >= 0 else {}
        href = link.href or ""
        if "author" in (attributes.get("rel") or "") + (attributes.get("itemprop") or ""):
            found.append((block.text[link.start : link.end], href, "rel"))
        elif PROFILE.search(href):
            found.append((block.text[link.start : link.end], href, "profile"))
    return found


def _line(page: Page, pool: _Pool, index: int, where: str, named: bool) -> None:
    """Adds the names of one short block that may be a byline."""
    blocks = page.document.blocks
    block = blocks[index]
    before = blocks[index - 1].text if index else ""
    labelled = len(before) <= 30 and names.introduces(before)
    text = _marked(block)
    found = names.find(text)
    alone = len(found) == 1 and len(block.text) - len(found[0][0]) <= 3
    for number, (person, told) in enumerate(found[:12]):
        person_like = names.looks_like_person(person)
        if not told and not labelled and not named and block.role != "byline":
            if not alone or not person_like or block.role not in BARE_ROLES:
                continue
            if block.role not in SURE_ROLES and not names.has_given_name(person):
                if not where.startswith("at headline"):
                    continue
        if block.role == "body" and not (person_like and len(block.text) <= 80):
            continue
        kind = "told" if told else "labelled" if labelled else "named" if named else "bare"
        evidence = [f"line {kind} {where}", f"line {kind} role {block.role}"]
        if alone:
            evidence.append(f"line {kind} alone")
        if number and not person_like:
            evidence.append("line not first")
        if named:
            evidence.append(f"line named {where}")
        if len(block.text) > 90:
            evidence.append("line long")
        company = f"line {index}" if kind != "bare" or block.role == "byline" else None
        pool.add(person, "page", *evidence, block=index, company=company)


SUBJECT = re.compile(
    r"\W{0,2}(?:About |Über |A propos de )?(?P<name>(?:[^\W\d_][\w'’.-]*\s+){1,4}?[^\W\d_][\w'’.-]*)"
    r"[,:]?\s+(?:is|are|was|has|have|holds|writes|works|covers|lives|joined|serves|leads|brings|"
    r"ist|hat|schreibt|arbeitet|est|a|écrit|es|è|é|jest|är|er|on)\s"
)
GLUED = re.compile(
    r"(?<=[a-zà-ÿ.])(?=(?:By|Von|Par|Por|Updated|Published|Posted|Last|No Comments)\b)|"
    r"(?<=[a-zà-ÿ])(?=[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})|(?<=\d)(?=[A-Z][a-z]+ [A-Z])"
)


def _marked(block: TextBlock) -> str:
    """A line with marks where one inline element ends and the next begins."""
    text = block.text
    if block.seams:
        pieces, position = [], 0
        for seam in [*block.seams, len(text)]:
            pieces.append(text[position:seam].strip())
            position = seam
        text = " | ".join(filter(None, pieces))
    return GLUED.sub(" | ", text)


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
    if not by_name:
        return
    site = site_names(page)
    blocks = page.document.blocks
    first = max(0, page.anchor - BEFORE)
    window = "\n".join([b.text for b in blocks[first : first + 40] if len(b.text) < 200]).lower()
    rest = "\n".join([b.text for b in blocks[first + 40 :] if len(b.text) < 80]).lower()
    people = {key for key, c in by_name.items() if names.looks_like_person(c.value.name)}
    bylines = {
        key
        for key in people
        if any(e.startswith(BYLINE_EVIDENCE) for e in by_name[key].evidence)
    }
    structured = {key for key, c in by_name.items() if {"json-ld", "meta"} & set(c.sources)}
    for key, candidate in by_name.items():
        name = candidate.value.name
        evidence = candidate.evidence
        if names.is_agency(name):
            shape = "agency"
        elif names.is_organisation(name):
            shape = "organisation"
        elif key in people:
            shape = "known person" if names.has_given_name(name) else "person"
        else:
            shape = "single word" if len(key.split()) == 1 else "odd"
        evidence.add(f"shape {shape}")
        if is_site_name(name, site):
            evidence.add("is site name")
            if people - {key}:
                evidence.add("is site name beside person")
        if key not in people and people:
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
            if structured & people and key in people:
                evidence.add("structured names other people")
        if bylines and key not in bylines:
            evidence.add(f"byline names others {'structured' if key in structured else ''}")
            if key in people:
                evidence.add("byline names other people")
        evidence.add("the only one" if len(by_name) == 1 else f"one of {min(6, len(by_name))}")
