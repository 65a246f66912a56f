"""`scraper schedule`: the crontab line or the systemd units for this installation."""

from __future__ import annotations

import getpass
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import click

from scraper.cli.options import Duration
from scraper.config import DEFAULT_PATH, load


@click.command()
@click.argument("kind", type=click.Choice(["cron", "systemd"]))
@click.argument("config", type=click.Path(path_type=Path), default=DEFAULT_PATH)
@click.option(
    "--every", type=Duration(), default="15m", show_default=True, help="Time between two runs."
)
@click.option("--user", help="Account that systemd runs it as.  [default: you]")
def command(kind: str, config: Path, every: timedelta, user: str | None) -> None:
    """Print the crontab line, or the systemd units, that run CONFIG on this machine.

    \b
    scraper schedule cron          paste the line into `crontab -e`
    scraper schedule systemd       two files; each says where it goes
    """
    from scraper.errors import ConfigError
    from scraper.schedules import Installation, crontab, service, timer

    settings = load(config)
    if every < timedelta(minutes=1):
        raise ConfigError("--every: less than a minute is no schedule")
    metrics, record = settings.run.metrics_file, settings.fetch.record
    installation = Installation(
        program=_program(),
        config=settings.path,
        database=settings.database.resolve(),
        user=user or getpass.getuser(),
        every=every,
        max_time=settings.run.max_time or every * 0.9,
        renders=any(source.render for source in settings.sources),
        written=(*([metrics.parent] if metrics else ()), *([Path(record)] if record else ())),
    )
    if not installation.database.parent.is_dir():
        click.echo(
            f"scraper: {installation.database.parent} does not exist yet; "
            "`scraper run` makes it, and the schedule needs it",
            err=True,
        )
    if kind == "cron":
        try:
            click.echo(crontab(installation), nl=False)
        except ValueError as error:
            raise ConfigError(f"--every: {error}") from None
        return
    if installation.user == "root":
        click.echo("scraper: this would run as root; name another account with --user", err=True)
    click.echo("# /etc/systemd/system/scraper.service")
    click.echo(service(installation))
    click.echo("# /etc/systemd/system/scraper.timer")
    click.echo(timer(installation))
    click.echo("# then: systemctl daemon-reload && systemctl enable --now scraper.timer")


def _program() -> Path:
    """The `scraper` executable that is running, or would be found."""
    beside = Path(sys.executable).with_name("scraper")
    if beside.exists():
        return beside
    return Path(shutil.which("scraper") or "scraper")
