"""Who wrote the article by the state that a framework leaves in the page as JSON.

Such are `__NEXT_DATA__`, other scripts of JSON and the attribute `data-page`.  Of all that such a
state describes, only what bears the page's own headline counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from scraper.extractor import jsonld
from scraper.extractor.metadata import Page
from scraper.extractor.wording import fold

MAX_STATE = 1_000_000  # characters of one state
MAX_VALUES = 20_000  # objects and lists looked at
ENCLOSING = 12  # elements, from the outermost, that may bear a state
TITLES = ("headline", "title", "name")
AUTHORS = ("authors", "author", "byline", "writers", "writer", "contributors", "creators")
NAMES = ("name", "fullName", "displayName", "display_name", "node")


def names(page: Page) -> list[str]:
    """The authors, as the first state that tells of this article has them."""
    headlines = {fold(headline) for headline in page.headlines}
    if page.headline >= 0:
        headlines.add(fold(page.document.blocks[page.headline].text))
    for state in _states(page):
        for value in _objects(state):
            titles = [title for key in TITLES if isinstance(title := value.get(key), str)]
            if any(fold(title) in headlines for title in titles):
                for key in AUTHORS:
                    if found := jsonld.texts(value.get(key), *NAMES):
                        return found
    return []


def _states(page: Page) -> Iterator[Any]:
    """What a page holds as JSON besides JSON-LD, parsed."""
    document = page.document
    texts = [text for kind, text in document.scripts if "ld+json" not in kind]
    texts += [
        element.attributes.get("data-page") or "" for element in document.elements[:ENCLOSING]
    ]
    for text in texts:
        if text.lstrip()[:1] in ("{", "[") and len(text) <= MAX_STATE:
            try:  # begins as an object or list does, so it is one
                yield msgspec.json.decode(text)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                continue


def _objects(state: Any) -> Iterator[dict[str, Any]]:
    """Every object of a state, outer ones first."""
    values: list[Any] = [state]
    place = 0
    while place < min(len(values), MAX_VALUES):
        value = values[place]
        place += 1
        if isinstance(value, dict):
            yield value
        inner = value.values() if isinstance(value, dict) else value
        values += [item for item in inner if isinstance(item, (dict, list))]
