"""`scraper export --format parquet`: what another program reads from the file."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
from harbour import harbour_week, looked_at, tidal
from library import articles

from scraper.article import Article
from scraper.store import Store
from scraper.store.parquet import COLUMNS, GROUP, write_parquet

SCRAPER = Path(sys.executable).with_name("scraper")


def rows(file: Path) -> list[dict[str, Any]]:
    found = duckdb.execute("SELECT * FROM read_parquet(?)", [str(file)])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_a_record_is_there_with_its_types_and_lists(tmp_path: Path) -> None:
    file = tmp_path / "it's all.parquet"
    assert write_parquet([tidal()], file) == 1
    (row,) = rows(file)
    assert list(row) == list(COLUMNS)
    assert row["published"] == datetime(2026, 2, 27, 8, 30, tzinfo=UTC)
    assert (row["published_day"], row["modified"]) == (date(2026, 2, 27), None)
    assert row["modified_day"] == date(2026, 2, 28)
    assert row["site"] == "harbourpost.test"
    assert row["tags"] == ["Tides", "Engineering"]
    assert [author["name"] for author in row["authors"]] == ["Mairi Élan", "Piotr Nowak"]
    assert row["authors"][0]["links"] == ["https://social.test/@mairi"]
    assert row["facts"][1] == {"label": None, "text": "Repairs are planned for May."}
    assert [block["kind"] for block in row["body"]] == ["heading", "paragraph", "list_item"]
    assert row["related"][0]["published"] == date(2026, 1, 5)
    assert row["sources"] == {"title": "json-ld", "published": "meta"}
    assert (row["is_article"], row["confidence"], row["comment_count"]) == (True, 0.93, 0)


def test_every_field_of_a_record_has_a_column() -> None:
    assert set(Article.__struct_fields__) - set(COLUMNS) == {"regions"}


@pytest.mark.parametrize(
    ("published", "time", "day"),
    [
        (datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=2))), 22, "2025-12-31"),
        (datetime(2026, 1, 1, 7, 0), 7, "2026-01-01"),
        (date(1, 1, 1), None, "0001-01-01"),
        (None, None, None),
    ],
)
def test_times_are_in_utc_and_days_stay_days(
    published: date | None, time: int | None, day: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "articles.parquet"
    write_parquet([msgspec.structs.replace(tidal(), published=published)], file)
    (row,) = rows(file)
    assert (row["published"] and row["published"].astimezone(UTC).hour) == time
    assert (row["published_day"] and row["published_day"].isoformat()) == day


def test_any_text_comes_back_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "notes [2026] *"
    folder.mkdir()
    title = 'a\0b "quoted" \\ \u2028 潮'
    write_parquet([Article(url="https://x.test/", title=title)], folder / "articles.parquet")
    assert (folder / "articles.parquet").read_bytes()[:4] == b"PAR1"
    (folder / "articles.parquet").rename(tmp_path / "plain.parquet")
    assert rows(tmp_path / "plain.parquet")[0]["title"] == title


def test_many_articles_are_written_in_groups_of_rows(tmp_path: Path) -> None:
    file = tmp_path / "articles.parquet"
    assert write_parquet((tidal() for _ in range(GROUP + 1)), file) == GROUP + 1
    counted = "SELECT count(DISTINCT row_group_id) FROM parquet_metadata(?)"
    assert duckdb.execute(counted, [str(file)]).fetchall() == [(2,)]


def test_a_record_larger_than_what_duckdb_takes_by_itself_is_written(tmp_path: Path) -> None:
    file = tmp_path / "articles.parquet"
    large = msgspec.structs.replace(tidal(), description="x" * 20_000_000)
    write_parquet([large, *articles(0, 3)], file)
    assert [len(row["description"]) > 10**7 for row in rows(file)] == [True, False, False, False]


def test_the_command_filters_as_for_other_formats_and_leaves_nothing_else(
    path: Path, tmp_path: Path
) -> None:
    with Store.open(path) as store:
        for article in harbour_week():
            store.save(article, looked_at(article.url))
    target = tmp_path / "out" / "articles.parquet"
    target.parent.mkdir()
    target.write_text("an earlier export")
    done = subprocess.run(
        [SCRAPER, "export", "-d", path, "--format", "parquet", "--language", "en", "-o", target],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "3 articles written\n")
    assert [row["title"] for row in rows(target)][:1] == ["Tidal turbine passes its first winter"]
    assert list(target.parent.iterdir()) == [target]


def test_without_duckdb_one_line_says_what_to_install(path: Path, tmp_path: Path) -> None:
    Store.open(path).close()
    script = "import sys; sys.modules['duckdb'] = None; from scraper.cli import main; main()"
    arguments = ["export", "-d", path, "--format", "parquet", "-o", tmp_path / "x.parquet"]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pip install 'scraper[parquet]'" in done.stderr
