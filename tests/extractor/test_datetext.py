"""Dates in text: in the languages and shapes that pages write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from scraper.extractor import datetext


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Published June 4, 2025 by the desk"),
        ("en", "4th of June 2025"),
        ("de", "Mittwoch, 4. Juni 2025"),
        ("fr", "Publié le 4 juin 2025"),
        ("es", "4 de junio de 2025"),
        ("it", "4 giugno 2025"),
        ("pt", "4 de junho de 2025"),
        ("nl", "4 juni 2025"),
        ("da", "4. juni 2025"),
        ("sv", "den 4 juni 2025"),
        ("fi", "4. kesäkuuta 2025"),
        ("pl", "4 czerwca 2025"),
        ("cs", "4. června 2025"),
        ("sk", "4. júna 2025"),
        ("hu", "2025. június 4."),
        ("ro", "4 iunie 2025"),
        ("hr", "4. lipnja 2025."),
        ("sl", "4. junija 2025"),
        ("ru", "4 июня 2025"),
        ("uk", "4 червня 2025"),
        ("bg", "4 юни 2025"),
        ("el", "4 Ιουνίου 2025"),
        ("tr", "4 Haziran 2025"),
        ("lt", "2025 m. birželio 4 d."),
        ("id", "4 Juni 2025"),
        ("vi", "ngày 4 tháng 6 năm 2025"),
        ("vi", "4 Tháng Sáu, 2025"),
        ("vi", "Tháng Sáu 4, 2025"),
        ("vi", "04 Thg 6, 2025"),
        ("th", "4 มิถุนายน 2568"),
        ("th", "4 มิ.ย. 68"),
        ("ar", "٤ يونيو ٢٠٢٥"),
        ("ar", "4 يونيو/حزيران 2025"),
        ("ar", "4 جوان، 2025"),
        ("ur", "4 جون 2025"),
        ("he", "4 ביוני 2025"),
        ("hi", "4 जून 2025"),
        ("mr", "४ जून २०२५"),
        ("ta", "4 ஜூன் 2025"),
        ("te", "4 జూన్ 2025"),
        ("ka", "4 ივნისი 2025"),
        ("hy", "4 հունիսի 2025"),
        ("kk", "4 маусым 2025"),
        ("el", "4 ΙΟΥΝΙΟΥ 2025"),
        ("el", "4 Ιούν 2025"),
        ("tr", "4 HAZİRAN 2025"),
        ("zh", "民國114年6月4日"),
        ("ja", "2025年6月4日"),
        ("ja", "令和7年6月4日"),
        ("ko", "2025년 6월 4일"),
        ("en", "2025-06-04"),
        ("de", "04.06.2025"),
        ("de", "04 | 06 | 2025"),
        ("zh", "2025/6/4"),
        ("en", "4-Jun-2025"),
        ("en", "Jun 4, '25"),
        ("pt", "4.jun.2025"),
        ("es", "junio 4 de 2025"),
        ("vi", "Th6 4, 2025"),
        ("ko", "6월 4, 2025"),
        ("zh", "4 6 月, 2025"),
        ("eu", "2025eko ekainaren 4a"),
        ("kk", "2025 жылғы 4 маусым"),
        ("uz", "2025-yil 4-iyun"),
        ("fa", "چهارشنبه ۱۴ خرداد ۱۴۰۴"),
        ("fa", "۱۴۰۴/۳/۱۴"),
        ("fa", "14 جوزا 1404"),
    ],
)
def test_a_day_is_read_in_the_language_it_is_written_in(language: str, text: str) -> None:
    assert [found.value for found in datetext.find(text, language)] == [date(2025, 6, 4)]


def test_a_time_beside_the_day_and_its_zone_are_read() -> None:
    (found,) = datetext.find("Updated Mar 5, 2026 at 4:28 PM EST", "en")
    assert found.value == datetime(2026, 3, 5, 16, 28, tzinfo=timezone(timedelta(hours=-5)))
    (found,) = datetext.find("15.03.2024, 09:12 Uhr", "de")
    assert found.value == datetime(2024, 3, 15, 9, 12)
    (found,) = datetext.find("12:34, 5 Feb 2024", "en")
    assert found.value == datetime(2024, 2, 5, 12, 34)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "June 4, 2025 2:05 p.m."),
        ("en", "2:05 p.m. Wed June 4, 2025"),
        ("fr", "mercredi 4 juin 2025 à 14 h 05"),
        ("no", "4. juni 2025 klokken 14:05"),
        ("lt", "2025 m. birželio 4 d. 14:05"),
        ("hu", "2025. június 4., szerda 14:05"),
        ("hu", "2025.06.04. 14:05"),
        ("hr", "4. lipnja 2025. u 14:05"),
        ("pl", "4 czerwca 2025 r. o godz. 14:05"),
        ("ru", "4 июня 2025 г. в 14:05"),
        ("tr", "4 Haziran 2025 Çarşamba 14:05"),
        ("he", "4.6.2025 בשעה 14:05"),
        ("ar", "4 يونيو 2025 الساعة 2:05 م"),
        ("hi", "04 जून 2025, 02:05 PM IST"),
        ("th", "4 มิ.ย. 2568 เวลา 14:05 น."),
        ("ja", "2025年6月4日(水) 午後2時5分"),
        ("zh", "2025年6月4日 下午2:05"),
        ("ko", "2025. 6. 4. 오후 2:05"),
    ],
)
def test_the_time_is_read_as_the_language_says_it(language: str, text: str) -> None:
    assert datetext.parse(text, language) == datetime(2025, 6, 4, 14, 5)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Thứ tư, 4/6/2025, 14:05 (GMT+7)", 7),
        ("Wed Jun 04 2025 14:05:00 GMT+0200 (CEST)", 2),
        ("Wed Jun 04 14:05:00 UTC 2025", 0),
        ("20250604T140500Z", 0),
        ("4 июня 2025 года, 14:05 МСК", 3),
    ],
)
def test_the_zone_is_the_one_that_is_said(text: str, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    found = datetext.parse(text, month_first=False)
    assert found == datetime(2025, 6, 4, 14, 5, tzinfo=zone)


def test_an_hour_without_minutes_needs_a_word_that_says_it_is_one() -> None:
    at_nine = datetime(2025, 6, 4, 9, 0)
    assert datetext.parse("am 4. Juni 2025 um 9 Uhr", "de") == at_nine
    assert datetext.parse("June 4, 2025, 9 a.m.", "en") == at_nine
    assert datetext.parse("June 4, 2025 9 comments", "en") == date(2025, 6, 4)


def test_what_follows_a_day_is_no_time_where_it_is_another_day_or_a_duration() -> None:
    found = datetext.find("04.06.2025 - 05.06.2025", "de")
    assert [one.value for one in found] == [date(2025, 6, 4), date(2025, 6, 5)]
    assert datetext.parse("4 juin 2025 · 3 h 20 min de lecture", "fr") == date(2025, 6, 4)


def test_dates_glued_to_each_other_are_told_apart() -> None:
    found = datetext.find("September 1, 2016September 8, 2016Autumn", "en")
    assert [one.value for one in found] == [date(2016, 9, 1), date(2016, 9, 8)]
    assert datetext.find("17/11/201917/11/2019 ~ Kim", "en")[0].value == date(2019, 11, 17)
    found = datetext.find("10. Februar 20199. Februar 2019 von Kim", "de")
    assert [one.value for one in found] == [date(2019, 2, 10), date(2019, 2, 9)]


@pytest.mark.parametrize("text", ["June 4, 20258:23 PM", "4 June 202520:23", "4/6/202520:23"])
def test_a_time_glued_to_the_year_is_told_from_it(text: str) -> None:
    assert datetext.parse(text, "en") == datetime(2025, 6, 4, 20, 23)


def test_a_slash_date_is_read_as_the_caller_says_unless_only_one_reading_exists() -> None:
    assert datetext.parse("3/4/2025", month_first=True) == date(2025, 3, 4)
    assert datetext.parse("3/4/2025", month_first=False) == date(2025, 4, 3)
    assert datetext.parse("3/15/2025", month_first=False) == date(2025, 3, 15)


def test_dots_stand_behind_the_day_except_where_english_writes_them() -> None:
    assert datetext.parse("03.04.2025", "de", month_first=True) == date(2025, 4, 3)
    assert datetext.parse("03.04.2025", "en", month_first=True) == date(2025, 3, 4)


def test_a_month_word_that_two_languages_share_is_settled_by_the_page_s_language() -> None:
    assert datetext.parse("4. listopadu 2025", "cs") == date(2025, 11, 4)
    assert datetext.parse("4. listopada 2025", "hr") == date(2025, 10, 4)
    assert datetext.parse("4 listopada 2025", "pl") == date(2025, 11, 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Chapter 12 of 2025",
        "31.02.2025",
        "call 020 7946 0958",
        "version 2025.12",
        "1850-01-02",
        "in 2022 8 June players",
        "۳۱ اسفند ۱۴۰۴",
    ],
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert datetext.find(text, "en") == []


def test_machine_readable_dates_keep_their_zone_and_precision() -> None:
    east = timezone(timedelta(hours=2))
    assert datetext.parse_iso("2024-05-03T15:47:42+02:00") == datetime(
        2024, 5, 3, 15, 47, 42, tzinfo=east
    )
    assert datetext.parse_iso("2024-05-03") == date(2024, 5, 3)
    assert datetext.parse_iso("20240503") == date(2024, 5, 3)
    assert datetext.parse_iso("1714751262") == datetime(2024, 5, 3, 15, 47, 42, tzinfo=UTC)
    assert datetext.parse_iso("soon") is None
    assert datetext.parse_iso("9999-12-31T23:59:59-05:00") is None
    assert datetext.parse_iso("9999-12-31") is None
