"""Stored articles as one typed Parquet file, written by DuckDB."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from scraper.article import Article
from scraper.store.content import site_of, stamp, word_count

GROUP = 2048  # articles in a row group, which DuckDB holds in memory: some 50 MB
_LIST = "VARCHAR[]"
COLUMNS = {
    "url": "VARCHAR",
    "canonical_url": "VARCHAR",
    "site": "VARCHAR",
    "site_name": "VARCHAR",
    "title": "VARCHAR",
    "subtitle": "VARCHAR",
    "description": "VARCHAR",
    "authors": f"STRUCT(name VARCHAR, url VARCHAR, bio VARCHAR, links {_LIST})[]",
    "published": "TIMESTAMPTZ",
    "published_day": "DATE",
    "modified": "TIMESTAMPTZ",
    "modified_day": "DATE",
    "section": "VARCHAR",
    "breadcrumbs": _LIST,
    "tags": _LIST,
    "language": "VARCHAR",
    "facts_heading": "VARCHAR",
    "facts": "STRUCT(label VARCHAR, text VARCHAR)[]",
    "facts_position": "INTEGER",
    "text": "VARCHAR",
    "word_count": "INTEGER",
    "body": "STRUCT(kind VARCHAR, level INTEGER, number INTEGER, text VARCHAR, html VARCHAR)[]",
    "images": "STRUCT(url VARCHAR, alt VARCHAR, caption VARCHAR, credit VARCHAR, "
    "is_lead BOOLEAN)[]",
    "related": 'STRUCT("group" VARCHAR, title VARCHAR, url VARCHAR, section VARCHAR, '
    "published DATE)[]",
    "reading_minutes": "BIGINT",
    "comment_count": "BIGINT",
    "is_article": "BOOLEAN",
    "confidence": "DOUBLE",
    "sources": "MAP(VARCHAR, VARCHAR)",
    "notes": _LIST,
}


def write_parquet(articles: Iterable[Article], file: Path) -> int:
    """One row an article, lists and all; the number of rows.

    `published` and `modified` are times in UTC (one without zone is taken as UTC), NULL where the
    page names only a day; `published_day` and `modified_day` are there in both cases.  The file
    appears when it is complete; meanwhile the records stand in a folder beside it, uncompressed.
    Raises OSError as it comes.
    """
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".export-") as folder:
        records, written = Path(folder) / "records.ndjson", Path(folder) / "records.parquet"
        count = longest = 0
        with records.open("wb") as stream:
            for article in articles:
                longest = max(longest, stream.write(msgspec.json.encode(_row(article)) + b"\n"))
                count += 1
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "temp_directory": folder,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            with duckdb.connect(config=settings) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                connection.read_json(
                    re.sub(r"[\[*?]", r"[\g<0>]", str(records)),  # else a pattern
                    columns=COLUMNS,
                    format="newline_delimited",
                    maximum_object_size=longest + 1,
                ).to_parquet(str(written), compression="zstd", row_group_size=GROUP)
        except duckdb.IOException as error:
            raise OSError(None, str(error).partition("\n")[0]) from error
        os.replace(written, file)
    return count


def _row(article: Article) -> dict[str, Any]:
    text = article.text
    row: dict[str, Any] = {
        name: getattr(article, name) for name in COLUMNS if name in article.__struct_fields__
    }
    return row | {
        "site": site_of(article.url or ""),
        "published": _time(article.published),
        "published_day": _day(article.published),
        "modified": _time(article.modified),
        "modified_day": _day(article.modified),
        "text": text,
        "word_count": word_count(text),
        "related": [
            msgspec.structs.asdict(link) | {"published": _day(link.published)}
            for link in article.related
        ],
    }


def _time(value: date | None) -> str | None:
    return stamp(value) if isinstance(value, datetime) else None


def _day(value: date | None) -> str | None:
    text = stamp(value)
    return text[:10] if text else None
