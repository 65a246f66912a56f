"""Publication and change: from what a page says to machines and shows to people."""

from __future__ import annotations

from datetime import UTC, date, datetime

from scraper.extractor import dates
from tests.extractor.pages import TEXT, page

HEADLINE = "<h1>Northern ferry stays through winter</h1>"


def test_structured_data_and_page_agree_on_the_day_and_the_time_is_kept() -> None:
    made = page(
        f"<article>{HEADLINE}<div class='meta'>June 4, 2025</div><p>{TEXT}</p></article>",
        '<meta property="article:published_time" content="2025-06-04T09:12:45+00:00">',
        roles={"June 4, 2025": "meta"},
    )
    found = dates.choose(made)
    assert found.published.value == datetime(2025, 6, 4, 9, 12, 45, tzinfo=UTC)
    assert found.modified.value is None
    assert found.notes == ()


def test_a_change_is_told_from_the_publication() -> None:
    made = page(
        f"<article>{HEADLINE}<div class='meta'>Published 4 June 2025</div>"
        f"<div class='meta'>Updated 9 June 2025</div><p>{TEXT}</p></article>",
        roles={"Published 4 June 2025": "meta", "Updated 9 June 2025": "meta"},
    )
    found = dates.choose(made)
    assert found.published.value == date(2025, 6, 4)
    assert found.modified.value == date(2025, 6, 9)


def test_a_change_that_is_the_publication_itself_is_none() -> None:
    made = page(
        f"<article>{HEADLINE}<p>{TEXT}</p></article>",
        '<meta property="article:published_time" content="2025-06-04T09:12:45Z">'
        '<meta property="article:modified_time" content="2025-06-04T09:12:45Z">',
    )
    assert dates.choose(made).modified.value is None


def test_dates_of_other_articles_comments_and_the_copyright_line_are_not_the_page_s() -> None:
    made = page(
        f"<article>{HEADLINE}<div class='byline'><time datetime='2025-06-04'>4 June 2025</time>"
        f"</div><p>{TEXT}</p></article>"
        "<aside class='related'><a href='/bus'>Bus returns to the old bridge after all</a>"
        "<span class='date'>1 August 2025</span></aside>"
        "<div class='comments'><p>Kim wrote on 7 July 2025</p></div>"
        "<footer>© 2019-2026 Harbour Post, founded 3 March 1991</footer>",
        roles={
            "4 June 2025": "byline",
            "Bus returns to the old bridge after all1 August 2025": "related",
            "Kim wrote on 7 July 2025": "comments",
            "© 2019-2026 Harbour Post, founded 3 March 1991": "footer",
        },
    )
    assert dates.choose(made).published.value == date(2025, 6, 4)


def test_the_address_gives_the_day_where_nothing_else_does() -> None:
    made = page(f"{HEADLINE}<p>{TEXT}</p>", url="https://www.example.org/2025/06/04/ferry")
    found = dates.choose(made).published
    assert (found.value, found.source) == (date(2025, 6, 4), "url")


def test_a_page_without_a_date_has_none_and_never_today() -> None:
    found = dates.choose(page(f"{HEADLINE}<p>{TEXT}</p>"))
    assert found.published.value is None
    assert found.modified.value is None


def test_structured_data_and_page_that_disagree_are_remarked_on() -> None:
    made = page(
        f"<article>{HEADLINE}<div class='meta date'>12 May 2024</div><p>{TEXT}</p></article>",
        '<script type="application/ld+json">{"@type": "NewsArticle",'
        '"headline": "Northern ferry stays through winter", "datePublished": "2025-06-04"}'
        "</script>",
        roles={"12 May 2024": "meta"},
    )
    (note,) = dates.choose(made).notes
    assert note == "structured data says 2025-06-04, the page shows 2024-05-12"


def test_a_long_paragraph_that_opens_with_its_date_line_gives_the_day() -> None:
    made = page(f"{HEADLINE}<p>27.1.2022 - {TEXT}</p>")
    assert dates.choose(made).published.value == date(2022, 1, 27)


def test_a_moment_that_a_template_hides_beside_the_date_is_not_the_publication() -> None:
    line = "2024-01-07T17:27:31+02:00June 19th, 2023"
    made = page(
        f"<article>{HEADLINE}<div class='meta'><span class='updated'>{line[:25]}</span>{line[25:]}"
        f"</div><p>{TEXT}</p></article>",
        roles={line: "meta"},
    )
    assert dates.choose(made).published.value == date(2023, 6, 19)


def test_a_second_date_without_a_word_of_its_own_is_that_of_a_change() -> None:
    line = "Posted on June 4, 2025November 12, 2025"
    made = page(
        f"<article>{HEADLINE}<div class='meta'>Posted on <a href='/june'><time "
        "datetime='2025-06-04'>June 4, 2025</time><time class='updated' datetime='2025-11-12'>"
        f"November 12, 2025</time></a></div><p>{TEXT}</p></article>",
        roles={line: "meta"},
    )
    assert dates.choose(made).published.value == date(2025, 6, 4)


def test_a_weekday_between_two_dates_is_no_word_of_the_second_one_s_own() -> None:
    line = "Posted on Mittwoch, 4. Juni 2025Samstag, 7. Juni 2025 by Kim"
    made = page(
        f"<article>{HEADLINE}<div class='meta'>{line}</div><p>{TEXT}</p></article>",
        roles={line: "byline"},
    )
    assert dates.choose(made).published.value == date(2025, 6, 4)


def test_today_s_date_above_the_menu_is_not_the_first_of_the_article() -> None:
    menu = "".join(f"<li>Harbour {number}</li>" for number in range(12))
    made = page(
        f"<header class='date'>Friday, 2 January 2026</header><ul>{menu}</ul><article>"
        f"<div class='kicker'>Culture, 4 June 2025</div>{HEADLINE}<p>{TEXT}</p></article>",
        roles={"Friday, 2 January 2026": "meta", "Culture, 4 June 2025": "meta"},
    )
    assert dates.choose(made).published.value == date(2025, 6, 4)


def test_a_row_of_news_above_the_headline_does_not_date_the_article() -> None:
    news = [("Pier repairs begin", "12/17/2025"), ("Lighthouse sold", "12/16/2025")]
    news += [("Harbour master named", "12/04/2025")]
    rows = "".join(f"<div><a href=/n>{what}</a><p class=date>{day}</p></div>" for what, day in news)
    made = page(
        f"<div>{rows}</div>"
        f"<article>{HEADLINE}<div>03/01/2017 by Ada Holm</div><p>{TEXT}</p></article>",
        roles={"03/01/2017 by Ada Holm": "byline"} | {day: "meta" for _, day in news},
    )
    assert dates.choose(made).published.value == date(2017, 3, 1)


def test_american_pages_write_the_month_first_with_dots_too() -> None:
    for address, day in (
        ("https://example.us/ferry", date(2025, 6, 4)),
        ("https://example.org/ferry", date(2025, 4, 6)),
    ):
        made = page(
            f"<article>{HEADLINE}<div class='date'>06.04.2025</div><p>{TEXT}</p></article>",
            url=address,
            roles={"06.04.2025": "meta"},
        )
        assert dates.choose(made).published.value == day


def test_the_page_s_other_dates_tell_which_number_is_the_month() -> None:
    for other, day in (("06/25/2024", date(2025, 6, 4)), ("25/06/2024", date(2025, 4, 6))):
        made = page(
            f"<article>{HEADLINE}<div class='date'>06/04/2025</div><p>{TEXT}</p></article>"
            f"<div class='related'><a href='/bus'>Bus returns, {other}</a></div>",
            roles={"06/04/2025": "meta", f"Bus returns, {other}": "related"},
        )
        assert dates.choose(made).published.value == day


def test_an_address_may_name_the_month() -> None:
    made = page(f"<p>{TEXT}</p>", url="https://www.example.org/news/2025/june/04/ferry")
    assert dates.choose(made).published.value == date(2025, 6, 4)


def test_the_change_may_stand_in_the_article_s_own_footer() -> None:
    line = "Published 4 June 20259 June 2025"
    made = page(
        f"<article>{HEADLINE}<p>{TEXT}</p><footer class='entry-footer'>Published "
        "<time class='published' datetime='2025-06-04'>4 June 2025</time>"
        "<time class='updated' datetime='2025-06-09'>9 June 2025</time></footer></article>",
        roles={line: "meta"},
    )
    found = dates.choose(made)
    assert (found.published.value, found.modified.value) == (date(2025, 6, 4), date(2025, 6, 9))


def test_a_day_said_to_be_a_change_s_is_no_publication_beside_one_that_is_said_to_be() -> None:
    line = "By Ada Lund Published June 4, 2025 Updated June 5, 2025"
    made = page(
        f"<article>{HEADLINE}<div class='byline'>{line}</div><p>{TEXT}</p></article>",
        roles={line: "byline"},
    )
    found = dates.choose(made)
    assert (found.published.value, found.modified.value) == (date(2025, 6, 4), date(2025, 6, 5))


def test_rdfa_names_the_publication_to_machines() -> None:
    line = "Submitted by Ada Lund on Wed, 06/04/2025 - 14:05"
    moment = '<span property="schema:dateCreated" content="2025-06-04T14:05:00+00:00">'
    made = page(
        f'<article typeof="schema:Article">{HEADLINE}<footer>Submitted by Ada Lund on {moment}'
        f"Wed, 06/04/2025 - 14:05</span></footer><p>{TEXT}</p></article>",
        roles={line: "byline"},
    )
    assert dates.choose(made).published.value == datetime(2025, 6, 4, 14, 5, tzinfo=UTC)


def test_a_weekday_tells_which_number_is_the_month() -> None:
    for line, day in (("Wed, 06/04/2025", (6, 4)), ("Sunday 06/04/2025", (4, 6))):
        made = page(f"{HEADLINE}<div class='meta'>{line}</div><p>{TEXT}</p>", roles={line: "meta"})
        assert dates.choose(made).published.value == date(2025, *day)


def test_of_two_times_on_one_day_the_one_stated_as_the_publication_s_counts() -> None:
    made = page(
        f"<article>{HEADLINE}<time datetime='2025-06-04T14:10:00Z'>14:10</time><p>{TEXT}</p>"
        "</article>",
        '<meta property="article:published_time" content="2025-06-04T06:00:00Z">',
        roles={"14:10": "meta"},
    )
    assert dates.choose(made).published.value == datetime(2025, 6, 4, 6, 0, tzinfo=UTC)
