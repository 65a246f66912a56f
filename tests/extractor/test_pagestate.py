"""Days of publication in the state of a page's scripts."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.extractor import dates, pagestate
from tests.extractor.pages import TEXT, page


@pytest.mark.parametrize(
    "script",
    [
        '{"post": {"created_at": "2025-05-30", "published_at": "2025-06-04T06:22:28Z"}}',
        "window.page = {publishDate: '2025-06-04T06:22:28Z', author: 'Kim'}",
        r'self.__next_f.push([1,"{\"id\":7,\"publishedAt\":\"2025-06-04T06:22:28Z\"}"])',
        'dataLayer.push({"datePosted":"2025-06-04T06:22:28Z"})',
        '{"first_published": "2025-06-04T06:22:28Z", "next": {"published": "2019-01-02"}}',
    ],
)
def test_the_first_date_named_the_publication_s_is_read(script: str) -> None:
    ((said, surely),) = pagestate.days([script])
    assert (said[:19], surely) == ("2025-06-04T06:22:28", True)


def test_another_date_is_read_where_none_is_named_the_publication_s() -> None:
    assert pagestate.days(['{"title": "Ferry", "date": "2025-06-04T06:59:34"}']) == [
        ("2025-06-04T06:59:34", False)
    ]


@pytest.mark.parametrize(
    "script", ['{"update": "2025-06-04T06:22"}', '{"date": 7}', "updatedate = 2025", ""]
)
def test_other_numbers_are_no_days(script: str) -> None:
    assert pagestate.days([script]) == []


def test_a_page_that_says_no_day_elsewhere_has_that_of_its_state() -> None:
    script = '<script>window.page = {"publishedAt": "2025-06-04"}</script>'
    found = dates.choose(page(f"<h1>Northern ferry stays</h1><p>{TEXT}</p>{script}")).published
    assert (found.value, found.source) == (date(2025, 6, 4), "state")
