"""The headline as shown, without the site's name."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from scraper.extractor import jsonld, scoring, wording
from scraper.extractor.document import TextBlock
from scraper.extractor.metadata import Candidate, Choice, Page
from scraper.extractor.titleparts import MARK, is_site_name, stripped
from scraper.extractor.wording import fold

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
MAX_LENGTH = 300  # characters; no headline of the bench is longer than 260
WHOLE = ("title whole", "og whole", "ld headline")
TOLD_ROLES = frozenset("title nav related body meta related_heading footer promo".split())
SILENT_ROLES = frozenset({"nav", "footer", "tags", "comments", "share"})
LOWER_HEADINGS = frozenset({"h2", "h3"})
SILENT_TAGS = frozenset({"li", "pre"})
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
    cuts: dict[str, list[tuple[str, str]]] = {}

    def cut(text: str) -> list[tuple[str, str]]:
        if text not in cuts:
            cuts[text] = stripped(text, names)
        return cuts[text]

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
            for text, how in cut(whole):
                add(text, source, f"{name} {how}")
    article = page.graph.article
    if article is not None:
        for key in ("headline", "name", "alternativeHeadline"):
            for text in jsonld.texts(article.get(key))[:1]:
                add(text, "json-ld", f"ld {key}")
                for part, how in cut(text):
                    add(part, "json-ld", f"ld {key} {how}")
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
    slug = _slug(page)
    said = len(slug.intersection(folded[0].split())) if folded else 0
    for key, candidate in pool.items():
        _compare(candidate, key, heads, names, folded, good)
        if MARK.search(candidate.value) and any(
            how in ("less site", "less site front") for _, how in cut(candidate.value)
        ):
            candidate.evidence.add("carries site name")
        if slug:
            how, own = _how(candidate), len(slug.intersection(key.split()))
            candidate.evidence.add(f"{how} slug {int(3 * own / len(slug))}")
            if folded and how != "h1":
                more = max(-2, min(2, own - said))
                candidate.evidence.add(f"slug against h1 {more} good {good}")
    return list(pool.values())


def _how(candidate: Candidate[str]) -> str:
    """How the page shows a candidate: h1, other, or not at all."""
    if "h1" in candidate.evidence:
        return "h1"
    return "other" if candidate.block >= 0 else "head"


def _slug(page: Page) -> set[str]:
    """Words of the last step of the page's address; empty: it names nothing."""
    for address in page.addresses[:2]:
        try:
            steps = [step for step in unquote(urlsplit(address).path).split("/") if step]
        except ValueError:
            continue
        named = max(
            [wording.words(step.replace("_", "-")) for step in steps[-2:]], key=len, default=[]
        )
        if len(named) >= 3:
            return {word for word in named if not word.isdigit()}
    return set()


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
        text = " ".join([spaced(blocks[index]) for index in span])
        evidence = _place(page, element.first, "h1")
        if not first_heading:
            first_heading.add(fold(text))
            evidence.append("h1 first")
        headings.append(text)
        add(text, "page", *evidence, block=element.first)
        for cut, how in stripped(text, names):
            if "site" in how or "both" in how:
                add(cut, "page", *evidence, "h1 less site", block=element.first)
            elif "tail bar" in how or "tail dash" in how:
                add(cut, "page", *evidence, f"h1 {how}", block=element.first)
        if len(span) > 1:
            longest = max(span, key=lambda index: len(blocks[index].text))
            add(blocks[longest].text, "page", *evidence, "h1 part", block=longest)
        heading_blocks.update(span)
        if len(headings) >= 8:
            break
    if len(headings) == 1:
        add(headings[0], "page", "h1 only")
    titled = [
        index
        for index, block in enumerate(blocks[:SCANNED])
        if (tag := block.tag) in LOWER_HEADINGS
        or (
            block.role not in SILENT_ROLES
            and tag not in SILENT_TAGS
            and block.text[:30].lower() in haystack
        )
    ]
    for index in titled:
        block = blocks[index]
        text, heading = block.text, block.tag in LOWER_HEADINGS
        if index in heading_blocks or not 4 < len(text) <= MAX_LENGTH:
            continue
        known = text.lower() in haystack
        named = not TITLE_WORDS.isdisjoint(elements[block.element].words)
        if (known or (named and heading)) and fold(text) not in first_heading:
            kind = block.tag if heading else "text"
            add(text, "page", *_place(page, index, kind), f"{kind} known {known}", block=index)
        if block.role == "title":
            add(text, "page", "role title", block=index)
    return headings


def spaced(block: TextBlock) -> str:
    """The text of a heading, with a space where a kicker's element ends right before a capital."""
    text = jsonld.clean(block.text) if "&" in block.text else block.text
    if text is not block.text or not block.seams:
        return text
    parts, start = [], 0
    for seam in block.seams:
        if start + 3 <= seam < len(text) and text[seam].isupper() and text[seam - 1].islower():
            parts.append(text[start:seam])
            start = seam
    return " ".join([*parts, text[start:]])


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


def _compare(
    candidate: Candidate[str],
    key: str,
    heads: list[str],
    names: set[str],
    headings: list[str],
    good: bool,
) -> None:
    """Evidence from the candidate's wording, and from how it relates to the other candidates.

    `key`: its text, folded; `heads`: what the head of the page says (<title>, og:title, JSON-LD
    headline), folded;
    `good`: the page has an <h1> that looks like a headline.
    """
    evidence = candidate.evidence
    words = key.split()
    count = len(words)
    evidence.add(f"words {count if count < 5 else '5+' if count < 25 else '25+'}")
    if is_site_name(candidate.value, names):
        evidence.add("is site name")
    if set(words) <= GENERIC:
        evidence.add("generic")
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
    if candidate.block < 0 and headings:
        first = set(headings[0].split())
        both = len(first & set(words))
        evidence.add(f"like h1 {int(4 * both / max(1, len(first | set(words))))} good {good}")
        if len(said) >= 2 and good:
            size = len(words) - len(first)
            evidence.add(
                f"against h1 {'longer' if size > 1 else 'shorter' if size < -1 else 'same'}"
            )
    if len(words) > 2 and candidate.value.isupper():
        evidence.add("capitals")
    for other in headings[:3]:
        if other != key:
            if key in other:
                evidence.add("start of h1" if other.startswith(key) else "part of h1")
            elif other in key:
                evidence.add("holds h1")
