"""`scraper check`: whether scraper.toml and all that it names can be used."""

from __future__ import annotations

from pathlib import Path

import click

from scraper.cli.terminal import one_line
from scraper.config import DEFAULT_PATH, load
from scraper.errors import ConfigError


@click.command()
@click.argument("config", type=click.Path(path_type=Path), default=DEFAULT_PATH)
def command(config: Path) -> int:
    """Test CONFIG (scraper.toml): read it, ask for every feed, sitemap and page it names, and
    extract one article of every source.  Nothing is stored.

    Exit code: 0 all is fine; 1 some sources have problems; 2 the configuration has; 3 all have.
    """
    import asyncio

    from scraper.checking import check

    settings = load(config)
    if not settings.sources:
        raise ConfigError(f"{config}: names no [[source]]; add one with `scraper add URL`")
    if settings.fetch.contact is None and settings.fetch.user_agent is None:
        click.echo(
            f"{config}: fetch.contact is not set; sites cannot write to you before they block you"
        )
    checks = asyncio.run(check(settings))
    for result in checks:
        click.echo(one_line(result.source))
        for line in result.fine:
            click.echo(f"  ok       {one_line(line)}")
        for line in result.problems:
            click.echo(f"  problem  {one_line(line)}")
    broken = sum(bool(result.problems) for result in checks)
    lost = sum(not result.fine for result in checks)
    click.echo(f"scraper: {len(checks) - broken} of {len(checks)} sources are fine", err=True)
    return 0 if not broken else 3 if lost == len(checks) else 1
