"""What the demo shows at its end: what is in the database now, and what to try next."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scraper.configfile import DEFAULT_DATABASE
from scraper.demo.server import PORT, Request
from scraper.store import Store
from scraper.summary import Summary

_SITES = """
SELECT
    coalesce(s.name, s.host) AS name,
    count(*) AS articles,
    sum((SELECT count(*) FROM facts WHERE article_id = a.id)) AS facts,
    (SELECT count(*) FROM authors WHERE site = s.host) AS authors,
    sum((SELECT count(*) FROM related_links WHERE article_id = a.id)) AS related,
    sum((SELECT count(target_id) FROM related_links WHERE article_id = a.id)) AS stored
FROM articles AS a JOIN sites AS s ON s.host = a.site
GROUP BY s.host
ORDER BY s.host
"""

_SOME_FACTS = "SELECT label, text FROM facts LIMIT 5"


def show(summary: Summary, store: Store, log: Sequence[Request], console: Console) -> None:
    """The summary table of a demo run, and what the sites saw of it."""
    table = Table(title="In the database now", title_justify="left", show_footer=True)
    rows = [list(row.values()) for row in store.rows(_SITES)]
    totals = [sum(column) for column in list(zip(*rows, strict=True))[1:]] or [0] * 5
    names = ["articles", "facts", "authors", "related links", "resolved"]
    table.add_column("site", "all")
    for name, total in zip(names, totals, strict=True):
        table.add_column(name, str(total), justify="right")
    for name, *numbers in rows:
        table.add_row(name, *map(str, numbers))
    console.print(table)
    console.print(f"This run: {summary.line()}", highlight=False, markup=False, soft_wrap=True)
    unchanged = sum(request.status == HTTPStatus.NOT_MODIFIED for request in log)
    console.print(
        f'The sites saw {len(log)} requests, and answered {unchanged} with "not modified".',
        highlight=False,
    )


def suggest(database: Path, port: int, console: Console) -> None:
    """Commands to copy, as they work in this shell."""
    command = _command()
    option = "" if database == DEFAULT_DATABASE else f" --database {shlex.quote(str(database))}"
    demo = f"{command} demo{option}" + (f" --port {port}" if port != PORT else "")
    lines = [
        f"{command} search kelp{option}",
        f"sqlite3 {shlex.quote(str(database))} {shlex.quote(_SOME_FACTS)}",
        f"{command} status{option}",
        f"{demo} --revised  # an editor has changed an article meanwhile:",
        f"{command} changes{option}",
        f"{demo} --serve  # then look at the sites in a browser",
    ]
    console.print("\nTry next:", highlight=False)
    for line in lines:
        console.print(f"  {line}", highlight=False, markup=False, soft_wrap=True)


def _command() -> str:
    """How the `scraper` that runs now is called from here."""
    found = shutil.which("scraper")
    here = Path(sys.argv[0])
    if (found and Path(found).resolve() == here.resolve()) or here.name != "scraper":
        return "scraper"
    here = here.absolute()
    shown = here.relative_to(Path.cwd()) if here.is_relative_to(Path.cwd()) else here
    return shlex.quote(str(shown))
