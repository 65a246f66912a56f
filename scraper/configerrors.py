"""Messages about scraper.toml: where a key stands in the file, and which word was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.errors import ConfigError

if TYPE_CHECKING:
    import tomllib

    import msgspec

Key = tuple[str | int, ...]  # ("source", 1, "max_age"): the key in the second [[source]]
_MARK = "here-is-the-line-asked-for"
_NAMES = {  # what msgspec calls a type -> what the file's author calls it
    "str": "text in quotes",
    "str | array": "text in quotes, or a list of it",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table",
    "str | null": "text in quotes",
    "int | null": "a whole number",
    "float | null": "a number",
}


def problem(path: Path, text: str, key: Key, message: str) -> ConfigError:
    """The error for the value of one key; an empty `key` is about the file as a whole."""
    if not key:
        return ConfigError(f"{path}: {message}")
    return ConfigError(f"{path}:{line_of(text, key)}: {_spoken(key)}: {message}")


def encoding_problem(path: Path, error: UnicodeDecodeError) -> ConfigError:
    """The error for a file that is not UTF-8."""
    line = error.object[: error.start].count(b"\n") + 1
    return ConfigError(f"{path}:{line}: is not UTF-8; save the file in that encoding")


def syntax_problem(path: Path, text: str, error: tomllib.TOMLDecodeError) -> ConfigError:
    """The error for a file that is not TOML."""
    message = str(error)
    at = re.search(r" \(at line (\d+), column \d+\)$", message)
    line = at[1] if at else text.rstrip().count("\n") + 1
    return ConfigError(f"{path}:{line}: not valid TOML: {re.sub(r' [(]at .*[)]$', '', message)}")


def shape_problem(
    path: Path, text: str, error: msgspec.ValidationError, whole: type[Any], prefix: Key = ()
) -> ConfigError:
    """The error for a key that does not exist or whose value has the wrong type."""
    message, _, place = str(error).partition(" - at ")
    key = prefix + _key(place)
    if found := re.fullmatch(r"Object contains unknown field `(.*)`", message):
        return problem(path, text, (*key, found[1]), unknown(found[1], _known(whole, key)))
    if found := re.fullmatch(r"Expected `(.*)`, got `(.*)`", message):
        message = f"must be {_NAMES.get(found[1], found[1])}"
        if key == ("source",):
            message = "must be a list of tables; write [[source]] with two brackets"
    elif found := re.fullmatch(r"Invalid enum value '(.*)'", message):
        words = _words(whole, key)
        message = f'"{found[1]}" is not one of {", ".join(words)}{_nearest(found[1], words)}'
    return problem(path, text, key, message)


def unknown(word: str, known: Iterable[str]) -> str:
    """Says that `word` is no key, and which it may have been."""
    known = list(known)
    return f"no such key{_nearest(word, known) or '; there are ' + ', '.join(known)}"


def line_of(text: str, key: Key) -> int:
    """The line, from 1, on which `key` stands in the TOML `text`.

    tomlkit keeps a file's layout, so the value is replaced by a mark and the mark looked up.
    A key that is not written stands where its table begins.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    while key:
        try:
            document = tomlkit.parse(text)
            place: Any = document
            for step in key[:-1]:
                place = place[step]
            value = place[key[-1]]
            if isinstance(value, tomlkit.items.Table):
                value.comment(_MARK)
            elif isinstance(value, tomlkit.items.AoT):
                value[0].comment(_MARK)
            else:
                place[key[-1]] = _MARK
            before, mark, _ = document.as_string().partition(_MARK)
            if mark:
                return before.count("\n") + 1
        except (KeyError, IndexError, TypeError, AttributeError, TOMLKitError):
            pass
        key = key[:-1]
    return 1


def _nearest(word: str, words: Iterable[str]) -> str:
    close = get_close_matches(word.lower(), list(words), n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""


def _key(place: str) -> Key:
    """`` `$.source[1].max_age` `` as ("source", 1, "max_age")."""
    steps = re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", place)
    return tuple(name if name else int(number) for name, number in steps)


def _spoken(key: Key) -> str:
    """("source", 1, "max_age") as `[[source]] 2, max_age`."""
    words = [str(step) for step in key if isinstance(step, str)]
    if key[0] == "source" and len(key) > 1 and isinstance(key[1], int):
        return ", ".join([f"[[source]] {key[1] + 1}", *words[1:]])
    return ".".join(words)


def _struct(whole: type[Any], key: Key) -> type[Any]:
    """The struct that `key` leads to, from the struct of the whole file."""
    import msgspec

    kind = whole
    for step in key:
        if isinstance(step, str):
            field = next(f for f in msgspec.structs.fields(kind) if f.encode_name == step)
            kind = field.type
        else:
            kind = kind.__args__[0]
    return kind


def _known(whole: type[Any], key: Key) -> tuple[str, ...]:
    names: tuple[str, ...] = _struct(whole, key).__struct_fields__
    return names


def _words(whole: type[Any], key: Key) -> tuple[str, ...]:
    """The words a Literal allows."""
    words: tuple[str, ...] = _struct(whole, key).__args__
    return words
