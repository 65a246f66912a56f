"""`scraper changes`: what publishers changed after publication."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from scraper.cli import options
from scraper.cli.terminal import one_line

if TYPE_CHECKING:
    from scraper.store import Store
    from scraper.store.compare import Change


@click.command()
@click.argument("url", required=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "ndjson"]),
    default="text",
    show_default=True,
    help="text for people, ndjson (one JSON object a line) for programs.",
)
@options.database
def command(url: str | None, limit: int, format_: str, database: Path) -> None:
    """Show what changed in an article, or the latest changed headlines.

    With URL: every known change of that article, word by word, oldest first; the latest --limit
    of them.  Without: the headlines that were changed last, of all articles.
    """
    from scraper.store import Store

    with Store.open(database, readonly=True) as store:
        if url is None:
            _headlines(store, limit, format_)
        else:
            _article(store, url, limit, format_)


def _headlines(store: Store, limit: int, format_: str) -> None:
    import msgspec

    rows = list(store.rows(_HEADLINES, {"limit": limit}))
    if not rows:
        click.echo("scraper: no headline was seen to change", err=True)
    for row in rows:
        if format_ == "ndjson":
            click.echo(msgspec.json.encode(row))
            continue
        click.secho(f"{_time(row['changed'])}  {one_line(row['site'])}", bold=True)
        click.echo(f"  before  {one_line(row['before'] or '')}")
        click.echo(f"  after   {one_line(row['after'] or '')}")
        click.secho(f"  {one_line(row['url'])}", fg="blue")


_HEADLINES = """
SELECT changed, site, before, after, url FROM v_headlines ORDER BY changed DESC LIMIT :limit
"""


def _article(store: Store, url: str, limit: int, format_: str) -> None:
    from itertools import pairwise

    import msgspec

    from scraper.errors import InputError
    from scraper.store.compare import compare

    states = store.history(url)
    if not states:
        raise InputError(f"{url}: no stored article has this address; try `scraper search`")
    if format_ == "text":
        click.secho(one_line(states[-1].article.title or url), bold=True)
        click.echo(f"first seen {states[0].seen_from:%Y-%m-%d %H:%M} UTC")
        if not any(state.cause == "change" for state in states):
            click.echo("scraper: it was not seen to change", err=True)
    changed = [pair for pair in pairwise(states) if pair[0].cause == "change"]
    for before, after in changed[-limit:]:
        changes = compare(before.article, after.article)
        if format_ == "text":
            click.secho(f"\nchanged {after.seen_from:%Y-%m-%d %H:%M} UTC", bold=True)
        for change in changes:
            if format_ == "text":
                click.echo(f"  {change.field}: {_marked(change)}")
            else:
                line = {
                    "url": after.article.url,
                    "changed": after.seen_from,
                    "field": change.field,
                    "before": change.before,
                    "after": change.after,
                }
                click.echo(msgspec.json.encode(line))


def _marked(change: Change) -> str:
    """The pieces as `git diff --word-diff` marks them, coloured on a terminal."""
    shown = []
    for kind, text in change.pieces:
        words = one_line(text)
        if kind == "removed":
            words = click.style(f"[-{words.strip()}-]", fg="red") + " " * (words[-1:] == " ")
        elif kind == "added":
            words = click.style(f"{{+{words.strip()}+}}", fg="green") + " " * (words[-1:] == " ")
        shown.append(words)
    return "".join(shown)


def _time(stamp: str) -> str:
    return stamp[:16].replace("T", " ") + " UTC"
