"""JSON-LD that other scripts of a page carry: as an object, or as a string for browsers to add."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

VOCABULARY = "schema.org"
# One piece of what React's server components send; together they are one text.
FLIGHT = re.compile(r'self\.__next_f\.push\(\[1,\s*"((?:[^"\\]|\\.)*+)"\]\)', re.S)
OPENING = re.compile(r'\{(?:\s|\\n){0,9}(\\?)"@(?:context|type|graph)\\?"')
STRING = re.compile(r'(?:[^"\\]|\\.)*+', re.S)
MOST = 20  # objects of one page that are tried: each may take as long as its script
MAX_CHARS = 3_000_000  # of all scripts that are searched


def read(scripts: Iterable[str]) -> list[str]:
    """The JSON of what scripts that are no JSON-LD themselves say in its vocabulary."""
    texts, size = [], 0
    for script in scripts:
        size += len(script)
        if VOCABULARY in script and size <= MAX_CHARS:
            texts.append(script)
    sent = [_unescaped(match[1]) for text in texts for match in FLIGHT.finditer(text)]
    texts = ["".join(sent), *[text for text in texts if not FLIGHT.search(text)]]
    found: list[str] = []
    tried = 0
    for text in texts:
        end = 0
        for match in OPENING.finditer(text):
            if tried == MOST:
                return found
            if match.start() >= end:
                tried += 1
                value, end = _value(text, match)
                found += [value] if value else []
    return found


def _value(text: str, opening: re.Match[str]) -> tuple[str, int]:
    """The JSON value that begins there, and where it ends; empty: there is none."""
    begin = opening.start()
    literal = STRING.match(text, begin) if opening[1] else None
    quoted = _unescaped(literal[0]) if literal else text[begin:]
    try:
        _, length = json.JSONDecoder(strict=False).raw_decode(quoted)
    except (ValueError, RecursionError):
        return "", opening.end()
    return quoted[:length], literal.end() if literal else begin + length


def _unescaped(literal: str) -> str:
    """The text that stands between the quotes of a JSON string; empty where it is none."""
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return ""
