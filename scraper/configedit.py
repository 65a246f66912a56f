"""Adding a source to scraper.toml without touching what its author wrote."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from scraper.config import load
from scraper.discovery.site import Found
from scraper.errors import ConfigError

_HEAD = """\
# What `scraper run` reads; `scraper check` tests it without storing anything.
# All keys: docs/configuration.md

[fetch]
# Who answers for the robot; sites see it in every request and can write before they block.
# contact = "mailto:you@example.org"
"""


def add_source(path: Path, name: str, documents: Sequence[Found]) -> None:
    """Write one [[source]] at the end of the file; a missing file is begun.

    Comments, order and layout of the file stay.  ConfigError where the file cannot be read, or
    already has a source of this name.
    """
    import tomlkit

    if path.exists():
        settings = load(path)  # says what is wrong before anything is written
        if any(source.name == name for source in settings.sources):
            raise ConfigError(f'{path}: already has a source "{name}"; name this one with --name')
        text = path.read_bytes().decode()
    else:
        text = _HEAD
    newline = "\r\n" if "\r\n" in text else "\n"
    table = tomlkit.table()
    table.add("name", name)
    for kind in ("feed", "sitemap", "section"):
        urls = [document.url for document in documents if document.kind == kind]
        if urls:
            table.add(kind, urls[0] if len(urls) == 1 else urls)
    array = tomlkit.aot()
    array.append(table)
    entry = tomlkit.document()
    entry.add("source", array)
    ends = sum(text.endswith(newline * count) for count in (1, 2))
    _replace(path, text + (2 - ends) * newline + entry.as_string().replace("\n", newline))


def _replace(path: Path, text: str) -> None:
    """Write the whole file, if it can be read then, or nothing; a link stays one."""
    target = path.resolve()
    part = target.with_name(target.name + ".part")
    try:
        part.write_bytes(text.encode())
        if target.exists():
            part.chmod(target.stat().st_mode)
        load(part)
        os.replace(part, target)
    except ConfigError:
        part.unlink()
        raise ConfigError(
            f"{path}: no [[source]] can be added; write all its sources as [[source]], "
            "not as source = [...]"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from None
