"""Options that several commands share, under one name and with one meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

database = click.option(
    "--database",
    "-d",
    type=click.Path(path_type=Path),
    default=Path("data/articles.db"),
    show_default=True,
    help="The database file.",
)


class Day(click.ParamType[date, Any]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-02-27", param, ctx)


def selection(command: Command) -> Command:
    """Which articles: parameters `site`, `author`, `tag`, `language`, `since`, `until`."""
    for option in (
        click.option("--until", type=Day(), help="Published on this day (UTC) or earlier."),
        click.option("--since", type=Day(), help="Published on this day (UTC) or later."),
        click.option("--language", metavar="CODE", help="Language of the text, as in en, de, zh."),
        click.option("--tag", help="With this tag; case and accents do not matter."),
        click.option("--author", metavar="NAME", help="By this author (the whole name)."),
        click.option("--site", metavar="HOST", help="From this site, as in example.org."),
    ):
        command = option(command)
    return command
