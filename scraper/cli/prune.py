"""`scraper prune`: retention and vacuum."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from scraper.cli import options
from scraper.cli.options import Duration


@click.command()
@click.option(
    "--older-than",
    type=Duration(),
    required=True,
    help="Delete articles published longer ago than this, as in 730d.",
)
@click.option("--dry-run", is_flag=True, help="Say how many that would be; delete nothing.")
@options.database
def command(older_than: timedelta, dry_run: bool, database: Path) -> None:
    """Delete old articles for good, and give their space back to the disk.

    An article without a date counts from the day it was stored.  Its address stays known, so
    that it is not fetched again.  Waits for no run: while one is at work, nothing is done (exit
    code 75).  The vacuum at the end needs as much free disk space as the database takes.
    """
    from scraper.clock import utc_now
    from scraper.errors import InputError
    from scraper.lock import run_lock
    from scraper.store import Store

    try:
        before = utc_now() - older_than
    except OverflowError:
        raise InputError("--older-than: reaches further back than the calendar") from None
    with Store.open(database, readonly=True) as store:
        if dry_run:
            count = store.prune(before, dry_run=True).articles
            click.echo(f"{count} articles published before {before:%Y-%m-%d} would be deleted")
            return
    with run_lock(database), Store.open(database) as store:
        size = database.stat().st_size
        pruned = store.prune(before)
        store.compare_new()
        store.vacuum()
    freed = (size - database.stat().st_size) / 1e6
    click.echo(
        f"{pruned.articles} articles published before {before:%Y-%m-%d} deleted, {pruned.runs} "
        f"runs, {pruned.authors} authors and {pruned.tags} tags without articles; "
        f"{freed:.1f} MB freed"
    )
