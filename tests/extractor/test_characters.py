"""Counting the characters of many texts at once agrees with counting them one by one."""

from hypothesis import given
from hypothesis import strategies as st

from scraper.extractor import characters
from scraper.extractor.characters import Characters

TEXTS = st.lists(
    st.text(
        st.characters() | st.sampled_from(" ,，、.!?:|@©$€„”。」Aa7Ǆǅ٣😀"), min_size=1, max_size=30
    ),
    min_size=1,
    max_size=8,
)


@given(TEXTS)
def test_counts_are_those_of_each_text(texts: list[str]) -> None:
    shown = Characters(texts)
    assert shown.count(characters.BLANK).tolist() == [t.count(" ") for t in texts]
    commas = [sum(c in ",，、" for c in t[:5]) for t in texts]
    assert shown.count(characters.COMMA, 5).tolist() == commas
    assert shown.pairs(characters.DOT, characters.BLANK).tolist() == [t.count(". ") for t in texts]


@given(TEXTS)
def test_kinds_are_those_of_each_text(texts: list[str]) -> None:
    shown = Characters(texts)
    assert (shown.among(5) & characters.AT > 0).tolist() == ["@" in t[:5] for t in texts]
    assert (shown.first & characters.COLON > 0).tolist() == [t[0] in ":：" for t in texts]
    ended = [t[-1] in '.!?…。！？"”»›」』' for t in texts]
    assert (shown.last & characters.END > 0).tolist() == ended


@given(TEXTS)
def test_case_and_digits_are_those_of_python_in_the_first_plane(texts: list[str]) -> None:
    shown = Characters(texts)
    plain = ["".join(c for c in t if c < "\U00010000") for t in texts]
    cased = shown.among() & (characters.UPPER | characters.LOWER)
    assert (cased == characters.UPPER).tolist() == [t.isupper() for t in plain]
    digits = [sum(c.isdecimal() for c in t) for t in plain]
    assert shown.count(characters.DIGIT).tolist() == digits
