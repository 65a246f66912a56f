"""Day of publication and authors by the state that a page leaves to its scripts.

The day is looked for in any script: JSON, objects, strings.  The authors are taken from whole JSON
only, as `__NEXT_DATA__`, other scripts of JSON and the attribute `data-page` hold it: of all that
such a state describes, what bears the page's own headline.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from scraper.extractor import jsonld
from scraper.extractor.metadata import Page
from scraper.extractor.wording import fold

# A key with a date behind it, its quotes escaped where the state stands in a string.
KEY = re.compile(
    r"""[\s{,"'](?:(?P<published>date_?[pP]ublished|(?:date_?[pP]|p)osted_?(?:[aA]t)?|post_?[dD]ate"""
    r"""|publish(?:ed)?_?(?:[aA]t|[dD]ate|[oO]n)?|publication_?[dD]ate|pub_?[dD]ate"""
    r"""|first_?[pP]ublish(?:ed)?(?:_?(?:[aA]t|[dD]ate))?)|created_?[aA]t|date)"""
    r"""\\{0,3}["']?\s?[:=]\s?\\{0,3}["']?(?P<value>\d[^"'\\,}]{8,40})"""
)
MAX_CHARS = 300_000  # of a script that are searched
READ = 8  # dates of one script: further ones are of other articles
MAX_STATE = 1_000_000  # characters of one state
MAX_VALUES = 20_000  # objects and lists looked at
ENCLOSING = 12  # elements, from the outermost, that may bear a state
TITLES = ("headline", "title", "name")
AUTHORS = ("authors", "author", "byline", "writers", "writer", "contributors", "creators")
NAMES = ("name", "fullName", "displayName", "display_name", "node")


def days(scripts: Iterable[str]) -> list[tuple[str, bool]]:
    """For each script the first date said to be the publication's, else the first one there.

    With whether it is said to be; as written.
    """
    found = []
    for text in scripts:
        dates = list(itertools.islice(KEY.finditer(text, 0, MAX_CHARS), READ))
        said = [match for match in dates if match["published"]]
        found += [(match["value"], bool(said)) for match in (said or dates)[:1]]
    return found


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
    outer = document.elements[:ENCLOSING]
    for text in [*page.scripts, *[e.attributes.get("data-page") or "" for e in outer]]:
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
