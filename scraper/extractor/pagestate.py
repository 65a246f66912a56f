"""The day of publication in the state that a page's scripts are given: JSON, objects, strings."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

# A key with a date behind it, its quotes escaped where the state stands in a string.
KEY = re.compile(
    r"""[\s{,"'](?:(?P<published>date_?[pP]ublished|(?:date_?[pP]|p)osted_?(?:[aA]t)?|post_?[dD]ate"""
    r"""|publish(?:ed)?_?(?:[aA]t|[dD]ate|[oO]n)?|publication_?[dD]ate|pub_?[dD]ate"""
    r"""|first_?[pP]ublish(?:ed)?(?:_?(?:[aA]t|[dD]ate))?)|created_?[aA]t|date)"""
    r"""\\{0,3}["']?\s?[:=]\s?\\{0,3}["']?(?P<value>\d[^"'\\,}]{8,40})"""
)
MAX_CHARS = 300_000  # of a script that are searched
READ = 8  # dates of one script: further ones are of other articles


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
