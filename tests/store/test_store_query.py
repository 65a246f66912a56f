"""`scraper query`: saved questions, and questions in files of one's own."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from harbour import NOW, harbour_week, looked_at

from scraper.article import Article, Link
from scraper.errors import InputError
from scraper.stages import UrlRecord
from scraper.store import Store
from scraper.store.questions import find, questions, read

SCRAPER = Path(sys.executable).with_name("scraper")


@pytest.fixture
def database(path: Path) -> Path:
    with Store.open(path) as store:
        for article in harbour_week():
            store.save(article, looked_at(article.url))
    return path


def query(database: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRAPER, "query", *map(str, arguments), "-d", str(database)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_question_is_answered_as_csv_in_a_pipe(database: Path) -> None:
    done = query(database, "articles-by-author", "author=Piotr Nowak")
    assert done.stdout.splitlines() == [
        "day,title,section,words,url",
        "2026-02-27,Tidal turbine passes its first winter,Energy,16,"
        "https://www.harbourpost.test/energy/tidal-turbine/",
        "2026-01-05,Wave farm waits for a permit,Energy,9,"
        "https://www.harbourpost.test/energy/wave-farm/",
    ]


def test_a_question_is_answered_as_table_and_as_ndjson(database: Path) -> None:
    done = query(database, "fact-labels", "--format", "ndjson")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"label": "Output", "facts": 1}
    ]
    done = query(database, "fact-labels", "--format", "table")
    assert "│ Output │     1 │" in done.stdout
    assert done.stderr == "1 row\n"


def test_rows_can_be_limited(database: Path) -> None:
    assert len(query(database, "latest", "--limit", "2").stdout.splitlines()) == 3
    assert query(database, "latest", "--limit", str(2**63)).returncode == 2


def answer(store: Store, name: str) -> list[tuple[object, ...]]:
    return list(store.select(find(name).sql)[1])


def test_links_to_itself_lead_no_other_reader_to_an_article(store: Store) -> None:
    own, other = "https://harbour.test/own", "https://harbour.test/other"
    groups = ("Related", "Most read")
    for url, target in ((own, own), (other, own)):
        links = tuple(Link(url=target, title="Own", group=group) for group in groups)
        store.save(Article(url=url, title=url[-5:], related=links), looked_at(url))
    assert answer(store, "most-linked") == [(1, "t/own", "harbour.test", None)]
    assert answer(store, "dead-ends") == [(None, "harbour.test", "other")]
    store.save(Article(url=other, title="other"), looked_at(other))
    assert len(answer(store, "dead-ends")) == 2


def test_hours_are_counted_where_the_zone_is_known(store: Store) -> None:
    times = (datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 1, 21), date(2026, 3, 1))
    for number, published in enumerate(times):
        url = f"https://harbour.test/{number}"
        store.save(Article(url=url, title=url, published=published), looked_at(url))
    assert answer(store, "publishing-hours") == [("09:00", 1)]


def test_addresses_given_by_hand_have_a_most_frequent_error(store: Store) -> None:
    for number, kind in enumerate(("dns", "timeout", "timeout")):
        url = f"https://harbour.test/{number}"
        store.record(
            UrlRecord(url=url, state="failed", last_fetch=NOW, error_kind=kind, error=kind)
        )
    (row,) = store.rows("SELECT source, failed, main_error FROM v_source_health")
    assert row == {"source": None, "failed": 3, "main_error": "timeout"}


def test_all_questions_are_listed_with_their_parameters(database: Path) -> None:
    lines = query(database).stdout.splitlines()
    for question in questions():
        assert any(line.startswith(question.name) and question.title in line for line in lines)
    assert any("author=" in line for line in lines)


def test_a_question_of_ones_own_is_read_from_a_file(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text(
        "-- Which titles hold a word?\n-- :word = wave | the word\n"
        "SELECT title FROM articles WHERE title LIKE '%' || :word || '%' AND '12:30' <> ':x';\n"
    )
    assert query(database, file).stdout.splitlines() == ["title", "Wave farm waits for a permit"]
    assert query(database, file, "word=ferry").stdout.splitlines() == [
        "title",
        "Ferry gets a battery",
    ]
    assert query(database, file, "--sql").stdout.startswith("SELECT title FROM articles")


def test_a_question_cannot_change_the_database(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text("DELETE FROM articles")
    done = query(database, file)
    assert done.returncode == 1
    assert "read-only" in done.stderr
    with Store.open(database) as store:
        assert store.status().articles == 4


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nonsense"], 3, "no saved question 'nonsense'; `scraper query` lists them"),
        (["tags", "x=1"], 3, "tags: no parameter 'x'; there is: none"),
        (["tag-by-month", "Wind"], 2, "tag-by-month has the parameters: tag"),
        (["missing.sql"], 3, "missing.sql: No such file"),
        (["search", "words=AND"], 1, "syntax error near \"AND\" (in the question 'search')"),
    ],
)
def test_wrong_input_gives_a_clear_line(
    database: Path, arguments: list[str], code: int, words: str
) -> None:
    done = query(database, *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_what_looks_like_a_parameter_in_texts_and_comments_is_none() -> None:
    sql = "SELECT 'at :noon' AS \"a:b\" -- since :then\n/* or\n:later */ WHERE 1"
    assert read("mine", sql).parameters == ()


def test_a_question_written_on_windows_is_read(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_bytes(b"\xef\xbb\xbf-- What?\r\n-- :n = 3 | a number\r\nSELECT :n AS n;\r\n")
    assert query(database, file, "n=7").stdout == "n\n7\n"


def test_records_with_two_columns_of_one_name_are_refused(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.sql"
    file.write_text("SELECT title, url, title FROM articles")
    done = query(database, file, "--format", "ndjson")
    assert (done.returncode, done.stdout) == (3, "")
    assert "two columns are called 'title'; name one of them with AS" in done.stderr


def test_a_question_without_sql_or_with_an_undeclared_parameter_is_refused() -> None:
    with pytest.raises(InputError, match="holds no SQL"):
        read("mine", "-- Only a title?\n")
    with pytest.raises(InputError, match=":day has no value; declare it"):
        read("mine", "SELECT 1 WHERE 2 > :day")
