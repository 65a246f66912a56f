"""The box that tells of an author: which blocks of a page are somebody's biography."""

from __future__ import annotations

from collections.abc import Sequence

from scraper.extractor import cues, names
from scraper.extractor.document import Document, TextBlock
from scraper.extractor.markers import markers
from scraper.extractor.namewords import has_given_name, vocabulary
from scraper.extractor.wording import fold, words

TEXT = frozenset({"body", "facts", "facts_heading"})
AUTHOR_BOX = 30  # blocks of the box about all authors of an article
SENTENCE = 45  # characters from which a line of an author box tells something
LINKED = 0.6  # share of linked characters from which a block is a list of links
NEAR = 4  # blocks between a heading and the biography below it
LINES = 16  # bylines and headings read for names
LINE = 200  # characters of a byline
SURE = 0.9  # likelihood from which a paragraph amid the text is text, whoever it names
END = frozenset(".!?…。")
ELSEWHERE = frozenset({"comments", "caption", "related", "title", "subtitle", "nav"})
LISTED = frozenset({"related", "nav"})  # what is listed links somewhere
UNSURE = frozenset({"promo", "other", "bio_other", "bio_heading", "byline"})
WHO = frozenset(
    "author authors autor autorin autoren auteur auteurs autore autori writer contributor "
    "journalist verfasser skribent forfatter".split()
)
WHAT = frozenset("bio box about card desc description info profile avatar details".split())
FORMS = frozenset("newsletter newsletters subscribe subscription signup".split())
WHOLE = frozenset("bio biography authorbox authorbio authorprofile authorinfo".split())


def correct(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Makes biographies of what headings, markup or names tell to be one, and of nothing else."""
    _below_headings(document, roles, text)
    marks: dict[int, int] = {}
    last = next((i for i in range(len(roles) - 1, -1, -1) if roles[i] in TEXT), -1)
    asked = [
        index
        for index, block in enumerate(document.blocks)
        if roles[index] == "bio"
        or (
            len(block.text) >= SENTENCE
            and (roles[index] not in ELSEWHERE or (roles[index] in LISTED and not block.link_chars))
            and _is_told(block)
            and (index >= last or text[index] < SURE or _mark(document, index, marks) == 2)
        )
    ]
    people = _people(document, roles) if asked else []
    for index in asked:
        said, role = document.blocks[index].text, roles[index]
        mark = _mark(document, index, marks)
        if role != "bio":
            told = mark == 2 or _introduces(said, people, role, index - last)
            if told and not (_is_line(said) or _is_in_form(document, index)):
                roles[index] = "bio"
        elif _is_name(said):
            roles[index] = "bio_heading"
        elif _is_credit(said):
            roles[index] = "byline"
        elif not (
            mark
            or _headed(document, roles, index)
            or names.spoken(said) is not None
            or _mentions(said, people)
        ):
            roles[index] = "promo"
    bios = [i for i, role in enumerate(roles) if role == "bio"]
    if any(_is_told(document.blocks[i]) for i in bios):
        for i in bios:
            block = document.blocks[i]
            if len(block.text) < SENTENCE and block.text[-1] not in END:
                roles[i] = "bio_other"


def _is_told(block: TextBlock) -> bool:
    return len(block.text) >= SENTENCE and block.link_chars < LINKED * len(block.text)


def _is_name(text: str) -> bool:
    return (
        len(text) < SENTENCE and text[-1] not in END and any(map(has_given_name, names.split(text)))
    )


def _is_credit(text: str) -> bool:
    """Whether a text begins with words such as "additional reporting by"."""
    found = markers(text[:SENTENCE])
    return bool(found) and not found[0].start and not found[0].wrote and " " in text[: found[0].end]


def _below_headings(document: Document, roles: list[str], text: Sequence[float]) -> None:
    """Whole sentences in a box whose heading is an author's are that author's biography."""
    elements, blocks = document.elements, document.blocks
    for index in [i for i, role in enumerate(roles) if role == "bio_heading"]:
        for element in document.ancestors(blocks[index].inner):
            box = range(elements[element].first, elements[element].last)
            told = [i for i in box[:AUTHOR_BOX] if _is_told(blocks[i])]
            if len(box) > AUTHOR_BOX or any(_sure_text(roles, text, i) for i in told):
                break
            name = [words(blocks[index].text)]
            told = [
                i
                for i in told
                if roles[i] not in ELSEWHERE
                or (not blocks[i].link_chars and _mentions(blocks[i].text, name))
            ]
            if told:
                for i in told:
                    roles[i] = "bio"
                break


def _sure_text(roles: list[str], text: Sequence[float], index: int) -> bool:
    return roles[index] == "title" or (roles[index] in TEXT and text[index] > 0.8)


def _people(document: Document, roles: Sequence[str]) -> list[list[str]]:
    """Names that bylines and headings of author boxes show, as folded words."""
    found = [
        name
        for text in document.metas.get("author", ())[:2]
        for name in names.split(text or "", strict=False)[:4]
    ]
    lines = [
        block.text
        for block, role in zip(document.blocks, roles, strict=True)
        if role in ("byline", "bio_heading") and len(block.text) <= LINE
    ]
    for line in lines[:LINES]:
        found += names.split(line)[:6]
    return [name.split() for name in dict.fromkeys(map(fold, found)) if name]


def _mark(document: Document, index: int, marks: dict[int, int]) -> int:
    """What markup calls the small elements around a block: 2 an author's box, 1 an author's.

    `marks`: the same of the kinds of elements that were looked at.
    """
    mark, element = 0, document.blocks[index].inner
    while element >= 0:
        inside = document.elements[element]
        if inside.last - inside.first > AUTHOR_BOX:
            break
        known = marks.get(inside.kind)
        if known is None:
            called = inside.words
            who = not WHO.isdisjoint(called)
            box = not WHOLE.isdisjoint(called) or (who and not WHAT.isdisjoint(called))
            known = marks[inside.kind] = 2 if box else int(who)
        if known > mark:
            mark = known
        element = inside.parent
    return mark


def _is_in_form(document: Document, index: int) -> bool:
    """Whether a block stands beside the fields of a form: to what the reader agrees."""
    element = document.blocks[index].inner
    while element >= 0:
        inside = document.elements[element]
        if inside.last - inside.first > NEAR:
            return False
        if inside.tag in ("label", "fieldset") or not FORMS.isdisjoint(inside.words):
            return True
        element = inside.parent
    return False


def _headed(document: Document, roles: Sequence[str], index: int) -> bool:
    """Whether a heading that is an author's stands shortly before a block."""
    for before in range(max(0, index - NEAR), index):
        if roles[before] in ("bio_heading", "bio_other"):
            heading = document.blocks[before].text[:LINE]
            _, begins = cues.of(heading)
            if begins & cues.BIT["bio"] or any(map(has_given_name, names.split(heading))):
                return True
    return False


def _is_line(text: str) -> bool:
    """Whether a text is a byline, a line about rights, or no sentence."""
    if len(text) < 2 * SENTENCE and END.isdisjoint(text):
        return True
    _, begins = cues.of(text[:80])
    return bool(begins & cues.BIT["byline"]) or cues.COPYRIGHT.search(text[:80]) is not None


def _mentions(text: str, people: list[list[str]]) -> bool:
    said = set(words(text[:LINE]))
    return any(any(len(word) > 2 and word in said for word in name) for name in people)


def _introduces(text: str, people: list[list[str]], role: str, below: int) -> bool:
    """Whether a text outside of any box tells of an author, or is an author speaking.

    Firms are told of everywhere.  `below`: how many blocks below the text's last one.
    """
    start = words(text[:SENTENCE])[:1]
    for name in people:
        if start != name[:1]:
            continue
        said, size = words(text[:LINE]), len(name)
        person = has_given_name(" ".join(name))
        if person and role in UNSURE and _tells(said[1:4]):  # "Jo is a reporter ..."
            return True
        if said[:size] != name or len(said) == size:
            continue
        if (person or role in UNSURE) and _tells(said[size : size + 3]):
            return True
        if person and below >= 0 and role not in ("byline", "footer"):
            return True
    return below > 0 and names.spoken(text) is not None


def _tells(said: list[str]) -> bool:
    known = vocabulary().tells
    return any(" ".join(said[:size]) in known for size in (1, 2, 3))
