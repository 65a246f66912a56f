"""One tree of exceptions; every message says what happened and what to do next.

    ScraperError
    +-- ConfigError          scraper.toml or an option cannot be used
    +-- InputError           a file or address given by hand cannot be read
    +-- FetchError           a page could not be had (`kind` says why, see fetcher)
    +-- ExtractionError      a page was had but holds nothing to extract
    +-- StoreError           the database cannot be read or written
    +-- LockHeld             another run works on the same database

Foreign exceptions (httpx, sqlite3, OSError) become one of these at the edge of the package
that uses the library, and nowhere else.  `exit_code` is what the command line returns.
"""

from __future__ import annotations

from datetime import datetime


class ScraperError(Exception):
    """Anything that goes wrong here and is worth one line to the user."""

    exit_code = 1


class ConfigError(ScraperError):
    """The configuration or an option cannot be used."""

    exit_code = 2


class InputError(ScraperError):
    """A file or address given by hand cannot be read."""

    exit_code = 3


class FetchError(ScraperError):
    """A page could not be had."""

    exit_code = 3
    kind: str = "fetch"  # short stable word; the subclasses in scraper.fetcher.errors list them

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.url: str | None = None  # the address asked for; None: not known where it was raised
        self.hop: str | None = None  # where redirects had led; None: no redirect
        self.retry_at: datetime | None = None  # UTC; None: asking again is of no use

    def __str__(self) -> str:
        way = " -> ".join(_shown(address) for address in (self.url, self.hop) if address)
        return f"{way}: {self.args[0]}" if way else str(self.args[0])


def _shown(address: str) -> str:
    """An address, which a stranger may have written, as one can print it on a terminal."""
    if len(address) > 300:
        address = f"{address[:200]}…{address[-50:]}"
    return "".join(letter if letter.isprintable() else "�" for letter in address)


class ExtractionError(ScraperError):
    """A page was had, but nothing could be extracted from it."""

    exit_code = 3


class StoreError(ScraperError):
    """The database cannot be opened, read or written."""

    exit_code = 1


class LockHeld(ScraperError):
    """Another run works on the same database."""

    exit_code = 75
