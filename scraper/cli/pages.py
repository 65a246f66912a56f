"""The page that a command is given, and what is known of its site."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from scraper.cli import options
from scraper.errors import InputError

if TYPE_CHECKING:
    from scraper.extractor.sitememory import SiteMemory
    from scraper.stages import Page

MAX_BYTES = 20 * 1024 * 1024  # of a file or standard input, as FetchSettings.max_body_bytes
# "example.org/news" is likely to be an address, "page.html" a file.
_HOST = re.compile(r"(?!.*\.(html?|txt|xml)$)[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/|$)", re.IGNORECASE)


def is_address(page: str) -> bool:
    """Whether the argument is an address of the web, not a file."""
    return page.lower().startswith(("http://", "https://"))


def fetch(url: str, allow: tuple[str, ...]) -> Page:
    """The page at `url`; `allow`: hosts of private networks that may be asked."""
    import asyncio

    from scraper.fetcher import Fetcher, FetchSettings
    from scraper.fetcher.errors import AddressError

    async def look() -> Page:
        async with Fetcher(settings) as fetcher:
            return await fetcher.fetch(url)

    settings = options.allowing(FetchSettings(), allow)
    try:
        return asyncio.run(look())
    except AddressError as error:
        if error.hop is not None or (
            "allowed ports" not in error.args[0] and error.kind != "address"
        ):
            raise
        place = urlsplit(url).netloc.rpartition("@")[2]  # asked for here, not by a redirect
        raise InputError(f"{error}; here: --allow-host {place}") from None


def read(name: str) -> bytes:
    """The bytes of a file or of standard input; InputError where they cannot be an HTML page."""
    from scraper.fetcher.content import HTML, identify

    try:
        if name == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        scheme, separator, _ = name.partition("://")
        if separator and "/" not in scheme:
            raise InputError(f"{name}: only http and https can be fetched") from None
        hint = f"; for a page on the web write https://{name}" if _HOST.match(name) else ""
        raise InputError(f"{name}: no such file{hint}") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read: {getattr(error, 'strerror', error)}") from None
    if not content.strip():
        raise InputError(f"{name}: is empty")
    if len(content) > MAX_BYTES:
        raise InputError(f"{name}: is larger than {MAX_BYTES // 2**20} MB; that is no article")
    kind = identify(None, content)
    if kind not in (HTML, "plain text", "an XML document"):
        raise InputError(f"{name}: is {kind}, not an HTML page")
    return content


def memory(url: str | None, database: Path) -> SiteMemory | None:
    """What the database knows of the site of an address; None: there is no such database."""
    from scraper.errors import StoreError
    from scraper.extractor import sitememory
    from scraper.lessons import Lessons
    from scraper.store import Store

    if url is None or not database.exists():
        return None
    try:
        with Store.open(database, readonly=True) as store:
            return sitememory.remember(Lessons(store).of(url))
    except StoreError as error:
        click.echo(f"scraper: {error}; read without what is known of the site", err=True)
        return None
