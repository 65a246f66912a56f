"""docs/cron.md is run: every command in it works, in the order in which it stands there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch
from pathlib import Path

import pytest

from scraper.config import load
from tests.newsroom import Item, Newsroom

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
GUIDE = (ROOT / "docs" / "cron.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HOSTS = ("news.example", "paper.example")


def blocks(language: str) -> list[str]:
    return [text for found, text in FENCE.findall(GUIDE) if found == language]


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"PATH={shlex.quote(str(BIN))}:$PATH"
    return subprocess.run(
        ["sh", "-e", "-c", f"{path}\n{command}"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    """The two sites of the guide."""
    published = datetime.now(UTC) - timedelta(hours=2)
    with Newsroom(*HOSTS) as room:
        for host in HOSTS:
            room.article("/bridge", f"The bridge of {host} and its people", host=host)
            room.feed(
                "/feed/", [Item(path="/bridge", title="Bridge", published=published)], host=host
            )
            page = "<!doctype html><html><head><title>Front</title></head><body></body></html>"
            room.put("/", page, host=host)
        yield room


@pytest.fixture(scope="module")
def folder(room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory whose scraper.toml says only how the guide's sites are reached from here."""
    folder = tmp_path_factory.mktemp("guide")
    config = room.config(folder, "")
    config.write_text(config.read_text().replace('database = "articles.db"\n', ""))
    return folder


def test_every_command_of_the_guide_works(room: Newsroom, folder: Path) -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) == 18
    outputs = {}
    for command in commands:
        here = command
        for host in HOSTS:
            here = here.replace(f"https://{host}", room.url("", host))
        if command.startswith("cp "):  # the copy of last week is there too
            (folder / "backups" / "articles-20260101T000000Z.db").write_text("of last week")
        done = shell(here, folder)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        outputs[command] = done.stdout + done.stderr
    assert [source.name for source in load(folder / "scraper.toml").sources] == [
        "news.example",
        "paper",
    ]
    assert "2 of 2 sources are fine" in outputs["scraper check"]
    assert "2 pages would be fetched" in outputs["scraper run --dry-run"]
    assert "2 new" in outputs["scraper run"]
    assert (folder / "scraper.prom").read_text().startswith("# HELP scraper_last_run")
    assert "0 articles published before" in outputs["scraper prune --older-than 730d"]
    assert "2 pages read anew, 0 records improved, 0 failed" in outputs["scraper reextract"]


def test_the_crontab_line_runs_as_cron_would_run_it(room: Newsroom, tmp_path: Path) -> None:
    feed = room.url("/feed/", "news.example")
    room.config(tmp_path, f'[[source]]\nname = "it\'s 100%"\nfeed = "{feed}"\n')
    line = shell("scraper schedule cron", tmp_path).stdout
    command = line.split(maxsplit=5)[5].replace(r"\%", "%")
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "scraper: 1 new, " in (tmp_path / "scraper.log").read_text()


def test_settings_in_the_guide_are_valid(tmp_path: Path) -> None:
    for text in blocks("toml"):
        path = tmp_path / "scraper.toml"
        path.write_text(text)
        assert load(path).run.healthcheck_url == "https://hc.example/ping/0b7f"


def test_the_summary_line_is_what_a_run_writes() -> None:
    from collections import Counter

    from scraper.summary import SourceCounts, Summary

    began = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    busy = SourceCounts(
        counts=Counter(new=12, changed=1, unchanged=1, not_modified=2, failed=1),
        errors=Counter(gone=1),
    )
    others = {str(number): SourceCounts() for number in range(3)}
    summary = Summary(
        run_id=1,
        started=began,
        ended=began + timedelta(seconds=21.3),
        sources={"busy": busy, **others},
    )
    assert f"scraper: {summary.line()}\n" in GUIDE


def test_the_container_gets_all_it_needs_and_no_more(tmp_path: Path) -> None:
    recipe = (ROOT / "Containerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", recipe, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    ignored = (ROOT / ".containerignore").read_text().split()
    let_in = [pattern[1:] for pattern in ignored if pattern.startswith("!")]
    for name in names:
        assert (ROOT / name).exists()
        assert any(fnmatch(name, pattern) for pattern in let_in)
    context = tmp_path / "context"
    context.mkdir()
    for name in names:
        (context / name).symlink_to(ROOT / name)
    built = shell(f"pip wheel -q --no-deps --no-build-isolation -w {tmp_path} {context}", tmp_path)
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    assert {"scraper/cli/run.py", "scraper/store/migrations/0001_articles.sql"} <= inside
    assert not any(name.startswith(("tests/", "fixtures/")) for name in inside)
