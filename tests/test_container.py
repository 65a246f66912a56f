"""What the container image holds: all that the program needs to run, and nothing else."""

from __future__ import annotations

import contextlib
import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from requirements import EXTRAS, part, wanted

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text("utf-8")


def names(lock: str) -> set[str]:
    return set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))


def needed(name: str, extras: set[str], seen: set[tuple[str, str]]) -> set[str]:
    """What the packages installed here say that they need, on this machine."""
    found: set[str] = set()
    for line in requires(name) or ():
        requirement = Requirement(line)
        if requirement.marker and not any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        ):
            continue
        key = canonicalize_name(requirement.name)
        found.add(key)
        if (key, str(requirement.extras)) not in seen:
            seen.add((key, str(requirement.extras)))
            with contextlib.suppress(PackageNotFoundError):
                found |= needed(requirement.name, requirement.extras, seen)
    return found


def test_the_image_holds_what_the_program_needs() -> None:
    assert needed("scraper", set(EXTRAS), set()) <= names(part(LOCK, wanted(PROJECT, "run")))


def test_the_image_holds_nothing_of_development() -> None:
    run = names(part(LOCK, wanted(PROJECT, "run")))
    assert not run & {"pytest", "mypy", "ruff", "hatchling", "hypothesis", "coverage", "playwright"}
    assert {"hatchling", "pathspec"} <= names(part(LOCK, wanted(PROJECT, "build")))


def test_entries_of_the_lock_stay_whole_for_every_python() -> None:
    run = part(LOCK, wanted(PROJECT, "run"))
    for entry in re.split(r"\n(?=\w)", run.strip()):
        assert f"\n{entry}\n" in f"\n{LOCK}"
        assert "--hash=sha256:" in entry
    assert run.count("\nnumpy==") == LOCK.count("\nnumpy==")


def test_the_image_is_made_from_files_that_the_build_may_see() -> None:
    seen = {line[1:] for line in (ROOT / ".containerignore").read_text().split() if line[0] == "!"}
    copied = re.findall(
        r"^COPY (?!--)(.+) \S+$", (ROOT / "Containerfile").read_text(), re.MULTILINE
    )
    assert {name for line in copied for name in line.split()} == seen
    assert all((ROOT / name).exists() for name in seen)
