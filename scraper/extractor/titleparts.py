"""Site names and sections at the ends of a page's <title>."""

from __future__ import annotations

import re
from functools import lru_cache

from scraper.extractor.wording import fold, words

# " | ", " - ", " – ", " :: " ... between headline and site name; a hyphen only between spaces.
SEPARATOR = re.compile(  # begins with a set of characters, which makes it fast
    r"[\s|»«›‹:](?:(?<=\s)\s*(?:(?:[|\-–—―·•:»«›‹<>~/\\]|::|\|\|)\s+|(?:[|»«›‹]|::)\s*)"
    r"|(?<=[|»«›‹])\s*|(?<=:):\s*|(?<=\S:)\s+)"
)
QUOTES = ("«»", "‹›")  # where both stand in a text, they enclose what somebody said
MAX_SITE_NAME = 70  # characters, with an addition such as "Online"


def is_site_name(text: str, names: set[str]) -> bool:
    """Whether a text is the site's name, part of it, or its name with an addition."""
    if len(text) > MAX_SITE_NAME:
        return False
    squashed = _squashed(text)
    if not squashed:
        return False
    for name in names:
        if squashed == name:
            return True
        added = len(name) > 3 and len(squashed) <= len(name) + 14  # "Example News Online"
        if added and (squashed.startswith(name) or squashed.endswith(name)):
            return True
        if len(squashed) > 3 and (name.startswith(squashed) or name.endswith(squashed)):
            return True
    return False


@lru_cache(maxsize=1024)
def _squashed(text: str) -> str:
    """The words of a short text, folded, without spaces."""
    return "".join(words(text))


def stripped(whole: str, names: set[str], sections: set[str]) -> list[tuple[str, str]]:
    """What is left of a <title> when segments are taken off its ends, and how it was cut.

    `names`: of the site, as `is_site_name` takes them; `sections`: those the page says it stands
    in, folded.
    """
    cuts = [(match.start(), match.end(), match[0].strip()) for match in SEPARATOR.finditer(whole)]
    for pair in QUOTES:
        if pair[0] in whole and pair[1] in whole:
            cuts = [cut for cut in cuts if cut[2] not in pair]
    found = []
    for start, end, mark in cuts[-4:]:
        rest = whole[end:]
        how = "site" if is_site_name(rest, names) else "tail"
        if how == "tail" and fold(rest) in sections:
            how = "section"
        if how == "tail" and mark == ":":
            how = "tail after colon"
        elif how == "tail":
            how += " bar" if mark in ("|", "»", "«", "·", "•") else " dash"
            how += " short" if len(rest.split()) <= 3 else " long"
        found.append((whole[:start], f"less {how}"))
    for start, end, mark in cuts[:2]:
        front = whole[:start]
        how = "site front" if is_site_name(front, names) else "front"
        if how == "front":
            how += " colon" if mark == ":" else ""
            how += " short" if len(front.split()) <= 3 else " long"
        found.append((whole[end:], f"less {how}"))
        if how.startswith("site"):
            for last, _, _ in cuts[-1:]:
                if last > end and is_site_name(whole[cuts[-1][1] :], names):
                    found.append((whole[end:last], "less both"))
    return [(text.strip(), how) for text, how in found if text.strip()]
