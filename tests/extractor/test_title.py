"""The headline: as shown, without the site's name, whatever the head of the page says."""

from __future__ import annotations

from scraper.extractor import title
from tests.extractor.pages import TEXT, page

SITE = '<meta property="og:site_name" content="Harbour Post">'


def test_the_headline_is_the_shown_one_with_its_case_and_quotes() -> None:
    made = page(
        f"<header>Harbour Post</header><article><h1>“No” to the northern ferry’s END</h1>"
        f"<p>{TEXT}</p></article>",
        f"<title>“No” to the northern ferry’s end | Harbour Post</title>{SITE}",
    )
    choice = title.choose(made)
    assert choice.value == "“No” to the northern ferry’s END"
    assert choice.source == "page"
    assert made.document.blocks[made.headline].text == choice.value


def test_without_a_shown_headline_the_site_s_name_is_taken_off_the_page_title() -> None:
    for head in (
        "Northern ferry stays through winter | Harbour Post",
        "Northern ferry stays through winter - Harbour Post",
        "Harbour Post: Northern ferry stays through winter",
    ):
        made = page(f"<p>{TEXT}</p>", f"<title>{head}</title>{SITE}")
        assert title.choose(made).value == "Northern ferry stays through winter"


def test_a_headline_that_holds_a_dash_or_colon_of_its_own_is_not_cut() -> None:
    for headline in ("Ferry: what now?", "Ferry stays - and so does the captain of the boat"):
        made = page(
            f"<article><h1>{headline}</h1><p>{TEXT}</p></article>",
            f"<title>{headline} | Harbour Post</title>{SITE}",
        )
        assert title.choose(made).value == headline


def test_the_site_s_name_in_the_first_h1_is_not_the_headline() -> None:
    made = page(
        f"<header><h1 class='logo'><a href='/'>Harbour Post</a></h1></header>"
        f"<article><h1 class='entry-title'>Northern ferry stays through winter</h1>"
        f"<p>{TEXT}</p></article>",
        f"<title>Northern ferry stays through winter – Harbour Post</title>{SITE}",
        roles={"Harbour Post": "nav"},
    )
    assert title.choose(made).value == "Northern ferry stays through winter"


def test_a_page_that_says_nothing_has_no_headline() -> None:
    made = page("")
    assert title.choose(made).value is None
    assert made.headline == -1


def test_a_kicker_inside_the_h1_does_not_run_into_the_headline() -> None:
    made = page(
        f"<article><h1><span>Harbour traffic</span><span>Northern ferry stays through winter</span>"
        f"</h1><p>{TEXT}</p></article>",
        "<title>Northern ferry stays through winter</title>",
    )
    shown = [c.value for c in title.candidates(made) if c.block >= 0]
    assert "Harbour traffic Northern ferry stays through winter" in shown
    assert not any("trafficNorthern" in value for value in shown)


def test_a_label_before_what_the_head_says_is_no_part_of_the_headline() -> None:
    for label, shown in (
        ("Title:", "Northern ferry stays through winter"),
        ("Blog: ", "Northern ferry stays through winter"),
        ("Harbour council: ", "Harbour council: Northern ferry stays through winter"),
    ):
        made = page(
            f"<article><h1><span>{label}</span>Northern ferry stays through winter</h1>"
            f"<p>{TEXT}</p></article>",
            "<title>Northern ferry stays through winter</title>",
        )
        assert next(c.value for c in title.candidates(made) if c.block >= 0) == shown


def test_initials_of_the_site_s_name_are_no_part_of_the_headline() -> None:
    made = page(
        f"<article><p>{TEXT}</p></article>",
        "<title>Northern ferry stays through winter | CHF</title>"
        "<meta property=og:title content='Northern ferry stays through winter | CHF'>"
        "<meta property=og:site_name content='Coastal Harbour Forum'>",
    )
    assert title.choose(made).value == "Northern ferry stays through winter"


def test_a_coloured_letter_does_not_split_its_word() -> None:
    made = page(f"<article><h1><b>N</b>orthern ferry stays</h1><p>{TEXT}</p></article>")
    assert title.choose(made).value == "Northern ferry stays"


def test_entities_that_a_template_escaped_twice_are_read_in_the_headline() -> None:
    made = page(f"<article><h1>Ferries, piers &amp;#x26; winter</h1><p>{TEXT}</p></article>")
    assert title.choose(made).value == "Ferries, piers & winter"


def test_a_headline_that_stands_where_the_site_s_name_belongs_is_still_the_headline() -> None:
    headline = "How to keep a ferry: a guide for the winter"
    made = page(
        f"<article><h1>{headline}</h1><p>{TEXT}</p></article>",
        f"<title>{headline} | Harbour Post</title>"
        f'<meta property="og:site_name" content="{headline}">'
        f'<meta property="og:title" content="{headline}">',
    )
    assert title.choose(made).value == headline


def test_a_headline_that_a_list_repeats_is_judged_by_where_it_is_the_headline() -> None:
    headline = "Northern ferry stays through winter"
    made = page(
        f"<article><h1>{headline}</h1><p>{TEXT}</p></article><aside class='related'>"
        f"<h2 class='title'><a href='/ferry'>{headline}</a></h2></aside>",
        f"<title>How the ferry was saved | Harbour Post</title>{SITE}",
    )
    shown = next(found for found in title.candidates(made) if found.value == headline)
    assert made.document.blocks[shown.block].tag == "h1"
    assert not any(name.startswith("lower") for name in shown.evidence)


def test_the_part_of_a_headline_before_a_bar_may_be_the_headline() -> None:
    made = page(f"<h1>Ferry stays through winter | Opinion</h1><p>{TEXT}</p>")
    found = {candidate.value: candidate for candidate in title.candidates(made)}
    part = found["Ferry stays through winter"]
    assert made.document.blocks[part.block].tag == "h1"
    assert "less tail bar short" in part.evidence


def test_the_section_behind_a_headline_is_known_by_the_page_s_address() -> None:
    head = "<title>Ferry stays through winter | Islands</title>"
    for url, known in (("https://example.org/islands/1", True), ("https://example.org/1", False)):
        made = page(f"<p>{TEXT}</p>", head, url=url)
        whole, part = (
            next(found for found in title.candidates(made) if found.value == value)
            for value in (
                "Ferry stays through winter | Islands",
                "Ferry stays through winter",
            )
        )
        assert ("less section" in part.evidence) == known
        assert ("carries site name" in whole.evidence) == known


def test_quotation_marks_do_not_part_a_headline() -> None:
    for headline in (
        "«Nobody leaves before noon»: the captain and her last crew",
        "The captain: «Nobody leaves before noon» and other rules",
    ):
        made = page(f"<h1>{headline}</h1><p>{TEXT}</p>")
        parts = {found.value for found in title.candidates(made)}
        assert headline in parts
        assert "«Nobody leaves before noon" not in parts
        assert "The captain: «Nobody leaves before noon" not in parts


def test_an_h1_that_ends_the_breadcrumbs_stands_apart_from_the_text() -> None:
    made = page(
        "<nav><ul><li>Islands</li><li><h1>Ferry winter timetable</h1></li></ul></nav>"
        f"<article><h2>Northern ferry stays through winter</h2><p>{TEXT}</p></article>",
        "<title>Ferry winter timetable</title>",
    )
    found = {candidate.value: candidate.evidence for candidate in title.candidates(made)}
    assert "h1 trail" in found["Ferry winter timetable"]
