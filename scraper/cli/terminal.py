"""Text on standard output and error: safe for a terminal, and no trouble where nobody reads it."""

from __future__ import annotations

import io
import os
import sys
from typing import TextIO

# Control characters could move the cursor, recolour or rename the terminal (ECMA-48).
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), "�")
_CONTROL.update({ord("\n"): " ", ord("\t"): " ", ord("\r"): " "})
_BREAKS = {ord("\n"): "\n", ord("\t"): "\t"}


def one_line(text: str) -> str:
    """The text on one line, control characters replaced."""
    return text.translate(_CONTROL)


def readable(text: str) -> str:
    """The text with control characters replaced, but for line breaks and tabs."""
    return text.translate(_CONTROL | _BREAKS)


def prepare() -> None:
    """Make standard output and error usable: data is UTF-8, whatever the locale says.

    Names of files are written as the bytes they are.  On a terminal, what its own encoding lacks
    becomes "?".  Where one of them was closed (`>&-`), what is written to it is lost.
    """
    sys.stdout = sys.stdout or os.fdopen(_nowhere(), "w")
    sys.stderr = sys.stderr or os.fdopen(_nowhere(), "w")
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")


def say(line: str, stream: TextIO) -> None:
    """Write one line; where the log cannot be written, nobody hears it, and work goes on."""
    try:
        print(line, file=stream, flush=True)
    except OSError:
        discard(stream)


def discard(stream: TextIO) -> None:
    """Whatever is still to be written to `stream` is lost, and no error comes of it."""
    os.dup2(_nowhere(), stream.fileno())


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)
