"""Who wrote the article: names and profile pages, from everything that names somebody."""

from __future__ import annotations

import re

from scraper.article import Author
from scraper.extractor import authordata, bylines, names, pagestate, scoring, wire
from scraper.extractor.bylines import TEXT_ROLES
from scraper.extractor.metadata import Candidate, Choice, Page
from scraper.extractor.namepool import BEFORE, Pool
from scraper.extractor.namewords import (
    has_given_name,
    is_agency,
    is_given_name,
    is_known_person,
    is_organisation,
    looks_like_person,
)
from scraper.extractor.titleparts import SEPARATOR, is_site_name
from scraper.extractor.wording import fold

HEAD = 40  # blocks at the top of a page that may name whose it is
MAX_NAME = 40  # characters of such a block
ABOUT = re.compile(
    r"^(?:about|meet|über|à propos de|sobre|chi è|over)\s+|['’]s\b.*$", re.IGNORECASE
)
MAX_TEXT = 30_000  # characters of the text in which words of a name are looked for
STATED = 6  # authors that a framework's state may name
BIOS = 4  # biographies in which somebody may introduce themselves
STRUCTURED = (
    "ld author",
    "state author",
    "ld creator",
    "ld page author",
    "meta",
    "twitter",
    "microdata author",
)
# Evidence that who edited it wrote it, too.
WROTE = (*STRUCTURED, "line told", "line named role byline")
BYLINE_EVIDENCE = tuple(
    f"line {kind} {where}"
    for kind in ("told", "labelled", "named")
    for where in ("at headline", "just above", "below")
)
# Log-odds, tuned on the articles, newsroom and anatomy sets, of whom to believe: the likeliest,
# others beside the likeliest, and those named in one line or list with the likeliest: whatever
# they look like, those who look like people, and all of a line that is nothing but names;
# and of a person who goes before the site's own name, however much likelier that is.
LEAST, ALONE, TOGETHER, BESIDE, LISTED, PERSON = -2.0, 1.0, 0.0, -1.5, -2.5, -1.0
GAP = 2.0  # how much less likely than the likeliest another one may be
SITE = "is site name"
UNKNOWN = frozenset({"person", "odd", "single word"})  # shapes of names that may be none
TOLD = ("line told at headline", "line told just above")  # a byline proper
SIGNED = (  # evidence by which somebody of one word signs, too
    "line told at headline",
    "line told just above",
    "line bare role byline",
    "handle at headline",
)


def choose(page: Page) -> Choice[tuple[Author, ...]]:
    """The authors in the order shown.

    Agencies only where nobody else is named, the site only where no person is.
    """
    authors, source, confidence = decide(list(gather(page).values()))
    return Choice(tuple(authors), source, confidence)


def decide(candidates: list[Candidate[Author]]) -> tuple[list[Author], str | None, float]:
    """Those of the candidates who wrote it, where the first was found, and how sure that is."""
    table = scoring.weights("authors")
    base = table.get("", 0.0)
    rated = [
        (candidate, base + scoring.score(candidate.evidence, table)) for candidate in candidates
    ]
    if not rated:
        return [], None, 0.5
    others = [entry for entry in rated if SITE not in entry[0].evidence]
    if any(rating >= PERSON and looks_like_person(c.value.name) for c, rating in others):
        rated = others
    best, top = max(rated, key=lambda entry: entry[1])
    if top < LEAST:
        return [], None, 1.0 - scoring.sigmoid(top)
    kept = [
        (candidate, rating)
        for candidate, rating in rated
        if candidate is best
        or (rating >= ALONE and rating >= top - GAP)
        or (
            rating >= (BESIDE if looks_like_person(candidate.value.name) else TOGETHER)
            and not best.company.isdisjoint(candidate.company)
        )
        or (
            rating >= LISTED
            and any(name.startswith("list") for name in best.company & candidate.company)
        )
    ]
    if any(not is_agency(candidate.value.name) for candidate, _ in kept):
        kept = [(c, rating) for c, rating in kept if not is_agency(c.value.name)]
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


def gather(page: Page) -> dict[str, Candidate[Author]]:
    """Everyone who may have written the article, with what speaks for it."""
    pool = Pool(page)
    bylines.read(page, pool)
    authordata.read(page, pool)
    if not any(
        is_known_person(candidate.value.name) or "line told role byline" in candidate.evidence
        for candidate in pool.by_name.values()
    ):
        for stated in pagestate.names(page)[:STATED]:
            for name in names.split(stated, strict=False):
                pool.add(name, "state", "state author", company="list state")
        for index in page.by_role.get("bio", ())[:BIOS]:
            if (speaker := names.speaker(page.document.blocks[index].text)) is not None:
                pool.add(speaker, "page", "bio speaks", block=index)
        for name, block in (credited := wire.agencies(page)):
            pool.add(name, "page", "agency credit", block=block)
        for name in [] if credited else _owners(page):
            pool.add(name, "page", "site owner")
    by_name = {
        key: candidate
        for key, candidate in pool.by_name.items()
        if key not in pool.others or any(e.startswith(WROTE) for e in candidate.evidence)
    }
    _compare(page, by_name)
    return by_name


def _owners(page: Page) -> list[str]:
    """People after whom the site is named: whose blog it is."""
    found = page.meta("og:site_name")[:1]
    found += [
        part
        for part in SEPARATOR.split(page.document.head_title or "")[-2:]
        if len(part) <= MAX_NAME
    ]
    found += [
        re.sub(r"^.*?\d{4}(?:\s*[-–]\s*\d{4})?", "", block.text).partition(".")[0]
        for block in page.document.blocks[-12:]
        if "©" in block.text and len(block.text) < 80
    ]
    people = [name for text in found for name in names.split(text)[:1] if is_known_person(name)]
    host = page.host.replace("-", "")
    for block in page.document.blocks[:HEAD]:
        text = ABOUT.sub("", block.text) if len(block.text) <= MAX_NAME else ""
        surname = text.rpartition(" ")[2].lower()
        if len(surname) > 4 and surname in host:
            people += [name for name in names.split(text)[:1] if is_known_person(name)]
    return list(dict.fromkeys(people))


def _are_words(name: str, text: str) -> bool:
    """Whether a text writes most words of a folded name in lower case, as it does no name's."""
    words = name.split()
    return 2 * sum(f" {word} " in text for word in words) >= len(words)


def _compare(page: Page, by_name: dict[str, Candidate[Author]]) -> None:
    """Evidence from the name's shape, the site's name, and the other candidates."""
    if not by_name:
        return
    site = page.site_names
    blocks = page.document.blocks
    first = max(0, page.anchor - BEFORE)
    window = "\n".join([b.text for b in blocks[first : first + 40] if len(b.text) < 200]).lower()
    rest = ""
    if any(candidate.value.name.lower() not in window for candidate in by_name.values()):
        rest = "\n".join([b.text for b in blocks[first + 40 :] if len(b.text) < 80]).lower()
    people = {key for key, c in by_name.items() if looks_like_person(c.value.name)}
    signed = {
        key for key, c in by_name.items() if any(e.startswith(BYLINE_EVIDENCE) for e in c.evidence)
    }
    bylines = people & signed
    structured = {
        key
        for key, candidate in by_name.items()
        if any(name.startswith(STRUCTURED) for name in candidate.evidence)
    }
    shown = any(by_name[key].value.name.lower() in window for key in structured)
    text = " ".join([blocks[index].text for index in page.of_roles(TEXT_ROLES)])[:MAX_TEXT]
    for key, candidate in by_name.items():
        name = candidate.value.name
        evidence = candidate.evidence
        if is_agency(name):
            shape = "agency"
        elif is_organisation(name):
            shape = "organisation"
        elif key in people:
            shape = "known person" if has_given_name(name) else "person"
        else:
            shape = "single word" if len(key.split()) == 1 else "odd"
            if is_given_name(name):
                shape = "given name"
            if not evidence.isdisjoint(SIGNED):
                evidence.add(f"{shape} signed")
        evidence.add(f"shape {shape}")
        if shape in UNKNOWN and _are_words(key, text):
            evidence.add(f"{shape} of common words")
        if is_site_name(name, site):
            evidence.add(SITE)
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
            if structured and not shown and not evidence.isdisjoint(TOLD):
                evidence.add("told where structured names nobody shown")
            if structured & people and key in people:
                evidence.add("structured names other people")
        if bylines and key not in signed:
            evidence.add(f"byline names others {'structured' if key in structured else ''}")
            if key in people:
                evidence.add(f"byline names other people, this one {seen}")
        evidence.add("the only one" if len(by_name) == 1 else f"one of {min(6, len(by_name))}")
