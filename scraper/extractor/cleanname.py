"""One name of a byline without titles, degrees, jobs and dates; or that a text is no name."""

from __future__ import annotations

import re

from scraper.extractor.namewords import (
    CJK,
    has_given_name,
    is_given_name,
    looks_like_person,
    vocabulary,
)

REPORTED = ("報導", "报道", "报导", "報道")  # after a place: from where it was told
HANGUL = re.compile(r"[가-힣 ]+ [가-힣]{2,4}")
SHORTEST = 12  # characters of a name shown twice; "Jojo" is shown once
MAX_NAME = 60  # characters; the longest name of the bench has 41
NO_NAME = frozenset("?!$%=„“”")
DIGIT = re.compile(r"\d")
FOOTNOTE = re.compile(r"[\d¹²³⁰-⁹*†‡§®™]+$")
NUMBER = re.compile(r"[\W\d_]*\d(?:st|nd|rd|th|[hm]|[ap]m|min\w*)?$")  # of a date, a time


def clean(text: str, *, strict: bool = True, told: bool = False) -> str | None:
    """One name without what stands around it; None: the text is no name.

    `told`: a word such as "by" stands right before it, so it may be that of a team.
    """
    words = vocabulary()
    text = text.strip(' \t\r\n,.;:|-–—·•・"“”„«»*_#=~^')
    if strict:
        text = FOOTNOTE.sub("", text).strip()
    middle = len(text) // 2
    if len(text) > SHORTEST and text[:middle] == text[middle:]:  # shown twice without a blank
        text = text[:middle]
    tokens = text.split()
    while (
        len(tokens) > 1
        and tokens[0].replace(".", "").lower() in words.titles
        and not tokens[0].isupper()
        and not (len(tokens) == 2 and is_given_name(tokens[0]))  # "Don Roe"
    ):
        tokens.pop(0)
    while len(tokens) > 1 and (
        _is_credential(tokens[-1], tokens) or (strict and tokens[-1] in words.particles)
    ):
        tokens.pop()
    if tokens and tokens[-1].lower() in words.jobs - words.organisations:
        wire = [place for place, token in enumerate(tokens) if _is_wire(token)]
        tokens = tokens[: wire[0]] if wire else tokens  # "Jo Roe AP Sports Writer"
    if strict:
        tokens = _alone(tokens)
    half = len(tokens) // 2
    if half > 1 and tokens[:half] == tokens[half:]:  # shown twice, once for screen readers
        tokens = tokens[:half]
    text = (
        " ".join(tokens).strip(" ,.;:-–—") if len(tokens) > 1 else " ".join(tokens).strip(" ,;:-–—")
    )
    if len(tokens) > 1 and "." in tokens[0][1:-1] and _is_credential(tokens[0], tokens):
        return None  # "M.A. Journalism"
    if tokens and len(tokens[-1]) == 2 and tokens[-1].endswith(".") and len(tokens) > 1:
        text += "."
    if not 2 <= len(text) <= MAX_NAME:
        return None
    lower = [token.strip(".,'’\"").lower() for token in tokens]
    if not any(map(str.isalpha, text)):
        return None
    organised = not words.organisations.isdisjoint(lower)
    if not (told and organised and len(tokens) > 1) and all(
        token in words.generic
        or (token in words.places and len(tokens) == 1)
        or (token in words.particles and not is_given_name(token))
        or token in words.jobs
        for token in lower
    ):
        return None
    if not words.accounts.isdisjoint(lower):
        return None
    if lower and lower[0] in ("the", "der", "die", "das", "le", "la") and len(lower) == 1:
        return None
    jobs = [place for place, token in enumerate(lower) if token in words.jobs]
    if jobs and strict and (who := _behind_job(tokens, jobs)) is not None:
        return clean(who, told=told)
    job = jobs[0] if jobs else -1
    if job >= 0 and strict and not organised:
        if job not in (2, 3) or not looks_like_person(" ".join(tokens[:job])):
            return None
        text = " ".join(tokens[:job])
        tokens, lower = tokens[:job], lower[:job]
    for place, token in enumerate(lower if strict else ()):
        if token in words.dates and (len(lower) == 1 or token not in words.given):
            if token in words.organisations or _is_part(lower, place, told):
                continue
            if not place and token in words.particles and len(lower) > 2:
                continue  # "Abu Bakr al-Roe"
            start = " ".join(tokens[:place])
            if place < 2 or not looks_like_person(start) or not has_given_name(start):
                return None
            return clean(start, told=told)
    if (
        _is_credential(text, ["x", text])
        and (sum(map(str.isupper, text)) > 1 or "." in text)
        and text.lower() not in words.agencies
    ):
        return None
    if not strict:
        if len(tokens) > 2 and lower[-1] in words.jobs and has_given_name(" ".join(tokens[:-1])):
            text = " ".join(tokens[:-1])
        return text if len(tokens) <= 9 else None
    if len(tokens) > 7 or not NO_NAME.isdisjoint(text):
        return None
    if any(map(NUMBER.match, lower)) or (DIGIT.search(text) and not told and not organised):
        return None
    if CJK.search(text):
        if any(map(text.__contains__, words.east_asian_phrases)):
            return None
        for suffix in words.east_asian_jobs:
            bare = text.removesuffix(suffix).rstrip()
            if bare and bare != text:  # Korean: for whom somebody writes stands before the name
                text = bare.rpartition(" ")[2] if HANGUL.fullmatch(bare) else bare
        return text if 2 <= len(text) <= 12 and not text.endswith(REPORTED) else None
    if text.lower() in words.agencies:
        return text
    if len(tokens) == 1:
        return text
    for place, token in enumerate(tokens):
        bare = token.strip("'’\"“”.-")
        if not place and organised and bare == "the":
            continue
        common = bare.islower() and bare.isalpha() and bare not in words.particles
        if common or bare.lower() in ("for", "in", "at"):
            # "Jo Roe on behalf of ...", "Jo Roe For Example.com"
            start = " ".join(tokens[:place])
            return start if place >= 2 and looks_like_person(start) else None
    return text


def _alone(tokens: list[str]) -> list[str]:
    """A known person's name without "About" before it, a job or an agency right behind it."""
    words = vocabulary()
    lower = [token.lower() for token in tokens]
    if len(tokens) > 2 and lower[0] in words.about and has_given_name(" ".join(tokens[1:])):
        return tokens[1:]
    for place in range(2, len(tokens)):
        said = " ".join(lower[place:])
        if (words.jobs.issuperset(lower[place:]) or said in words.agencies) and (
            has_given_name(" ".join(tokens[:place]))
        ):
            return tokens[:place]
    return tokens


def _behind_job(tokens: list[str], jobs: list[int]) -> str | None:
    """The name in "unserer Korrespondentin Jo Roe", "Staff Writer Jo Roe"; None: there is none."""
    who = " ".join(tokens[jobs[-1] + 1 :])
    amid = [t for place, t in enumerate(tokens[: jobs[-1]]) if place not in jobs and t[0].isupper()]
    starts = bool(amid) and amid[0] == tokens[0] and not is_given_name(amid[0])
    return who if has_given_name(who) and len(amid) == starts else None


def _is_part(name: list[str], place: int, told: bool) -> bool:
    """Whether a date word at a place in a name is part of it: "Julie Roe", "Jo March"."""
    if len(name) == 1:
        return told and is_given_name(name[0])
    if not place:
        return is_given_name(name[0])
    return (
        place == 1 == len(name) - 1 and is_given_name(name[0]) and name[1] in vocabulary().calendar
    )


def _is_wire(token: str) -> bool:
    """Whether a word is a news agency's name or initials as they are written amid a name."""
    return token.lower() in vocabulary().agencies and (token.isupper() or len(token) > 4)


def _is_credential(token: str, tokens: list[str]) -> bool:
    bare = token.strip(".,®")
    if bare.lower() in vocabulary().credentials and (
        "." in token or sum(map(str.isupper, bare)) > 1 or bare == "Phd"
    ):
        return not (all(t.isupper() for t in tokens) and len(bare) > 3)
    return False
