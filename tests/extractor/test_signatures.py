"""An author's name alone above or below the text is no sentence of it."""

from collections.abc import Sequence

import pytest

from scraper.article import Author
from scraper.extractor import signatures
from tests.extractor.pages import TEXT, page

ADA, JONAS = Author(name="Ada Moreno"), Author(name="Jonas Rehm")
SECOND = "Ada Moreno spoke first, and said that the figures of January were the lowest on record."


def left(lines: Sequence[str], *authors: Author) -> list[str]:
    """What of the paragraphs stays text."""
    document = page("".join(f"<p>{line}</p>" for line in lines)).document
    signatures.settle(document, authors)
    return [block.text for block in document.blocks if block.role == "body"]


@pytest.mark.parametrize("line", ["Ada Moreno", "ADA MORENO", "By Ada Moreno", "— Ada Moreno"])
def test_a_name_above_or_below_the_text_is_left_out(line: str) -> None:
    assert left([line, TEXT, SECOND], ADA) == [TEXT, SECOND]
    assert left([TEXT, SECOND, line], ADA) == [TEXT, SECOND]


def test_several_names_of_one_line_are_left_out() -> None:
    assert left(["Ada Moreno/Jonas Rehm", TEXT], ADA, JONAS) == [TEXT]
    assert left(["Von Ada Moreno und Jonas Rehm", TEXT], ADA, JONAS) == [TEXT]


def test_names_within_the_text_and_of_others_stay() -> None:
    lines = [TEXT, SECOND, "Ada Moreno", SECOND, TEXT]
    assert left(lines, ADA) == lines
    assert left(["Ruth Weller", TEXT], ADA) == ["Ruth Weller", TEXT]
    assert left(["Ada Moreno, Harwick", TEXT], ADA) == ["Ada Moreno, Harwick", TEXT]


def test_a_word_of_a_name_is_no_name() -> None:
    assert left(["Ada", TEXT, "and"], ADA) == ["Ada", TEXT, "and"]
