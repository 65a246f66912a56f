"""Options that several commands share, under one name and with one meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from scraper.configfile import DEFAULT_DATABASE

if TYPE_CHECKING:
    from scraper.fetcher import FetchSettings

Command = TypeVar("Command", bound=Callable[..., Any])

database = click.option(
    "--database",
    "-d",
    type=click.Path(path_type=Path),
    default=DEFAULT_DATABASE,
    show_default=True,
    help="The database file.",
)


allow_host = click.option(
    "--allow-host",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Fetch from this host although it is in a private network; may be repeated.",
)


def allowing(settings: FetchSettings, hosts: tuple[str, ...]) -> FetchSettings:
    """The settings with the hosts of --allow-host allowed."""
    try:
        return replace(settings, allow=settings.allow | {host.lower() for host in hosts})
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--allow-host") from None


def spare(database: Path, output: Path | None) -> None:
    """Raise InputError where `output` would be written over the database."""
    from scraper.errors import InputError

    if output and output.exists() and database.exists() and output.samefile(database):
        raise InputError(f"{output}: is the database itself; name another file")


class Duration(click.ParamType[timedelta, Any]):
    """A duration as 90s, 15m, 2h, 1d."""

    name = "DURATION"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        from scraper.config import parse_duration

        duration = parse_duration(value)
        if duration is None:
            self.fail(f"{value!r} is not a duration; write it as 90s, 15m, 2h or 30d", param, ctx)
        return duration


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
