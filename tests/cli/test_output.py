"""Standard output and error that are full, closed, or in another encoding."""

from __future__ import annotations

import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from scraper.article import Article
from scraper.stages import UrlRecord
from scraper.store import Store

SCRAPER = f"{shlex.quote(sys.executable)} -c 'from scraper.cli import main; main()'"
COMMANDS = (
    "--help",
    "query",
    "query latest",
    "query latest --format table",
    "status",
    "search bridge",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a database of one article."""
    folder = tmp_path_factory.mktemp("output")
    url = "https://harbour.test/bridge"
    with Store.open(folder / "articles.db") as store:
        looked_at = UrlRecord(url=url, state="ok", last_fetch=datetime(2026, 3, 1, tzinfo=UTC))
        store.save(Article(url=url, title="The bridge"), looked_at)
    return folder


def shell(
    command: str, folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a line of shell; `$SCRAPER` is the program."""
    return subprocess.run(
        ["bash", "-c", command.replace("$SCRAPER", SCRAPER)],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )


def in_database(command: str) -> str:
    return command if command in ("--help", "query") else f"{command} -d articles.db"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_behind_standard_output_is_one_line(folder: Path, command: str) -> None:
    done = shell(f"$SCRAPER {in_database(command)} > /dev/full", folder)
    said = "scraper: standard output: No space left on device"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (1, said)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_who_goes_away_is_no_failure(folder: Path, command: str) -> None:
    done = shell(f"$SCRAPER {in_database(command)} | true; exit ${{PIPESTATUS[0]}}", folder)
    assert done.returncode == 0
    assert "rror" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_standard_output_is_no_failure(folder: Path, command: str) -> None:
    assert shell(f"$SCRAPER {in_database(command)} >&-", folder).returncode == 0


def test_data_is_utf_8_in_any_locale(folder: Path) -> None:
    (folder / "quotes.sql").write_text("SELECT '“Łódź”' AS text;\n", encoding="utf-8")
    command = "$SCRAPER query quotes.sql -d articles.db"
    done = shell(command, folder, {"PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, done.stdout) == (0, "text\n“Łódź”\n")


def test_names_of_files_may_be_any_bytes(folder: Path) -> None:
    copy = os.fsdecode(b"\xff?#%41.db")
    done = subprocess.run(
        ["bash", "-c", f'{SCRAPER} backup "$0" -d articles.db', copy],
        cwd=folder,
        capture_output=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, b"\xff?#%41.db\n")
    with Store.open(folder / copy) as store:
        assert store.status().path.endswith("/\ufffd?#%41.db")
    with Store.open(Path(f"/{folder}/articles.db"), readonly=True) as store:  # two slashes
        assert store.status().articles == 1


def test_output_does_not_replace_the_database(folder: Path) -> None:
    (folder / "page.html").write_text("<h1>A page</h1>")
    (folder / "link.db").symlink_to("articles.db")
    for command in ("export", "export --format csv", "inspect page.html"):
        done = shell(f"$SCRAPER {command} -o link.db -d articles.db", folder)
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert "link.db: is the database itself; name another file" in done.stderr


def on_terminal(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What a command writes where standard output is a terminal."""
    terminal = f"{shlex.quote(sys.executable)} -c 'import pty, sys; pty.spawn(sys.argv[1:])'"
    line = f"{terminal} $SCRAPER {command} -d articles.db < /dev/null"
    return shell(line, folder, {"TERM": "xterm", **environment}).stdout


def test_colours_can_be_refused(folder: Path) -> None:
    assert "\x1b[" in on_terminal("search bridge", folder, {"NO_COLOR": ""})
    assert "\x1b[" not in on_terminal("search bridge", folder, {"NO_COLOR": "1"})


def test_a_page_cannot_steer_the_terminal(folder: Path) -> None:
    words = "<p>Lamps hang \x1b]0;mine\x07 over the quay\x9b31m, and gulls sit on them all day.</p>"
    page = f"<title>Lamps</title><article><h1>Lamps</h1>{words * 9}</article>"
    (folder / "lamps.html").write_text(page, encoding="utf-8")
    for form in ("text", "markdown", "html", "json"):
        command = f"extract lamps.html --format {form}"
        shown = on_terminal(command, folder, {})
        assert "over the quay" in shown
        assert not set("\x1b\x07\x9b") & set(shown)
    assert "\x1b]0;mine" in shell("$SCRAPER extract lamps.html --format text", folder).stdout


def test_a_narrow_terminal_hides_no_column_of_the_status(folder: Path) -> None:
    shown = on_terminal("status", folder, {"COLUMNS": "30"})
    heading = next(line for line in shown.splitlines() if "next look" in line)
    assert click.unstyle(heading).split()[:2] == ["source", "articles"]


@pytest.mark.parametrize(
    ("options", "log"),
    [
        ("", "2>/dev/full"),
        ("", "2>&-"),
        ("--verbose", "2> >(true)"),
        ("--log-format json", "2>/dev/full"),
    ],
)
def test_a_run_works_where_its_log_cannot_be_written(config: Path, options: str, log: str) -> None:
    done = shell(f"$SCRAPER run {options} {log}", config.parent)
    assert done.returncode == 0
    connection = sqlite3.connect(config.parent / "articles.db")
    assert connection.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    connection.close()


def test_where_no_process_can_be_started_one_line_says_so(config: Path) -> None:
    assert shell("$SCRAPER run", config.parent).returncode == 0
    long = config.parent / ("x" * 100)  # a socket's name is shorter
    long.mkdir()
    for command in ("reextract -d articles.db", "run"):
        done = shell(f"$SCRAPER {command}", config.parent, {"TMPDIR": str(long)})
        assert done.returncode == 1
        assert done.stderr.startswith("scraper: no pages can be read: ")
        assert done.stderr.endswith("; set TMPDIR to a directory with a short name\n")
        assert done.stderr.count("\n") == 1
        for file in config.parent.glob("articles.db*"):
            file.unlink()


def test_only_what_cannot_be_written_is_blamed_on_standard_output(config: Path) -> None:
    done = shell("mkdir gone; cd gone; rmdir ../gone; $SCRAPER run ../scraper.toml", config.parent)
    assert done.returncode == 1
    assert done.stderr.endswith("scraper: No such file or directory\n")
