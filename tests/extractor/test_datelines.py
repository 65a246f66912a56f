"""What the words beside a date that a page shows say of it, in many languages."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.extractor import datelines, dates
from tests.extractor.pages import TEXT, page

HEADLINE = "<h1>Northern ferry stays through winter</h1>"


@pytest.mark.parametrize(
    "label",
    [
        "Published on ",
        "Veröffentlicht am ",
        "Mis en ligne le ",
        "Data publikacji: ",
        "Xuất bản ",
        "公開日時：",
        "发布于 ",
        "등록일 ",
        "تاريخ النشر: ",
        "תאריך פרסום: ",
        "प्रकाशित: ",
        "วันที่เผยแพร่ ",
    ],
)
def test_a_word_or_phrase_says_that_the_date_is_the_publication_s(label: str) -> None:
    assert datelines.said(label) == "published"


@pytest.mark.parametrize(
    "label",
    [
        "Last updated: ",
        "Letzte Änderung: ",
        "Mis à jour le ",
        "Dernière mise à jour : ",
        "Ultima modifica: ",
        "Последнее обновление: ",
        "Cập nhật lần cuối: ",
        "最終更新日：",
        "更新于 ",
        "최종수정 ",
        "تم التحديث ",
        "अंतिम अपडेट: ",
        "อัปเดต: ",
    ],
)
def test_a_word_or_phrase_says_that_the_date_is_of_a_change(label: str) -> None:
    assert datelines.said(label) == "modified"


def test_a_word_before_a_date_counts_not_one_that_only_looks_like_it() -> None:
    assert datelines.said("Le maire est à jour, le ") == "plain"
    assert datelines.said("Stade de Lyon, ") == "plain"
    assert datelines.said("東京、") == "plain"


@pytest.mark.parametrize(
    "line",
    [
        "Publié le 4 juin 2025 - Mis à jour le 9 juin 2025",
        "公開日：2025年6月4日 更新日：2025年6月9日",
        "2025年6月4日 公開 2025年6月9日 更新",
        "입력 2025.06.04. 수정 2025.06.09.",
        "เผยแพร่ 4 มิ.ย. 68 อัปเดต 9 มิ.ย. 68",
    ],
)
def test_publication_and_change_in_one_line_are_told_apart(line: str) -> None:
    made = page(
        f"<article>{HEADLINE}<div class='meta'>{line}</div><p>{TEXT}</p></article>",
        roles={line: "meta"},
    )
    found = dates.choose(made)
    assert (found.published.value, found.modified.value) == (date(2025, 6, 4), date(2025, 6, 9))
