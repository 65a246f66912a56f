"""The headline as shown, without the site's name."""

from __future__ import annotations

import re

from scraper.extractor import jsonld, scoring
from scraper.extractor.metadata import Candidate, Choice, Page
from scraper.extractor.wording import fold, words

# " | ", " - ", " – ", " :: " ... between headline and site name; a hyphen only between spaces.
SEPARATOR = re.compile(r"\s+(?:[|\-–—―·•:»«›‹<>~/\\]|::|\|\|)\s+|\s*(?:[|»«›‹]|::)\s*|(?<=\S):\s+")
MARK = re.compile(r"[|»«›‹·•]|\s[-–—~/]\s|:\s")
TITLE_WORDS = frozenset("title headline heading titel titre titulo titolo kop rubrik".split())
ARTICLE_WORDS = frozenset(
    "entry post article story single content news blog artikel beitrag page main hero".split()
)
AWAY_WORDS = frozenset(
    "nav menu logo footer sidebar widget related aside modal popup cookie comment comments "
    "newsletter branding brand search dialog recommended share teaser promo banner".split()
)
GENERIC = frozenset(
    "blog news menu home search article articles share newsletter log in login sign up subscribe "
    "about contact us follow comments related posts categories recent untitled".split()
)
MAX_SITE_NAME = 70  # characters, with an addition such as "Online"
MAX_LENGTH = 300  # characters; no headline of the bench is longer than 260
WHOLE = ("title whole", "og whole", "ld headline")
TOLD_ROLES = frozenset("title nav related body meta related_heading footer promo".split())
SILENT_ROLES = frozenset({"nav", "footer", "tags", "comments", "share"})
SCANNED = 400  # blocks; the headline stands among the first of the page


def choose(page: Page) -> Choice[str | None]:
    """The headline, and `page.headline` set to the block that shows it (-1: none shows it)."""
    found = candidates(page)
    if not found:
        return Choice(None)
    table = scoring.weights("title")
    scores = [scoring.score(candidate.evidence, table) for candidate in found]
    best = max(range(len(found)), key=scores.__getitem__)
    page.headline = found[best].block
    return Choice(found[best].value, found[best].sources[0], scoring.softmax(scores)[best])


def candidates(page: Page) -> list[Candidate[str]]:
    """Every text that may be the headline, with its evidence."""
    pool: dict[str, Candidate[str]] = {}
    names = page.site_names

    def add(text: str | None, source: str, *evidence: str, block: int = -1) -> None:
        if not text or len(text) > MAX_LENGTH:
            return
        key = fold(text)
        if not key:
            return
        candidate = pool.get(key)
        if candidate is None:
            candidate = pool[key] = Candidate(text, block=block)
        elif block >= 0 > candidate.block:
            candidate.value, candidate.block = text, block
        candidate.sources.append(source)
        candidate.evidence.update(evidence)

    shown = _shown(page, names, add)
    head = jsonld.clean(page.document.head_title or "")
    for whole, source, name in (
        (head, "title", "title"),
        (_first(page.meta("og:title")), "meta", "og"),
        (_first(page.meta("twitter:title", "twitter:text:title")), "meta", "twitter"),
        (
            _first(
                page.meta(
                    "parsely-title",
                    "sailthru.title",
                    "dc.title",
                    "dcterms.title",
                    "title",
                    "citation_title",
                    "hdl",
                    "article:title",
                )
            ),
            "meta",
            "meta",
        ),
    ):
        if whole:
            add(whole, source, f"{name} whole")
            for text, how in _stripped(whole, names):
                add(text, source, f"{name} {how}")
    article = page.graph.article
    if article is not None:
        for key in ("headline", "name", "alternativeHeadline"):
            for text in jsonld.texts(article.get(key))[:1]:
                add(text, "json-ld", f"ld {key}")
                for cut, how in _stripped(text, names):
                    add(cut, "json-ld", f"ld {key} {how}")
    if page.graph.page is not None:
        add(jsonld.text(page.graph.page.get("name")), "json-ld", "ld page name")
    for value, scope, block in page.microdata("headline", "name")[:6]:
        if "article" in scope.lower() or "posting" in scope.lower():
            add(value, "microdata", "microdata", block=block)
    heads = [key for key, c in pool.items() if any(n.endswith(WHOLE) for n in c.evidence)]
    good = any(
        "h1 in article" in c.evidence
        and c.evidence.isdisjoint(("h1 away", "h1 linked"))
        and len(c.value.split()) >= 3
        for c in pool.values()
    )
    folded = [fold(text) for text in shown]
    for candidate in pool.values():
        _compare(candidate, heads, names, folded, good)
    return list(pool.values())


def _first(values: list[str]) -> str | None:
    return values[0] if values else None


def _shown(page: Page, names: set[str], add: object) -> list[str]:
    """Adds the headings and title-like blocks that the page shows; returns the texts of its h1."""
    assert callable(add)
    document = page.document
    blocks, elements = document.blocks, document.elements
    haystack = " ".join(
        [document.head_title or "", *document.metas.get("og:title", ())[:1]]
    ).lower()
    first_heading: set[str] = set()
    headings: list[str] = []
    heading_blocks: set[int] = set()
    for number in page.landmarks[0]:
        element = elements[number]
        if element.first >= element.last:
            continue
        span = range(element.first, min(element.last, element.first + 5, len(blocks)))
        text = " ".join(blocks[index].text for index in span)
        evidence = _place(page, element.first, "h1")
        if not first_heading:
            first_heading.add(fold(text))
            evidence.append("h1 first")
        headings.append(text)
        add(text, "page", *evidence, block=element.first)
        for cut, how in _stripped(text, names):
            if "site" in how or "both" in how:
                add(cut, "page", *evidence, "h1 less site", block=element.first)
        if len(span) > 1:
            longest = max(span, key=lambda index: len(blocks[index].text))
            add(blocks[longest].text, "page", *evidence, "h1 part", block=longest)
        heading_blocks.update(span)
        if len(headings) >= 8:
            break
    if len(headings) == 1:
        add(headings[0], "page", "h1 only")
    for index, block in enumerate(blocks[:SCANNED]):
        text = block.text
        if index in heading_blocks or not 4 < len(text) <= MAX_LENGTH or block.tag == "pre":
            continue
        heading = block.tag in ("h2", "h3")
        if not heading and block.role in SILENT_ROLES:
            continue
        if not heading and (text[:30].lower() not in haystack or block.tag == "li"):
            continue
        known = text.lower() in haystack
        named = not TITLE_WORDS.isdisjoint(elements[block.element].words)
        if known or (named and heading):
            kind = block.tag if heading else "text"
            add(text, "page", *_place(page, index, kind), f"{kind} known {known}", block=index)
        if block.role == "title":
            add(text, "page", "role title", block=index)
    return headings


def _place(page: Page, block: int, tag: str) -> list[str]:
    """Evidence of where a heading stands and what its markup calls it."""
    found = [tag]
    own = page.document.elements[page.document.blocks[block].element].words
    words = page.words(block)
    if not TITLE_WORDS.isdisjoint(own):
        found.append(f"{tag} named title")
    if not ARTICLE_WORDS.isdisjoint(words):
        found.append(f"{tag} in article")
    if not AWAY_WORDS.isdisjoint(words):
        found.append(f"{tag} away")
    role = page.document.blocks[block].role
    found.append(f"{tag} role {role if role in TOLD_ROLES else 'else'}")
    if "hidden" in own:
        found.append(f"{tag} hidden")
    if page.document.blocks[block].link_chars > 0.8 * len(page.document.blocks[block].text):
        found.append(f"{tag} linked")
    return found


def is_site_name(text: str, names: set[str]) -> bool:
    """Whether a text is the site's name, part of it, or its name with an addition."""
    if len(text) > MAX_SITE_NAME:
        return False
    squashed = "".join(words(text))
    if not squashed:
        return False
    for name in names:
        if squashed == name:
            return True
        added = len(name) > 3 and len(squashed) <= len(name) + 14  # "Example News Online"
        if added and (squashed.startswith(name) or squashed.endswith(name)):
            return True
        if len(squashed) > 3 and (name.startswith(squashed) or name.endswith(squashed)):
            return True
    return False


def _stripped(whole: str, names: set[str]) -> list[tuple[str, str]]:
    """What is left of a <title> when segments are taken off its ends, and how it was cut."""
    cuts = [(match.start(), match.end(), match[0].strip()) for match in SEPARATOR.finditer(whole)]
    found = []
    for start, end, mark in cuts[-4:]:
        rest = whole[end:]
        how = "site" if is_site_name(rest, names) else "tail"
        if how == "tail" and mark == ":":
            how = "tail after colon"
        elif how == "tail":
            how += " bar" if mark in ("|", "»", "«", "·", "•") else " dash"
            how += " short" if len(rest.split()) <= 3 else " long"
        found.append((whole[:start], f"less {how}"))
    for start, end, mark in cuts[:2]:
        front = whole[:start]
        how = "site front" if is_site_name(front, names) else "front"
        if how == "front":
            how += " colon" if mark == ":" else ""
            how += " short" if len(front.split()) <= 3 else " long"
        found.append((whole[end:], f"less {how}"))
        if how.startswith("site"):
            for last, _, _ in cuts[-1:]:
                if last > end and is_site_name(whole[cuts[-1][1] :], names):
                    found.append((whole[end:last], "less both"))
    return [(text.strip(), how) for text, how in found if text.strip()]


def _compare(
    candidate: Candidate[str], heads: list[str], names: set[str], headings: list[str], good: bool
) -> None:
    """Evidence from the candidate's wording, and from how it relates to the other candidates.

    `heads`: what the head of the page says (<title>, og:title, JSON-LD headline), folded;
    `good`: the page has an <h1> that looks like a headline.
    """
    evidence = candidate.evidence
    key = fold(candidate.value)
    words = key.split()
    count = len(words)
    evidence.add(f"words {count if count < 5 else '5+' if count < 25 else '25+'}")
    if is_site_name(candidate.value, names):
        evidence.add("is site name")
    if set(words) <= GENERIC:
        evidence.add("generic")
    if MARK.search(candidate.value) and any(
        how in ("less site", "less site front") for _, how in _stripped(candidate.value, names)
    ):
        evidence.add("carries site name")
    said = {name.split(" ", 1)[0] for name in evidence if name.endswith((" whole", " less site"))}
    said |= {"ld" for name in evidence if name.startswith(("ld headline", "ld name", "microdata"))}
    shown = "shown" if candidate.block >= 0 else "not shown"
    heading = "h1" if "h1" in evidence else "other" if candidate.block >= 0 else ""
    evidence.add(f"{shown} {heading} said {min(4, len(said))}")
    evidence.add(shown)
    if heading != "h1":
        evidence.add(f"{shown} beside good h1 {good}")
        evidence.add(f"said {min(3, len(said))} beside good h1 {good}")
    if candidate.block >= 0 and heads:
        if any(key in head for head in heads):
            evidence.add(f"{heading} in head")
        else:
            known = set(words)
            shared = max(len(known & set(head.split())) for head in heads) / max(1, len(known))
            evidence.add(f"{heading} shares {int(shared * 4)}")
    for other in headings[:3]:
        if other != key:
            if key in other:
                evidence.add("start of h1" if other.startswith(key) else "part of h1")
            elif other in key:
                evidence.add("holds h1")
