"""Bylines of Chinese, Japanese and Korean newspapers: in brackets, without spaces."""

import pytest

from scraper.extractor import authors, eastasian, names
from tests.extractor.pages import page

FERRY = "夜班渡輪今年冬天照常行駛，港務局週二在說明會上表示，船員的班表已經排到三月底，票價不變。"
BAEGIL = "항만청은 화요일 설명회에서 밤배가 겨울에도 그대로 다니며 요금도 바뀌지 않는다고 밝혔다."


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("【記者林雅文／台北報導】", ["林雅文"]),
        ("〔記者林雅文／高雄報導〕", ["林雅文"]),
        ("(記者林雅文台北報導)", ["林雅文"]),
        ("（中央社記者林雅文台北12日電）", ["林雅文"]),
        ("港灣社记者 林雅文 报道", ["林雅文"]),
        ("本報記者 林雅文 通讯员 高明", ["林雅文", "高明"]),
        ("文：林雅文\u3000圖：高明", ["林雅文"]),
        ("撰文：林雅文\u3000攝影：高明", ["林雅文"]),
        ("（山本美紀記者）", ["山本美紀"]),
        ("［文・山本美紀］", ["山本美紀"]),
        ("[한민서 기자]", ["한민서"]),
        ("항구일보 한민서 기자", ["한민서"]),
    ],
)
def test_brackets_employers_and_places_are_no_part_of_a_name(text: str, people: list[str]) -> None:
    assert [name for name, _ in names.find(text)] == people


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        (f"【記者林雅文／台北報導】{FERRY}", "記者林雅文／台北報導"),
        (f"{FERRY}（記者林雅文）", "記者林雅文"),
        (f"{FERRY}（記者林雅文）。", "記者林雅文"),
        (f"(항구=바다뉴스) 한민서 기자 = {BAEGIL}", "한민서 기자"),
        (f"{FERRY}（記者林雅文）{FERRY}", None),
        (f"（攝影展）{FERRY}", None),
        ("The ferry (reporter Ada Lund) stays.", None),
    ],
)
def test_a_paragraph_may_begin_or_end_with_its_byline(text: str, signature: str | None) -> None:
    assert eastasian.signature(text) == signature


def test_the_byline_within_a_paragraph_names_the_author() -> None:
    made = page(
        f"<article><h1>夜班渡輪冬天照常行駛</h1><p>【記者林雅文／台北報導】{FERRY}</p>"
        f"<p>{FERRY}</p></article>"
    )
    assert [author.name for author in authors.choose(made).value] == ["林雅文"]
