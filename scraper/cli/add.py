"""`scraper add`: find a site's feeds and sitemaps, add it to scraper.toml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from scraper.cli.options import allow_host, allowing
from scraper.cli.terminal import one_line
from scraper.config import DEFAULT_PATH, load
from scraper.errors import InputError
from scraper.hostnames import ascii_host

if TYPE_CHECKING:
    from scraper.discovery.site import Found
    from scraper.fetcher import FetchSettings


@click.command()
@click.argument("url")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=DEFAULT_PATH,
    show_default=True,
    help="The file to add to; begun where it does not exist.",
)
@click.option("--name", help="Name of the source.  [default: the site's host]")
@click.option("--dry-run", is_flag=True, help="Say what was found; write nothing.")
@click.option("--verbose", "-v", is_flag=True, help="Say what is tried.")
@allow_host
def command(
    url: str,
    config: Path,
    name: str | None,
    dry_run: bool,
    verbose: bool,
    allow_host: tuple[str, ...],
) -> None:
    """Find the feeds and sitemaps of the site at URL and add it to scraper.toml.

    URL is the site's home page, one of its sections, or a feed or sitemap itself.  The rest of
    the file stays as it is, with its comments and its order.
    """
    import asyncio

    from scraper.configedit import add_source

    if "://" not in url:
        url = f"https://{url}"
    try:
        host = urlsplit(url).hostname
    except ValueError:  # "http://[broken"
        host = None
    if not host:
        raise InputError(f"{url}: is not an address; write it as https://host/")
    settings = _fetch_settings(config, allow_host)
    documents = asyncio.run(_search(url, settings, verbose))
    if not documents:
        raise InputError(
            f"{url}: no feed, sitemap or list of articles found; "
            "name one with `scraper add FEED-URL`, or write a [[source]] with urls"
        )
    known = _known(config)
    new = [document for document in documents if document.url not in known]
    for document in documents:
        state = "" if document.url not in known else f' (already in source "{known[document.url]}")'
        click.echo(_line(document) + state)
    if not new:
        click.echo(f"scraper: nothing to add to {config}", err=True)
        return
    if not dry_run:
        add_source(config, (name or "").strip() or host.removeprefix("www."), new)
        click.echo(
            f"scraper: added to {config}; try it with `scraper run --dry-run {config}`", err=True
        )
        allowed = load(config).fetch.allow
        if missing := [host for host in allow_host if allowed.isdisjoint(_spellings(host))]:
            click.echo(
                f"scraper: runs ask this host only if [fetch] in {config} has "
                f"allow = {json.dumps(missing)}",
                err=True,
            )


def _spellings(host: str) -> tuple[str, str]:
    """How `allow` may name what --allow-host names: as it is, and on any port."""
    return ascii_host(host), ascii_host(host).rpartition(":")[0]


def _fetch_settings(config: Path, allow: tuple[str, ...]) -> FetchSettings:
    """As scraper.toml says, where there is one."""
    from scraper.fetcher import FetchSettings

    settings = load(config).fetch if config.exists() else FetchSettings()
    return allowing(settings, allow)


async def _search(url: str, settings: FetchSettings, verbose: bool) -> list[Found]:
    from scraper.fetcher import Fetcher
    from scraper.sitesearch import search

    def tell(text: str) -> None:
        if verbose:
            click.echo(one_line(text), err=True)

    async with Fetcher(settings) as fetcher:
        return await search(fetcher, url, tell)


def _known(config: Path) -> dict[str, str]:
    """Addresses that the file has already, and the names of their sources."""
    if not config.exists():
        return {}
    return {address: source.name for source in load(config).sources for address in source.addresses}


def _line(document: Found) -> str:
    latest = f", latest of {document.latest:%Y-%m-%d}" if document.latest else ""
    kind = "news sitemap" if document.is_news else document.kind
    return one_line(f"{kind}: {document.url} ({document.entries} entries{latest})")
