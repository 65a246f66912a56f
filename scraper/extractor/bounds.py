"""Bounds what a page can cost before it is parsed: hostile markup is rewritten, the rest untouched.

Lexbor takes time that is quadratic in some shapes of input (measured with selectolax 1.0.2):
40,000 nested <ul><li> 7 s, 80,000 attributes of one tag 10 s, 100,000 different attribute names
1.3 s.  Worst are formatting elements, which the HTML Standard makes a parser open again in every
later paragraph: 4,000 unclosed <font a=N> before 4,000 paragraphs, a page of 83 kB, become 16
million elements, 14 s and gigabytes.

`bound` proves most pages harmless by counting, without knowing where tags really begin: each
test holds for any reading of the text, so nothing can hide in scripts, comments or quotes.  A
page that fails a test (one in a hundred of 2,188 real ones) is written again within limits.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

MAX_CHARS = 8_000_000  # of a page; the largest of 2,188 real ones has 5.1 million
MAX_OPENINGS = 12_000  # "<" in a page parsed as it is: if all stay open, Lexbor takes 0.2 s
MAX_REOPENED = 500_000  # elements that formatting elements may multiply to: 0.2 s
_MAX_ATTRIBUTES = 25_000  # in one tag: 0.8 s
_MAX_NAMES = 80_000  # of attributes, all different: 0.8 s
_MAX_ODD_TAGS = 200  # tags in a page that deserve a closer look
_ODD_TAG_BYTES = 100_000  # how far such a tag is followed; a longer one does not count as modest

# Formatting elements that the parser keeps apart because they have attributes.  Three without
# are the most it keeps of each name, and <a> closes the <a> before.
_FORMATTING = re.compile(
    rb"<[BCEFINSTUbcefinstu](?:|[MTmt]|[Ii][Gg]|[Oo][Dd][Ee]|[Oo][Nn][Tt]|[Oo][Bb][Rr]"
    rb"|[Mm][Aa][Ll][Ll]|[Tt][Rr][Ii][Kk][Ee]|[Tt][Rr][Oo][Nn][Gg])[ \t\n\f\r/]"
)
# A tag, wherever it may begin, that has more than 40 quoted values or 1,000 bytes between
# two of them, and so perhaps thousands of attributes.
_ODD_TAG = re.compile(
    rb"<[A-Za-z](?![^>\"']{0,1000}+(?:(?:\"[^\"]*+\"|'[^']*+')[^>\"']{0,1000}+){0,40}+>)"
)
# A tag by the grammar of the HTML Standard with at most 2,000 attributes.
_MODEST_TAG = re.compile(
    rb"<[A-Za-z][^ \t\n\f\r/>]*+"
    rb"(?:[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?+)?+"
    rb"){0,2000}+[ \t\n\f\r/]*+>"
)
# Bit 0: an attribute can begin after this byte; bit 1: an attribute can begin with it.
_BLANKS = b" \t\n\f\r/"
_ROLES = bytes((byte in _BLANKS + b"\"'") + 2 * (byte not in _BLANKS + b">") for byte in range(256))
_WORDS = bytes(byte if byte not in _BLANKS + b">=" else 32 for byte in range(256))


def bound(text: str) -> bytes:
    """`text` in UTF-8, safe to parse: at most MAX_CHARS, and in no shape that takes over 1 s.

    A page of ordinary size and shape comes back as it is, after 0.18 ms (median of real pages;
    half of the time that Lexbor takes to parse them).  Any other is rewritten by `rewrite`:
    well-formed and within its limits.
    """
    text = text[:MAX_CHARS]
    raw = text.encode()
    if is_harmless(raw):
        return raw
    from scraper.extractor.rewrite import rewrite

    return rewrite(text)[:MAX_CHARS].encode()


def is_harmless(raw: bytes) -> bool:
    """True where counting shows that no reading of a page, in UTF-8, takes the parser long."""
    page = np.frombuffer(raw, np.uint8)
    tags = np.flatnonzero(page == ord("<"))
    if len(tags) > MAX_OPENINGS:
        return False
    if len(tags) * _formatting_at_most(page, tags) > MAX_REOPENED:
        formatting = len(_FORMATTING.findall(raw))
        if formatting * len(tags) > MAX_REOPENED:
            return False
    if np.count_nonzero(page <= ord("/")) <= _MAX_ATTRIBUTES:  # no blank or quote is above it
        return True
    attributes = _attributes_at_most(raw)
    if attributes > _MAX_ATTRIBUTES:
        for number, odd in enumerate(_ODD_TAG.finditer(raw)):
            start = odd.start()
            end = start + _ODD_TAG_BYTES
            if number == _MAX_ODD_TAGS or not _MODEST_TAG.match(raw, start, end):
                return False
    return attributes <= _MAX_NAMES or _names_at_most(raw) <= _MAX_NAMES


def _formatting_at_most(page: NDArray[np.uint8], tags: NDArray[np.intp]) -> int:
    """Tags whose first two letters could be those of a formatting element."""
    inside = tags[: np.searchsorted(tags, len(page) - 2)]
    pairs = page[inside + 1].astype(np.uint16) * 256 + page[inside + 2]
    return int(np.count_nonzero(_formatting_pairs()[pairs]))


@cache
def _formatting_pairs() -> NDArray[np.bool_]:
    """Whether two bytes, as one number, can follow the "<" of a formatting element."""
    table = np.zeros(65_536, np.bool_)
    names = "bi co em fo no sm st tt".split()
    for pair in names + [letter + blank for letter in "bisu" for blank in " \t\n\f\r/"]:
        for first in (pair[0], pair[0].upper()):
            for second in (pair[1], pair[1].upper()):
                table[ord(first) * 256 + ord(second)] = True
    return table


def _attributes_at_most(raw: bytes) -> int:
    """Places where an attribute may begin, if all of the page were inside tags."""
    roles = np.frombuffer(raw.translate(_ROLES), np.uint8)
    return int(np.count_nonzero(roles[:-1] & (roles[1:] >> 1)))


def _names_at_most(raw: bytes) -> int:
    """Different words of the page, as if each were an attribute's name."""
    return len(set(raw.translate(_WORDS).split()))
