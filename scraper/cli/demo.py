"""`scraper demo`: serve the demo sites on loopback and run against them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import options

if TYPE_CHECKING:
    from scraper.demo.server import DemoServer


@click.command()
@options.database
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Serve on this loopback port.  [default: 8737, or a free one]",
)
@click.option("--revised", is_flag=True, help="Serve the articles as changed by their editors.")
@click.option("--serve", is_flag=True, help="Go on serving after the run, until Ctrl-C.")
def command(database: Path, port: int | None, revised: bool, serve: bool) -> int:
    """Serve three demo sites on loopback and run against them.

    The sites, with 36 articles in four languages, were written for this project; nothing else
    is contacted.  A second run asks only for what has changed, and stores nothing twice.
    """
    from rich.console import Console

    from scraper.cli.runlog import PlainLog, ProgressLog
    from scraper.demo.report import show, suggest
    from scraper.demo.settings import demo_settings
    from scraper.pipeline import run
    from scraper.signals import stopping
    from scraper.store import Store

    console = Console()
    with _server(port, revised) as server:
        for host in server.hosts:
            click.echo(f"serving {server.root(host)}/", err=True)
        settings = demo_settings(database, server.port)
        with ProgressLog() if sys.stderr.isatty() else PlainLog() as log:
            summary = asyncio.run(run(settings, tell=log.tell, started=stopping))
        with Store.open(database, readonly=True) as store:
            show(summary, store, server.log, console)
        if summary.stopped is None:
            suggest(database, server.port, console)
        if serve and summary.stopped is None:
            _wait(server)
    return 130 if summary.stopped == "interrupt" else summary.exit_code


def _server(port: int | None, revised: bool) -> DemoServer:
    """The server on the port asked for; without one, on the usual port or any that is free."""
    from scraper.demo.server import PORT, DemoServer
    from scraper.errors import ConfigError

    try:
        return DemoServer(port=port or PORT, revised=revised)
    except OSError as error:
        if port is not None:
            raise ConfigError(
                f"port {port} cannot be used ({error.strerror}); name another with --port"
            ) from None
    server = DemoServer(revised=revised)
    click.echo(
        f"scraper: port {PORT} is taken, serving on {server.port} instead; to the database these "
        "are other sites than those of an earlier demo",
        err=True,
    )
    return server


def _wait(server: DemoServer) -> None:
    """Serve until Ctrl-C."""
    click.echo(f"\nserving until Ctrl-C; begin at http://127.0.0.1:{server.port}/", err=True)
    try:
        server.wait()
    except KeyboardInterrupt:
        click.echo("", err=True)
