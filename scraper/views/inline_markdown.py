"""Inline markup as CommonMark that every renderer reads the same way."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable

from scraper.views.inline import BREAK, Mark, Run

_EMPHASIS = {"em": "em", "i": "em", "strong": "strong", "b": "strong"}
_SIGNS = {"em": "*", "strong": "**"}
_CODE = frozenset({"code", "kbd", "samp"})
# CommonMark has no sign for these and lets HTML through.
_RAW = frozenset({"del", "ins", "mark", "q", "s", "sub", "sup", "u"})

# Characters that could mean something: always, as a character reference, at a word's edge.
# A tilde right after something could end what GitHub strikes through.
_SPECIAL = re.compile(r"[\\`*\[\]<]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])|(?<!\s)~")
# What would make a line something else than text if it stood at the line's start.
_LINE_START = re.compile(
    r"\d{1,9}(?=[.)](?:\s|$))|(?=[-+](?:\s|$)|[-:|][-:|\s]*$|=|>|#{1,6}(?:\s|$)|~~~)"
)
_BLANKS = re.compile(r"(^\s+|\s+$)")
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f<>()\\|\"'`]")


def paragraph(runs: Iterable[Run]) -> str:
    """The runs as a paragraph's content; a <br> is a hard line break."""
    return "\n".join(_as_text(line) for line in _Writer().write(list(runs)).split("\n"))


def one_line(runs: Iterable[Run]) -> str:
    """The runs as the content of a heading or table cell; a <br> is a space."""
    return _Writer().write([(" " if text == BREAK else text, marks) for text, marks in runs])


def _escaped(text: str) -> str:
    """Text that stands for itself, anywhere inside a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _as_text(line: str) -> str:
    match = _LINE_START.match(line)
    return f"{line[: match.end()]}\\{line[match.end() :]}" if match else line


def destination(url: str) -> str:
    """`url` as it can stand in the parentheses of a link or image."""
    url = _UNSAFE_IN_URL.sub(lambda match: f"%{ord(match[0]):02X}", url.strip())
    return re.sub(r"&(?=#?\w+;)", "&amp;", url)


class _Writer:
    """Markdown as far as it is written, and the marks that are open, outermost first."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.open: list[tuple[Mark, str]] = []  # mark and what closes it
        self.before = ""  # the character before the next sign; "" at the beginning
        self.closed = False  # the last thing written closes emphasis

    def write(self, runs: list[Run]) -> str:
        runs = _tidied(runs)
        for index, (text, marks) in enumerate(runs):
            shared = _shared(marks, tuple(mark for mark, _ in self.open))
            self._close(shared)
            for depth in range(shared, len(marks)):
                self._open(runs, index, depth)
            self._text(text, marks)
        self._close(0)
        return "".join(self.out)

    def _text(self, text: str, marks: tuple[Mark, ...]) -> None:
        if text == BREAK:
            self.out.append("\\\n")
        elif self.open and self.open[-1] == (marks[-1], ""):
            self.out.append(_code(text))
            text = "`"
        else:
            self.out.append(_escaped(text))
        self.before, self.closed = text[-1], False

    def _open(self, runs: list[Run], index: int, depth: int) -> None:
        mark = runs[index][1][depth]
        if mark.tag in _CODE and self.before != "`":
            self.open.append((mark, ""))
            return
        if mark.tag == "a":
            if self.before == "!" and self.out[-1].endswith("!"):  # would be an image
                self.out[-1] = self.out[-1][:-1] + "\\!"
            self.out.append("[")
            self.open.append((mark, f"]({destination(mark.href or '')})"))
            self.before, self.closed = "[", False
            return
        sign = _SIGNS.get(mark.tag)
        if sign and not self.closed and self._is_flanked(runs, index, depth):
            self.out.append(sign)
            self.open.append((mark, sign))
            return
        self.out.append(f"<{mark.tag}>")
        self.open.append((mark, f"</{mark.tag}>"))
        self.before, self.closed = ">", False

    def _close(self, depth: int) -> None:
        while len(self.open) > depth:
            closing = self.open.pop()[1]
            self.out.append(closing)
            if closing:
                self.before, self.closed = closing[-1], closing in ("*", "**")

    def _is_flanked(self, runs: list[Run], index: int, depth: int) -> bool:
        """Whether asterisks around the element at `depth` open and close emphasis.

        The rule of left- and right-flanking delimiter runs (CommonMark 6.2), on the safe side
        where it depends on what other signs will be.
        """
        text, marks = runs[index]
        around = marks[: depth + 1]
        end = index
        while end + 1 < len(runs) and runs[end + 1][1][: depth + 1] == around:
            end += 1
        last_text, last_marks = runs[end]
        word = len(marks) == depth + 1 and _is_word(text[0])
        if any(closing in ("*", "**") for _, closing in self.open):
            # between two letters or two signs, it could also close what is open
            opens = not self.before.strip() or (word and _is_edge(self.before))
        else:
            opens = word or _is_edge(self.before)
        if len(last_marks) == depth + 1 and _is_word(last_text[-1]):
            return opens
        next_text, next_marks = runs[end + 1] if end + 1 < len(runs) else ("", ())
        shared = _shared(next_marks, marks)
        if len(next_marks) > shared or any(mark.tag not in _SIGNS for mark in marks[shared:depth]):
            return opens  # a sign of something else follows
        return opens and _is_edge(next_text[:1])


def _tidied(runs: list[Run]) -> list[Run]:
    """The runs with marks that can be written, single spaces outside of them, none empty."""
    pieces: list[Run] = []
    for text, marks in runs:
        writable = _writable(marks)
        for piece in _BLANKS.split(text):
            blank = not piece.strip()
            if not piece or (blank and not pieces):
                continue
            last = pieces[-1][0] if pieces else ""
            if blank and not last.strip():
                if BREAK in (piece, last):
                    pieces[-1] = (BREAK, ())
                elif piece != " ":
                    pieces[-1] = (piece, ())
            else:
                pieces.append((piece, writable))
    while pieces and not pieces[-1][0].strip():
        pieces.pop()
    joined: list[Run] = []
    for index, (text, marks) in enumerate(pieces):
        if not text.strip():
            before = pieces[index - 1][1]
            marks = before[: _shared(before, pieces[index + 1][1])]
        if joined and joined[-1][1] == marks and BREAK not in (text, joined[-1][0]):
            text = joined.pop()[0] + text
        joined.append((text, marks))
    return joined


def _writable(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks that Markdown can say: each emphasis once, one link, code innermost."""
    kept: list[Mark] = []
    code: list[Mark] = []
    for mark in marks:
        if mark.tag in _CODE:
            code = code or [mark]
        elif mark.tag in _EMPHASIS:
            plain = Mark(_EMPHASIS[mark.tag], None, 0)  # equal to any other: neighbours join
            if plain not in kept:
                kept.append(plain)
        elif mark.tag in _RAW or (
            mark.tag == "a" and mark.href and not any(other.tag == "a" for other in kept)
        ):
            kept.append(mark)
    return tuple(kept + code)


def _shared(one: tuple[Mark, ...], other: tuple[Mark, ...]) -> int:
    """How many marks the two have in common, from the outermost."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _code(text: str) -> str:
    """A code span, fenced by more backticks than it contains."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _is_edge(char: str) -> bool:
    """Beginning or end, white space, or what every version of CommonMark calls punctuation."""
    return (
        char in string.whitespace
        or char in string.punctuation
        or unicodedata.category(char).startswith(("P", "Z"))
    )


def _is_word(char: str) -> bool:
    """What no version calls punctuation or white space."""
    return not _is_edge(char) and not unicodedata.category(char).startswith("S")
