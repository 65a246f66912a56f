"""One page as its extraction sees it: every text block coloured by role, the record beside it.

The report is a single HTML file without script, image or address to load from; what the page
says is escaped, and a content security policy forbids everything but the report's own styles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from scraper.article import Article, Region
from scraper.views.inline import safe_url

# Role -> hue in degrees: what belongs together has neighbouring colours; None is grey.
HUES: dict[str, int | None] = {
    "title": 215,
    "subtitle": 205,
    "byline": 190,
    "meta": 178,
    "body": 140,
    "facts_heading": 48,
    "facts": 42,
    "caption": 160,
    "toc": 120,
    "bio_heading": 275,
    "bio": 268,
    "bio_other": 260,
    "tags": 235,
    "related_heading": 325,
    "related": 318,
    "promo": 0,
    "share": 14,
    "comments": 28,
    "nav": None,
    "footer": None,
    "other": None,
}
UNSURE = 0.6  # a confidence below this is marked
_PATH_STEPS = 7  # enclosing elements shown, innermost last
_BLOCK_CHARS = 3_000  # of one block shown
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def inspection(article: Article, source: str, alone: Article | None = None) -> str:
    """The report on `article`, which was extracted with ``regions=True``.

    `source`: the address or file that the page came from, as the reader knows it.  `alone`: the
    same page read without what is known of its site; None: `article` was.
    """
    before = [region.role for region in (alone or article).regions]
    counts = Counter(region.role for region in article.regions)
    roles = [role for role in HUES if counts[role]]
    roles += sorted(set(counts) - set(HUES))  # of a newer model
    unsure = sum(region.confidence < UNSURE for region in article.regions)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Inspection of {escape(article.title or source)}</title>",
            f"<style>{_styles(roles)}</style></head><body>",
            f"<header><h1>{escape(article.title or 'No headline found')}</h1>",
            f"<p>{_address(source)}</p>",
            *_legend(roles, counts, unsure),
            *_moved(article.regions, before),
            "</header><main><section aria-label='Text blocks of the page'>",
            *(
                _block(number, region, role)
                for number, (region, role) in enumerate(
                    zip(article.regions, before, strict=True), 1
                )
            ),
            "" if article.regions else "<p>The page has no text.</p>",
            "</section><aside aria-label='Record'>",
            *_record(article),
            "</aside></main></body></html>\n",
        ]
    )


def _styles(roles: Iterable[str]) -> str:
    """The style sheet with one rule for each role's colour and for each role's switch."""
    rules = [(files("scraper.report") / "inspection.css").read_text(encoding="utf-8")]
    for role in roles:
        hue = HUES.get(role)
        tone = "0 0%" if hue is None else f"{hue} 70%"
        rules.append(f".{_name(role)} {{ --tone: {tone}; }}")
        rules.append(
            f"body:has(#show-{_name(role)}:not(:checked)) .block.{_name(role)} {{ display: none; }}"
        )
    return "\n".join(rules)


def _name(role: str) -> str:
    """A role as a class name: letters and hyphens only."""
    return "".join(char if char.isascii() and char.isalnum() else "-" for char in role)


def _address(source: str) -> str:
    shown = escape(source)
    url = safe_url(source)
    return f'<a href="{shown}" rel="noreferrer noopener">{shown}</a>' if url else shown


def _legend(roles: Iterable[str], counts: Counter[str], unsure: int) -> Iterator[str]:
    yield '<fieldset class="legend"><legend>Roles shown</legend>'
    for role in roles:
        name = _name(role)
        yield (
            f'<label class="{name}"><input type="checkbox" id="show-{name}" checked>'
            f"<span>{escape(role.replace('_', ' '))}</span> <b>{counts[role]}</b></label>"
        )
    yield (
        '<label class="only"><input type="checkbox" id="only-unsure">'
        f"<span>only below {UNSURE:.0%} confidence</span> <b>{unsure}</b></label></fieldset>"
    )


def _moved(regions: Iterable[Region], before: Iterable[str]) -> Iterator[str]:
    """How many blocks what is known of the site has given another role, if any."""
    moved = sum(region.role != role for region, role in zip(regions, before, strict=True))
    if moved:
        yield f"<p>{moved} blocks (↷) have another role by what is known of the site.</p>"


def _block(number: int, region: Region, before: str) -> str:
    """One block; `before`: its role without what is known of the site."""
    steps = region.path.split(" > ")
    path = " > ".join((["…"] if len(steps) > _PATH_STEPS else []) + steps[-_PATH_STEPS:])
    tag = steps[-1].split(".")[0]
    classes = ["block", _name(region.role)]
    if region.confidence < UNSURE:
        classes.append("unsure")
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        classes.append("heading")
    text = region.text
    if len(text) > _BLOCK_CHARS:
        text = f"{text[:_BLOCK_CHARS]} … ({len(text):,} characters)"
    role, alone = region.role.replace("_", " "), ""
    if before != region.role:
        role, alone = f"{role} ↷", f"<br>{escape(before)} without what is known of the site"
    return (
        f'<div class="{" ".join(classes)}" tabindex="0">'
        f'<span class="role">{escape(role)}</span>'
        f'<span class="text">{escape(text)}</span>'
        f'<span class="tip">{number} · {escape(region.role)} · {region.confidence:.0%}'
        f"<br>{escape(path)}{alone}</span></div>"
    )


def _record(article: Article) -> Iterator[str]:
    """The record's fields as a list of definitions, then the whole of it as JSON."""
    yield "<h2>Record</h2>"
    kind = "article" if article.is_article else "not an article"
    yield f"<p><b>{kind}</b>, confidence {article.confidence:.0%}</p><dl>"
    for name, values in _fields(article):
        source = article.sources.get(name)
        origin = f" <small>{escape(source)}</small>" if source else ""
        yield f"<dt>{escape(name.replace('_', ' '))}{origin}</dt>"
        yield from (f"<dd>{escape(value)}</dd>" for value in values or ["–"])
    yield "</dl>"
    views = (
        ("Markdown", article.to_markdown()),
        ("JSON", _json(article)),
    )
    for title, text in views:
        yield f"<details><summary>{title}</summary><pre>{escape(text)}</pre></details>"


def _json(article: Article) -> str:
    """The record without its regions, which the report shows already."""
    import msgspec

    return msgspec.structs.replace(article, regions=()).to_json(indent=2)


def _fields(article: Article) -> Iterator[tuple[str, list[str]]]:
    """Each field that a reader would look for: its name in the record, and its values."""

    def known(*values: object) -> list[str]:
        return [str(value) for value in values if value not in (None, "")]

    yield "title", known(article.title)
    yield "subtitle", known(article.subtitle)
    yield "authors", [_joined(a.name, a.url, a.bio) for a in article.authors]
    yield "published", known(article.published and article.published.isoformat())
    yield "modified", known(article.modified and article.modified.isoformat())
    yield "site_name", known(article.site_name)
    yield "language", known(article.language)
    yield "section", known(article.section)
    yield "breadcrumbs", known(" > ".join(article.breadcrumbs))
    yield "tags", known(", ".join(article.tags))
    yield "facts", known(article.facts_heading, *article.facts)
    kinds = Counter(block.kind.replace("_", " ") for block in article.body)
    words = len(article.text.split())
    body = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    yield "body", known(f"{words:,} words in {body}" if body else None)
    yield "images", [_joined(image.url, image.caption, image.credit) for image in article.images]
    yield "related", [_joined(link.group, link.title, link.url) for link in article.related]
    yield "reading_minutes", known(article.reading_minutes)
    yield "comment_count", known(article.comment_count)
    yield "canonical_url", known(article.canonical_url)
    yield "description", known(article.description)
    yield "notes", list(article.notes)


def _joined(*values: str | None) -> str:
    return " · ".join(value for value in values if value)
