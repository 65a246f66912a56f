"""`scraper query`: saved questions with parameters, answered as table, csv or ndjson."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scraper.cli import options
from scraper.cli.terminal import one_line
from scraper.errors import InputError

if TYPE_CHECKING:
    from scraper.store.questions import Question


@click.command()
@click.argument("name", required=False)
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]...")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "csv", "ndjson"]),
    help="[default: table on a terminal, else csv]",
)
@click.option("--limit", type=click.IntRange(1, sys.maxsize), help="Not more than so many rows.")
@click.option("--sql", is_flag=True, help="Show the SQL instead of the answer.")
@options.database
def command(
    name: str | None,
    values: tuple[str, ...],
    format_: str | None,
    limit: int | None,
    sql: bool,
    database: Path,
) -> None:
    """Ask the database a saved question.

    Without NAME: list the questions.  NAME may also be a file of your own, ending in .sql: the
    question in a comment, its parameters in further ones (`-- :days = 30 | how many days`), SQL.

    \b
    scraper query most-linked
    scraper query articles-by-author author="Mairi Grant" --format csv
    scraper query my-question.sql days=7
    """
    from scraper.errors import StoreError
    from scraper.store import Store
    from scraper.store.questions import find

    if name is None:
        _list()
        return
    question = find(name)
    if sql:
        click.echo(question.sql)
        return
    given = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals:
            raise click.UsageError(f"{value!r} is not PARAMETER=VALUE; {_usage(question)}")
        given[key] = text
    parameters = question.bind(given)
    with Store.open(database, readonly=True) as store:
        try:
            columns, rows = store.select(question.sql, parameters)
            chosen = islice(rows, limit)
            if format_ is None:
                format_ = "table" if sys.stdout.isatty() else "csv"
            {"table": _table, "csv": _csv, "ndjson": _ndjson}[format_](columns, chosen)
        except StoreError as error:
            raise StoreError(f"{error} (in the question {question.name!r})") from error


def _list() -> None:
    from scraper.store.questions import questions

    for question in questions():
        click.echo(f"{click.style(f'{question.name:<20}', bold=True)} {question.title}")
        for parameter in question.parameters:
            click.echo(f"{'':21}  {parameter.name}={parameter.default}  ({parameter.description})")


def _usage(question: Question) -> str:
    names = ", ".join(parameter.name for parameter in question.parameters)
    return f"{question.name} has the parameters: {names or 'none'}"


def _table(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        count += 1
        table.add_row(
            *(
                Text(
                    "" if value is None else one_line(str(value)),
                    justify="right" if isinstance(value, int | float) else "left",
                )
                for value in row
            )
        )
    if count:
        Console().print(table)
    click.echo(f"{count} row{'' if count == 1 else 's'}", err=True)


def _csv(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    import csv

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def _ndjson(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    import msgspec

    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise InputError(f"two columns are called {twice[0]!r}; name one of them with AS")
    for row in rows:
        click.echo(msgspec.json.encode(dict(zip(columns, row, strict=True))))
