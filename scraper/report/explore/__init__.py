"""The database in the browser: Datasette, read-only, with descriptions, questions and charts."""

from __future__ import annotations

from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup

from scraper.store.connection import connect
from scraper.store.describe import Relation, describe
from scraper.store.questions import Question, questions

if TYPE_CHECKING:
    from datasette.app import Datasette

DATABASE = "articles"  # name in addresses, whatever the file is called
_FACETS = {
    "articles": ["site", "section", "language"],
    "v_articles": ["site", "section", "language"],
    "v_facts": ["label"],
    "related_links": ["group_name"],
    "links": ["site"],
    "blocks": ["kind"],
    "urls": ["state", "source", "error_kind"],
    "fetches": ["outcome", "error_kind"],
    "v_daily": ["site"],
    "v_sections": ["site"],
    "v_related_graph": ["group_name"],
}
_NEWEST_FIRST = {
    "articles": "published",
    "v_articles": "published",
    "v_facts": "article_id",
    "v_daily": "day",
    "v_headlines": "changed",
    "v_author_output": "articles",
    "v_sections": "articles",
    "urls": "last_fetch",
    "fetches": "id",
    "runs": "id",
}


def application(path: Path) -> Datasette:
    """Datasette for one database file, which it opens read-only."""
    from datasette.app import Datasette
    from datasette.plugins import pm

    from scraper.report.explore import dashboard, searching
    from scraper.report.explore.file import ArticlesFile

    for plugin in (dashboard, searching):
        if not pm.is_registered(plugin):
            pm.register(plugin)
    # Where Rich is installed, a mistyped address would print pages of Python to the terminal.
    pm.get_plugin("datasette.handle_exception").rich = None
    with closing(connect(path, readonly=True)) as connection:
        metadata = describe_database(describe(connection))
    app = Datasette(
        [],
        metadata=metadata,
        template_dir=str(files("scraper.report.explore") / "templates"),
        static_mounts=[("look", str(files("scraper.report.explore") / "static"))],
        settings={
            "default_page_size": 50,
            "sql_time_limit_ms": 5000,
            "facet_time_limit_ms": 500,
            "default_facet_size": 8,
            "suggest_facets": False,
            "truncate_cells_html": 300,
            "allow_download": False,
        },
    )
    app.add_database(ArticlesFile(app, path=str(path), is_mutable=True), name=DATABASE)
    return app


def describe_database(relations: list[Relation]) -> dict[str, Any]:
    """Datasette's metadata: what every table, column and question is."""
    return {
        "title": "Articles",
        "extra_css_urls": ["/look/explore.css"],
        "databases": {
            DATABASE: {
                "description": "Articles with their facts, authors, tags and links; "
                "the views (v_...) answer everyday questions.",
                "tables": {relation.name: _table(relation) for relation in relations},
                "queries": {question.name: _query(question) for question in questions()},
            }
        },
    }


def _table(relation: Relation) -> dict[str, Any]:
    about: dict[str, Any] = {
        "description": relation.comment,
        "columns": {
            column.name: column.comment or f"→ {column.references}"
            for column in relation.columns
            if column.comment or column.references
        },
    }
    if relation.name in _FACETS:
        about["facets"] = _FACETS[relation.name]
    if relation.name in _NEWEST_FIRST:
        about["sort_desc"] = _NEWEST_FIRST[relation.name]
    if relation.name in ("articles", "v_articles", "related_links", "links", "images"):
        about["label_column"] = "title"
    if relation.name.endswith(("_queue", "_buckets", "_content")) or "_fts" in relation.name:
        about["hidden"] = True
    return about


def _query(question: Question) -> dict[str, Any]:
    lines = [
        Markup("<li><code>{}</code>: {}</li>").format(parameter.name, parameter.description)
        for parameter in question.parameters
    ]
    given = {parameter.name: parameter.default for parameter in question.parameters}
    example = Markup('<p><a href="?{}">An example</a></p>').format(urlencode(given))
    html = Markup("<ul>{}</ul>{}").format(Markup("").join(lines), example) if lines else Markup("")
    return {
        "title": question.title,
        "description_html": str(html),
        "sql": question.sql.rstrip(";"),
        "params": [parameter.name for parameter in question.parameters],
        "hide_sql": True,
    }
