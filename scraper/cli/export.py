"""`scraper export`: stored articles as csv or ndjson."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scraper.cli import options


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "ndjson"]),
    default="ndjson",
    show_default=True,
    help="ndjson: the whole record, one JSON object a line; csv: one row an article.",
)
@options.selection
@click.option("--limit", type=click.IntRange(min=1), help="Not more than so many articles.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of standard output.",
)
@options.database
def command(
    format_: str,
    site: str | None,
    author: str | None,
    tag: str | None,
    language: str | None,
    since: date | None,
    until: date | None,
    limit: int | None,
    output: Path | None,
    database: Path,
) -> None:
    """Write stored articles, latest published first.

    \b
    scraper export --site example.org > example.ndjson
    scraper export --format csv --since 2026-01-01 -o articles.csv
    """
    from scraper.errors import InputError
    from scraper.store import Selection, Store
    from scraper.store.export import WRITERS

    chosen = Selection(
        site=site, author=author, tag=tag, language=language, since=since, until=until
    )
    write = WRITERS[format_]
    with Store.open(database, readonly=True) as store:
        articles = store.articles(chosen, limit=limit)
        try:
            with open(
                1 if output is None else output,
                "w",
                encoding="utf-8",
                newline="",
                closefd=output is not None,
            ) as stream:
                count = write(articles, stream)
        except BrokenPipeError:
            raise
        except OSError as error:
            place = "standard output" if output is None else output
            raise InputError(f"{place}: {error.strerror}; write somewhere else") from error
    click.echo(f"{count} article{'' if count == 1 else 's'} written", err=True)
