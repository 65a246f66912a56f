"""README.md is run: every command and query in it works and gives the output it shows."""

from __future__ import annotations

import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """One fenced block of the README."""

    language: str
    text: str
    shown: str | None  # the output in the ```text block after it; None: there is none


def examples() -> Iterator[Example]:
    blocks = _FENCE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    for (language, text), following in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language != "text":
            shown = following[1] if following[0] == "text" else None
            yield Example(language, text, shown)


def of(language: str) -> list[Example]:
    return [example for example in examples() if example.language == language]


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the checkout after `make run`."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "fixtures").symlink_to(ROOT / "fixtures")
    recipe = re.search(r"^run:.*\n\t\$\(BIN\)/(.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert recipe
    shell(recipe[1], folder)
    return folder


def shell(command: str, folder: Path) -> str:
    path = f"PATH={shlex.quote(str(BIN))}:$PATH"
    done = subprocess.run(
        ["bash", "-c", f"{path}; {command}"], cwd=folder, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def commands() -> list[tuple[str, str]]:
    """Every `$ command` with the output shown below it."""
    found = []
    for example in of("console"):
        for part in re.split(r"^\$ ", example.text, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


@pytest.mark.parametrize(("command", "shown"), commands(), ids=[c for c, _ in commands()])
def test_a_command_prints_what_the_readme_shows(command: str, shown: str, workplace: Path) -> None:
    printed = shell(command, workplace)
    if shown:
        assert printed == shown
    elif ">" in command:
        assert (workplace / command.split(">")[1].strip()).stat().st_size > 1000


@pytest.mark.parametrize("example", of("sql"), ids=lambda example: example.text.split("\n")[0])
def test_a_query_gives_what_the_readme_shows(example: Example, workplace: Path) -> None:
    with closing(sqlite3.connect(workplace / "data/articles.db")) as connection:
        rows = connection.execute(example.text).fetchall()
    assert "".join("|".join(map(str, row)) + "\n" for row in rows) == example.shown


@pytest.mark.parametrize("example", of("python"))
def test_the_python_example_prints_what_the_readme_shows(example: Example, workplace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", example.text], cwd=workplace, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == (example.shown, "")


@pytest.mark.parametrize("example", of("toml"))
def test_the_configuration_example_is_valid(example: Example, tmp_path: Path) -> None:
    from scraper.config import load

    assert tomllib.loads(example.text)
    (tmp_path / "scraper.toml").write_text(example.text, encoding="utf-8")
    assert load(tmp_path / "scraper.toml").sources[0].name == "example"


def test_the_commands_that_are_not_run_here_exist() -> None:
    """`make` sets up and runs everything; the others need a site on the web."""
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for line in "".join(example.text for example in of("sh")).splitlines():
        words = shlex.split(line, comments=True)
        if words[0] == "make":
            assert words[1] in targets
        elif words[0] == "scraper":
            known = shell(f"scraper {words[1]} --help", ROOT)
            assert all(option in known for option in words[2:] if option.startswith("--"))
        else:
            assert words == ["source", ".venv/bin/activate"]


def test_the_files_that_the_readme_links_to_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
