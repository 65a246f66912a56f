"""Authors: from bylines, structured data and author boxes, with their biographies."""

from __future__ import annotations

import pytest

from scraper.article import Author
from scraper.extractor import authors, bios
from tests.extractor.pages import TEXT, page

HEADLINE = "<h1>Northern ferry stays through winter</h1>"


def people(body: str, head: str = "", roles: dict[str, str] | None = None) -> list[str]:
    made = page(f"<article>{HEADLINE}{body}<p>{TEXT}</p></article>", head, roles=roles)
    return [author.name for author in authors.choose(made).value]


def ld(text: str) -> str:
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline":'
        f' "Northern ferry stays through winter", "author": {text}}}</script>'
    )


def test_a_byline_names_its_authors_in_order_with_their_profiles() -> None:
    made = page(
        f"<article>{HEADLINE}<div class='byline'>By <a rel='author' href='/author/ada'>Ada Lund"
        f"</a> and <a rel='author' href='/author/ben'>Ben Ostrow</a></div><p>{TEXT}</p></article>",
        roles={"By Ada Lund and Ben Ostrow": "byline"},
    )
    assert authors.choose(made).value == (
        Author(name="Ada Lund", url="https://www.example.org/author/ada"),
        Author(name="Ben Ostrow", url="https://www.example.org/author/ben"),
    )


def test_structured_data_alone_is_enough() -> None:
    found = people("", ld('[{"@type": "Person", "name": "Ada Lund"}, {"name": "Ben Ostrow"}]'))
    assert found == ["Ada Lund", "Ben Ostrow"]


def test_microdata_and_rdfa_name_the_author_amid_a_line_and_link_the_profile() -> None:
    made = page(
        f"<article>{HEADLINE}<p class='info'>In town <span itemprop='author'><a itemprop='url' "
        f"href='/p/ada'>Ada Lund</a></span>June 4</p><p>{TEXT}</p></article>",
        roles={"In town Ada LundJune 4": "meta"},
    )
    assert made.microdata("author") == [("Ada Lund", "", 1)]
    assert authors.choose(made).value == (
        Author(name="Ada Lund", url="https://www.example.org/p/ada"),
    )
    made = page(
        f"<article>{HEADLINE}<p>Sent by <span property='schema:author foaf:maker'>Ada Lund</span>"
        f" today</p><p>{TEXT}</p></article>"
    )
    assert made.microdata("author", "maker") == [("Ada Lund", "", 1)] * 2


def test_a_name_written_surname_first_may_be_a_particle_elsewhere() -> None:
    metas = [f'<meta name="dc.creator" content="{name}">' for name in ("Lund, Ada", "Ostrow, Ben")]
    assert people("", "".join(metas)) == ["Ada Lund", "Ben Ostrow"]


def test_given_and_family_name_make_a_name() -> None:
    assert people("", ld('{"@type": "Person", "givenName": "Ada", "familyName": "Lund"}')) == [
        "Ada Lund"
    ]


def test_a_byline_glued_to_date_and_counts_gives_the_name_alone() -> None:
    line = (
        "<div class='post-meta'><span>By</span> <a rel='author' href='/author/ada'>Ada Lund</a>"
        "<time>June 4, 2025</time><span>No Comments</span><span>2 Mins Read</span></div>"
    )
    assert people(line, roles={"By Ada LundJune 4, 2025No Comments2 Mins Read": "byline"}) == [
        "Ada Lund"
    ]


def test_reviewers_and_photographers_are_no_authors() -> None:
    body = (
        "<div class='byline'>Written by Ada Lund</div><div class='byline'>Fact-checked by</div>"
        "<div class='byline'>Cleo Marsh</div><div class='byline'>Photos: Dan Pike</div>"
    )
    roles = dict.fromkeys(
        ["Written by Ada Lund", "Fact-checked by", "Cleo Marsh", "Photos: Dan Pike"], "byline"
    )
    assert people(body, roles=roles) == ["Ada Lund"]


def test_an_agency_counts_only_where_nobody_else_is_named() -> None:
    assert people(
        "<div class='byline'>By Ada Lund, Reuters</div>",
        roles={"By Ada Lund, Reuters": "byline"},
    ) == ["Ada Lund"]
    assert people("", ld('{"@type": "Organization", "name": "Reuters"}')) == ["Reuters"]


def test_a_page_that_names_nobody_has_no_authors() -> None:
    assert people("") == []


def test_a_biography_goes_to_the_author_it_names() -> None:
    roles = {"Ben Ostrow": "bio_heading", "Ben Ostrow covers the harbour.": "bio"}
    made = page(
        f"{HEADLINE}<p>{TEXT}</p><div class='author-box'><h4>Ben Ostrow</h4>"
        "<p>Ben Ostrow covers the harbour.</p></div>",
        roles=roles,
    )
    (ada, ben), notes = bios.attach(made, (Author(name="Ada Lund"), Author(name="Ben Ostrow")))
    assert ada.bio is None
    assert ben.bio == "Ben Ostrow covers the harbour."
    assert notes == ()


def test_a_name_that_the_biography_spells_differently_is_remarked_on() -> None:
    text = "Lina Marcelli is the editor of the Harbour Post."
    made = page(f"{HEADLINE}<p>{TEXT}</p><p>{text}</p>", roles={text: "bio"})
    (author,), notes = bios.attach(made, (Author(name="Lina Mercilli"),))
    assert author.bio == text
    assert notes == ("the byline says Lina Mercilli, the biography says Lina Marcelli",)


def test_a_biography_of_somebody_else_is_left_alone_where_two_wrote() -> None:
    text = "Cleo Marsh runs the archive."
    made = page(f"{HEADLINE}<p>{TEXT}</p><p>{text}</p>", roles={text: "bio"})
    given = (Author(name="Ada Lund"), Author(name="Ben Ostrow"))
    assert bios.attach(made, given)[0] == given


def test_a_box_that_tells_of_somebody_else_is_not_the_only_author_s() -> None:
    text = "Yarvik Holmqvist is a fact checker with nine years at the archive."
    made = page(f"{HEADLINE}<p>{TEXT}</p><p>{text}</p>", roles={text: "bio"})
    assert bios.attach(made, (Author(name="Ada Lund"),))[0][0].bio is None


def test_a_name_alone_at_the_end_of_the_text_signs_it() -> None:
    filler = "".join(f"<p>{TEXT}</p>" for _ in range(20))
    made = page(f"<article>{HEADLINE}{filler}<p><b>Martin Lund</b></p></article>")
    assert [author.name for author in authors.choose(made).value] == ["Martin Lund"]


def test_everybody_of_one_byline_wrote_it_whether_their_given_names_are_known_or_not() -> None:
    line = "By Martin Lund and Xqzala Ostrow"
    assert people(f"<div class='byline'>{line}</div>", roles={line: "byline"}) == [
        *("Martin Lund", "Xqzala Ostrow"),
    ]


def test_all_of_a_line_that_is_nothing_but_names_wrote_it() -> None:
    line = "Martin Lund, Xqzala Ostrow & Yrbo Vantz"
    assert people(f"<div class='byline'>{line}</div>", roles={line: "byline"}) == [
        *("Martin Lund", "Xqzala Ostrow", "Yrbo Vantz"),
    ]


def test_a_linked_editor_is_no_author() -> None:
    line = "<div class='byline'>Editor: <a href='/author/cleo'>Cleo Marsh</a></div>"
    assert people(line, roles={"Editor: Cleo Marsh": "byline"}) == []


def test_a_line_beside_a_date_names_the_author_without_a_word_such_as_by() -> None:
    line = "Dec 26, 2025 • Ada Lund in Harbours"
    assert people(f"<div>{line}</div>", roles={line: "meta"}) == ["Ada Lund"]


def test_a_first_name_alone_may_sign() -> None:
    line = "by Amanda · Dec 20, 2025"
    assert people(f"<div class='byline'>{line}</div>", roles={line: "byline"}) == ["Amanda"]


@pytest.mark.parametrize(
    "line", ["Berlin, 28.10.2021, 058/21", "31. Jan. 2022 in Wien, Österreich"]
)
def test_the_place_from_where_it_is_told_wrote_nothing(line: str) -> None:
    assert people(f"<div class='byline'>{line}</div>", roles={line: "byline"}) == []
    named = f"{line}, Ada Lund"
    assert people(f"<div class='byline'>{named}</div>", roles={named: "byline"}) == ["Ada Lund"]


def test_whose_site_it_is_wrote_it_where_nobody_else_is_named() -> None:
    made = page(f"<nav>About Ada Example</nav><article>{HEADLINE}<p>{TEXT}</p></article>")
    assert [author.name for author in authors.choose(made).value] == ["Ada Example"]


def test_a_line_that_says_who_follows_counts_far_below_the_headline_and_for_a_list() -> None:
    below = "".join(f"<p>{TEXT} Part {part}.</p>" for part in range(30))
    listed = f"{below}<h6>Author(s)</h6><ul><li>Ada Lund</li><li>Ben Ostrow</li></ul>"
    roles = dict.fromkeys(["Ada Lund", "Ben Ostrow"], "related")
    assert people(listed, roles=roles) == ["Ada Lund", "Ben Ostrow"]
    after = f"{below}<h2>Article written by:</h2><h3>Ada Lund, MD, FACP</h3>"
    reviewed = "<h2>Article reviewed by:</h2><h3>Cleo Marsh, MD</h3>"
    assert people(after + reviewed) == ["Ada Lund"]


def test_who_edited_is_no_author_though_a_box_tells_of_them() -> None:
    body = (
        "<div class='byline'>By Ada Lund</div><div class='byline'>Edited by</div>"
        "<div class='trigger'>Cleo Marsh</div><h4 class='author-name'>Cleo Marsh</h4>"
    )
    roles = {
        "By Ada Lund": "byline",
        "Edited by": "byline",
        "Cleo Marsh": "bio_heading",
    }
    assert people(body, roles=roles) == ["Ada Lund"]


def test_names_right_above_the_text_sign_it_but_words_that_the_text_uses_do_not() -> None:
    long = f"<p>{TEXT} {TEXT} {TEXT} {TEXT}</p>"
    said = "Start small and ask for a quiet route, and the harbour office will find one."
    assert people(f"<p>Thabile Mokoko/Zanyiwe Setloboko</p>{long}") == [
        "Thabile Mokoko",
        "Zanyiwe Setloboko",
    ]
    assert people(f"<p>Small Office</p><p>{said} {TEXT}</p>{long}") == []


def test_what_stands_alone_amid_the_text_signs_nothing() -> None:
    long = f"<p>{TEXT}</p>"
    assert people(f"<p>Thabile Mokoko</p>{long}") == ["Thabile Mokoko"]
    assert people(f"{long}<p>Thabile Mokoko</p>{long}") == []


def test_links_to_topics_name_nobody() -> None:
    line = (
        "<div class='byline'><a href='/team/ada'>Ada Lund</a> 25 March 2025 "
        "<a href='/tag/harbours'>Harbours</a>, <a href='/tag/winter'>Deep Winter</a></div>"
    )
    roles = {"Ada Lund 25 March 2025 Harbours, Deep Winter": "byline"}
    assert people(line, roles=roles) == ["Ada Lund"]


def test_who_is_announced_wrote_it_however_much_follows_on_what_they_do() -> None:
    line = (
        "by Ada Lund, Senior Director, Timetables & Winter Services, Northern Lines and "
        "the Institute of Ferries and Small Harbours"
    )
    head = "<meta name='author' content='design: Dan Pike, code: Cleo Marsh'>"
    assert people(f"<div class='authors'>{line}</div>", head, {line: "byline"}) == ["Ada Lund"]


def test_the_site_s_own_name_stands_for_an_author_only_where_no_person_is_named() -> None:
    by, head = "<div class='byline'>by Example</div>", ld('{"name": "Example"}')
    roles = {"by Example": "byline"}
    assert people(by, head, roles) == ["Example"]
    assert people(f"{by}<p>Thabile Mokoko</p>", head, roles) == ["Thabile Mokoko"]


def test_credits_that_name_the_author_too_take_nothing_back() -> None:
    body = (
        f"<p class='author'>Ada Lund</p><p>{TEXT}</p><p>Credits:</p>"
        "<p>Ada Lund, a reporter of many years on harbours, ferries and their timetables</p>"
    )
    assert people(body, roles={"Ada Lund": "byline"}) == ["Ada Lund"]


def test_words_of_the_menu_do_not_hide_whose_site_it_is() -> None:
    made = page(
        "<nav><a>About Ada Example</a></nav><nav><a href='/team/'>Meet Everyone</a></nav>"
        f"<article>{HEADLINE}<p>{TEXT}</p></article>",
        roles={"About Ada Example": "nav", "Meet Everyone": "nav"},
    )
    assert [author.name for author in authors.choose(made).value] == ["Ada Example"]


def test_names_that_machines_are_told_in_one_are_those_that_the_page_shows() -> None:
    line = "Thabile Mokoko and Zanyiwe Setloboko | Guests"
    head = ld('{"name": "Thabile Mokoko and Zanyiwe Setloboko, The Northern Example"}')
    made = page(
        f"<article>{HEADLINE}<div class='byline'>{line}</div><p>{TEXT}</p></article>",
        head,
        roles={line: "byline"},
    )
    assert "json-ld" in authors.gather(made)["thabile mokoko"].sources
    assert [author.name for author in authors.choose(made).value] == [
        "Thabile Mokoko",
        "Zanyiwe Setloboko",
    ]


def test_headings_and_items_of_the_text_are_what_it_is_about_not_who_wrote_it() -> None:
    assert people(f"<h2>Cleo Marsh</h2><p>{TEXT}</p>") == []
    assert people(f"<p>{TEXT}</p><ul><li>Dan Pike</li><li>Cleo Marsh</li></ul>") == []


def test_the_form_below_readers_comments_names_no_author() -> None:
    form = "<p class='comment-form-author'>Handle*</p>"
    assert people(f"<p>{TEXT}</p>{form}", roles={"Handle*": "comments"}) == []


def test_a_path_that_ends_in_the_headline_is_no_byline() -> None:
    headline = "Northern ferry by Hector Shipping stays"
    path = f"You are here: Home » News » {headline}"
    body = f"<div>{path}</div><article><h1>{headline}</h1><p>{TEXT}</p></article>"
    assert authors.choose(page(body, roles={path: "meta"})).value == ()


def test_a_headline_in_the_title_is_no_owner_s_name() -> None:
    headline = "Ada Lund is glad that the northern ferry stays"
    head = f"<title>23.01.2025 - {headline}</title>"
    made = page(f"<article><h1>{headline}</h1><p>{TEXT}</p></article>", head)
    assert authors.choose(made).value == ()


def test_names_in_a_row_below_a_label_all_count_though_jobs_and_initials_stand_between() -> None:
    below = "".join(f"<p>{TEXT} Part {part}.</p>" for part in range(30))
    row = (
        "<h6>Authors</h6><div class='round'>TM</div><div class='name'>Thabile Mokoko</div>"
        "<div class='job'>Staff Engineer, Northern Lines</div><div class='round'>ZS</div>"
        "<div class='name'>Zanyiwe Setloboko</div><div class='job'>Timetables</div>"
        "<div class='round'>CM</div><div class='plan'>Winter Timetable</div>"
    )
    roles = dict.fromkeys(["Thabile Mokoko", "Zanyiwe Setloboko", "Winter Timetable"], "bio_other")
    assert people(below + row, roles=roles) == ["Thabile Mokoko", "Zanyiwe Setloboko"]


def test_a_byline_counts_more_than_somebody_whom_only_machines_are_told_of() -> None:
    head = ld('{"@type": "Person", "name": "Cleo Marsh"}')
    roles = {"By: Ada Lund": "byline"}
    assert people("<p>By: Ada Lund</p>", head, roles) == ["Ada Lund"]


def test_a_line_above_the_headline_that_is_no_known_name_signs_nothing() -> None:
    for line in ("Zurück zur Übersicht", "Our Harbours", "Featured Routes"):
        made = page(
            f"<div><a href='/x'>{line}</a></div><article>{HEADLINE}<p>{TEXT}</p></article>",
            roles={line: "meta"},
        )
        assert authors.choose(made).value == ()


def test_links_to_the_section_of_the_page_or_to_its_comments_name_nobody() -> None:
    for href in ("/news/", "#comments", "/blog-categories/deep-winter", "/posts?topic=winter"):
        line = f"<div class='author'><a href='{href}'>Deep Winter</a></div>"
        assert people(line, roles={"Deep Winter": "byline"}) == [], href
    line = "<div class='author'><a href='/news/?by=ada'>Ada Lund</a></div>"
    assert people(line, roles={"Ada Lund": "byline"}) == ["Ada Lund"]


def test_an_agency_in_the_dateline_or_at_the_end_counts_where_nobody_is_named() -> None:
    for text in (
        f"OSTHAVEN, June 4 (Reuters) - {TEXT}",
        f"Osthaven/Westhaven (dpa/lno) – {TEXT}",
        f"{TEXT} (sda/afp)",
        f"{TEXT} /ritzau/",
    ):
        made = page(f"<article>{HEADLINE}<p>{text}</p></article>")
        found = [author.name for author in authors.choose(made).value]
        assert found[:1] in (["Reuters"], ["dpa"], ["sda"], ["ritzau"]), text
    for text in (f"The board (AP) said so. {TEXT}", f"{TEXT} (as in May)", f"{TEXT} (Photo: AP)"):
        made = page(f"<article>{HEADLINE}<p>{text}</p></article>")
        assert authors.choose(made).value == (), text
    made = page(f"<article>{HEADLINE}<p>By Ada Lund</p><p>OSTHAVEN (AP) - {TEXT}</p></article>")
    assert [author.name for author in authors.choose(made).value] == ["Ada Lund"]


def test_who_introduces_themselves_beside_the_text_wrote_it_where_nobody_else_is_named() -> None:
    said = "Hi, I'm Ada! I keep a boat in the harbour and a diary of every crossing."
    made = page(f"<article>{HEADLINE}<p>{TEXT}</p></article><p>{said}</p>", roles={said: "bio"})
    assert [author.name for author in authors.choose(made).value] == ["Ada"]


def test_the_account_of_an_administrator_signs_nothing() -> None:
    assert people("", "<meta name='author' content='Harbour Admin'>") == []
    assert people("", "<meta name='author' content='wpadmin'>") == []


def test_surnames_first_are_turned_round_also_with_initials_and_in_lists() -> None:
    head = "<meta name='dc.creator' content='Lund, Ada M.; Ostrow, Ben'>"
    assert people("", head) == ["Ada M. Lund", "Ben Ostrow"]
    assert "Reuters AFP" not in people("", "<meta name='author' content='AFP, Reuters'>")


def test_a_framework_s_state_names_the_author_where_nothing_else_does() -> None:
    state = (
        '{"props": {"more": [{"title": "Other", "author": {"name": "Cleo Marsh"}}], "post":'
        ' {"title": "Northern ferry stays through winter", "authors": [{"node": {"name":'
        ' "Ada Lund, PhD"}}, {"name": "Ben Ostrow"}]}}}'
    )
    script = f'<script id="__NEXT_DATA__" type="application/json">{state}</script>'
    assert people(script) == ["Ada Lund", "Ben Ostrow"]
    assert people(f"<p>By Dan Pike</p>{script}") == ["Dan Pike"]
    made = page(f"<div id='app' data-page='{state}'>{HEADLINE}<p>{TEXT}</p></div>")
    assert [author.name for author in authors.choose(made).value] == ["Ada Lund", "Ben Ostrow"]


def test_a_state_that_is_no_json_or_tells_of_other_articles_names_nobody() -> None:
    other = '{"title": "Other", "author": {"name": "Cleo Marsh"}}'
    for state in (other, "{broken", "[" * 50_000, '{"title": 4, "author": null}'):
        assert people(f'<script id="__NEXT_DATA__" type="application/json">{state}</script>') == []
