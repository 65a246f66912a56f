"""Names that a page shows: in bylines, in links to profiles, in author boxes."""

from __future__ import annotations

import re

from scraper.extractor import eastasian, labels, names, profiles
from scraper.extractor.cleanname import clean
from scraper.extractor.document import HEADINGS, TextBlock
from scraper.extractor.metadata import Page
from scraper.extractor.namepool import AFTER, BEFORE, Pool, where
from scraper.extractor.namewords import (
    TOKEN,
    has_given_name,
    is_given_name,
    looks_like_person,
    vocabulary,
)
from scraper.extractor.wording import fold

BYLINE_WORDS = frozenset(
    "author authors byline byl writer writers contributor contributors autor autoren autorin "
    "auteur auteurs auteure autore autori verfasser schreiber redacteur forfatter skribent autores "
    "firma penulis yazar vcard fn creator reporter journalist posted postedby".split()
)
BOX_WORDS = frozenset("bio box about card biography profile info description".split())
AWAY = frozenset(
    "related sidebar aside footer nav menu comment comments commentlist widget recommended teaser "
    "popular recent latest carousel slider archive reply testimonial testimonials quote "
    "reviewer reviewed reviewers reviews editor photographer factcheck list grid breadcrumb "
    "breadcrumbs".split()
)
MAX_LINE = 200  # characters of a line that is read for names
SIGNED = 3  # blocks at the end of the text, and below it, that may be signed
NEAR = ("at headline", "at end")  # where somebody may sign without a word such as "by"
OPENING = ("at headline", "below")  # likewise in a paragraph right above the text's first
PARAGRAPH = 100  # that has more characters than so many
UNSIGNED = frozenset({*HEADINGS, "li"})  # blocks of the text in which a name alone is a subject
HEADLINE = 20  # characters; a shorter one may be part of any line
MAX_LINES = 60  # blocks of a page that are read for names
SURE_ROLES = frozenset({"byline", "meta", "bio_heading"})
LINK_ROLES = frozenset({"byline", "bio", "bio_heading", "bio_other", "meta", "other"})
SILENT_ROLES = frozenset({"nav", "footer", "related", "related_heading", "tags", "toc", "comments"})
BARE_ROLES = frozenset(
    {"byline", "meta", "bio_heading", "other", "promo", "subtitle", "body", "share", "caption"}
)
TEXT_ROLES = frozenset({"body", "facts", "facts_heading"})
BYLINE_ROLES = frozenset({"byline", "bio_heading", "bio_other"})


def read(page: Page, pool: Pool) -> None:
    """Adds the names that links to profiles, bylines and biographies show."""
    blocks, elements = page.document.blocks, page.document.elements
    anchor = page.anchor
    budget = MAX_LINES
    low, high = anchor - BEFORE, anchor + AFTER
    last = max(page.of_roles(TEXT_ROLES), default=anchor)
    signed = range(max(high + 1, last - SIGNED + 1), last + SIGNED + 1)
    labelled = labels.below(page)
    chosen = {*range(low, high + 1), *signed, *labelled, *page.of_roles(LINK_ROLES)}
    for index in sorted(chosen.intersection(range(len(blocks)))):
        block, near = blocks[index], low <= index <= high
        role = block.role
        named = not BYLINE_WORDS.isdisjoint(elements[block.inner].words)
        short = len(block.text) <= MAX_LINE
        if role == "bio" and (person := names.subject(block.text)) is not None:
            pool.add(person, "page", f"bio subject {where(page, index)}", block=index)
        linking = block.link_chars > 0 and (
            (near and (named or role not in SILENT_ROLES)) or role in LINK_ROLES
        )
        links = profiles.of(page, index) if linking else []
        if near and short and not named:
            named = any(not BYLINE_WORDS.isdisjoint(words) for words in _parents(page, index))
        line = short and (
            near or named or index in signed or index in labelled or role in BYLINE_ROLES
        )
        if short and role == "meta" and not line:
            line = _begins(block.text)
        if role in TEXT_ROLES and (signature := eastasian.signature(block.text)):
            _sign(page, pool, index, signature)
            continue
        if not links and not line:
            continue
        budget -= 1
        if not budget:
            break
        place = "at end" if index in signed else where(page, index)
        for label, href, how in links:
            words = page.beside(index)
            away = " away" if not AWAY.isdisjoint(words) else ""
            box = " box" if not BOX_WORDS.isdisjoint(words) else ""
            for person in names.split(label)[:3]:
                pool.add(
                    person,
                    "page",
                    f"link {how} {place}{away}",
                    f"link {how}{box}",
                    f"link role {role}",
                    url=href,
                    block=index,
                    company=f"line {index}",
                )
        if line:
            _line(page, pool, index, place, named)


def _sign(page: Page, pool: Pool, index: int, text: str) -> None:
    """Adds whom a paragraph names in brackets at its beginning or end."""
    place = where(page, index)
    for person, _ in names.find(text):
        evidence = f"line told {place}", "line told role byline"
        pool.add(person, "page", *evidence, block=index, company=f"line {index}")


def _line(page: Page, pool: Pool, index: int, place: str, named: bool) -> None:
    """Adds the names of one short block that may be a byline."""
    blocks = page.document.blocks
    block = blocks[index]
    label, labelling = labels.above(page, index)
    if label is False:
        pool.others.update(map(fold, names.split(block.text)))
        return
    labelled = label is True
    if block.role in SILENT_ROLES and not (labelled or (named and block.role != "comments")):
        return
    told = False
    opens = place in OPENING and _opens_text(page, index)
    if not (named or labelled) and block.role not in SURE_ROLES:
        told = _begins(block.text) or (
            " by " in block.text and WRITTEN.search(block.text) is not None
        )
        bare = block.role in BARE_ROLES and (opens or place.startswith(NEAR))
        if len(block.text) > (100 if told else 45) or not (told or bare):
            return
    if labels.INITIALS.fullmatch(block.text) or _holds_headline(page, block):
        return
    sure = named or labelled or told or block.role in SURE_ROLES
    if not sure and not looks_like_person(block.text):
        return  # no name stands there alone
    text = _marked(block)
    topics = [
        block.text[link.start : link.end]
        for link in block.links
        if profiles.is_topic(page, link.href or "")
    ]
    found = [entry for entry in names.find(text) if not any(entry[0] in t for t in topics)]
    pool.others.update(map(fold, names.others(text)))
    if not AWAY.isdisjoint(page.beside(index)):
        place += " away"
    if not found and block.role == "byline" and place.startswith(("at headline", "just above")):
        handle = block.text if HANDLE.fullmatch(block.text) and not topics else None
        if handle is not None and clean(handle, strict=False) is not None:
            pool.add(handle, "page", f"handle {place}", block=index)
    alone = len(found) == 1 and (
        len(block.text) - len(found[0][0]) <= 3 or _is_list(block.text, [found[0][0]])
    )
    listed = len(found) > 1 and _is_list(block.text, [person for person, _ in found])
    opens = opens and (alone or listed)
    for number, (person, told) in enumerate(found[:12]):
        person_like = looks_like_person(person)
        if not told and not labelled and not named and block.role != "byline":
            dated = block.role == "meta" and not number and DATED.search(block.text)
            given = is_given_name(person) and block.role in ("meta", "byline")
            if not (alone or dated or opens) or block.role not in BARE_ROLES:
                continue
            if not person_like and not (given and place.startswith("at headline")):
                continue
            if block.role not in BYLINE_ROLES and not (
                opens or given or dated or has_given_name(person)
            ):
                continue
            if block.role == "body" and not (opens or place.startswith(NEAR)):
                continue
        if block.role == "body" and not (person_like and len(block.text) <= 100):
            continue
        if block.role == "body" and block.tag in UNSIGNED and not (told or labelled or named):
            continue
        kind = "told" if told else "labelled" if labelled else "named" if named else "bare"
        evidence = [f"line {kind} {place}", f"line {kind} role {block.role}"]
        if alone:
            evidence.append(f"line {kind} alone")
        if opens:
            evidence.append("line opens text")
        if number and not person_like:
            evidence.append("line not first")
        elif number and has_given_name(found[0][0]) and not has_given_name(person):
            evidence.append("line unknown after known")
        if named:
            evidence.append(f"line named {place}")
        if len(block.text) > 90 and not told:
            evidence.append("line long")
        company = f"line {index}" if kind != "bare" or block.role == "byline" else None
        pool.add(person, "page", *evidence, block=index, company=company)
        if listed:
            pool.add(person, "page", block=index, company=f"list {index}")
        if labelled:
            pool.add(person, "page", block=index, company=f"below {labelling}")
        if named and alone:
            own = page.document.elements[block.inner].words
            pool.add(person, "page", block=index, company=" ".join(("marked", *own)))


def _holds_headline(page: Page, block: TextBlock) -> bool:
    """Whether a line repeats the headline, as the path to an article does."""
    headline = page.document.blocks[page.headline].text if page.headline >= 0 else ""
    return len(headline) >= HEADLINE and headline in block.text


def _opens_text(page: Page, index: int) -> bool:
    """Whether a block is a paragraph of its own right above the first long one of the text."""
    blocks = page.document.blocks
    before, below = blocks[page.anchor : index], blocks[index + 1 : index + 2]
    return blocks[index].tag == "p" and any(map(_is_long, below)) and not any(map(_is_long, before))


def _is_long(block: TextBlock) -> bool:
    return block.role == "body" and len(block.text) > PARAGRAPH


HANDLE = re.compile(r"[\w.-]{3,30}(?: [\w.-]{3,20})?")  # by which somebody may sign
WRITTEN = re.compile(r"\b(?:written|authored|contributed|submitted) by ")
DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d+ min")


def _is_list(text: str, people: list[str]) -> bool:
    """Whether a text is nothing but names, and words such as "by" and "and"."""
    for person in people:
        text = text.replace(person, " ", 1)
    known = vocabulary()
    return all(
        word in known.joiners or word in known.phrases for word in TOKEN.findall(text.lower())
    )


def _begins(text: str) -> bool:
    """Whether a text begins with a word such as "by"."""
    return text.split(None, 1)[0].rstrip(":").lower() in vocabulary().phrases


GLUED = re.compile(
    r"(?<=[a-zà-ÿ.])(?=(?:By|Von|Par|Por|Updated|Published|Posted|Last|No Comments)\b)|"
    r"(?<=[a-zà-ÿ])(?=[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})|(?<=\d)(?=[A-Z][a-z]+ [A-Z])"
)


def _marked(block: TextBlock) -> str:
    """A line with marks where one inline element ends and the next begins, but at commas."""
    text = block.text
    if block.seams:
        links = block.links
        seams = [s for s in block.seams if not any(a.start < s < a.end for a in links)]
        pieces, position = [], 0
        for seam in [*seams, len(text)]:
            pieces.append(text[position:seam].strip())
            position = seam
        joiners = vocabulary().joiners
        text = ""
        for piece in filter(None, pieces):
            listed = text.endswith(",") or piece[0] == "," or piece.split(None, 1)[0] in joiners
            text += f" {piece}" if listed or not text else f" | {piece}"
    return GLUED.sub(" | ", text)


def _parents(page: Page, index: int) -> list[tuple[str, ...]]:
    """What the innermost element of a block, and the two that enclose it, are called."""
    elements = page.document.elements
    found: list[tuple[str, ...]] = []
    element = page.document.blocks[index].inner
    while element >= 0 and len(found) < 3:
        found.append(elements[element].words)
        element = elements[element].parent
    return found
