"""Codes of languages, as sites and people write them."""

from __future__ import annotations

import pytest

from scraper.extractor.language import SCRIPTS, _languages_of
from scraper.languages import language_code


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        (" pt_BR ", "pt"),
        ("EN", "en"),
        ("deu", "de"),
        ("ger", "de"),
        ("swe", "sv"),
        ("nb-NO", "no"),
        ("zh-Hant-TW", "zh"),
        ("haw", None),
        ("German", None),
        ("", None),
        ("x", None),
    ],
)
def test_a_tag_is_read_as_iso_639_1(tag: str, code: str | None) -> None:
    assert language_code(tag) == code


def test_every_language_that_a_text_is_told_to_be_in_has_such_a_code() -> None:
    told = {code for codes in _languages_of().values() for code in codes}
    told |= {code for _, code in SCRIPTS}
    assert {language_code(code) for code in told} == told
