"""Cue words: what short texts announce, in many languages."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from scraper.extractor import cues


def whole(text: str) -> set[str]:
    mask = cues.of(text)[0]
    return {meaning for meaning, bit in cues.BIT.items() if mask & bit}


def begins(text: str) -> set[str]:
    mask = cues.of(text)[1]
    return {meaning for meaning, bit in cues.BIT.items() if mask & bit}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Fast Facts", "facts"),
        ("Das Wichtigste in Kürze:", "facts"),
        ("L’essentiel", "facts"),
        ("Puntos clave", "facts"),
        ("Kort fortalt", "facts"),
        ("関連記事", "related"),
        ("Das könnte Sie auch interessieren", "related"),
        ("À lire aussi", "related"),
        ("12 Comments", "comments"),
        ("Next article »", "next"),
        ("Über den Autor", "bio"),
        ("Spis treści", "toc"),
        ("Schlagwörter:", "tags"),
    ],
)
def test_a_heading_is_known_whatever_its_case_numbers_and_punctuation(
    text: str, meaning: str
) -> None:
    assert meaning in whole(text)


def test_a_sentence_that_contains_a_cue_is_no_cue() -> None:
    assert whole("The most popular ferry in Corvane is also the slowest one") == set()


def test_a_line_may_begin_with_a_cue() -> None:
    assert "byline" in begins("Von Hartmut Eichinger")
    assert "byline" not in whole("Von Hartmut Eichinger")
    assert "related" in begins("See also: the weir keeper's diary")


def test_headings_of_facts_and_lists_are_known_in_fifteen_languages_and_more() -> None:
    raw = files("scraper.extractor").joinpath("data/cues.toml").read_text(encoding="utf-8")
    table = tomllib.loads(raw)
    assert set(table) == set(cues.MEANINGS)
    for meaning in ("facts", "related", "tags", "comments", "bio", "toc"):
        assert len(table[meaning]) >= 15, meaning
