"""`scraper search` and `scraper export`, as typed."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from harbour import looked_at, tidal

from scraper.article import Article
from scraper.store import Store
from scraper.store.folder import file_name

SCRAPER = Path(sys.executable).with_name("scraper")


@pytest.fixture
def database(path: Path) -> Path:
    with Store.open(path) as store:
        for number in range(3):
            article = tidal(f"https://harbour.test/{number}")
            store.save(article, looked_at(article.url))
    return path


def scraper(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRAPER, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_search_prints_headline_byline_snippet_and_address(database: Path) -> None:
    done = scraper("search", "--database", database, "storm", "--limit", "1")
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "Tidal turbine passes its first winter",
        "  harbour.test · 2026-02-27 · Mairi Élan, Piotr Nowak",
        "  A quiet machine The rotor turned through every storm of the season. No blade was lost.",
        "  https://harbour.test/2",
    ]


def test_search_for_programs_prints_one_object_a_line(database: Path) -> None:
    done = scraper("search", "-d", database, "--format", "ndjson", "storm")
    hits = [json.loads(line) for line in done.stdout.splitlines()]
    assert [hit["id"] for hit in hits] == [3, 2, 1]
    assert "every [storm] of" in hits[0]["snippet"]


def test_a_search_without_result_says_so_on_standard_error(database: Path) -> None:
    done = scraper("search", "-d", database, "moonshine")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "scraper: no stored article holds that\n"


def test_a_title_cannot_command_the_terminal(path: Path) -> None:
    article = Article(url="https://harbour.test/1", title="Red \x1b[31malert\x07\nnow")
    with Store.open(path) as store:
        store.save(article, looked_at(article.url))
    done = scraper("search", "-d", path, "now")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "Red �[31malert� now"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["search", "x", "--since", "yesterday"], 2, "'yesterday' is not a day; write it as"),
        (["search"], 2, "Missing argument 'WORDS...'"),
        (["search", "-d", "nowhere.db", "x"], 1, "nowhere.db: no such database"),
        (["search", "-d", "DATABASE", "***"], 3, "nothing to search for"),
        (["export", "-d", "nowhere.db"], 1, "nowhere.db: no such database"),
        (["export", "-d", "DATABASE", "-o", "/nowhere/x"], 3, "/nowhere/x: No such file"),
        (["export", "-d", "DATABASE", "--format", "markdown"], 2, "name it with --output"),
        (
            ["export", "-d", "DATABASE", "--format", "markdown", "-o", "DATABASE"],
            3,
            "is the database itself",
        ),
        (["export", "--format", "xls"], 2, "'xls' is not one of 'csv', 'ndjson', 'parquet'"),
        (["export", "-d", "DATABASE", "--format", "parquet"], 2, "name it with --output"),
        (["export", "-d", "DATABASE", "--format", "parquet", "-o", "/nowhere/x"], 3, "No such"),
        (["export", "-d", "DATABASE", "--format", "parquet", "-o", "/"], 3, "somewhere else"),
    ],
)
def test_wrong_input_gives_a_clear_line_and_the_documented_code(
    database: Path, arguments: list[str], code: int, words: str
) -> None:
    done = scraper(*[database if a == "DATABASE" else a for a in arguments])
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_exported_ndjson_makes_the_records_again(database: Path) -> None:
    done = scraper("export", "-d", database)
    articles = [Article.from_dict(json.loads(line)) for line in done.stdout.splitlines()]
    assert articles == [tidal(f"https://harbour.test/{number}") for number in (2, 1, 0)]
    assert done.stderr == "3 articles written\n"


def test_exported_csv_has_one_row_an_article(database: Path, tmp_path: Path) -> None:
    output = tmp_path / "articles.csv"
    done = scraper("export", "-d", database, "--format", "csv", "--limit", "2", "-o", output)
    assert (done.returncode, done.stdout) == (0, "")
    rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
    assert [row["url"] for row in rows] == ["https://harbour.test/2", "https://harbour.test/1"]
    assert rows[0]["authors"] == "Mairi Élan; Piotr Nowak"
    assert rows[0]["facts"].splitlines() == [
        "Output: The turbine fed 1.2 megawatts into the grid.",
        "Repairs are planned for May.",
    ]
    assert rows[0]["text"] == tidal().text
    assert (rows[0]["published"], rows[0]["modified"]) == ("2026-02-27T08:30:00Z", "2026-02-28")


def test_export_is_narrowed_by_the_same_options_as_search(database: Path) -> None:
    for arguments, count in (
        (("--site", "harbour.test"), 3),
        (("--site", "other.test"), 0),
        (("--tag", "tides", "--author", "piotr nowak"), 3),
        (("--since", "2026-02-28"), 0),
        (("--until", "2026-02-27", "--limit", "1"), 1),
    ):
        done = scraper("export", "-d", database, *arguments)
        assert len(done.stdout.splitlines()) == count


def test_a_reader_that_stops_early_is_no_error(database: Path) -> None:
    with subprocess.Popen(
        [SCRAPER, "export", "-d", str(database)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_exported_markdown_is_one_file_an_article_with_front_matter(
    database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "notes"
    for _ in range(2):
        done = scraper("export", "-d", database, "--format", "markdown", "-o", folder)
        assert (done.returncode, done.stdout) == (0, "")
    files = sorted(folder.rglob("*.md"))
    assert [file.relative_to(folder).as_posix().rpartition("-")[0] for file in files] == [
        "harbour.test/0",
        "harbour.test/1",
        "harbour.test/2",
    ]
    matter, _, text = files[0].read_text(encoding="utf-8").removeprefix("---\n").partition("---\n")
    assert yaml.safe_load(matter) == {
        "title": "Tidal turbine passes its first winter",
        "subtitle": "Divers found less wear than the builders had feared",
        "authors": ["Mairi Élan", "Piotr Nowak"],
        "published": "2026-02-27T08:30:00Z",
        "modified": "2026-02-28",
        "site": "Harbour Post",
        "section": "Energy",
        "tags": ["Tides", "Engineering"],
        "language": "en",
        "url": "https://harbour.test/0",
        "canonical_url": "https://harbour.test/0",
    }
    assert text.lstrip() == tidal("https://harbour.test/0").to_markdown()


def test_addresses_cannot_lead_an_export_out_of_its_folder() -> None:
    for url, name in {
        "https://harbour.test/a/../../../etc/passwd": "harbour.test/passwd",
        "https://../x": "unknown/x",
        "https://harbour.test/..%2f..%2fetc": "harbour.test/etc",
        "https://harbour.test/": "harbour.test/article",
        "https://minato.test/%E6%BD%AE/": "minato.test/潮",
        "file:///C:\\x\0y": "unknown/C-x-y",
        "https://harbour.test/long" + "g" * 300: "harbour.test/long" + "g" * 56,
    }.items():
        path = file_name(url)
        assert path.as_posix().rpartition("-")[0] == name
        assert len(path.parts) == 2
