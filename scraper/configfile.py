"""scraper.toml as it is written: its tables, their keys, and what type each value has."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

DEFAULT_DATABASE = Path("data/articles.db")


class SourceKeys(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may stand in [defaults], as written."""

    every: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    max_age: str | UnsetType = UNSET
    archive: bool | UnsetType = UNSET
    language: str | UnsetType = UNSET
    include: tuple[str, ...] | UnsetType = UNSET
    exclude: tuple[str, ...] | UnsetType = UNSET
    pages: int | UnsetType = UNSET
    render: bool | UnsetType = UNSET
    headers: dict[str, str] | UnsetType = UNSET
    cookies: dict[str, str] | UnsetType = UNSET
    delay: float | UnsetType = UNSET
    proxy: str | UnsetType = UNSET


class SourceTable(SourceKeys, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One [[source]], as written."""

    name: str | UnsetType = UNSET
    feed: str | tuple[str, ...] = ()
    sitemap: str | tuple[str, ...] = ()
    section: str | tuple[str, ...] = ()
    urls: str | tuple[str, ...] = ()


class RunTable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """[run], as written."""

    limit: int | UnsetType = UNSET
    max_time: str | UnsetType = UNSET
    keep_pages_mb: int = 500
    log_format: Literal["text", "json"] = "text"
    metrics_file: str | None = None
    healthcheck_url: str | None = None


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file, as written."""

    database: str = str(DEFAULT_DATABASE)
    fetch: dict[str, Any] = {}
    run: RunTable = RunTable()
    defaults: SourceKeys = SourceKeys()
    source: tuple[SourceTable, ...] = ()
