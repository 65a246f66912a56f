"""Saved questions: SQL files with a title and parameters, the same for terminal, web and docs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from scraper.errors import InputError

_PARAMETER = re.compile(r":(\w+)\s*=\s*([^|]*?)\s*\|\s*(.*)")

# Texts, quoted names and comments, in which `:name` is no parameter.
_NOT_CODE = re.compile(r"""'[^']*'|"[^"]*"|--[^\n]*|/\*.*?\*/""", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One `:name` in the SQL of a question."""

    name: str
    default: str  # value where none is given
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One saved question."""

    name: str  # of its file, without .sql
    title: str  # the question in words
    sql: str  # without the comments at the top
    parameters: tuple[Parameter, ...] = field(default=())

    def bind(self, given: Mapping[str, str]) -> dict[str, str]:
        """Values for all parameters; raises InputError for one that the question does not have."""
        values = {parameter.name: parameter.default for parameter in self.parameters}
        for name, value in given.items():
            if name not in values:
                known = ", ".join(values) or "none"
                raise InputError(f"{self.name}: no parameter {name!r}; there is: {known}")
            values[name] = value
        return values


def read(name: str, text: str) -> Question:
    """A question from its file: `-- Title`, then `-- :name = default | what it is` lines, then SQL.

    Raises InputError where the file has no SQL, or uses a parameter that it does not declare.
    """
    title: list[str] = []
    parameters = []
    lines = text.strip().splitlines()
    while lines and lines[0].startswith("--"):
        comment = lines.pop(0).removeprefix("--").strip()
        match = _PARAMETER.fullmatch(comment)
        if match:
            parameters.append(
                Parameter(name=match[1], default=match[2], description=match[3].strip())
            )
        else:
            title.append(comment)
    sql = "\n".join(lines).strip()
    if not sql:
        raise InputError(f"{name}: holds no SQL")
    declared = {parameter.name for parameter in parameters}
    for used in re.findall(r"(?<![:\w]):([a-z]\w*)", _NOT_CODE.sub(" ", sql)):
        if used not in declared:
            raise InputError(
                f"{name}: :{used} has no value; declare it at the top of the file as "
                f"`-- :{used} = value | what it is`"
            )
    return Question(name=name, title=" ".join(title), sql=sql, parameters=tuple(parameters))


def questions() -> list[Question]:
    """The questions that come with the program, by name."""
    folder = resources.files("scraper.store") / "saved"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [
        read(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in files
        if file.name.endswith(".sql")
    ]


def find(name: str) -> Question:
    """The question with this name, or in the file with this path; raises InputError."""
    if name.endswith(".sql"):
        try:
            text = Path(name).read_text(encoding="utf-8-sig")
        except OSError as error:
            raise InputError(f"{name}: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise InputError(f"{name}: is not a text file") from error
        return read(Path(name).stem, text)
    for question in questions():
        if question.name == name:
            return question
    raise InputError(f"no saved question {name!r}; `scraper query` lists them")
