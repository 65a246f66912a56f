"""The headline as shown, without the site's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from scraper.extractor import headings, jsonld, scoring, wording
from scraper.extractor.metadata import Candidate, Choice, Page
from scraper.extractor.section import META as SECTION_META
from scraper.extractor.titleparts import is_site_name, stripped
from scraper.extractor.wording import fold

META = (
    "parsely-title sailthru.title dc.title dcterms.title title citation_title hdl article:title"
).split()
# Cuts of a text: those that leave what its writer meant, and those that may.
STATED = frozenset({"less site", "less site front", "less section"})
TAILS = ("less tail bar", "less tail dash", "less both")


@dataclass(slots=True)
class _Pool:
    """Candidates by their folded text, and who states each."""

    names: set[str]  # of the site
    sections: set[str]  # that the page says it stands in, folded
    by_key: dict[str, Candidate[str]] = field(default_factory=dict)
    # of title, og, twitter, meta, ld: who states a candidate, without the site's name
    said: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    heads: list[str] = field(default_factory=list)  # what the head says as a whole
    shown: list[str] = field(default_factory=list)  # what the <h1> elements say as a whole
    main: set[str] = field(default_factory=set)  # they and parts of them
    good: bool = False  # an <h1> stands where articles have their headline
    news: bool = False  # JSON-LD calls the page a news article
    known_cuts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def cuts(self, text: str) -> list[tuple[str, str]]:
        """What is left of a text without its ends, and how it was cut."""
        if text not in self.known_cuts:
            self.known_cuts[text] = stripped(text, self.names, self.sections)
        return self.known_cuts[text]

    def add(self, text: str | None, source: str, *evidence: str, block: int = -1) -> str:
        """The key of the text; empty where it can be no headline."""
        key = fold(text) if text and len(text) <= headings.MAX_LENGTH else ""
        if not key or text is None:
            return ""
        candidate = self.by_key.get(key)
        if candidate is None:
            candidate = self.by_key[key] = Candidate(text, block=block)
        elif block >= 0 > candidate.block:
            candidate.value, candidate.block = text, block
        candidate.sources.append(source)
        candidate.evidence.update(evidence)
        return key

    def state(self, text: str, source: str, name: str) -> None:
        """What the page tells machines: whole, and with the ends of it taken off."""
        key = self.add(text, source)
        if key and name:
            self.said[key].add(name)
        if key and name in ("title", "og", "ld"):
            self.heads.append(key)
        for part, how in self.cuts(text):
            key = self.add(part, source, how)
            if key and name and how in STATED:
                self.said[key].add(name)


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
    pool = _Pool(page.site_names, _sections(page))
    pool.news = any("newsarticle" in kind for kind in jsonld.types_of(page.graph.article or {}))
    for heading in headings.read(page):
        _show(pool, heading)
    for name, source, text in _statements(page):
        pool.state(text, source, name)
    for value, scope, block in page.microdata("headline", "name")[:6]:
        if "article" in scope.lower() or "posting" in scope.lower():
            pool.said[pool.add(value, "microdata", "microdata", block=block)].add("ld")
    for key, candidate in pool.by_key.items():
        _weigh(pool, key, candidate)
    _match_address(page, pool)
    return list(pool.by_key.values())


def _sections(page: Page) -> set[str]:
    """What the page's address and its head say it stands in, folded."""
    named = page.meta(*SECTION_META)
    named += jsonld.texts((page.graph.article or {}).get("articleSection"))
    for address in page.addresses[:2]:
        named += _steps(address)[:-1]
    return {fold(name) for name in named}


def _steps(address: str) -> list[str]:
    """The steps of an address's path, as words."""
    try:
        return [unquote(s).replace("_", "-") for s in urlsplit(address).path.split("/") if s]
    except ValueError:
        return []


def _show(pool: _Pool, heading: headings.Heading) -> None:
    """Add a heading, and what is left of it without the site's name, section or tail."""
    keys = [pool.add(heading.text, "page", *heading.evidence, block=heading.block)]
    if not heading.part:
        for part, how in pool.cuts(heading.text):
            if how in STATED or how.startswith(TAILS):
                keys.append(pool.add(part, "page", *heading.evidence, how, block=heading.block))
    if heading.main and keys[0]:
        pool.main.update(keys)
        pool.good |= heading.good
        if not heading.part:
            pool.shown.append(keys[0])


def _statements(page: Page) -> Iterator[tuple[str, str, str]]:
    """(name, source, text) of what the page tells machines its title is."""
    if head := jsonld.clean(page.document.head_title or ""):
        yield "title", "title", head
    for name, tags in (
        ("og", ["og:title"]),
        ("twitter", ["twitter:title", "twitter:text:title"]),
        ("meta", META),
    ):
        for text in page.meta(*tags)[:1]:
            yield name, "meta", text
    article, own = page.graph.article or {}, page.graph.page or {}
    for name, value in (
        ("ld", article.get("headline")),
        ("ld", article.get("name")),
        ("", article.get("alternativeHeadline")),
        ("", own.get("name")),
    ):
        for text in jsonld.texts(value)[:1]:
            yield name, "json-ld", text


def _weigh(pool: _Pool, key: str, candidate: Candidate[str]) -> None:
    """Evidence from a candidate's wording, who states it, and how it relates to the others."""
    evidence = candidate.evidence
    words = key.split()
    count = len(words)
    evidence.add(f"words {count if count < 5 else '5+' if count < 25 else '25+'}")
    if is_site_name(candidate.value, pool.names):
        evidence.add("is site name")
    if any(how in STATED for _, how in pool.cuts(candidate.value)):
        evidence.add("carries site name")
    place = "h1" if key in pool.main else "lower" if candidate.block >= 0 else "unseen"
    said = pool.said.get(key, set())
    if place != "lower":
        evidence.add(f"{place} said {min(4, len(said))}")
    if "og" in said:
        evidence.add("og states")
    if "ld" in said:
        evidence.add(f"ld states news {pool.news}")
    if candidate.block >= 0 and pool.heads:
        if any(key in head for head in pool.heads):
            evidence.add(f"{place} in head")
        else:
            known = set(words)
            shared = max(len(known & set(head.split())) for head in pool.heads) / len(known)
            evidence.add(f"{place} shares {int(shared * 4)}")
    for other in pool.shown[:3]:
        if other != key:
            if key in other:
                evidence.add("start of h1" if other.startswith(key) else "part of h1")
            elif other in key:
                evidence.add("holds h1")


def _match_address(page: Page, pool: _Pool) -> None:
    """Evidence from how many more words of the address than the first <h1> a candidate has."""
    slug = _slug(page)
    if not slug or not pool.shown:
        return
    said = max([len(slug.intersection(heading.split())) for heading in pool.shown])
    for key, candidate in pool.by_key.items():
        if key not in pool.main:
            more = max(-2, min(2, len(slug.intersection(key.split())) - said))
            candidate.evidence.add(f"slug against h1 {more} good {pool.good}")


def _slug(page: Page) -> set[str]:
    """Words of the last step of the page's address; empty: it names nothing."""
    for address in page.addresses[:2]:
        named = max([wording.words(step) for step in _steps(address)[-2:]], key=len, default=[])
        if len(named) >= 3:
            return {word for word in named if not word.isdigit()}
    return set()
