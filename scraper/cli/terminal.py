"""Text that came from pages, made safe to show on a terminal."""

from __future__ import annotations

# Control characters could move the cursor, recolour or rename the terminal (ECMA-48).
_CONTROL = dict.fromkeys((*range(32), *range(127, 160)), "�")
_CONTROL.update({ord("\n"): " ", ord("\t"): " ", ord("\r"): " "})


def one_line(text: str) -> str:
    """The text on one line, control characters replaced."""
    return text.translate(_CONTROL)
