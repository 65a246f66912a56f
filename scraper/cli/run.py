"""`scraper run`: one scheduled run; what cron calls."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from scraper.cli.options import Duration
from scraper.cli.terminal import one_line, say
from scraper.config import DEFAULT_PATH, Settings, load
from scraper.errors import ConfigError, ScraperError

if TYPE_CHECKING:
    from scraper.cli.runlog import JsonLog, PlainLog, ProgressLog
    from scraper.pipeline import Tell
    from scraper.summary import NewArticle, Summary


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
@click.option("--news", is_flag=True, help="List the new articles on standard output, for mail.")
@click.option(
    "--metrics-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write Prometheus metrics to this file at the end.",
)
@click.option(
    "--healthcheck-url", metavar="URL", help="Ask for this address when the run has worked."
)
@click.option(
    "--record",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep all requests and answers in this folder, secrets removed.",
)
@click.option("--verbose", "-v", is_flag=True, help="A line for every page.")
def command(
    config: Path,
    limit: int | None,
    max_time: timedelta | None,
    dry_run: bool,
    log_format: Literal["text", "json"] | None,
    news: bool,
    metrics_file: Path | None,
    healthcheck_url: str | None,
    record: Path | None,
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
            metrics_file=metrics_file or options.metrics_file,
            healthcheck_url=healthcheck_url or options.healthcheck_url,
        ),
    )
    if record is not None:
        settings = replace(settings, fetch=replace(settings.fetch, record=str(record)))
    if dry_run:
        return _dry_run(settings)
    with _log(settings, verbose) as log:
        try:
            summary = _run(settings, log.tell)
        except ScraperError as error:
            if settings.run.log_format != "json":
                raise
            log.tell("error", error=str(error), exit_code=error.exit_code)
            return error.exit_code
    _report(summary, settings, log.tell)
    if news:
        _list_news(summary)
    return 130 if summary.stopped == "interrupt" else summary.exit_code


def _log(settings: Settings, verbose: bool) -> JsonLog | PlainLog | ProgressLog:
    from scraper.cli.runlog import JsonLog, PlainLog, ProgressLog

    if settings.run.log_format == "json":
        return JsonLog()
    if verbose or not sys.stderr.isatty():
        return PlainLog(verbose=verbose)
    return ProgressLog()


def _run(settings: Settings, tell: Tell) -> Summary:
    import asyncio
    import logging

    from scraper.extraction import prepare

    if _has_pages_due(settings):
        prepare()  # at the same time as what a run itself needs
    from scraper.pipeline import run
    from scraper.signals import stopping

    logging.lastResort = None  # libraries' warnings about single pages are not for cron's mail
    return asyncio.run(run(settings, tell=tell, started=stopping))


def _has_pages_due(settings: Settings) -> bool:
    """Whether it is known already that pages will be read: at a first run they will."""
    from scraper.clock import utc_now
    from scraper.store import Store

    if not settings.database.exists():
        return True
    with Store.open(settings.database, readonly=True) as store:
        names = [source.name for source in settings.sources]
        return any(store.due(utc_now(), sources=names, limit=1))


def _list_news(summary: Summary) -> None:
    """The new articles by source, as text that can be mailed; nothing where there are none."""
    by_source: dict[str, list[NewArticle]] = {}
    for article in summary.new:
        by_source.setdefault(article.source, []).append(article)
    for source, articles in by_source.items():
        click.echo(f"{one_line(source)} ({len(articles)} new)\n")
        for article in articles:
            click.echo(
                f"  {one_line(article.title or '(no headline)')}\n  {one_line(article.url)}\n"
            )


def _report(summary: Summary, settings: Settings, tell: Tell) -> None:
    """Metrics, heartbeat, and the last word of the run; a monitor that fails is only remarked."""
    problems: list[str] = []
    for step in (_write_metrics, _ping):
        try:
            step(summary, settings)
        except ScraperError as error:
            problems.append(str(error))
    if settings.run.log_format == "json":
        for problem in problems:
            tell("monitor", error=problem)
        tell("run", **summary.to_dict())
        return
    for line in (*problems, summary.line()):
        say(f"scraper: {one_line(line)}", sys.stderr)


def _write_metrics(summary: Summary, settings: Settings) -> None:
    if settings.run.metrics_file is None:
        return
    from scraper import metrics
    from scraper.report.sources import report
    from scraper.store import Store

    with Store.open(settings.database, readonly=True) as store:
        reports = report(store, settings.sources, summary.ended or summary.started)
    metrics.write(settings.run.metrics_file, metrics.render(summary, reports))


def _ping(summary: Summary, settings: Settings) -> None:
    if settings.run.healthcheck_url and summary.exit_code in (0, 1):
        from scraper.heartbeat import ping

        ping(settings.run.healthcheck_url)


def _dry_run(settings: Settings) -> int:
    """Print what a run would fetch now."""
    import asyncio

    from scraper.planning import plan

    planned = asyncio.run(plan(settings))
    for fetch in planned.fetches:
        click.echo("\t".join(map(one_line, (fetch.why, fetch.source, fetch.url))))
    for problem in planned.problems:
        click.echo(f"scraper: {one_line(problem)}", err=True)
    click.echo(f"scraper: {len(planned.fetches)} pages would be fetched", err=True)
    return 1 if planned.problems else 0
