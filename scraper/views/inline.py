"""The inline markup of a block, sanitised whatever the record says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3

from scraper.article import Block

# What Block.html may hold; anything else is taken out, its text stays.
TAGS = frozenset(
    "a abbr b br cite code del em i ins kbd mark q s samp small strong sub sup u".split()
)
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
MAX_DEPTH = 32  # elements deeper than this are taken out, their text stays
SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True)
class Mark:
    """An inline element around a piece of text; two elements are never equal."""

    tag: str
    href: str | None  # of an <a>; None: no address that may be followed
    number: int  # of the element, in order


Run = tuple[str, tuple[Mark, ...]]  # text and the elements around it, outermost first
BREAK = "\n"  # the text of a run that is a <br>


def runs(block: Block) -> list[Run]:
    """The block's text in pieces, each with the elements around it."""
    if block.html is None:
        return text_runs(block.text)
    reader = _Reader()
    reader.feed(clean(block.html))
    reader.close()
    return reader.runs


def text_runs(text: str | None, *marks: Mark) -> list[Run]:
    """Plain text as runs, white space folded; none for None and for empty text."""
    return [(_SPACES.sub(" ", text), marks)] if text else []


def clean(html: str) -> str:
    """Inline HTML with nothing in it but TAGS and absolute addresses of SCHEMES."""
    return _cleaner().clean(html)


def safe_url(url: str | None) -> str | None:
    """`url` if it is absolute and of SCHEMES, else None: a page may name ``javascript:``."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    absolute = parts.scheme in SCHEMES and (parts.netloc or parts.scheme == "mailto")
    return url if absolute else None


def inner_html(block: Block) -> str:
    """The block's content as safe HTML."""
    return escape(block.text, quote=False) if block.html is None else clean(block.html)


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel=None,
        attribute_filter=lambda tag, name, value: safe_url(value),  # http:///path has no host
    )


class _Reader(HTMLParser):
    """Reads markup that nh3 wrote, and so is well-formed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self.open: list[Mark] = []
        self.number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.runs.append((BREAK, self._marks()))
            return
        self.number += 1
        self.open.append(Mark(tag, safe_url(dict(attrs).get("href")), self.number))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.runs += text_runs(data, *self._marks())

    def _marks(self) -> tuple[Mark, ...]:
        return tuple(self.open[:MAX_DEPTH])
