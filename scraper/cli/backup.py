"""`scraper backup`: copy the database while runs go on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from scraper.cli import options


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@options.database
def command(target: Path, database: Path) -> None:
    """Copy the database to TARGET, a file or a directory, while runs go on.

    In a directory the copy is named by database and time (UTC).  It appears under its name only
    when it is whole; a copy is one plain SQLite file, to be used in the database's place.

    \b
    scraper backup /var/backups/scraper/
    scraper backup before-the-move.db
    """
    from scraper.errors import StoreError
    from scraper.store import Store

    if target.is_dir():
        target = target / f"{database.stem}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    elif not target.parent.is_dir():
        raise StoreError(f"{target}: {target.parent} is not a directory; make it first")
    if target.exists() and database.exists() and target.samefile(database):
        raise StoreError(f"{target}: is the database itself; name another file")
    with Store.open(database, readonly=True) as store:
        size = store.backup(target)
    click.echo(target)
    click.echo(f"scraper: {size / 1e6:.1f} MB copied", err=True)
