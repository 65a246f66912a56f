"""`scraper status`: sources, last runs, what fails and why."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli.terminal import one_line
from scraper.config import DEFAULT_PATH, load
from scraper.configfile import DEFAULT_DATABASE

if TYPE_CHECKING:
    from rich.table import Table

    from scraper.report.sources import SourceReport
    from scraper.store import Status


_WIDE = 160  # columns of what is written to a file or pipe
_NARROW = 80  # columns of a terminal that show all of the tables; narrower ones wrap the lines


@click.command()
@click.argument("config", type=click.Path(path_type=Path), default=DEFAULT_PATH)
@click.option(
    "--database",
    "-d",
    type=click.Path(path_type=Path),
    help="The database file, instead of the one that CONFIG names.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")
def command(config: Path, database: Path | None, as_json: bool) -> None:
    """Sources, last runs, what fails and why.

    Reads CONFIG (scraper.toml) and the database it names; without a CONFIG, the database alone.
    """
    from scraper.clock import utc_now
    from scraper.report.sources import report
    from scraper.store import Store

    settings = load(config) if config.exists() or config != DEFAULT_PATH else None
    path = database or (settings.database if settings else DEFAULT_DATABASE)
    now = utc_now()
    with Store.open(path, readonly=True) as store:
        status = store.status()
        sources = report(store, settings.sources if settings else (), now)
    if as_json:
        import msgspec

        whole = {"database": status, "sources": sources}
        click.echo(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode())
        return
    _show(status, sources, now)


def _show(status: Status, sources: list[SourceReport], now: datetime) -> None:
    from rich.console import Console

    console = Console(highlight=False, markup=False, soft_wrap=True)
    # Outside a terminal nobody's window cuts it off.
    console.width = max(console.width, _NARROW) if console.is_terminal else _WIDE
    counts = (
        f"{status.articles} articles, {status.facts} facts, {status.authors} authors, "
        f"{status.related_links} related links, {status.size / 1e6:.1f} MB"
    )
    console.print(f"{status.path}: {counts}\n")
    console.print(_sources(sources, now))
    for source in sources:
        for flag in source.flags:
            console.print(one_line(f"! {source.name}: {flag}"), style="yellow")
    console.print()
    if status.runs:
        console.print(_runs(status, now))
    else:
        console.print("No run yet; start one with `scraper run`.")
    if status.failures:
        console.print(f"\nFailing pages ({sum(status.failure_kinds.values())}), the latest:")
        for failure in status.failures:
            again = f"again {when(failure.next_fetch, now)}" if failure.next_fetch else "given up"
            said = failure.error or failure.error_kind or ""
            told = said if failure.url in said else f"{failure.url}: {said}"
            console.print(one_line(f"  {told} ({failure.failures}x, {again})"))


def _sources(sources: list[SourceReport], now: datetime) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("source", overflow="fold")
    for title in ("articles", "a day", "waiting", "failing"):
        table.add_column(title, justify="right")
    for title in ("last success", "last new", "next look"):
        table.add_column(title, no_wrap=True)
    for source in sources:
        table.add_row(
            one_line(source.name),
            str(source.articles),
            f"{source.articles_per_day:.1f}",
            str(source.waiting),
            str(source.failing),
            when(source.last_success, now),
            when(source.last_article, now),
            _next_look(source, now),
        )
    return table


def _next_look(source: SourceReport, now: datetime) -> str:
    if not source.is_configured:
        return "-"
    return "next run" if source.next_look is None else when(source.next_look, now)


def _runs(status: Status, now: datetime) -> Table:
    from rich.table import Table

    table = Table("run", box=None, pad_edge=False, header_style="bold")
    table.add_column("started")
    for title in ("seconds", "found", "new", "changed", "unchanged", "failed"):
        table.add_column(title, justify="right")
    for run in status.runs:
        counts = run.counts
        seconds = f"{(run.ended - run.started).total_seconds():.0f}" if run.ended else "not ended"
        table.add_row(
            str(run.id),
            when(run.started, now),
            seconds,
            str(counts.found),
            str(counts.new),
            str(counts.changed),
            str(counts.unchanged + counts.not_modified),
            str(counts.failed),
        )
    return table


def when(moment: datetime | None, now: datetime) -> str:
    """A moment as people say it: "5 min ago", "in 3 h"; None: "never"."""
    if moment is None:
        return "never"
    seconds = (moment - now).total_seconds()
    size = abs(seconds)
    if size < 90:
        return "now"
    for unit, length in (("days", 86400 * 2), ("h", 3600), ("min", 60)):
        if size >= length:
            count = round(size / (86400 if unit == "days" else length))
            return f"in {count} {unit}" if seconds > 0 else f"{count} {unit} ago"
    return "now"
