"""News agencies that a text is credited to: in its dateline, or at its end."""

from __future__ import annotations

import re

from scraper.extractor.metadata import Page
from scraper.extractor.namewords import is_agency

TEXT = frozenset({"body", "facts", "subtitle"})
ENDS = 2  # blocks at either end of the text that may name the agency
BELOW = 2  # blocks below the text that may, where they say nothing else
CREDIT = 40  # characters of a block that is nothing but a credit
# "BERLIN, 3 May (Reuters) - ", "ROM (dpa/AFP).-", "(ANSA) - ROMA", "/TASS/."
DATELINE = re.compile(
    r"[^()（）]{0,60}?(?:[(（]([^()（）]{2,30})[)）]|/(\w{3,12})/)\s?(?:[.:]|[.:]?\s?[-–—])"
)
AT_END = re.compile(  # "... at noon. (sda/dpa)", "... at noon. /ritzau/"
    r"(?:[(（\[]([^()（）\[\]]{2,30})[)）\]]|/(\w{3,12})/)\W*$"
)
WHOLE = re.compile(r"(.+)")
APART = re.compile(r"\s*[/,+|]\s*|\s[-–—]\s|\s(?:und|and|et|y|e|og|och|i|en)\s")


def agencies(page: Page) -> list[tuple[str, int]]:
    """(name, block) of each agency that is credited, as the page writes it."""
    blocks, text = page.document.blocks, page.of_roles(TEXT)
    if not text:
        return []
    said = [(index, DATELINE.match(blocks[index].text)) for index in text[:ENDS]]
    for index in [*text[-ENDS:], *range(text[-1] + 1, min(text[-1] + 1 + BELOW, len(blocks)))]:
        line = blocks[index].text
        match = AT_END.search(line[-CREDIT:])
        if match is None and len(line) <= CREDIT and blocks[index].role != "caption":
            match = WHOLE.match(line)
        said.append((index, match))
    for index, match in said:
        if match is not None and (found := _named(match[match.lastindex or 0])):
            return [(name, index) for name in found]
    return []


def _named(credit: str) -> list[str]:
    """The agencies among the names of a credit; none where it says something else, too."""
    parts = APART.split(credit.strip(" .*—–-"))
    if any(" " in part and not is_agency(part) for part in parts):
        return []
    return [part for part in parts if is_agency(part)]
