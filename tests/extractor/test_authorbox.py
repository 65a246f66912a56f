"""Which blocks are somebody's biography: by headings, markup, names and first person."""

from __future__ import annotations

import pytest

from scraper.extractor import authorbox
from tests.extractor.test_structure import LONG, corrected

BY = "<p>By Ada Lund</p>"
BIO = "Ada Lund is a reporter at the Harbour Post and keeps its tide tables."


def test_sentences_in_an_author_box_are_the_biography_and_the_job_is_not() -> None:
    html = f"<section><h2>About the author</h2><p>Data reporter</p><p>{LONG}</p></section>"
    assert corrected(authorbox.correct, html, "bio_heading bio promo", 0.1) == [
        *("bio_heading", "bio_other", "bio"),
    ]


def test_a_box_around_the_text_itself_is_no_author_box() -> None:
    html = f"<div><h1>Ferry</h1><b>Ada Lund</b><p>{LONG}</p><p>{LONG}</p></div>"
    assert corrected(authorbox.correct, html, "title bio_heading body body") == [
        *("title", "bio_heading", "body", "body"),
    ]


def test_markup_alone_may_call_sentences_a_biography() -> None:
    html = f"<p>{LONG}</p><div class='author-bio'><p>{BIO}</p></div>"
    assert corrected(authorbox.correct, html, "body body", 0.95) == ["body", "bio"]


def test_readers_comments_with_such_markup_stay_comments() -> None:
    html = f"<p>{LONG}</p><div class='author-info'><p>{LONG}</p></div>"
    assert corrected(authorbox.correct, html, "body comments") == ["body", "comments"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("By Ada Lund", "Ada Lund is a reporter at the Harbour Post and keeps its tide tables."),
        ("Von Ada Lund", "Ada Lund schreibt für die Hafenpost und führt deren Gezeitentafeln."),
        ("Por Ada Lund", "Ada Lund escribe en el diario del puerto y cuida sus tablas de mareas."),
        ("Door Ada Lund", "Ada Lund schrijft voor de havenkrant en houdt de getijdentabel bij."),
        ("Автор: Ада Лунд", "Ада Лунд пишет для портовой газеты и ведёт её таблицы приливов."),
    ],
)
def test_a_sentence_that_introduces_the_byline_s_author_below_the_text(
    line: str, told: str
) -> None:
    html = f"<p>{line}</p><p>{LONG}</p><p>{told}</p>"
    assert corrected(authorbox.correct, html, "byline body promo") == ["byline", "body", "bio"]


def test_a_sentence_about_the_author_amid_the_text_is_text() -> None:
    html = f"{BY}<p>{BIO}</p><p>{LONG}</p>"
    assert corrected(authorbox.correct, html, "byline body body", 0.97) == [
        *("byline", "body", "body"),
    ]


def test_somebody_who_introduces_themselves_below_the_text_is_the_author() -> None:
    greeting = "Hello and welcome, my name is Ada, and I write about ferries and their cargo."
    html = f"<p>{LONG}</p><p>{greeting}</p><p>What is your oldest memory of any ferry at all?</p>"
    assert corrected(authorbox.correct, html, "body promo promo") == ["body", "bio", "promo"]


@pytest.mark.parametrize(
    ("said", "role"),
    [
        ("I'm Ada, and I write about ferries, their cargo and their crews.", "bio"),
        ("I am a reporter who writes about ferries, their cargo and their crews.", "bio"),
        ("I’m excited to share that my book on ferries and their cargo is out.", "promo"),
        ("I am so glad that you are here to read about ferries and their cargo.", "promo"),
    ],
)
def test_who_says_how_they_feel_has_not_introduced_themselves(said: str, role: str) -> None:
    html = f"<p>{LONG}</p><p>{said}</p>"
    assert corrected(authorbox.correct, html, "body promo") == ["body", role]


def test_what_names_no_author_in_no_such_box_is_no_biography() -> None:
    html = f"{BY}<p>{LONG}</p><p>Three deliveries a year, and ten per cent off in the shop.</p>"
    assert corrected(authorbox.correct, html, "byline body bio") == ["byline", "body", "promo"]


def test_credits_and_bare_names_are_no_biographies() -> None:
    html = f"<p>{LONG}</p><b>Martin Lund</b><p>Additional reporting by Martin Lund in Oslo.</p>"
    assert corrected(authorbox.correct, html, "body bio bio") == ["body", "bio_heading", "byline"]


def test_a_line_about_rights_is_no_biography_though_it_names_the_author() -> None:
    line = "Ada Lund © 2025. All content of this page is the property of Ada Lund."
    html = f"{BY}<p>{LONG}</p><p>{line}</p>"
    assert corrected(authorbox.correct, html, "byline body footer") == ["byline", "body", "footer"]


def test_sentences_below_a_name_and_a_job_are_the_biography() -> None:
    html = f"<div><h4>Ada Lund</h4><h5>Reporter</h5><p>{LONG}</p></div>"
    assert corrected(authorbox.correct, html, "bio_other bio_other bio", 0.1) == [
        *("bio_other", "bio_other", "bio"),
    ]


def test_who_is_told_of_below_the_text_without_a_link_is_no_item_of_a_list() -> None:
    told = "<p>Ada Lund, doctor of shipping history, teaches at the harbour school.</p>"
    html = f"{BY}<p>{LONG}</p>{told}"
    assert corrected(authorbox.correct, html, "byline body related") == ["byline", "body", "bio"]
    linked = told.replace("harbour school", "<a href='/school'>harbour school</a>")
    html = f"{BY}<p>{LONG}</p>{linked}"
    assert corrected(authorbox.correct, html, "byline body related")[-1] == "related"


def test_what_readers_agree_to_in_a_form_is_no_biography() -> None:
    terms = "Ich bin damit einverstanden, dass die Redaktion mir jede Woche einen Brief schickt."
    html = f"<p>{LONG}</p><form><p>Name</p><label><input type=checkbox>{terms}</label></form>"
    assert corrected(authorbox.correct, html, "body other other") == ["body", "other", "other"]
    html = f"<p>{LONG}</p><div><p>Name</p><p>{terms}</p></div>"
    assert corrected(authorbox.correct, html, "body other other") == ["body", "other", "bio"]


def test_a_given_name_may_begin_what_tells_of_an_author() -> None:
    told = "<p>Ada is a reporter at the Harbour Post in Tallbay.</p>"
    html = f"{BY}<p>{LONG}</p>{told}"
    assert corrected(authorbox.correct, html, "byline body promo") == ["byline", "body", "bio"]
    html = f"<p>By Cleo Marsh</p><p>{LONG}</p>{told}"
    assert corrected(authorbox.correct, html, "byline body promo") == ["byline", "body", "promo"]
