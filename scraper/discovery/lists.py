"""Plain lists of addresses, one a line -> entries."""

from __future__ import annotations

from collections.abc import Iterator

from scraper.discovery.addresses import clean
from scraper.discovery.reading import Entry


def read_list(text: str, url: str | None = None) -> Iterator[Entry]:
    """The addresses in `text`; empty lines, `# comments` and what is no address are left out."""
    for line in text.splitlines():
        word = line.strip()
        if word and not word.startswith("#") and (address := clean(word.split()[0], url)):
            yield Entry(url=address)
