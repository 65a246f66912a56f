"""`scraper reextract`: records made anew from the pages that runs have kept."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli import options
from scraper.cli.terminal import one_line


@click.command()
@click.option("--site", metavar="HOST", help="Only this site, as in example.org.")
@options.database
def command(site: str | None, database: Path) -> int:
    """Make stored records anew from the pages that runs have kept.

    Once a few articles of a site are known, so is what stands in all of them: a promotion, a
    plea for donations.  Records stored before that get rid of it here, and of whatever else
    scraper reads better by now.  That is no change of an article: `scraper changes` does not
    show it, and the record as it was is kept in the table revisions, with the cause "extraction".

    Nothing is fetched.  Waits for no run: while one is at work, nothing is done (exit code 75).
    Exit code 1: some pages could not be read; their records stay as they were.
    """
    from scraper.clock import utc_now
    from scraper.errors import InputError
    from scraper.lock import run_lock
    from scraper.rereading import kept_sites, reread
    from scraper.store import Store

    Store.open(database, readonly=True).close()  # says what is wrong with the file, if anything
    if site is not None:
        site = site.lower().removeprefix("www.")
    pages = improved = failed = 0
    with run_lock(database), Store.open(database) as store:
        known = kept_sites(store)
        if site is not None and known and site not in known:
            raise InputError(f"--site {site}: no page of it is kept; there are {_some(known)}")
        for done in reread(store, utc_now(), site):
            pages += 1
            improved += done.improved
            if done.error is not None:
                failed += 1
                click.echo(f"scraper: {one_line(done.url)}: {one_line(done.error)}", err=True)
        store.compare_new()
    if not known:
        click.echo("scraper: no pages are kept; runs keep them unless keep_pages_mb is 0", err=True)
    click.echo(f"{pages} pages read anew, {improved} records improved, {failed} failed")
    return 1 if failed else 0


def _some(sites: set[str]) -> str:
    first = sorted(sites)[:5]
    return ", ".join(map(one_line, first)) + (" and others" if len(sites) > len(first) else "")
