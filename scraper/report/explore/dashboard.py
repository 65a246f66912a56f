"""The dashboard: what the charts on the first page show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from datasette import hookimpl
from markupsafe import Markup

from scraper.report.explore.charts import Bar, bars, columns

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.database import Database

_COLUMNS = 60  # days, weeks or months, up to the latest article
_ENOUGH = 0.5  # of the columns must hold articles, else longer spans are taken
_SITES = 7  # shown by name; the others together


@hookimpl
def extra_template_vars(
    template: str | None, datasette: Datasette
) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
    """Numbers and charts, for the first page only."""
    if template != "index.html":
        return {}

    async def values() -> dict[str, Any]:
        from scraper.report.explore import DATABASE

        database = datasette.get_database(DATABASE)
        return {"numbers": await _numbers(database), "charts": await _charts(database)}

    return values


@hookimpl
def menu_links() -> list[dict[str, str]]:
    """The dashboard in the menu of every page."""
    return [
        {"href": "/", "label": "Dashboard"},
        {"href": "/articles", "label": "Tables, questions"},
    ]


async def _rows(database: Database, sql: str, **values: Any) -> list[Any]:
    found = await database.execute(sql, values, custom_time_limit=10_000)
    return list(found.rows)


async def _numbers(database: Database) -> list[tuple[str, int, str]]:
    (row,) = await _rows(database, _NUMBERS)
    return [
        ("articles", row["articles"], "/articles/v_articles"),
        ("sites", row["sites"], "/articles/sites"),
        ("key facts", row["facts"], "/articles/v_facts"),
        ("authors", row["authors"], "/articles/v_author_output"),
        ("links between articles", row["links"], "/articles/v_related_graph"),
        ("changes seen", row["changes"], "/articles/v_headlines"),
        ("addresses that fail", row["failing"], "/articles/urls?error_kind__notblank=1"),
    ]


_NUMBERS = """
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(*) FROM sites) AS sites,
    (SELECT sum(fact_count) FROM articles INDEXED BY articles_day) AS facts,
    (SELECT count(*) FROM authors) AS authors,
    (SELECT count(*) FROM related_links WHERE target_id IS NOT NULL) AS links,
    (SELECT count(*) FROM revisions WHERE cause = 'change') AS changes,
    (SELECT count(*) FROM urls WHERE error_kind IS NOT NULL) AS failing
"""


async def _charts(database: Database) -> list[Markup]:
    return [
        await _articles_over_time(database),
        await _bars(database, "Sections", "articles", _SECTIONS, "v_articles?section="),
        await _facts_per_article(database),
        await _bars(database, "Most linked articles", "links from others", _LINKED, "articles/"),
        await _bars(
            database,
            "Authors with most articles",
            "articles",
            _AUTHORS,
            "article_authors?author_id=",
        ),
        await _bars(database, "What fails", "addresses", _FAILURES, "urls?error_kind="),
        await _bars(database, "Sites that texts link to", "links", _CITED, "links?site="),
    ]


async def _articles_over_time(database: Database) -> Markup:
    """By day where articles come most days, else by week or month."""
    unit, rows = "day", await _rows(database, _OVER_TIME["day"], columns=_COLUMNS)
    for longer in ("week", "month"):
        if len({row["start"] for row in rows}) < _COLUMNS * _ENOUGH:
            unit, rows = longer, await _rows(database, _OVER_TIME[longer], columns=_COLUMNS)
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["site"]] = totals.get(row["site"], 0) + row["articles"]
    named = sorted(totals, key=lambda site: (-totals[site], site))[:_SITES]
    starts = [row["start"] for row in rows]
    labels = _labels(unit, min(starts, default=""), max(starts, default=""))
    place = {label: number for number, label in enumerate(labels)}
    series = {name: [0] * len(labels) for name in named}
    if len(totals) > len(named):
        series["other"] = [0] * len(labels)
    for row in rows:
        if row["start"] in place:
            name = row["site"] if row["site"] in series else "other"
            series[name][place[row["start"]]] += row["articles"]
    shown = [label[:7] if unit == "month" else label for label in labels]
    return columns(f"Articles a {unit}, by site", shown, series, wide=True)


def _labels(unit: str, first: str, last: str) -> list[str]:
    """The starts of the columns from the one at `first` to the one at `last`."""
    if not last:
        return []
    day = date.fromisoformat(last)
    found: list[str] = []
    while day.isoformat() >= first and len(found) < _COLUMNS:
        found.append(day.isoformat())
        day -= timedelta(days=7 if unit == "week" else 1)
        if unit == "month":
            day = day.replace(day=1)
    return found[::-1]


# Days in the future are mistakes of the pages.
_OVER_TIME = {
    "day": """
SELECT published_day AS start, site, count(*) AS articles FROM articles
WHERE published_day > (
    SELECT date(max(published_day), '-' || :columns || ' days') FROM articles
    WHERE published_day <= date('now', '+1 day')
) AND published_day <= date('now', '+1 day')
GROUP BY published_day, site
""",
    "week": """
SELECT date(published_day, 'weekday 0', '-6 days') AS start, site, count(*) AS articles
FROM articles
WHERE published_day > (
    SELECT date(max(published_day), '-' || (7 * :columns - 7) || ' days') FROM articles
    WHERE published_day <= date('now', '+1 day')
) AND published_day <= date('now', '+1 day')
GROUP BY start, site
""",
    "month": """
SELECT date(published_day, 'start of month') AS start, site, count(*) AS articles
FROM articles
WHERE published_day > (
    SELECT date(max(published_day), '-' || (:columns - 1) || ' months') FROM articles
    WHERE published_day <= date('now', '+1 day')
) AND published_day <= date('now', '+1 day')
GROUP BY start, site
""",
}


async def _facts_per_article(database: Database) -> Markup:
    rows = await _rows(database, _FACTS)
    if not rows:
        return columns("Key facts per article", [], {})
    counts = {row["facts"]: row["articles"] for row in rows}
    labels = [str(number) for number in range(max(counts) + 1)]
    if labels[-1] == "10":
        labels[-1] = "10 +"
    return columns(
        "Key facts per article, of those with a box",
        labels[1:],
        {"articles": [counts.get(number, 0) for number in range(1, len(labels))]},
    )


_FACTS = """
SELECT min(fact_count, 10) AS facts, count(*) AS articles FROM articles INDEXED BY articles_day
WHERE fact_count > 0 GROUP BY 1
"""


async def _bars(database: Database, title: str, unit: str, sql: str, page: str) -> Markup:
    rows = await _rows(database, sql)
    return bars(
        title,
        [
            Bar(
                label=row["label"],
                value=row["value"],
                href=f"/articles/{page}{quote(str(row['key']), safe='')}",
            )
            for row in rows
        ],
        unit,
    )


_SECTIONS = """
SELECT section AS key, section AS label, count(*) AS value
FROM articles WHERE section IS NOT NULL GROUP BY section ORDER BY value DESC, label LIMIT 12
"""
_LINKED = """
SELECT a.id AS key, coalesce(a.title, a.url) AS label, t.links AS value
FROM (
    SELECT target_id, count(*) AS links FROM related_links
    WHERE target_id IS NOT NULL GROUP BY target_id ORDER BY links DESC, target_id LIMIT 10
) AS t JOIN articles AS a ON a.id = t.target_id ORDER BY value DESC, label
"""
_AUTHORS = """
SELECT au.id AS key, au.name AS label, t.articles AS value
FROM (
    SELECT author_id, count(*) AS articles FROM article_authors
    GROUP BY author_id ORDER BY articles DESC, author_id LIMIT 10
) AS t JOIN authors AS au ON au.id = t.author_id ORDER BY value DESC, label
"""
_FAILURES = """
SELECT error_kind AS key, error_kind AS label, count(*) AS value
FROM urls WHERE error_kind IS NOT NULL GROUP BY error_kind ORDER BY value DESC, label LIMIT 10
"""
_CITED = """
SELECT site AS key, site AS label, count(*) AS value
FROM links GROUP BY site ORDER BY value DESC, label LIMIT 10
"""
