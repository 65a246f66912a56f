"""The published JSON Schema of a record: `python -m scraper.schema` writes it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from scraper.article import Article

PUBLISHED = Path("docs/article.schema.json")

# A date where the page gives no time, without offset where it names no time zone.
_MOMENT = {
    "type": "string",
    "anyOf": [
        {"format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"},
        {"format": "date-time", "pattern": r"^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$"},
        {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$"},
    ],
}


def article_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of `Article.to_dict()`, descriptions as in scraper.article."""
    schema = msgspec.json.schema(Article)
    properties = schema["$defs"]["Article"]["properties"]
    for name in ("published", "modified"):
        properties[name]["anyOf"] = [_MOMENT, {"type": "null"}]
    published = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(published))
    return found


def as_text() -> str:
    """The schema as it is published."""
    raw = msgspec.json.encode(article_schema())
    return msgspec.json.format(raw, indent=2).decode() + "\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PUBLISHED).write_text(as_text(), encoding="utf-8")
