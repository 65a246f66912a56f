"""Days said by how long ago they are, read against the time of the response."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pages import page

import scraper
from scraper.extractor import dates, relativedates

NOON = datetime(2025, 11, 10, 12, 0, tzinfo=UTC)
TEXT = "The northern ferry keeps its winter timetable, and the harbour keeps its second crane."


def published(line: str, language: str, fetched: datetime | None = NOON) -> date | None:
    made = page(
        f"<h1>Northern ferry stays</h1><div>{line}</div><p>{TEXT}</p>", roles={line: "meta"}
    )
    made.language = language
    made.document.fetched = fetched
    return dates.choose(made).published.value


@pytest.mark.parametrize(
    ("language", "line", "day"),
    [
        ("en", "3 hours ago", 10),
        ("en", "Updated 13 hrs ago", 9),
        ("en", "a week ago", 3),
        ("en", "Yesterday, 18:20", 9),
        ("de", "vor 2 Tagen", 8),
        ("de", "Vor einer Stunde", 10),
        ("de", "gestern um 7:40 Uhr", 9),
        ("fr", "Il y a 5 jours", 5),
        ("es", "hace 1 día", 9),
        ("it", "2 giorni fa", 8),
        ("pt", "há 4 dias", 6),
        ("nl", "2 uur geleden", 10),
        ("sv", "för 2 dagar sedan", 8),
        ("da", "for 3 dage siden", 7),
        ("fi", "2 päivää sitten", 8),
        ("pl", "2 dni temu", 8),
        ("cs", "před 2 dny", 8),
        ("ru", "2 дня назад", 8),
        ("ru", "день назад", 9),
        ("uk", "вчора о 9:00", 9),
        ("tr", "2 gün önce", 8),
        ("el", "πριν από 2 ημέρες", 8),
        ("id", "2 hari yang lalu", 8),
        ("ar", "منذ 3 أيام", 7),
        ("ar", "قبل يومين", 8),
        ("he", "לפני 2 ימים", 8),
        ("he", "לפני יומיים", 8),
        ("th", "2 วันที่แล้ว", 8),
        ("bn", "২ দিন আগে", 8),
        ("ja", "2日前", 8),
        ("zh", "3天前", 7),
        ("ko", "2일 전", 8),
    ],
)
def test_how_long_ago_gives_the_day(language: str, line: str, day: int) -> None:
    assert published(line, language) == date(2025, 11, day)


@pytest.mark.parametrize(
    "line",
    [
        "3 hours of music",
        "Agora 3 hours",
        "400 days ago",
        "9 weeks ago",
        "Todays 3 tips",
        "What the harbour learnt yesterday of its cranes",
    ],
)
def test_other_lines_say_no_day(line: str) -> None:
    assert published(line, "en") is None


def test_without_the_time_of_the_response_nothing_is_said() -> None:
    assert published("3 hours ago", "en", None) is None


def test_a_date_on_the_page_wins() -> None:
    line = "4 June 2025"
    made = page(
        f"<h1>Northern ferry stays</h1><div>{line}</div><div>2 hours ago</div><p>{TEXT}</p>",
        roles={line: "meta", "2 hours ago": "meta"},
    )
    made.document.fetched = NOON
    assert dates.choose(made).published.value == date(2025, 6, 4)


def test_the_time_of_the_response_is_its_date_header() -> None:
    assert relativedates.moment({"date": "Mon, 10 Nov 2025 12:00:00 GMT"}) == NOON
    for headers in (None, {}, {"date": ""}, {"date": "soon"}):
        assert relativedates.moment(headers) is None


def test_a_page_with_its_response_gives_the_day() -> None:
    html = (
        "<html lang=en><title>Northern ferry stays through the winter</title><article>"
        "<h1>Northern ferry stays through the winter</h1><p class=byline>By Ada Moreno</p>"
        f"<p class=meta>2 days ago</p><p>{TEXT}</p><p>{TEXT[::-1]}</p></article>"
    )
    headers = {"date": "Mon, 10 Nov 2025 12:00:00 GMT"}
    found = scraper.extract(html, "https://x.example/ferry", headers=headers)
    assert (found.published, found.sources["published"]) == (date(2025, 11, 8), "page")
    assert scraper.extract(html, "https://x.example/ferry").published is None
