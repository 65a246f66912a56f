"""Finds people's names in a byline, in many languages."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scraper.extractor import datetext

MAX_NAME = 60  # characters; the longest name of the bench has 41
MAX_BYLINE = 400

BRACKETS = re.compile(r"[(\[{（【][^()\[\]{}（）【】]{0,80}[)\]}）】]")
ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|(?<!\w)@\w+")
HARD = re.compile(r"\s*(?:[|•·∙●▪–—―~;:/\\<>»«›‹\n\t／｜]|\s-+\s|\.{3}|…|\*)\s*")
COMMA = re.compile(r"\s*[,，、،]\s*|\s*[&＆+]\s*")
FOOTNOTE = re.compile(r"[\d¹²³⁰-⁹*†‡§®™]+$")
WORD = re.compile(r"[^\W_]+(?:[.'’\-‐‑][^\W_]+)*\.?")
CLOCK = re.compile(
    r"(?:\b(?:at|um|à|alle|kl|a las|às|о|в|on)\.?\s+)?\b\d{1,2}[:.h]\d\d\b(?:\s*[ap]\.?m\b\.?)?(?:\s*uhr\b)?",
    re.IGNORECASE,
)
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists of words/names.toml, compiled."""

    markers: re.Pattern[str]  # group 1: who wrote it; group 2: who did something else
    start: re.Pattern[str]  # a text that starts with a marker of the first kind
    joiners: re.Pattern[str]
    particles: frozenset[str]
    titles: frozenset[str]
    credentials: frozenset[str]
    jobs: frozenset[str]
    generic: frozenset[str]
    organisations: frozenset[str]
    agencies: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Read once, on first use."""
    raw = files("scraper.extractor").joinpath("words/names.toml").read_bytes()
    table = tomllib.loads(raw.decode())

    def phrases(names: list[str]) -> str:
        ordered = sorted(set(names), key=len, reverse=True)
        return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in ordered)

    def words(name: str) -> frozenset[str]:
        return frozenset(table[name].lower().split())

    lead, other = phrases(table["lead"]), phrases(table["other"])
    return Vocabulary(
        markers=re.compile(
            rf"(?<![\w’'])(?:(?P<other>{other})|(?P<lead>{lead}))(?![\w’'-])\s*[:：.]?",
            re.IGNORECASE,
        ),
        start=re.compile(rf"\W{{0,3}}(?:{lead})(?![\w’'-])\s*[:：.]?\s*", re.IGNORECASE),
        joiners=re.compile(rf"\s+(?:{phrases(table['joiners'])})\s+"),
        particles=words("particles"),
        titles=words("titles"),
        credentials=words("credentials"),
        jobs=words("jobs"),
        generic=words("generic"),
        organisations=words("organisations"),
        agencies=frozenset(table["agencies"]),
    )


def split(text: str, *, strict: bool = True) -> list[str]:
    """The names of those who wrote, as a byline or an author field lists them, in its order.

    Titles, degrees, jobs, places, addresses and people who did something else (photographs,
    review) are left out.  `strict`: the text is what a page shows, so a name must look like one;
    structured data may hold `viktor hedlund` or `admin2`.
    """
    if len(text) > MAX_BYLINE:
        text = text[:MAX_BYLINE]
    text = CLOCK.sub(" | ", ADDRESS.sub(" | ", BRACKETS.sub(" ", text)))
    words = vocabulary()
    found: list[str] = []
    position, writing, told = 0, True, False
    for match in words.markers.finditer(text):
        inside = text[position : match.start()]
        if match["lead"] and not _separates(match, inside, text):
            continue
        if writing:
            found += _names(inside, strict, told)
        writing = told = match["lead"] is not None
        position = match.end()
    if writing:
        found += _names(text[position:], strict, told)
    return list(dict.fromkeys(found))


def _separates(match: re.Match[str], before: str, text: str) -> bool:
    """Whether a marker introduces names here, or is part of one ("Ursula von der Leyen")."""
    if not before.strip(" \t|,:;·•-–—"):
        return True
    if match[0].rstrip().endswith((":", "：")):
        return True
    short = " " not in match["lead"].strip() and len(match["lead"]) <= 4
    if not short:
        return True
    if match["lead"] == "by":
        return True
    return match["lead"][0].isupper() and before.rstrip()[-1:] in "|,.;:·•-–—0123456789"


def _names(text: str, strict: bool, told: bool) -> list[str]:
    """The names in a piece of a byline; `told`: a word such as "by" stands before it."""
    found: list[str] = []
    words = vocabulary()
    for number, piece in enumerate([piece for piece in HARD.split(text) if piece.strip()][:12]):
        parts = [part for comma in COMMA.split(piece) for part in words.joiners.split(comma)]
        for place, part in enumerate(parts[:30]):
            handle = told and not number and not place and " " not in part.strip()
            name = clean(part, strict=strict and not handle)
            if name is None:
                continue
            if strict and (number or (place and found)) and not looks_like_person(name):
                if not is_organisation(name):
                    continue
            found.append(name)
    return found


def clean(text: str, *, strict: bool = True) -> str | None:
    """One name without what stands around it; None: the text is no name."""
    words = vocabulary()
    text = text.strip(' \t\r\n,.;:|-–—·•"“”„«»*_#=~^')
    if strict:
        text = FOOTNOTE.sub("", text).strip()
    start = words.start.match(text)
    if (
        start is not None
        and start.end() < len(text)
        and start[0].strip(" :").lower() not in words.particles
    ):
        text = text[start.end() :]
    tokens = text.split()
    while (
        len(tokens) > 1
        and tokens[0].rstrip(".").lower() in words.titles
        and not tokens[0].isupper()
    ):
        tokens.pop(0)
    while len(tokens) > 1 and _is_credential(tokens[-1], tokens):
        tokens.pop()
    text = (
        " ".join(tokens).strip(" ,.;:-–—") if len(tokens) > 1 else " ".join(tokens).strip(" ,;:-–—")
    )
    if tokens and len(tokens[-1]) == 2 and tokens[-1].endswith(".") and len(tokens) > 1:
        text += "."
    if not 2 <= len(text) <= MAX_NAME:
        return None
    lower = [token.strip(".,'’\"").lower() for token in tokens]
    if not any(char.isalpha() for char in text):
        return None
    if all(token in words.generic or token in words.particles for token in lower):
        return None
    if lower and lower[0] in ("the", "der", "die", "das", "le", "la") and len(lower) == 1:
        return None
    job = next((place for place, token in enumerate(lower) if token in words.jobs), -1)
    if job >= 0 and not any(token in words.organisations for token in lower):
        if job not in (2, 3) or not looks_like_person(" ".join(tokens[:job])):
            return None
        text = " ".join(tokens[:job])
        tokens, lower = tokens[:job], lower[:job]
    if strict and not datewords().isdisjoint(lower):
        return None
    if _is_credential(text, ["x", text]) and text.isupper() and text.lower() not in words.agencies:
        return None
    if not strict:
        return text if len(tokens) <= 9 else None
    if len(tokens) > 7 or any(char.isdigit() for char in text):
        return None
    if CJK.search(text):
        return text if len(text) <= 12 else None
    if text.lower() in words.agencies:
        return text
    for token in tokens:
        bare = token.strip("'’\"“”.-")
        if bare and bare[0].islower() and bare.lower() not in words.particles:
            if not any(char.isupper() for char in bare) and len(tokens) > 1:
                return None
    return text


@cache
def datewords() -> frozenset[str]:
    """Names of months and words such as "updated": what stands beside names in bylines."""
    table = datetext.vocabulary()
    found = {
        word for names in table["months"].values() for month in names for word in month.split()
    }
    for words in table["words"].values():
        found.update(str(words).split())
    # Also given names of people.
    return frozenset(
        found
        - set(
            "may jan june april august mai maj juni juli mar marta set ago geg bal sie lis kol".split()
        )
    )


def _is_credential(token: str, tokens: list[str]) -> bool:
    bare = token.strip(".,®")
    if bare.lower() in vocabulary().credentials and (
        bare.isupper() or "." in token or bare[1:2].isupper() or bare.lower() == "phd"
    ):
        return not (all(t.isupper() for t in tokens) and len(bare) > 3)
    return False


def looks_like_person(name: str) -> bool:
    """Whether a name has the shape of a person's full name."""
    words = vocabulary()
    tokens = name.split()
    if CJK.search(name):
        return 2 <= len(name.replace(" ", "")) <= 6
    if not 2 <= len(tokens) <= 6 or is_organisation(name):
        return False
    capital = 0
    for token in tokens:
        bare = token.strip("'’\"“”.-,")
        if not bare:
            return False
        if bare[0].isupper() or not bare[0].isascii():
            capital += 1
        elif bare.lower() not in words.particles:
            return False
        if any(char.isdigit() for char in bare):
            return False
    return capital >= 2


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's."""
    return name.lower().strip(" .") in vocabulary().agencies


def is_organisation(name: str) -> bool:
    """Whether a name is that of an agency, a team, a desk or a company."""
    words = vocabulary()
    tokens = [token.strip(".,'’\"").lower() for token in name.split()]
    return (
        is_agency(name)
        or any(token in words.organisations for token in tokens)
        or "." in name.strip(".")
        and " " not in name
        and name.lower() == name
    )
