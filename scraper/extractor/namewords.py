"""What is known about names: particles, titles, jobs, agencies, given names; and their shapes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from scraper.extractor import datetext

_LETTERS = rf"[^\W_]+(?:[{datetext.MARKS}]+[^\W_]*)*"  # "द्वारा" is one word
TOKEN = re.compile(rf"{_LETTERS}(?:['’-]{_LETTERS})*")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
DOMAIN = re.compile(
    r"\w\.(?:com|org|net|de|at|ch|fr|it|es|nl|be|eu|io|co|uk|no|is|tv|info)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists of words/names.toml."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], bool], ...]]  # first word -> (words, wrote)
    labels: frozenset[str]  # what stands alone above the name of whoever wrote the text
    joiners: frozenset[str]
    particles: frozenset[str]
    titles: frozenset[str]
    credentials: frozenset[str]
    jobs: frozenset[str]
    generic: frozenset[str]
    places: frozenset[str]
    about: frozenset[str]  # before a name in the heading of a biography
    accounts: frozenset[str]  # amid a name: of an account that nobody signs with
    organisations: frozenset[str]
    agencies: frozenset[str]
    dates: frozenset[str]  # months, weekdays and words such as "updated"
    calendar: frozenset[str]  # of these, months and weekdays
    given: frozenset[str]  # given names that are also date words
    tells: frozenset[str]  # after a name, folded: whom the sentence introduces
    greetings: frozenset[str]
    speaks: frozenset[str]  # at the beginning, folded: somebody introduces themselves
    speaks_named: frozenset[str]  # likewise, where a name follows
    east_asian_jobs: tuple[str, ...]  # after a name, with or without a space
    east_asian_phrases: tuple[str, ...]  # amid a text that is no name


@cache
def vocabulary() -> Vocabulary:
    """Read once, on first use."""
    raw = files("scraper.extractor").joinpath("words/names.toml").read_bytes()
    table = tomllib.loads(raw.decode())

    def words(name: str) -> frozenset[str]:
        return frozenset(table[name].lower().split())

    dates = datetext.vocabulary()
    months = {
        word for names in dates["months"].values() for month in names for word in month.split()
    }
    calendar = frozenset(months.union(dates["words"]["weekdays"].split()))
    said = {word for text in dates["words"].values() for word in str(text).split()}
    phrases: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
    for name, wrote in (("lead", True), ("other", False)):
        for phrase in table[name]:
            parts = tuple(TOKEN.findall(phrase.lower()))
            phrases.setdefault(parts[0], []).append((parts, wrote))
    return Vocabulary(
        phrases={
            first: tuple(sorted(found, key=lambda entry: -len(entry[0])))
            for first, found in phrases.items()
        },
        labels=frozenset(table["labels"]),
        joiners=frozenset(table["joiners"]),
        particles=words("particles"),
        titles=words("titles"),
        credentials=words("credentials"),
        jobs=words("jobs"),
        generic=words("generic"),
        places=words("places"),
        about=words("about"),
        accounts=words("accounts"),
        organisations=words("organisations"),
        agencies=frozenset(table["agencies"]),
        dates=calendar | said,
        calendar=calendar,
        given=words("given_names"),
        tells=frozenset(table["tells"]),
        greetings=words("greetings"),
        speaks=frozenset(table["speaks"]),
        speaks_named=frozenset(table["speaks_named"]),
        east_asian_jobs=tuple(table["east_asian_jobs"]),
        east_asian_phrases=tuple(table["east_asian_phrases"]),
    )


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
        bare = token.strip("'’\"“”.-,()")
        if not bare:
            return False
        if bare[0].isupper() or not bare[0].isascii():
            capital += 1
        elif bare.lower() not in words.particles:
            return False
        if any(map(str.isdigit, bare)):
            return False
    return capital >= 2


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's."""
    return name.lower().strip(" .") in vocabulary().agencies


def is_organisation(name: str) -> bool:
    """Whether a name is that of an agency, a team, a desk or a company."""
    tokens = [token.strip(".,'’\"").lower() for token in name.split()]
    return (
        is_agency(name)
        or not vocabulary().organisations.isdisjoint(tokens)
        or ("." in name and DOMAIN.search(name) is not None)
    )


@cache
def _given_names() -> frozenset[str]:
    raw = files("scraper.extractor").joinpath("words/given_names.txt").read_text("utf-8")
    return frozenset(raw.partition("\n")[2].split())


def has_given_name(name: str) -> bool:
    """Whether a name begins with a known given name, or is written surname first."""
    tokens = name.lower().split()
    known = _given_names()
    return len(tokens) > 1 and (
        tokens[0] in known or tokens[0].split("-")[0] in known or tokens[-1] in known
    )


def is_known_person(name: str) -> bool:
    """Whether a name has the shape of a person's, with a known given name."""
    return looks_like_person(name) and has_given_name(name)


def is_given_name(name: str) -> bool:
    """Whether a name is one known given name and nothing else."""
    return name.lower() in _given_names()
