"""The part of requirements.lock that is needed to run the program, or to build it.

`python requirements.py run` and `python requirements.py build` print it, for `pip install -r`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

EXTRAS = ("explore", "parquet")  # what the container image has beyond the plain program


def wanted(project_file: str, purpose: str) -> set[str]:
    """Names of the packages that pyproject.toml asks for; `purpose`: "run" or "build"."""
    file = tomllib.loads(project_file)
    if purpose == "build":
        asked = file["build-system"]["requires"]
    else:
        extras = file["project"]["optional-dependencies"]
        asked = [*file["project"]["dependencies"], *chain(*(extras[name] for name in EXTRAS))]
    return set(re.findall(r"^[\w.-]+", "\n".join(asked), re.MULTILINE))


def part(lock: str, names: Iterable[str]) -> str:
    """The entries of `lock` for these packages and for all that they need in turn."""
    entries = [
        (entry.partition("==")[0], entry) for entry in re.split(r"\n(?=\w)", lock.strip())
    ]  # a name may have several, each for other versions of Python
    asked_by: dict[str, set[str]] = {}
    for name, entry in entries:
        askers = re.findall(r"^    #(?: via|  ) ([\w.-]+)$", entry, re.MULTILINE)
        asked_by.setdefault(name, set()).update(askers)
    needed = set(names)
    while more := {name for name, askers in asked_by.items() if askers & needed} - needed:
        needed |= more
    return "".join(f"{entry}\n" for name, entry in entries if name in needed)


if __name__ == "__main__":
    here = Path(__file__).parent
    names = wanted((here / "pyproject.toml").read_text("utf-8"), sys.argv[1])
    sys.stdout.write(part((here / "requirements.lock").read_text("utf-8"), names))
