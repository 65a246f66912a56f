"""The `scraper` command: one module a command, imported only when that command is called."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Any

import click

from scraper import __version__

COMMANDS = {  # name -> one line for `scraper --help`; the module of the same name holds `command`
    "extract": "Extract one page, now.",
    "inspect": "Show one page with its regions coloured, in a browser.",
    "run": "One scheduled run: discover, fetch, extract, store.",
    "add": "Find a site's feeds and sitemaps, add it to scraper.toml.",
    "status": "Sources, last runs, what fails and why.",
    "check": "Test scraper.toml and all that it names; store nothing.",
    "search": "Full-text search.",
    "query": "Ask the database a saved question.",
    "explore": "The database in the browser: dashboard, tables, questions.",
    "changes": "What publishers changed after publication.",
    "export": "Write the stored records as csv, ndjson or Markdown files.",
    "schedule": "Print the crontab line or systemd units for this installation.",
    "backup": "Copy the database while runs go on.",
    "reextract": "Make records anew from the pages that were kept.",
    "prune": "Delete old articles for good.",
    "demo": "Serve the demo site on loopback and run against it.",
}


# Why nothing can be written to a pipe or device; it has no name that the error could tell.
_OF_WRITING = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)


class Commands(click.Group):
    """Commands by name, each imported on use: `scraper --version` must not load a parser."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"scraper.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="scraper %(version)s")
def group() -> None:
    """Article pages in, structured records in SQLite out."""


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a ScraperError becomes one line on standard error and its exit code."""
    from scraper.cli import terminal
    from scraper.errors import ScraperError

    terminal.prepare()
    # The matrices of a page are small: several threads on one of them wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        result: Any = group.main(
            args=arguments,
            prog_name="scraper",
            standalone_mode=False,
            color=False if os.environ.get("NO_COLOR") else None,  # https://no-color.org
        )
        sys.stdout.flush()
    except ScraperError as error:
        click.echo(f"scraper: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("scraper: interrupted", err=True)
        sys.exit(130)
    except SystemExit:  # so end click and rich when the reader of our output went away
        sys.exit(0)
    except OSError as error:  # of the output, or of a file that an option names
        where = error.filename
        if where is None and error.errno in _OF_WRITING:
            where = "standard output"
            terminal.discard(sys.stdout)
        if isinstance(error, BrokenPipeError):
            sys.exit(0)
        reason = error.strerror or error
        terminal.say(f"scraper: {where}: {reason}" if where else f"scraper: {reason}", sys.stderr)
        sys.exit(1)
    sys.exit(result if isinstance(result, int) else 0)
