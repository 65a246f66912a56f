"""Texts in scripts that need fewer characters are read like texts in alphabets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import extract
from scraper.extractor import lengths

ALPHABETS = st.text(st.characters(max_codepoint=0x0DFF), max_size=40)


@given(st.lists(ALPHABETS, max_size=6))
def test_a_text_in_an_alphabet_is_as_long_as_it_has_characters(texts: list[str]) -> None:
    letters, blanks = lengths.read(texts)
    assert letters.tolist() == [len(text) for text in texts]
    assert blanks.tolist() == [0.0] * len(texts)


def test_other_scripts_count_for_the_letters_they_save_and_the_blanks_they_go_without() -> None:
    letters, blanks = lengths.read(["", "ferry", "渡輪夜班", "ferry 渡輪", "배는 떠났다", "😀𠀀"])
    assert letters.tolist() == pytest.approx([0, 5, 4 * 3.7, 6 + 2 * 3.7, 1 + 5 * 3.5, 2])
    assert blanks.tolist() == pytest.approx([0, 0, 4 * 3.7 / 6, 2 * 3.7 / 6, 0, 0])


CHINESE = (
    "渡輪夜班下月起恢復行駛",
    "河口市議會昨日通過決議，停駛兩年的夜間渡輪將於下月一日起恢復行駛。",
    "新班次每四十分鐘一班，由北岸碼頭開出，最後一班延至晚間十一時二十分。",
    "票價維持二十五元不變，學生與長者可享半價。",
    "相關新聞",
    "漁市拍賣改採電子競價",
    "燈塔步道週末封閉維修",
)
JAPANESE = (
    "灯台カフェが三年ぶりに再開",
    "港町の岬にある灯台カフェが十八日、三年ぶりに営業を再開した。",
    "店主の中村さんは「待っていてくれた人たちに感謝したい」と話す。",
    "建物は一昨年の台風で屋根が壊れ、修理に時間がかかった。",
    "関連記事",
    "朝市に新しい魚屋が登場",
    "図書館の移動バスが復活",
)
KOREAN = (
    "심야 여객선 다음 달부터 다시 운항",
    "항구시의회는 어제 2년간 중단됐던 심야 여객선 운항을 다음 달부터 재개하기로 했다.",
    "배는 북쪽 부두에서 40분마다 출발하며 막차는 밤 11시 20분이다.",
    "요금은 그대로이며 학생과 노인은 반값이다.",
    "관련기사",
    "어시장 경매 전자식으로 전환",
    "등대 산책로 주말 통제",
)
THAI = (
    "เรือข้ามฟากรอบดึกกลับมาให้บริการอีกครั้ง",
    "เทศบาลเมืองท่าเรือประกาศให้เรือข้ามฟากรอบดึกกลับมาให้บริการตั้งแต่ต้นเดือนหน้า",
    "เรือจะออกจากท่าเหนือทุกสี่สิบนาที เที่ยวสุดท้ายเวลาห้าทุ่มยี่สิบนาที",
    "ค่าโดยสารคงเดิมที่ยี่สิบห้าบาท นักเรียนและผู้สูงอายุจ่ายครึ่งราคา",
    "ข่าวที่เกี่ยวข้อง",
    "ตลาดปลาเปลี่ยนมาใช้การประมูลออนไลน์",
    "ทางเดินประภาคารปิดซ่อมสุดสัปดาห์นี้",
)


@pytest.mark.parametrize("page", [CHINESE, JAPANESE, KOREAN, THAI])
def test_a_short_article_keeps_every_paragraph(page: tuple[str, ...]) -> None:
    title, *paragraphs, heading, one, other = page
    html = f"""<html><head><title>{title}</title></head><body>
    <main><section class="css-art"><h1>{title}</h1><div class="css-by">2026-03-14</div>
    <div class="css-bd">{"".join(f"<p>{text}</p>" for text in paragraphs)}</div></section></main>
    <section class="css-more"><h2>{heading}</h2><a href="/n/1"><h4>{one}</h4></a>
    <a href="/n/2"><h4>{other}</h4></a></section></body></html>"""
    article = extract(html, "https://www.example.org/news/20260314/12345.html")
    assert [block.text for block in article.body] == paragraphs
    assert (article.is_article, article.title) == (True, title)
