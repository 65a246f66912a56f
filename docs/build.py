"""Write the documents about the database: `python -m docs.build`.

`database.md` is made from the schema, `cookbook.md` from the saved questions and their answers
on a database filled with the demo's articles.  A test fails while they are behind.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from scraper.article import Article, Author, Block
from scraper.stages import Candidate, UrlRecord
from scraper.store import RunCounts, Store
from scraper.store.describe import Relation, describe
from scraper.store.questions import Question, questions

DOCS = Path(__file__).parent
RECORDS = DOCS.parent / "fixtures" / "expected"
START = datetime(2025, 11, 10, 6, 0, tzinfo=UTC)
ROWS = 6  # shown of an answer


def main() -> None:
    """Write all documents."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        fill(path)
        for name, text in documents(path).items():
            (DOCS / name).write_text(text, encoding="utf-8")


def documents(path: Path) -> dict[str, str]:
    """File name -> text, of every document made here."""
    with closing(sqlite3.connect(path)) as connection:
        relations = describe(connection)
    return {"database.md": dictionary(relations), "cookbook.md": cookbook(path)}


def fill(path: Path) -> None:
    """A database as two runs of the demo leave it, at fixed times.

    For the questions about copies and spellings, one article is taken over by another site
    under a misspelt name, with a link and a remark; for those about failures, one address fails.
    """
    with Store.open(path) as store:
        run = store.begin_run(START)
        for number, article in enumerate(_records("meridian", "talpost", "tribune")):
            _save(store, article, START + timedelta(seconds=number), run)
        _save(store, _taken_over(store), START + timedelta(minutes=1), run)
        failing = UrlRecord(
            url="http://talpost.localhost:8737/verschwunden.html",
            state="failed",
            source="talpost",
            last_fetch=START + timedelta(minutes=1),
            next_fetch=START + timedelta(hours=1),
            failures=1,
            error_kind="status",
            error="500 Internal Server Error",
        )
        store.record(failing, run)
        counts = RunCounts(found=38, added=38, fetched=38, new=37, failed=1)
        store.end_run(run, START + timedelta(minutes=2), counts)
        later = START + timedelta(hours=1)
        run = store.begin_run(later)
        for article in _records("revised"):
            _save(store, article, later, run)
        store.end_run(run, later + timedelta(seconds=3), RunCounts(found=38, fetched=1, changed=1))


def _records(*sites: str) -> list[Article]:
    found = []
    for site in sites:
        for file in sorted((RECORDS / site).glob("**/*.json")):
            record = json.loads(file.read_text(encoding="utf-8"))
            del record["promotion"]
            found.append(msgspec.structs.replace(Article.from_dict(record), confidence=0.9))
    return found


def _taken_over(store: Store) -> Article:
    origin = next(a for a in store.articles() if "Kelp Nursery" in (a.title or ""))
    lead = Block(
        kind="paragraph",
        text="This report appeared first in the Lantern Tribune.",
        html=f'This report appeared first in the <a href="{origin.url}">Lantern Tribune</a>.',
    )
    return msgspec.structs.replace(
        origin,
        url="http://meridian.localhost:8737/sea/kelp-nursery",
        canonical_url=None,
        title="Kelp nursery has doubled",
        authors=(Author(name="Nadia Ferreira Hold"),),
        facts=(),
        facts_heading=None,
        notes=("the byline says Nadia Ferreira Hold, the biography says Nadia Ferreira Holt",),
        body=(lead, *origin.body),
        related=(),
    )


def _save(store: Store, article: Article, at: datetime, run: int) -> None:
    url = str(article.url)
    source = url.removeprefix("http://").partition(".")[0]
    store.add_candidates([Candidate(url=url, source=source, found_in=f"{url[:30]}feed")], at)
    known = store.url(url)
    assert known is not None
    store.save(article, replace(known, state="ok", last_fetch=at, next_fetch=at), run)


def dictionary(relations: list[Relation]) -> str:
    """The data dictionary with its diagram."""
    parts = [DICTIONARY_HEAD, diagram(relations)]
    for kind, title in (("table", "Tables"), ("full-text index", "Search"), ("view", "Views")):
        parts.append(f"## {title}")
        parts += [
            _relation(relation)
            for relation in relations
            if relation.kind == kind and not relation.name.endswith("_content")
        ]
    return "\n\n".join(parts) + "\n"


DICTIONARY_HEAD = """# The database

One SQLite file, `data/articles.db` unless told otherwise. Made from the schema by
`python -m docs.build`; `sqlite3 data/articles.db .schema` shows the same comments.

Times are ISO 8601 text in UTC (`2025-11-10T06:00:00Z`), days `2025-11-10`; both sort as text.
`published` and `modified` are a bare day where the page names no time, and a time without `Z` where
it names no zone. Lists inside a column are JSON (`json_each` takes them apart). What to ask is in
the [cookbook](cookbook.md).

Reading never waits for a run that writes, and sees what was committed when the question began.
`database is locked` can happen only in the moments when the first program opens the file or the
last one closes it: SQLite then lets one of them alone make or remove the write-ahead log. Readers
that wait a little never see it: Python waits five seconds by itself; in the `sqlite3` shell, say
`.timeout 1000`. Open the file read-only (`sqlite3 -readonly`, `?mode=ro`). What was committed last
stands in the file `-wal` beside it, so copy the database with `scraper backup`.

With 200,000 articles (6 GB) the first page of every view and every question of the cookbook takes
less than 0.3 s, a search less than 0.1 s; only a phrase of words that stand in every article, or
the beginning of words in one or two letters (`k*`), takes longer. `make soak` measures it."""


def diagram(relations: list[Relation]) -> str:
    """Tables and what points where, as a Mermaid entity-relationship diagram."""
    lines = []
    for relation in relations:
        for column in relation.columns:
            if column.references is not None:
                target = column.references.partition(".")[0]
                lines.append(f'    {target} ||--o{{ {relation.name} : "{column.name}"')
    return "\n".join(("```mermaid", "erDiagram", *sorted(lines), "```"))


def _relation(relation: Relation) -> str:
    lines = [f"### {relation.name}", "", relation.comment[:1].upper() + relation.comment[1:] + "."]
    lines += ["", "| column | type | meaning |", "|---|---|---|"]
    for column in relation.columns:
        meaning = column.comment.replace("|", "\\|")
        if column.references is not None:
            meaning = (
                f"{meaning} (→ `{column.references}`)" if meaning else f"→ `{column.references}`"
            )
        key = " (key)" if column.is_key else ""
        lines.append(f"| `{column.name}`{key} | {column.type.lower()} | {meaning} |")
    return "\n".join(lines)


def cookbook(path: Path) -> str:
    """Every saved question with its SQL and what it answers."""
    parts = [COOKBOOK_HEAD]
    with Store.open(path, readonly=True) as store:
        parts += [_question(store, question) for question in questions()]
    return "\n\n".join(parts) + "\n"


COOKBOOK_HEAD = """# Cookbook

Questions with their SQL and what it answers on the demo's articles (at most six rows are shown).
Made by `python -m docs.build` from `scraper/store/saved/`.

`scraper query` lists the questions, `scraper query most-linked` answers one as a table (in a pipe:
as CSV, or with `--format ndjson`), `scraper query tag-by-month tag=Ferries` with another parameter,
and `scraper query mine.sql` one of your own. `scraper explore` has the same questions in the
browser; any SQLite client takes the SQL as it stands. Columns are explained in
[database.md](database.md)."""


def _question(store: Store, question: Question) -> str:
    columns, found = store.select(question.sql, question.bind({}))
    rows = list(found)
    lines = [f"## {question.title}", "", f"`scraper query {question.name}`", ""]
    if question.parameters:
        given = [f"- `{p.name}`: {p.description}; `{p.default}`" for p in question.parameters]
        lines += [*given, ""]
    lines += ["```sql", question.sql, "```", ""]
    if not rows:
        return "\n".join((*lines, "No rows on the demo's articles."))
    lines += [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows[:ROWS]]
    if len(rows) > ROWS:
        lines += ["", f"and {len(rows) - ROWS} more."]
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).replace("\n", " ").replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    main()
