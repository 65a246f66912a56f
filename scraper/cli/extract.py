"""`scraper extract`: one page from the web, a file or standard input, now."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import options
from scraper.errors import ExtractionError, InputError

if TYPE_CHECKING:
    from scraper.article import Article
    from scraper.stages import Page

MAX_BYTES = 20 * 1024 * 1024  # of a file or standard input, as FetchSettings.max_body_bytes
# "example.org/news" is likely to be an address, "page.html" a file.
_HOST = re.compile(r"(?!.*\.(html?|txt|xml)$)[\w-]+(\.[\w-]+)*\.[a-z]{2,}(/|$)", re.IGNORECASE)
FORMATS = ("json", "markdown", "text", "html")


@click.command()
@click.argument("page", metavar="URL|FILE|-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="json",
    show_default=True,
    help="text holds headline, key facts and body only; the others hold the whole record.",
)
@click.option(
    "--url", metavar="URL", help="Where the FILE comes from: relative links are resolved by it."
)
@click.option("--save", is_flag=True, help="Store the record in the database too.")
@options.allow_host
@options.database
def command(
    page: str,
    format_: str,
    url: str | None,
    save: bool,
    allow_host: tuple[str, ...],
    database: Path,
) -> None:
    """Extract one page and write its record to standard output.

    The page is an address, a file, or - for standard input.

    \b
    scraper extract https://example.org/news/story --format markdown
    scraper extract saved.html --url https://example.org/news/story
    curl -s https://example.org/news/story | scraper extract -
    scraper extract http://127.0.0.1:8000/draft --allow-host 127.0.0.1:8000
    """
    from scraper.extractor import extract

    if url is not None and not _is_address(url):
        raise InputError(f'--url {url}: is not an address; write it as "https://host/path"')
    fetched: Page | None = None
    if _is_address(page):
        fetched = _fetch(page, allow_host)
        article = extract(fetched.body, fetched.final_url, headers=fetched.headers)
    else:
        article = extract(_read(page), url)
    if not article.body and not article.title:
        raise ExtractionError(f"{page}: nothing to extract: the page has no headline and no text")
    if not article.is_article:
        click.echo(f"scraper: {page}: this does not look like an article", err=True)
    if save:
        _save(article, page, fetched, database)
    click.echo(_rendered(article, format_))


def _is_address(page: str) -> bool:
    return page.lower().startswith(("http://", "https://"))


def _fetch(url: str, allow: tuple[str, ...]) -> Page:
    import asyncio

    from scraper.fetcher import Fetcher, FetchSettings

    async def fetch() -> Page:
        async with Fetcher(settings) as fetcher:
            return await fetcher.fetch(url)

    settings = options.allowing(FetchSettings(), allow)
    return asyncio.run(fetch())


def _read(name: str) -> bytes:
    """The bytes of a file or of standard input; InputError where they cannot be an HTML page."""
    from scraper.fetcher.content import HTML, identify

    try:
        if name == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
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


def _save(article: Article, page: str, fetched: Page | None, database: Path) -> None:
    from scraper.stages import UrlRecord
    from scraper.store import Store

    address = page if fetched else article.url or article.canonical_url
    if address is None:
        raise InputError(
            f"{page}: does not say what its address is; name it with --url to save the record"
        )
    now = datetime.now(UTC).replace(microsecond=0)
    with Store.open(database) as store:
        known = store.url(address) or UrlRecord(url=address, first_seen=now)
        record = replace(known, state="ok", last_fetch=now, failures=0, error_kind=None, error=None)
        outcome = store.save(article, record, page=fetched)
    click.echo(f"scraper: {address}: {outcome} in {database}", err=True)


def _rendered(article: Article, format_: str) -> str:
    match format_:
        case "json":
            return article.to_json(indent=2)
        case "markdown":
            return article.to_markdown().rstrip("\n")
        case "html":
            return article.to_html()
        case _:
            headline = f"{article.title}\n\n" if article.title else ""
            return headline + article.to_text(facts=True)
