"""`scraper inspect`: one page with its regions coloured, as a file for the browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from scraper.cli import options, pages
from scraper.errors import ConfigError, InputError


@click.command()
@click.argument("page", metavar="URL|FILE|-")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the report to this file instead of a temporary one.",
)
@click.option(
    "--url", metavar="URL", help="Where the FILE comes from: relative links are resolved by it."
)
@options.allow_host
@options.database
def command(
    page: str, output: Path | None, url: str | None, allow_host: tuple[str, ...], database: Path
) -> None:
    """Show the text blocks of one page in the colours of their roles.

    Writes an HTML file that needs no network, prints its path, and opens it in the browser where
    there is one to open.  Roles can be switched off; pointing at a block shows its number, role,
    confidence and enclosing elements; the record stands beside them.  Where the database knows
    articles of the same site, blocks that it made a difference to are marked.

    \b
    scraper inspect https://example.org/news/story
    scraper inspect saved.html --url https://example.org/news/story --output report.html
    """
    from scraper.extractor import extract
    from scraper.report.inspection import inspection

    if url is not None and not pages.is_address(url):
        raise InputError(f'--url {url}: is not an address; write it as "https://host/path"')
    options.spare(database, output)
    html: bytes
    headers: Mapping[str, str] = {}
    if pages.is_address(page):
        fetched = pages.fetch(page, allow_host)
        html, url, headers = fetched.body, fetched.final_url, fetched.headers
    else:
        html = pages.read(page)
    source = url or ("standard input" if page == "-" else page)
    memory = pages.memory(url, database)
    article = extract(html, url, headers=headers, memory=memory, regions=True)
    alone = extract(html, url, headers=headers, regions=True) if memory else article
    path = _write(inspection(article, source, alone), output)
    click.echo(path)
    if sys.stdout.isatty() and _has_display():
        click.launch(path.as_uri())


def _write(report: str, output: Path | None) -> Path:
    """The absolute path of the file written; ConfigError where it cannot be."""
    import tempfile

    try:
        if output is None:
            handle, name = tempfile.mkstemp(prefix="scraper-inspect-", suffix=".html")
            os.close(handle)
            output = Path(name)
        output.write_text(report, encoding="utf-8", errors="replace")
    except OSError as error:
        raise ConfigError(f"{output or 'report'}: cannot be written: {error.strerror}") from None
    return output.resolve()


def _has_display() -> bool:
    """Whether a browser window can open here: not over ssh, not without a display on Linux."""
    if sys.platform in ("darwin", "win32"):
        return "SSH_CONNECTION" not in os.environ
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
