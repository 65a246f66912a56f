"""Finds people's names in a byline, in many languages."""

from __future__ import annotations

import re

from scraper.extractor import eastasian
from scraper.extractor.cleanname import clean
from scraper.extractor.markers import markers
from scraper.extractor.namewords import (
    CJK,
    TOKEN,
    has_given_name,
    is_agency,
    is_given_name,
    is_known_person,
    is_organisation,
    looks_like_person,
    vocabulary,
)

MAX_BYLINE = 400
MAX_LINE = 200
WORD = re.compile(r"\w+")
OWN_NAME = re.compile(r"[^\W\d_]+(?:[ -][A-ZÀ-ÞА-ЯŁŚŻŠČŽ][^\W\d_]+){0,2}(?=[\W]|$)")
GREETING = 12  # words within which a greeting is over
OTHER = "\x00"  # stands where something is said of others
HELPED = re.compile(r"\bcontributed (?:to (?:this|the)|reporting|research)\b")
SUBJECT = 7  # words before the verb of a sentence that introduces somebody

BRACKETS = re.compile(r"[(\[{（【［〔][^()\[\]{}（）【】［］〔〕]{0,80}[)\]}）】］〕]")
ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
HARD = re.compile(r"\s*(?:[|•·∙⋅‧●○◦▪¦–—―~;:/\\<>»«›‹\n\t／｜＝：]|\s-+\s|\.{3}|…|\*)\s*")
COMMA = re.compile(r"\s*[,，、،]\s*|\s*[&＆]\s*|\s+\+\s+")
DIGIT = re.compile(r"\d")
REST = re.compile(r"(?<=\w) (?:at|in|on)\b.*")  # after a name that a word such as "by" announces
CLOCK = re.compile(
    r"(?:\b(?:at|um|à|alle|kl|a las|às|о|в|on)\.?\s+)?\b\d{1,2}[:.h]\d\d\b"
    r"(?:\s*[ap]\.?m\b\.?)?(?:\s*uhr\b)?",
    re.IGNORECASE,
)
DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:de\s+)?[^\W\d_]+\.?,?\s+(?:de\s+)?\d{4}\b"
    r"|\b[^\W\d_]+\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}\b|\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b"
    r"|\d{4}年\d{1,2}月\d{1,2}日"
)
LABEL = re.compile(rf"(?:^|(?<=[|,;.•·]))\s*({TOKEN.pattern})(?:\s?:\s|：)")  # "Röportaj: Jo Roe"
AND = frozenset("\u0648\u05d5")  # written with the word that follows, in Arabic and in Hebrew


def introduces(text: str) -> bool | None:
    """Whether a text is a phrase after which a name follows: True: the author's, False: of
    someone who did something else; None: no such phrase."""
    found = markers(text)
    if not found or text[found[-1].end :].strip(" |:-–—."):
        return None
    alone = len(found) == 1 and not text[: found[0].start].strip(" |:-–—")
    return found[-1].wrote if alone or not found[-1].wrote else None


def split(text: str, *, strict: bool = True) -> list[str]:
    """The names of those who wrote, as a byline or an author field lists them, in its order."""
    return list(dict.fromkeys(name for name, _ in find(text, strict=strict)))


def subject(text: str) -> str | None:
    """Whom a text such as "Jo Roe is a reporter ..." tells of; None: it does not begin so."""
    tokens = text[:MAX_LINE].lstrip('(“"').split()
    known = vocabulary()
    for size in range(2, min(SUBJECT, len(tokens))):
        if tokens[size - 1][-1] == ":" and is_known_person(" ".join(tokens[:size])[:-1]):
            return " ".join(tokens[:size])[:-1]
        after = [token.strip(",.").lower() for token in tokens[size : size + 3]]
        if any(" ".join(after[:count]) in known.tells for count in (1, 2, 3)):
            name = next(iter(split(" ".join(tokens[:size]))), None)
            return name if name is not None and looks_like_person(name) else None
    return None


def spoken(text: str) -> str | None:
    """What follows "Hi, I'm" and the like, where a text begins so; None: it begins otherwise."""
    shown = list(WORD.finditer(text[:MAX_LINE]))
    said = [word[0].lower() for word in shown]
    known = vocabulary()
    for start in range(GREETING if said and said[0] in known.greetings else 1):
        for size in (3, 2, 1):
            phrase, after = " ".join(said[start : start + size]), start + size
            named = after < len(shown) and shown[after][0][0].isupper()
            if phrase in known.speaks or (named and phrase in known.speaks_named):
                return text[shown[min(after, len(shown)) - 1].end() :].lstrip()
    return None


def speaker(text: str) -> str | None:
    """Who introduces themselves, as in "Hi, I'm Jo Roe and ..."; None: nobody does."""
    told = spoken(text)
    match = OWN_NAME.match(told) if told else None
    if match is None or not is_given_name(match[0].split()[0]):
        return None
    return match[0]


def others(text: str) -> list[str]:
    """The names of those who did something else, as in "Edited by Jo Roe"."""
    text = eastasian.plain(text[:MAX_BYLINE])
    marked = markers(text)
    ends = [*(marker.start for marker in marked), len(text)][1:]
    return [
        name
        for marker, end in zip(marked, ends, strict=True)
        if not marker.wrote
        for name, _ in _names(text[marker.end : end], True, False)
    ]


def find(text: str, *, strict: bool = True) -> list[tuple[str, bool]]:
    """Names in a byline or an author field; True: a word such as "by" stands before the name.

    Titles, degrees, jobs, places, addresses and people who did something else (photographs,
    review) are left out.  `strict`: the text is what a page shows, so a name must look like one;
    structured data may hold `viktor hedlund` or `admin2`.
    """
    text = eastasian.plain(text[:MAX_BYLINE])
    if strict and HELPED.search(text):
        return []
    if any(map(text.__contains__, "([（【［〔")):
        text = BRACKETS.sub(_bracketed, text)
    if "@" in text or "//" in text or "www." in text:
        text = ADDRESS.sub(" | ", text)
    if strict and DIGIT.search(text):
        text = CLOCK.sub(" | ", DATE.sub(" | ", text))
    found: list[tuple[str, bool]] = []
    position, writing, told = 0, True, False
    for marker in markers(text):
        if writing:
            found += _names(text[position : marker.start], strict, told)
        writing = told = marker.wrote
        position = marker.end
    if writing:
        found += _names(text[position:], strict, told)
    if strict and any(told for _, told in found):  # "Buying Guides · By Jo Roe"
        found = [entry for entry in found if entry[1] or has_given_name(entry[0])]
    return found


def _bracketed(match: re.Match[str]) -> str:
    """A space for a bracket.

    Itself for a name amid a name, as in "Jo (Ann) Roe"; OTHER for "Jo Roe (Photos)".
    """
    word, before, after = match[0][1:-1], match.string[: match.start()], match.string[match.end() :]
    if ((word.lower(),), False) in vocabulary().phrases.get(word.lower(), ()):
        return OTHER
    amid = before[-2:-1].isalpha() and before[-1:] == after[:1] == " " and after[1:2].isupper()
    named = word.isalpha() and word.istitle() and word.lower() not in vocabulary().agencies
    return match[0] if amid and named else " "


def _is_other(word: str) -> bool:
    """Whether a word is "and" with a given name, and none with that letter."""
    return is_given_name(word[1:]) and not is_given_name(word)


def _parts(piece: str) -> list[str]:
    """A list of names taken apart at commas and at words such as "and"."""
    found: list[str] = []
    for part in COMMA.split(piece):
        words: list[str] = []
        for word in part.split():
            joins = _joins(word)
            if words and word[0] in AND and _is_other(word):
                found.append(" ".join(words))
                words = [word[1:]]
            elif joins and words:
                found.append(" ".join(words))
                words = []
            elif words or not joins:
                words.append(word)
        found.append(" ".join(words))
    return [part for part in found if part]


def _is_outlet(part: str) -> bool:
    """Whether a piece of a byline is "The ..." and no team's name: for whom somebody writes."""
    words = part.lower().split()
    return words[:1] == ["the"] and vocabulary().organisations.isdisjoint(words)


def _is_job(part: str) -> bool:
    """Whether a piece of a byline says what somebody does, and is nobody's name."""
    words = [token.lower() for token in TOKEN.findall(part)]
    known = vocabulary()
    return (
        not known.jobs.isdisjoint(words)
        and known.organisations.isdisjoint(words)
        and not any(map(is_given_name, words))
    )


def _joins(word: str) -> bool:
    """Whether a word is "and" or the like; "And" is, but a capital "Y" or "Dan" is a name's."""
    joiners = vocabulary().joiners
    if word in joiners or not word[0].isupper():
        return word in joiners
    return len(word) > 2 and word.lower() in joiners and not is_given_name(word)


def _names(text: str, strict: bool, told: bool) -> list[tuple[str, bool]]:
    """The names in a piece of a byline; `told`: a word such as "by" stands before it."""
    found: list[tuple[str, bool]] = []
    employed = False  # what somebody does was said: for whom may follow
    if strict and (":" in text or "：" in text):
        text = LABEL.sub(lambda match: match[0] if is_agency(match[1]) else " | ", text)
    for number, piece in enumerate([piece for piece in HARD.split(text) if piece.strip()][:12]):
        for place, part in enumerate(_parts(piece)[:30]):
            first = told and not number and not place
            if OTHER in part:
                continue
            if not has_given_name(part) and (employed or (strict and found and _is_outlet(part))):
                continue
            if first:
                part = REST.sub("", part)
            handle = first and " " not in part.strip()
            name = clean(part, strict=strict and not handle, told=first)
            if not first and (name is None or found) and _is_job(part):
                employed = True
                continue
            if name is None:
                continue
            if strict and (number or (place and found)):
                cut = len(name.split()) < len(part.split()) and not CJK.search(name)
                couple = told and not number and " " not in found[-1][0] and is_given_name(name)
                if not (looks_like_person(name) or is_organisation(name) or couple):
                    continue
                if name.isupper() and found and not (found[0][0].isupper() or is_agency(name)):
                    continue  # a desk or a broadcaster
                if (cut or (told and number)) and not has_given_name(name):
                    continue
            found.append((name, told))
    return found
