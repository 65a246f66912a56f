"""`scraper extract`: one page from the web, a file or standard input, now."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import options, pages
from scraper.cli.terminal import readable
from scraper.errors import ExtractionError, InputError

if TYPE_CHECKING:
    from scraper.article import Article
    from scraper.stages import Lesson, Page

FORMATS = ("json", "markdown", "text", "html")


@click.command()
@click.argument("page", metavar="URL|FILE|-")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="json",
    show_default=True,
    help="text holds headline, standfirst, key facts and body; the others hold the whole record.",
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

    The page is an address, a file, or - for standard input.  Where the database knows articles
    of the same site, the page is read with what they have in common: what stands in all of them
    is left out of the text.  --save stores what a run would: the record, the page itself, and
    what it teaches about its site.

    \b
    scraper extract https://example.org/news/story --format markdown
    scraper extract saved.html --url https://example.org/news/story
    curl -s https://example.org/news/story | scraper extract -
    scraper extract http://127.0.0.1:8000/draft --allow-host 127.0.0.1:8000
    """
    from scraper.extractor import extract_and_learn

    if url is not None and not pages.is_address(url):
        raise InputError(f'--url {url}: is not an address; write it as "https://host/path"')
    fetched: Page | None = None
    headers: Mapping[str, str]
    if pages.is_address(page):
        fetched = pages.fetch(page, allow_host)
        url, html, headers = fetched.final_url, fetched.body, fetched.headers
    else:
        html, headers = pages.read(page), {}
    memory = pages.memory(url, database)
    article, lesson = extract_and_learn(html, url, headers=headers, memory=memory)
    if fetched is not None:
        _remark(article, fetched, save)
    if not article.body and not article.title:
        raise ExtractionError(f"{page}: nothing to extract: the page has no headline and no text")
    if not article.is_article:
        click.echo(f"scraper: {page}: this does not look like an article", err=True)
    if memory is not None and "memory" in article.sources.get("body", ""):
        click.echo(
            f"scraper: {page}: body read with what is known of the site from {memory.articles} of "
            f"its articles in {database}",
            err=True,
        )
    if save:
        _save(article, lesson, page, fetched, database)
    rendered = _rendered(article, format_)
    click.echo(readable(rendered) if sys.stdout.isatty() else rendered)


def _remark(article: Article, page: Page, save: bool) -> None:
    """Say where a notice stands in the article's place; it is an error where nothing else came."""
    from scraper.fetcher.interstitials import recognise

    notice = recognise(
        page,
        article.to_text(facts=True),
        is_article=article.is_article,
        is_dated=article.published is not None,
    )
    if notice is not None:
        notice.url = page.url
        if save or not article.text:
            raise notice
        click.echo(f"scraper: {notice}", err=True)


def _save(
    article: Article, lesson: Lesson | None, page: str, fetched: Page | None, database: Path
) -> None:
    from scraper.discovery.addresses import clean
    from scraper.stages import UrlRecord
    from scraper.store import Store

    address = page if fetched else article.url or article.canonical_url
    if address is None:
        raise InputError(
            f"{page}: does not say what its address is; name it with --url to save the record"
        )
    address = clean(address) or address  # as runs would find it
    now = datetime.now(UTC).replace(microsecond=0)
    with Store.open(database, archive=_room(database)) as store:
        known = store.url(address) or UrlRecord(url=address, first_seen=now)
        record = replace(known, state="ok", last_fetch=now, failures=0, error_kind=None, error=None)
        answer = replace(fetched, url=known.url) if fetched else None
        outcome = store.save(article, record, page=answer, lesson=lesson)
    click.echo(f"scraper: {address}: {outcome} in {database}", err=True)


def _room(database: Path) -> int | None:
    """Bytes for pages in the database: as the runs that use it have it, else as they would."""
    from scraper import config

    settings = config.load(config.DEFAULT_PATH) if config.DEFAULT_PATH.exists() else None
    of_runs = settings is not None and settings.database == database.resolve()
    run = settings.run if settings is not None and of_runs else config.RunSettings()
    return run.keep_pages_mb * 1_000_000 or None


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
