"""`scraper search`: full-text search over everything stored."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from scraper.cli import options
from scraper.cli.terminal import one_line

_BEFORE, _AFTER = "\ue000", "\ue001"  # private-use characters: no page's text means them


@click.command()
@click.argument("words", nargs=-1, required=True)
@options.selection
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "ndjson"]),
    default="text",
    show_default=True,
    help="text for people, ndjson (one JSON object a line) for programs.",
)
@options.database
def command(
    words: tuple[str, ...],
    site: str | None,
    author: str | None,
    tag: str | None,
    language: str | None,
    since: date | None,
    until: date | None,
    limit: int,
    format_: str,
    database: Path,
) -> None:
    """Full-text search: headline, standfirst, byline, key facts and body.

    All WORDS must occur; accents and case do not matter.  "a phrase" in quotation marks is
    looked for as it stands, word* finds every word that begins so, OR between two words means
    either, and -word (after --) excludes.

    \b
    scraper search solar storage --site example.org --since 2026-01-01
    scraper search '"solar storage" OR battery*'
    scraper search -- solar -lunar
    """
    from scraper.store import Selection, Store

    chosen = Selection(
        site=site, author=author, tag=tag, language=language, since=since, until=until
    )
    marks = (_BEFORE, _AFTER) if format_ == "text" else ("[", "]")
    with Store.open(database, readonly=True) as store:
        hits = store.search(" ".join(words), chosen, limit=limit, marks=marks)
    if not hits:
        click.echo("scraper: no stored article holds that", err=True)
    if format_ == "ndjson":
        import msgspec

        for hit in hits:
            click.echo(msgspec.json.encode(hit))
        return
    for number, hit in enumerate(hits):
        if number:
            click.echo()
        click.secho(one_line(hit.title or hit.url), bold=True)
        about = (hit.site, (hit.published or "")[:10], hit.authors)
        click.echo("  " + one_line(" · ".join(part for part in about if part)))
        snippet = one_line(hit.snippet)
        on, _, off = click.style("|", fg="yellow", bold=True).partition("|")
        click.echo("  " + snippet.replace(_BEFORE, on).replace(_AFTER, off))
        click.secho("  " + one_line(hit.url), fg="blue")
