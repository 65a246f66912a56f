"""When the article was first published, and when it was last changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scraper.extractor import datelines, datetext, jsonld, pagestate, relativedates, scoring
from scraper.extractor.datelines import Pool, day_of, plain
from scraper.extractor.metadata import Candidate, Choice, Page

PUBLISHED_META = (
    "article:published_time article:published og:published_time og:article:published_time "
    "og:pubdate datepublished date_published datepublication publication_date publish_date "
    "publish-date publishdate published published_time published-date pubdate publicationdate "
    "parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date.created dcterms.created "
    "dcterms.date dc.date dc.created citation_publication_date citation_date "
    "citation_online_date prism.publicationdate cxenseparse:recs:publishtime "
    "article.published article_date_original originalpublicationdate date.created datecreated "
    "shareaholic:article_published_time rnews:datepublished release_date video:release_date "
    "cXenseParse:publishtime last_published_date displaydate iso-8601-publish-date bt:pubdate"
).split()
LOOSE_META = "date dcterms.available time article:date created".split()
MODIFIED_META = (
    "article:modified_time article:modified og:updated_time og:article:modified_time "
    "og:modified_time datemodified date_modified modified_time dc.date.modified dcterms.modified "
    "dc.modified last-modified lastmod updated_time revised rnews:datemodified "
    "shareaholic:article_modified_time date.modified article.updated article:updated_time"
).split()
KNOWN_META = frozenset([*PUBLISHED_META, *LOOSE_META, *MODIFIED_META])
IN_URL = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<mark>[/_.-]?)(?P<month>0[1-9]|1[0-2]|(?<=[/_-])[1-9])"
    r"(?P=mark)(?P<day>[0-2]\d|3[01]|(?<=[/_-])[1-9])(?!\d)"
)
NAMED_IN_URL = re.compile(  # "/2025/june/04/"
    r"/(?P<year>(?:19|20)\d{2})/(?P<month>[a-z]{3,9})/(?P<day>[0-3]?\d)(?=/)"
)
BESIDE = ("role byline", "role meta")
ZONES = timedelta(days=1)  # a change in the evening is said in a zone where it is tomorrow
LISTED = 3  # days of microdata from which on they are those of a list of articles
SAID = "structured says so"
FIRST = ("shown published", SAID)


@dataclass(slots=True)
class Dates:
    """What `choose` found."""

    published: Choice[date | None]
    modified: Choice[date | None]
    notes: tuple[str, ...] = ()  # where structured data and page disagree


def choose(page: Page) -> Dates:
    """Publication and last change; a date that only says when it was changed is no publication."""
    pool, changes = gather(page)
    found = list(pool.values())
    if not found:
        return Dates(relativedates.choose(page), Choice(None))
    table = scoring.weights("published")
    scores = [scoring.score(candidate.evidence, table) for candidate in found]
    best = max(range(len(found)), key=scores.__getitem__)
    confidence = scoring.softmax([*scores, 0.0])[best]
    if confidence < 0.2:
        return Dates(relativedates.choose(page), _modified(changes, None))
    chosen = _published_beside(found, found[best])
    published: Choice[date | None] = Choice(chosen.value, chosen.sources[0], confidence)
    changed = {day_of(value) for value, _ in changes}
    notes = _disagreement(pool, changed, day_of(chosen.value))
    return Dates(published, _modified(changes, chosen.value), notes)


def _published_beside(found: list[Candidate[date]], chosen: Candidate[date]) -> Candidate[date]:
    """The day said to be the publication's that stands beside one only said to be a change's."""
    if any(e.startswith("shown modified") for e in chosen.evidence) and not any(
        e.startswith(FIRST) for e in chosen.evidence
    ):
        for other in found:
            near = other.block >= 0 and abs(other.block - chosen.block) <= 1
            earlier = day_of(other.value) < day_of(chosen.value)
            if near and earlier and any(e.startswith("shown published") for e in other.evidence):
                return other
    return chosen


def _disagreement(
    pool: dict[date, Candidate[date]], changed: set[date], day: date
) -> tuple[str, ...]:
    """A remark where structured data names another day than the page shows."""
    shown = [
        d
        for d, c in pool.items()
        if any(e.startswith("shown") and e.endswith(BESIDE) for e in c.evidence)
    ]
    said = [d for d, c in pool.items() if SAID in c.evidence]
    if (
        len(said) == 1 == len(shown)
        and abs((said[0] - shown[0]).days) > 1
        and day in (*said, *shown)
        and shown[0] not in changed
    ):
        return (f"structured data says {said[0]}, the page shows {shown[0]}",)
    return ()


def _modified(changes: list[tuple[date, str]], published: date | None) -> Choice[date | None]:
    """The first change after the publication, with its time where any source knows it."""
    for value, source in changes:
        if published is None or _later(value, published):
            same = [other for other, _ in changes if day_of(other) == day_of(value)]
            timed = next((other for other in same if isinstance(other, datetime)), value)
            return Choice(timed, source, 0.8)
    return Choice(None)


def _later(value: date, published: date) -> bool:
    if day_of(value) != day_of(published):
        return day_of(value) > day_of(published)
    return (
        isinstance(value, datetime)
        and isinstance(published, datetime)
        and (value.tzinfo is None) == (published.tzinfo is None)
        and value - published >= timedelta(minutes=1)
    )


def gather(page: Page) -> tuple[dict[date, Candidate[date]], list[tuple[date, str]]]:
    """Every day that may be the publication's, with its evidence; and dates of last change."""
    pool = Pool()
    changes: list[tuple[date, str]] = []
    strong: set[date] = set()  # that structured data says is the publication's
    language = page.language

    def changed(value: date | None, source: str, *evidence: str) -> None:
        if value is not None:
            changes.append((plain(value), source))
            pool.add(value, source, *evidence)

    def stated(value: date | None, source: str, *evidence: str, block: int = -1) -> None:
        if value is not None:
            strong.add(day_of(value))
            pool.add(value, source, *evidence, block=block)

    shown_changes = datelines.read(page, pool)
    changes += shown_changes
    for number, node in enumerate(page.graph.articles[:3]):
        published = _read(node.get("datePublished"), language)
        if node is page.graph.article:
            stated(published, "json-ld", "ld published")
            pool.add(_read(node.get("dateCreated"), language), "json-ld", "ld created")
        else:
            pool.add(published, "json-ld")
        if node is page.graph.article or number == 0:
            changed(_read(node.get("dateModified"), language), "json-ld", "ld modified")
    if (own := page.graph.page) is not None:
        pool.add(_read(own.get("datePublished"), language), "json-ld", "ld page published")
        changed(_read(own.get("dateModified"), language), "json-ld")
    for node in page.graph.nodes[:40]:
        kinds = jsonld.types_of(node)
        if "videoobject" in kinds or "podcastepisode" in kinds:
            pool.add(_read(node.get("uploadDate"), language), "json-ld", "ld video")
        elif node not in page.graph.articles[:3] and node is not page.graph.page:
            pool.add(_read(node.get("datePublished"), language), "json-ld")
    metas = page.document.metas
    for name in filter(metas.__contains__, PUBLISHED_META):
        for content in metas.get(name, ())[:1]:
            stated(datetext.parse(content, language), "meta", "meta published")
    for name in LOOSE_META:
        for content in metas.get(name, ())[:1]:
            pool.add(datetext.parse(content, language), "meta")
    for name in filter(metas.__contains__, MODIFIED_META):
        for content in metas.get(name, ())[:1]:
            changed(datetext.parse(content, language), "meta", "meta modified")
    for name, contents in metas.items():
        if ("publi" in name or "pubdate" in name) and name not in KNOWN_META:
            pool.add(datetext.parse(contents[0], language), "meta")
    machine = {day_of(value) for value, _ in changes[len(shown_changes) :]}
    if not any({"json-ld", "meta"}.intersection(c.sources) for c in pool.by_day.values()):
        for text, surely in pagestate.days(page.scripts):
            pool.add(datetext.parse_iso(text), "state", *["state published"] * surely)
    items = page.microdata("datepublished", "datecreated", "created")[:8]
    several = len({value[:10] for value, _, _ in items}) >= LISTED
    for value, scope, block in items:
        day = datetext.parse(value, language)
        article = scope == "" or "rticle" in scope or "osting" in scope
        if article and not several and not _elsewhere(page, block):
            stated(day, "microdata", block=block)
        else:
            pool.add(day, "microdata", block=block)
    for value, _, _ in page.microdata("datemodified")[:2]:
        changed(datetext.parse(value, language), "microdata", "microdata modified")
    for address in page.addresses[:2]:
        found = IN_URL.search(address)
        if found is not None:
            day = datetext.parse_iso(f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}")
            pool.add(day, "url", "url")
        elif (named := NAMED_IN_URL.search(address)) is not None:
            day = datetext.parse(f"{named['day']} {named['month']} {named['year']}", "en")
            pool.add(day, "url", "url")
    _compare(pool.by_day, strong, machine)
    return pool.by_day, changes


def _read(value: object, language: str | None) -> date | None:
    text = jsonld.text(value)
    return datetext.parse(text, language) if text else None


def _elsewhere(page: Page, block: int) -> bool:
    """Whether a block is part of a list of other articles, or of the page's frame."""
    blocks = page.document.blocks
    return block < len(blocks) and blocks[block].role in datelines.ELSEWHERE


def _compare(by_day: dict[date, Candidate[date]], strong: set[date], changed: set[date]) -> None:
    """Evidence from how the candidates relate to each other.

    `strong`: days that structured data says are the publication's; `changed`: the last change's.
    """
    evidence = {name for candidate in by_day.values() for name in candidate.evidence}
    alone = bool(strong) and "ld published" not in evidence
    for day, candidate in by_day.items():
        if day in strong:
            candidate.evidence.add(SAID)
        elif alone and "page" in candidate.sources:
            candidate.evidence.add("shown against meta")
        if changed and day not in strong | changed and day > max(changed) + ZONES:
            candidate.evidence.add("after change")
