"""`scraper run`: one scheduled run; what cron calls."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from scraper.cli.terminal import one_line
from scraper.config import DEFAULT_PATH, Settings, load, parse_duration
from scraper.errors import ConfigError

if TYPE_CHECKING:
    from scraper.runlog import JsonLog, PlainLog, ProgressLog
    from scraper.summary import Summary


class Duration(click.ParamType[timedelta, Any]):
    """A duration as 90s, 15m, 2h, 1d."""

    name = "DURATION"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        duration = parse_duration(value)
        if duration is None:
            self.fail(f"{value!r} is not a duration; write it as 90s, 15m or 2h", param, ctx)
        return duration


@click.command()
@click.argument("config", type=click.Path(path_type=Path), default=DEFAULT_PATH)
@click.option("--limit", type=click.IntRange(min=1), help="Fetch at most this many pages.")
@click.option("--max-time", type=Duration(), help="Begin nothing new after this time, as in 10m.")
@click.option("--dry-run", is_flag=True, help="Say what would be fetched; store nothing.")
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    help="json: one object a line on standard error, for every page.",
)
@click.option("--verbose", "-v", is_flag=True, help="A line for every page.")
def command(
    config: Path,
    limit: int | None,
    max_time: timedelta | None,
    dry_run: bool,
    log_format: Literal["text", "json"] | None,
    verbose: bool,
) -> int:
    """One scheduled run over the sources in CONFIG (scraper.toml): discover, fetch, extract, store.

    Exit code: 0 done; 1 done, something failed; 2 wrong usage or configuration; 3 everything
    failed; 75 another run is at work.
    """
    settings = load(config)
    if not settings.sources:
        raise ConfigError(f"{config}: names no [[source]]; add one with `scraper add URL`")
    options = settings.run
    settings = replace(
        settings,
        run=replace(
            options,
            limit=limit if limit is not None else options.limit,
            max_time=max_time if max_time is not None else options.max_time,
            log_format=log_format or options.log_format,
        ),
    )
    if dry_run:
        return _dry_run(settings)
    with _log(settings, verbose) as log:
        summary = _run(settings, log.tell)
    _report(summary, settings, log.tell)
    return 130 if summary.stopped == "interrupt" else summary.exit_code


def _log(settings: Settings, verbose: bool) -> JsonLog | PlainLog | ProgressLog:
    from scraper.runlog import JsonLog, PlainLog, ProgressLog

    if settings.run.log_format == "json":
        return JsonLog()
    if verbose or not sys.stderr.isatty():
        return PlainLog(verbose=verbose)
    return ProgressLog()


def _run(settings: Settings, tell: Any) -> Summary:
    import asyncio
    import logging

    from scraper.pipeline import run
    from scraper.signals import stopping

    logging.lastResort = None  # libraries' warnings about single pages are not for cron's mail
    return asyncio.run(run(settings, tell=tell, started=stopping))


def _report(summary: Summary, settings: Settings, tell: Any) -> None:
    if settings.run.log_format == "json":
        tell("run", **summary.to_dict())
    else:
        click.echo(f"scraper: {one_line(summary.line())}", err=True)


def _dry_run(settings: Settings) -> int:
    """Print what a run would fetch now."""
    import asyncio

    from scraper.planning import plan

    planned = asyncio.run(plan(settings))
    for fetch in planned.fetches:
        click.echo(one_line(f"{fetch.why}\t{fetch.source}\t{fetch.url}"))
    for problem in planned.problems:
        click.echo(f"scraper: {one_line(problem)}", err=True)
    click.echo(f"scraper: {len(planned.fetches)} pages would be fetched", err=True)
    return 1 if planned.problems else 0
