"""Bytes become the text that was written, whatever the labels say."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.extractor.decode import decode

GERMAN = "<p>Für größere Straßen genügt – so das Amt – „eine“ Brücke über den Fluß.</p>"
RUSSIAN = "<p>Мост открыли утром, и жители трёх деревень пришли посмотреть на первый поезд.</p>"
POLISH = "<p>Źródło rzeki leży wśród łąk; gęś szła ścieżką, a żółte liście śniły o wiośnie.</p>"
CZECH = "<p>Příliš žluťoučký kůň stál u řeky a čekal, až přestane šumět déšť nad městem.</p>"
GREEK = "<p>Η γέφυρα άνοιξε το πρωί και οι κάτοικοι ήρθαν να δουν το πρώτο τρένο.</p>"
TURKISH = (
    "<p>Köprü sabah açıldı; çocuklar ilk treni görmek için ırmağın kıyısına koştu, şaşırdı.</p>"
)
JAPANESE = "<p>橋は朝に開通し、三つの村の人々が最初の列車を見に来ました。カメラも並びます。</p>"
CHINESE = "<p>大桥今天早上通车，三个村子的居民都来看第一列火车，孩子们非常高兴。</p>"
TAIWANESE = "<p>大橋今天早上通車，三個村子的居民都來看第一列火車，孩子們非常高興。</p>"
KOREAN = "<p>다리가 아침에 열리자 세 마을의 주민들이 첫 기차를 보러 왔습니다.</p>"
ARABIC = "<p>افتتح الجسر في الصباح وجاء سكان القرى الثلاث لمشاهدة القطار الأول.</p>"

WRITTEN = [
    ("windows-1252", "cp1252", GERMAN),
    ("ISO-8859-1", "cp1252", GERMAN),  # the label of latin1 means windows-1252
    ("latin1", "cp1252", GERMAN),
    ("us-ascii", "cp1252", GERMAN),
    ("windows-1251", "cp1251", RUSSIAN),
    ("koi8-r", "koi8_r", RUSSIAN),
    ("iso-8859-2", "iso8859_2", POLISH),
    ("windows-1250", "cp1250", CZECH),
    ("windows-1253", "cp1253", GREEK),
    ("iso-8859-9", "cp1254", TURKISH),
    ("Shift_JIS", "cp932", JAPANESE),
    ("x-sjis", "cp932", JAPANESE),
    ("EUC-JP", "euc_jp", JAPANESE),
    ("iso-2022-jp", "iso2022_jp", JAPANESE),
    ("gb2312", "gb18030", CHINESE),
    ("GBK", "gb18030", CHINESE),
    ("hz-gb-2312", "hz", CHINESE),
    ("big5", "big5hkscs", TAIWANESE),
    ("euc-kr", "cp949", KOREAN),
    ("ks_c_5601-1987", "cp949", KOREAN),
    ("windows-1256", "cp1256", ARABIC),
    ("utf-8", "utf_8", GERMAN + CHINESE),
]
named_by_label = pytest.mark.parametrize(("label", "codec", "text"), WRITTEN)


@named_by_label
def test_header_label_is_followed(label: str, codec: str, text: str) -> None:
    headers = {"content-type": f"text/html; charset={label}"}
    assert decode(text.encode(codec), headers) == text


@named_by_label
def test_meta_label_is_followed(label: str, codec: str, text: str) -> None:
    page = f'<!doctype html><meta charset="{label}">{text}'
    assert decode(page.encode(codec)) == page


@pytest.mark.parametrize(
    "declaration",
    [
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=windows-1251'>",
        '<meta content="text/html;charset=windows-1251" http-equiv=content-type />',
        "<meta charset=windows-1251>",
        "<meta name=a content=b><meta   charset = 'Windows-1251' >",
        '<!-- <meta charset="big5"> --><meta charset=cp1251>',
        '<meta charset="klingon"><meta charset="x-cp1251">',
        '<?xml version="1.0" encoding="windows-1251"?>\n<html>',
    ],
)
def test_declarations_in_markup_are_found(declaration: str) -> None:
    page = declaration + RUSSIAN
    assert decode(page.encode("cp1251")) == page


def test_meta_is_found_after_a_long_script() -> None:
    page = f"<head><script>{'x = 1; ' * 1000}</script><meta charset=windows-1251>{RUSSIAN}"
    assert decode(page.encode("cp1251")) == page


def test_header_wins_over_meta() -> None:
    page = "<meta charset=big5>" + RUSSIAN
    headers = {"Content-Type": 'text/html;charset="windows-1251"'}
    assert decode(page.encode("cp1251"), headers) == page


def test_byte_order_mark_wins_over_everything_and_is_removed() -> None:
    headers = {"content-type": "text/html; charset=windows-1251"}
    for bom, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        assert decode(bom + GERMAN.encode(codec), headers) == GERMAN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_needs_neither_mark_nor_label(codec: str) -> None:
    assert decode(GERMAN.encode(codec)) == GERMAN


def test_utf_16_with_few_zeros_is_told_by_its_label() -> None:
    headers = {"content-type": "text/html; charset=UTF-16BE"}
    assert decode(RUSSIAN.encode("utf-16-be"), headers) == RUSSIAN


def test_meta_that_claims_utf_16_means_utf_8() -> None:
    page = "<meta charset=utf-16>" + GERMAN
    assert decode(page.encode()) == page


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "gbk", "utf-16", "nonsense", ""])
def test_utf_8_under_a_wrong_label_is_no_mojibake(label: str) -> None:
    page = f'<meta charset="{label}">{GERMAN}'
    assert decode(page.encode(), {"content-type": f"text/html; charset={label}"}) == page


@pytest.mark.parametrize(
    ("codec", "text"), [("cp1252", GERMAN), ("cp1251", RUSSIAN), ("cp932", JAPANESE)]
)
def test_legacy_text_labelled_utf_8_is_no_mojibake(codec: str, text: str) -> None:
    page = "<meta charset=utf-8>" + text
    assert decode(page.encode(codec), {"content-type": "text/html; charset=utf-8"}) == page


def test_meta_is_asked_where_the_header_cannot_be_true() -> None:
    page = "<meta charset=koi8-r>" + RUSSIAN
    assert decode(page.encode("koi8_r"), {"content-type": "text/html; charset=utf-8"}) == page


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1252", GERMAN),
        ("cp1251", RUSSIAN),
        ("koi8_r", RUSSIAN),
        ("cp1253", GREEK),
        ("cp932", JAPANESE),
        ("euc_jp", JAPANESE),
        ("iso2022_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("big5", TAIWANESE),
        ("cp949", "<html lang=ko>" + KOREAN),
        ("cp1256", ARABIC),
        ("iso8859_2", '<html lang="pl">' + POLISH.replace("Ź", "Z")),
        ("cp1250", "<html lang=cs-CZ>" + CZECH),
        ("cp1254", "<html dir=ltr lang='tr'>" + TURKISH),
        ("cp1252", "<p>Café</p>"),
        ("cp1252", "<p>Café"),
    ],
)
def test_text_without_label_is_guessed(codec: str, text: str) -> None:
    assert decode(text.encode(codec)) == text


def test_few_broken_bytes_do_not_change_the_encoding() -> None:
    raw = GERMAN.encode() + b"<p>broken \x92 byte</p>"
    headers = {"content-type": "text/html; charset=utf-8"}
    assert decode(raw, headers) == GERMAN + "<p>broken \ufffd byte</p>"


def test_page_cut_within_a_character_stays_utf_8() -> None:
    raw = GERMAN.encode() + "…".encode()[:2]
    assert decode(raw) == GERMAN + "\ufffd"


def test_markup_survives_a_broken_multi_byte_character() -> None:
    raw = b"<meta charset=gbk>" + CHINESE.encode("gb18030") + b"\xb0<p>next</p>"
    assert decode(raw).endswith("\ufffd<p>next</p>")


def test_vendor_characters_of_japanese_pages_are_read() -> None:
    text = "<p>①番の㈱橋梁、高さ５０㍍</p>"
    for label, codec in (("shift_jis", "cp932"), ("euc-jp", "euc_jis_2004")):
        raw = text.encode(codec, "ignore")
        headers = {"content-type": f"text/html; charset={label}"}
        assert decode(raw, headers) == raw.decode(codec)


def test_a_page_that_was_encoded_twice_is_read_as_it_was_meant() -> None:
    meant = "<p>The baker’s oven – 40 years old – still heats a café in Łódź.</p>"
    twice = meant.encode().decode("latin-1").encode()
    assert decode(twice) == meant
    broken = "<p>It’s \xe0\x80\x80 here</p>".encode().decode("latin-1").encode()
    assert decode(broken).startswith("<p>It’s ")
    portuguese = "<p>Amanhã à noite, o pão já estará cozido, ‘a tempo’: nÃ£o se diz assim.</p>"
    assert decode(portuguese.encode()) == portuguese  # one such pair is no proof


def test_unassigned_bytes_are_what_the_standard_says() -> None:
    headers = {"content-type": "text/html; charset=windows-1252"}
    assert decode(b"a\x81b\x80c\xe9", headers) == "a\x81b€cé"


def test_one_zero_byte_does_not_make_utf_16() -> None:
    assert decode(("\0" + GERMAN).encode()) == "\0" + GERMAN


def test_text_is_returned_as_it_is_but_can_always_be_encoded() -> None:
    assert decode("\ufeff" + RUSSIAN) == RUSSIAN
    assert decode("a\ud83d\ude00b\ud800c") == "a😀b\ufffdc"


@given(
    st.one_of(st.binary(max_size=600), st.text(max_size=200)),
    st.sampled_from(["", "<meta charset=", "<meta http-equiv=content-type content=", "<!--"]),
    st.sampled_from([*(label for label, _, _ in WRITTEN), "iso-2022-kr", "utf-7", "%s", "\0"]),
)
def test_never_raises_and_can_be_encoded(html: bytes | str, start: str, label: str) -> None:
    headers = {"content-type": f"text/html; charset={label}"}
    if isinstance(html, bytes):
        html = f"{start}{label}>".encode() + html
    for known in (None, headers):
        text = decode(html, known)
        assert isinstance(text, str)
        text.encode()
        assert decode(html, known) == text
