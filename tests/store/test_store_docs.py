"""The data dictionary, its diagram and the cookbook say what the schema and the program do."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from docs import build
from scraper.store import Store
from scraper.store.describe import column_comments, describe
from scraper.store.questions import Question, questions


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("docs") / "articles.db"
    build.fill(path)
    return path


def test_the_documents_are_what_the_program_would_write_now(database: Path) -> None:
    for name, text in build.documents(database).items():
        behind = f"docs/{name} is behind: run `python -m docs.build`"
        assert (build.DOCS / name).read_text(encoding="utf-8") == text, behind


def test_every_table_view_and_column_is_explained(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        relations = describe(connection)
    assert {"articles", "facts", "urls", "v_articles", "articles_fts"} <= {
        r.name for r in relations
    }
    shown = [relation for relation in relations if not relation.name.endswith("_content")]
    assert [relation.name for relation in shown if not relation.comment] == []
    silent = [
        f"{relation.name}.{column.name}"
        for relation in shown
        for column in relation.columns
        if not column.comment and not column.references
    ]
    assert silent == []


def test_the_diagram_shows_every_foreign_key_and_no_other(database: Path) -> None:
    text = (build.DOCS / "database.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r'^    (\w+) \|\|--o\{ (\w+) : "(\w+)"$', text, re.MULTILINE))
    with closing(sqlite3.connect(database)) as connection:
        keys = connection.execute(
            'SELECT k."table", t.name, k."from" FROM sqlite_schema AS t, '
            "pragma_foreign_key_list(t.name) AS k WHERE t.type = 'table'"
        )
        assert drawn == set(keys)
    assert len(drawn) > 20


def test_comments_are_read_from_beside_and_below_a_column() -> None:
    table = (
        "CREATE TABLE t (  -- a table\n    one TEXT,  -- first\n"
        "    two INTEGER CHECK (two IN (0, 1)),\n    -- second\n    -- goes on\n"
        "    PRIMARY KEY (one)\n) STRICT"
    )
    assert column_comments(table) == {"one": "first", "two": "second goes on"}


def test_there_are_at_least_twenty_five_questions_with_titles_and_names() -> None:
    asked = questions()
    assert len(asked) >= 25
    for question in asked:
        assert question.title.endswith("?")
        assert re.fullmatch(r"[a-z-]+", question.name)
        assert all(parameter.description for parameter in question.parameters)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_every_question_has_an_answer_on_the_demos_articles(
    database: Path, question: Question
) -> None:
    with Store.open(database, readonly=True) as store:
        columns, rows = store.select(question.sql, question.bind({}))
        answer = list(rows)
    assert answer != []
    assert len(set(columns)) == len(columns)


def test_the_recipe_for_duckdb_runs(database: Path, tmp_path: Path) -> None:
    text = (build.DOCS / "recipes.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^scraper (export .*parquet)$", text, re.MULTILINE)
    (code,) = re.findall(r"```python\n(import duckdb\n.*?)```", text, re.DOTALL)
    scraper = Path(sys.executable).with_name("scraper")
    arguments = [*command.split(), "--database", str(database)]
    subprocess.run([scraper, *arguments], cwd=tmp_path, capture_output=True, check=True, timeout=60)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert "Cost" in done.stdout


def test_the_sql_in_the_recipes_runs(database: Path) -> None:
    text = (build.DOCS / "recipes.md").read_text(encoding="utf-8")
    statements = re.findall(r'"(SELECT [^"]*)"', text)
    with Store.open(database, readonly=True) as store:
        answers = [list(store.rows(sql)) for sql in statements]
    assert len(answers) == 2
    assert all(answers)
