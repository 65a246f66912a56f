"""Names that stand where sections and tags do and are none: words/sections.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from scraper.extractor.wording import fold


def is_front_page(name: str) -> bool:
    """Whether a name is that of a site's front page.

    >>> is_front_page("Strona główna")
    True
    """
    return fold(name) in _names("front")


def says_nothing(name: str) -> bool:
    """Whether a name is that of no section: of unsorted articles, a kind of page, a way elsewhere.

    >>> says_nothing("Uncategorized"), says_nothing("← Back to blog"), says_nothing("Back pain")
    (True, True, False)
    """
    key = fold(name)
    return not key or key in _silent() or f"{key} ".startswith(_leading())


def leads_on(name: str) -> bool:
    """Whether a name is that of a link to what it stands beside.

    >>> leads_on("Read more …"), leads_on("Read more often")
    (True, False)
    """
    return fold(name) in _names("more")


def shares(name: str) -> bool:
    """Whether a name is that of a way to share a page: "WhatsApp", "E-Mail"."""
    return fold(name) in _names("sharing")


@cache
def _silent() -> frozenset[str]:
    tables = ("unsorted", "kinds", "elsewhere", "paid", "languages")
    return frozenset().union(*map(_names, tables))


@cache
def _leading() -> tuple[str, ...]:
    return tuple(f"{way} " for way in _names("leading"))


@cache
def _names(table: str) -> frozenset[str]:
    raw = files("scraper.extractor").joinpath("words/sections.toml").read_text(encoding="utf-8")
    return frozenset(map(fold, tomllib.loads(raw)[table]))
