"""`scraper export`: stored articles as csv, ndjson, Parquet or Markdown files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scraper.cli import options


@click.command()
@click.option(
    "--format",
    "format_",
    type=click.Choice(["csv", "ndjson", "parquet", "markdown"]),
    default="ndjson",
    show_default=True,
    help="ndjson: the whole record, one JSON object a line; csv: one row an article; "
    "parquet: one row an article, typed, with lists; markdown: one file an article, with front "
    "matter.",
)
@options.selection
@click.option("--limit", type=click.IntRange(min=1), help="Not more than so many articles.")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write to this file instead of standard output; markdown: to this folder.",
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

    Text is written as the pages have it: a spreadsheet may take a csv cell that begins with "="
    for a formula.

    \b
    scraper export --site example.org > example.ndjson
    scraper export --format csv --since 2026-01-01 -o articles.csv
    scraper export --format parquet --language de -o articles.parquet
    scraper export --format markdown --author "Mairi Grant" -o notes/
    """
    from scraper.errors import ConfigError, InputError
    from scraper.store import Selection, Store
    from scraper.store.export import WRITERS
    from scraper.store.folder import write_markdown

    if format_ == "markdown" and output is None:
        raise click.UsageError("markdown is written to a folder: name it with --output")
    if format_ == "parquet":
        if output is None:
            raise click.UsageError("parquet is written to a file: name it with --output")
        try:
            from scraper.store.parquet import write_parquet
        except ImportError as error:
            raise ConfigError(
                f"{error.name} is not installed; install the part for Parquet: "
                "pip install 'scraper[parquet]'"
            ) from error
    options.spare(database, output)
    chosen = Selection(
        site=site, author=author, tag=tag, language=language, since=since, until=until
    )
    with Store.open(database, readonly=True) as store:
        articles = store.articles(chosen, limit=limit)
        try:
            if format_ == "markdown" and output is not None:
                count = write_markdown(articles, output)
            elif format_ == "parquet" and output is not None:
                count = write_parquet(articles, output)
            else:
                target = 1 if output is None else output
                with open(
                    target, "w", encoding="utf-8", newline="", closefd=output is not None
                ) as stream:
                    count = WRITERS[format_](articles, stream)
        except BrokenPipeError:
            raise
        except OSError as error:
            place = "standard output" if output is None else output
            raise InputError(f"{place}: {error.strerror}; write somewhere else") from error
    click.echo(f"{count} article{'' if count == 1 else 's'} written", err=True)
