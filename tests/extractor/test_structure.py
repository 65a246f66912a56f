"""Corrections of roles by what stands around a block, and the model as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from scraper.extractor import (
    clutter,
    factsbox,
    features,
    model,
    relatedlist,
    roles,
    structure,
    tables,
)
from scraper.extractor.blocks import read
from scraper.extractor.document import Document

LONG = (
    "The ferry between Brackwater and the outer quay has carried sheep, pianos and once a bishop, "
    "and in none of the nineteen years that its log covers has it left on time."
)


def corrected(
    correct: Callable[[Document, list[str], Sequence[float]], None],
    html: str,
    before: str,
    likely: float = 0.9,
) -> list[str]:
    document = read(html, "https://x.example/a")
    given = before.split()
    assert len(given) == len(document.blocks), [block.text for block in document.blocks]
    correct(document, given, [likely] * len(given))
    return given


def test_a_heading_of_key_facts_takes_the_list_below_it() -> None:
    html = f"<h2>Auf einen Blick</h2><ul><li>One fact.</li><li>Two facts.</li></ul><p>{LONG}</p>"
    assert corrected(structure.key_facts, html, "body body body body") == [
        *("facts_heading", "facts", "facts", "body"),
    ]


def test_a_section_of_the_text_called_summary_is_no_box() -> None:
    html = f"<p>{LONG}</p>" * 8 + f"<h2>Summary</h2><p>{LONG}</p><p>{LONG}</p>"
    assert set(corrected(structure.key_facts, html, "body " * 11)) == {"body"}


def test_the_last_section_of_a_text_is_its_conclusion() -> None:
    paragraphs = f"<p>{LONG}</p>" * 8
    html = f"{paragraphs}<div><h2>Summary</h2><p>{LONG}</p><p>{LONG}</p></div>"
    assert set(corrected(structure.key_facts, html, "body " * 11)) == {"body"}
    boxed = corrected(structure.key_facts, html + f"<p>{LONG}</p>", "body " * 12)
    assert boxed[8:] == ["facts_heading", "facts", "facts", "body"]


def test_numbers_on_a_subject_are_facts() -> None:
    items = "<p>1997: wins.</p><p>43: his age.</p>"
    paragraphs = f"<p>{LONG}</p>" * 2
    html = f"{paragraphs}<div><b>The ferry by numbers</b>{items}</div>{paragraphs}"
    assert corrected(structure.key_facts, html, "body " * 7) == [
        *("body", "body", "facts_heading", "facts", "facts", "body", "body"),
    ]


def test_a_list_is_key_facts_as_a_whole() -> None:
    html = f"<ul><li>{LONG}</li><li>{LONG}</li><li>{LONG}</li></ul><p>{LONG}</p>"
    assert corrected(structure.key_facts, html, "body facts facts body", likely=0.1) == [
        *("facts", "facts", "facts", "body"),
    ]


def test_a_list_between_headline_and_byline_is_key_facts() -> None:
    html = f"<h1>Ferry</h1><ul><li>{LONG}</li><li>{LONG}</li></ul><p>By Ada</p><p>{LONG}</p>"
    assert corrected(structure.key_facts, html, "title body body byline body") == [
        *("title", "facts", "facts", "byline", "body"),
    ]
    assert corrected(structure.key_facts, html, "title body body body body")[1] == "body"


def test_a_contents_list_below_such_a_heading_is_no_box() -> None:
    html = "<b>Summary</b><ul><li><a href='#a'>First</a></li><li><a href='#b'>Second</a></li></ul>"
    document = read(html)
    assert factsbox.find(document, np.full(3, 0.9, dtype=np.float32)) == []


def test_a_line_may_be_a_box_of_its_own() -> None:
    html = f"<p>TL;DR: The ferry is late.</p><p>{LONG}</p>"
    assert corrected(structure.key_facts, html, "body body") == ["facts", "body"]


def test_markup_may_call_a_list_key_facts() -> None:
    html = f"<ul class='key-takeaways'><li>One.</li><li>Two.</li></ul><p>{LONG}</p>"
    assert corrected(structure.key_facts, html, "body body body") == ["facts", "facts", "body"]


def test_readers_comments_are_not_the_text() -> None:
    html = f"<p>{LONG}</p><div id='comments'><h3>Two voices</h3><p>{LONG}</p></div>"
    assert corrected(clutter.comments, html, "body body body") == [
        *("body", "comments", "comments"),
    ]


def test_labels_for_screen_readers_are_not_the_text_but_words_inside_a_line_of_it_are() -> None:
    label = "<div class='visually-hidden'>Article content</div>"
    line = "<ul><li><span class='sr-only'>Time:</span> 40 minutes</li></ul>"
    assert corrected(clutter.unseen, f"{label}<p>{LONG}</p>{line}", "body body body") == [
        *("other", "body", "body"),
    ]


def test_whose_an_embedded_post_is_is_no_text_but_the_post_is() -> None:
    post = "<p>The ferry is late again.</p>— Harbour Board (@harbourboard) May 6, 2025"
    html = f"<blockquote>{post}</blockquote><p>— Nobody waved, she said (again) in May.</p>"
    assert corrected(clutter.posts, html, "body body body") == ["body", "caption", "body"]


def test_a_trail_of_breadcrumbs_is_not_the_text_but_an_article_of_that_class_is() -> None:
    html = f"<p>{LONG}</p><ol class='breadcrumbs'><li>News</li><li>The ferry leaves</li></ol>"
    assert corrected(clutter.trails, html, "body body body") == ["body", "nav", "nav"]
    html = f"<div class='no-breadcrumbs'><p>{LONG * 2}</p><p>{LONG}</p></div>"
    assert corrected(clutter.trails, html, "body body") == ["body", "body"]


def test_what_the_site_s_software_complains_of_is_not_the_text_unless_it_is_shown_as_code() -> None:
    complaint = "Warning: Undefined variable $tide in /srv/www/theme/footer.php on line 41"
    html = f"<p>{LONG}</p><p>{complaint}</p><pre>{complaint}</pre><p>Warning: ice on line 41</p>"
    assert corrected(clutter.errors, html, "body " * 4) == ["body", "other", "body", "body"]


def test_dots_and_glyphs_alone_are_no_text_but_scene_breaks_and_cells_are() -> None:
    cell = "<table><tr><td>.</td><td>Tide</td></tr></table>"
    html = f"<p>{LONG}</p><p>.</p><p>\uf074</p><p>* * *</p><pre>.</pre>{cell}"
    found = corrected(clutter.signs, html, "body " * 7)
    assert found == ["body", "other", "other", "body", "body", "body", "body"]


def test_an_article_that_is_open_for_comments_stays_text() -> None:
    html = f"<div class='comments-open comments'><h1>Ferry</h1><p>{LONG}</p></div>"
    assert corrected(clutter.comments, html, "title body") == ["title", "body"]


def test_a_line_of_links_after_a_cue_is_what_the_cue_says() -> None:
    html = "<p>See also: <a href='/1'>The weir diary</a> - <a href='/2'>The old salt path</a></p>"
    assert corrected(structure.linked_lines, html, "body") == ["related"]


def test_one_such_line_amid_the_text_is_a_promotion() -> None:
    html = f"<p>{LONG}</p><p>Read also: <a href='/1'>The weir keeper</a></p><p>{LONG}</p>"
    assert corrected(structure.linked_lines, html, "body body body") == ["body", "promo", "body"]


def test_a_headline_of_the_same_site_alone_in_a_paragraph_is_a_promotion() -> None:
    def linked(headline: str, href: str = "/b") -> str:
        return f"<p><a href='{href}'>{headline}</a></p>" + f"<p>{LONG}</p>" * 9

    def role(html: str) -> str:
        return corrected(structure.linked_headlines, html, "body " * 10)[0]

    assert role(linked("The bishop who missed the last boat")) == "promo"
    assert role(linked("The last boat")) == "body"
    assert role(linked("The bishop who missed the last boat", "https://y.example/")) == "body"
    links = "<p><a href='/b'>The bishop who missed the last boat</a></p>" * 2
    html = links + f"<p>{LONG}</p>" * 6
    assert set(corrected(structure.linked_headlines, html, "body " * 8)) == {"body"}


def test_a_sentence_with_a_link_stays_text() -> None:
    html = "<p>See also what the <a href='/1'>log</a> says about the winter of the great ice.</p>"
    assert corrected(structure.linked_lines, html, "body") == ["body"]


def test_links_to_the_neighbours_are_related_with_their_labels() -> None:
    html = "<p>Previous Article</p><p><a rel='prev' href='/1'>The oldest ferry</a></p><p>Text</p>"
    assert corrected(relatedlist.neighbours, html, "tags tags body") == [
        "related",
        "related",
        "body",
    ]


def test_most_of_a_list_decides_for_all_of_it() -> None:
    items = "".join(f"<li><a href='/{n}'>A headline of a story</a></li>" for n in range(4))
    assert (
        corrected(relatedlist.lists, f"<ul>{items}</ul>", "nav related related related")
        == ["related"] * 4
    )


def test_links_under_see_also_are_related_until_other_text_or_a_topic_comes() -> None:
    html = (
        "<div><b>Siehe auch</b><div><a href='/n/1'>Repairs at the quay</a></div>"
        "<div><a href='/n/2'>燈塔步道封閉</a>, <a href='/n/3'>The fish market moves</a></div>"
        "<div><a href='/topic/sea'>Life beside the sea</a></div></div>"
        "<div><a href='/n/4'>Elsewhere on the page</a></div>"
    )
    before = "related_heading promo tags tags tags"
    assert corrected(relatedlist.announced, html, before) == [
        *("related_heading", "related", "related", "tags", "tags"),
    ]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("If you liked this, you might also like:", "related_heading"),
        ("Wer mehr wissen will, auch interessant:", "related_heading"),
        ("The log says of the crew:", "body"),
        ("You might also like the harbour.", "body"),
    ],
)
def test_a_line_that_leads_to_related_links_is_their_heading(line: str, role: str) -> None:
    html = f"<p>{LONG}</p><p>{line}</p><ul><li><a href='/b'>The bishop on board</a></li></ul>"
    assert corrected(relatedlist.led_in, html, "body body related")[1] == role


def test_short_words_and_text_under_see_also_are_what_they_were() -> None:
    html = "<b>See also</b><p><a href='/1'>Tides</a></p><p><a href='/2'>Ferries at night</a></p>"
    before = "related_heading tags promo"
    assert corrected(relatedlist.announced, html, before) == before.split()
    html = f"<b>See also</b><p>{LONG}</p>"
    assert corrected(relatedlist.announced, html, "related_heading promo")[1] == "promo"


def test_links_at_the_foot_of_the_page_are_no_tags() -> None:
    inside = "<article><footer><a href='/t'>Tide</a></footer></article>"
    html = f"{inside}<footer><a href='/c'>Us</a></footer>"
    assert corrected(structure.landmarks, html, "tags tags") == ["tags", "footer"]


def test_a_heading_between_two_paragraphs_is_text() -> None:
    html = f"<div><p>{LONG}</p><h3>The price</h3><p>{LONG}</p></div>"
    assert corrected(structure.gaps, html, "body subtitle body") == ["body"] * 3


def test_code_between_two_paragraphs_is_text() -> None:
    html = f"<div><p>{LONG}</p><pre><code>select 1</code></pre><p>{LONG}</p></div>"
    assert corrected(structure.gaps, html, "body promo body") == ["body"] * 3


ROWS = "<tr><td>Pell</td><td>44 metres</td></tr><tr><td>Orsk</td><td>$$$</td></tr>"


def test_a_table_of_data_is_text_as_a_whole() -> None:
    html = f"<p>{LONG}</p><table>{ROWS}</table>"
    before = "body body body related_heading other"
    assert corrected(tables.whole, html, before) == ["body"] * 5
    facts = "body facts facts facts other"
    assert corrected(tables.whole, html, facts) == [*facts.split()[:4], "body"]


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (f"<table>{ROWS}</table>", "body other other other"),
        (f"<table><tr><td>Home</td><td>{LONG} {LONG}</td></tr></table>", "nav body"),
        (f"<table><tr><td>Home</td></tr><tr><td>{LONG}</td></tr></table>", "nav body"),
        (f"<table><tr><td>{LONG}</td><td><p>Menu</p><p>Home</p></td></tr></table>", "body nav nav"),
        (
            f"<table><tr><td><table><tr><td>Home</td></tr></table></td><td>{LONG}</td></tr></table>",
            "nav body",
        ),
    ],
)
def test_a_table_hardly_of_text_or_one_that_lays_out_a_page_stays(html: str, before: str) -> None:
    assert corrected(tables.whole, html, before) == before.split()


NUMBERED = "<table><tr><td><pre>{}</pre></td><td><pre><code>{}</code></pre></td></tr></table>"


FLEET = "<tr><td>1928</td><td>3 boats</td></tr><tr><td>1929</td><td>4 boats</td></tr>"


@pytest.mark.parametrize(
    ("html", "before"),
    [
        (f"<table><caption>The fleet</caption>{FLEET}</table>", "caption body body body body"),
        (
            f"<figure><div><table>{FLEET}</table></div><figcaption><p>The fleet</p></figcaption>"
            "</figure>",
            "body body body body caption",
        ),
    ],
)
def test_the_caption_of_a_table_is_text_where_the_table_is(html: str, before: str) -> None:
    assert corrected(tables.captions, html, before) == ["body"] * 5
    foreign = before.replace("body", "nav")
    assert corrected(tables.captions, html, foreign) == foreign.split()


def test_the_caption_of_an_image_above_a_table_is_none_of_the_table() -> None:
    html = (
        f"<div><figure><img src=/a.jpg><figcaption>The weir</figcaption></figure>"
        f"<table>{FLEET}</table></div>"
    )
    before = "caption body body body body"
    assert corrected(tables.captions, html, before) == before.split()


def test_the_numbers_of_lines_beside_code_are_not_the_text() -> None:
    html = NUMBERED.format(" 9\n10\n11", "if x:\n  y\nz")
    assert corrected(tables.line_numbers, html, "body body") == ["other", "body"]


@pytest.mark.parametrize(
    "html",
    [
        NUMBERED.format("1\n2\n4", "if x:"),
        NUMBERED.format("x1", "if x:"),
        "<table><tr><td>1</td><td>2</td></tr></table>",
        "<pre>1\n2</pre><pre>if x:</pre>",
    ],
)
def test_other_numbers_are_text(html: str) -> None:
    assert corrected(tables.line_numbers, html, "body body") == ["body", "body"]


def test_a_line_that_repeats_the_alternative_text_is_a_caption() -> None:
    html = f"<img src='a.png' alt='The quay in May'><p>The quay in May</p><p>{LONG}</p>"
    assert corrected(structure.captions, html, "body body") == ["caption", "body"]


def test_a_page_without_markup_has_a_headline_byline_and_last_lines() -> None:
    html = (
        "<title>The lost timetable - Talpost</title><td>Talpost<br><br><b>The lost timetable</b>"
        f"<br><br>By Ada Moreno, 2 May 2024<br><br>{LONG}<br><br><a href='/'>Overview</a><br><br>"
        "(c) 1998 Talpost</td>"
    )
    document = read(html)
    found = ["body"] * len(document.blocks)
    likely = np.full(len(found), 0.9, dtype=np.float32)
    structure.headline(document, found, likely)
    structure.last_lines(document, found, likely)
    assert found == ["nav", "title", "byline", "body", "nav", "footer"]


def test_a_heading_with_nothing_of_the_text_below_it_goes() -> None:
    html = f"<p>{LONG}</p><h2>Services</h2><h3>Follow us</h3>"
    assert corrected(structure.last_lines, html, "body body body") == ["body", "other", "other"]
    html = f"<p>{LONG}</p><h2>The ferry leaves at last.</h2>"
    assert corrected(structure.last_lines, html, "body body") == ["body", "body"]


@pytest.fixture(scope="module")
def shipped() -> model.Model:
    return model.default()


def test_the_model_says_for_every_block_how_likely_each_role_is(shipped: model.Model) -> None:
    document = read(
        f"<nav><a href='/'>Home</a></nav><h1>Ferry</h1><p>{LONG}</p>", "https://x.example"
    )
    likely = shipped.probabilities(features.compute(document))
    assert likely.shape == (3, len(roles.ROLES))
    assert np.allclose(likely.sum(axis=1), 1.0, atol=1e-5)
    assert roles.ROLES[int(likely[2].argmax())] == "body"


def test_every_block_gets_a_role_and_a_page_without_blocks_is_no_error() -> None:
    assert roles.assign(read(""), b"") == "page"
    html = f"<h1>Ferry</h1><p>{LONG}</p>"
    document = read(html)
    roles.assign(document, html.encode())
    assert {block.role for block in document.blocks} <= set(roles.ROLES)
    assert all(0.0 <= block.confidence <= 1.0 for block in document.blocks)


def test_the_bar_for_text_falls_where_the_model_is_unsure() -> None:
    chars = np.array([200.0, 200.0, 200.0, 200.0], dtype=np.float32)
    sure, high = roles._in_text(np.array([0.99, 0.98, 0.4, 0.01], dtype=np.float32), chars)
    unsure, low = roles._in_text(np.array([0.4, 0.35, 0.02, 0.01], dtype=np.float32), chars)
    assert sure.tolist() == [True, True, False, False]
    assert unsure.tolist() == [True, True, False, False]
    assert low < 0.6 < 0.85 < high


def test_a_second_reader_is_asked_where_the_model_is_unsure() -> None:
    told = f"<p>{3 * LONG}</p><p>{3 * LONG[::-1]}</p>"
    html = f"<html><body><div>{told}</div><p>Lantern</p></body></html>"
    document = read(html)
    doubt = np.full((3, len(roles.ROLES)), 1 / len(roles.ROLES), dtype=np.float32)
    assert roles.decide(document, doubt, html.encode()) == "trafilatura"
    assert [block.role for block in document.blocks[:2]] == ["body", "body"]
    assert roles.decide(read(html), doubt, b"") == "page"


def test_a_heading_after_a_promotion_belongs_to_the_text_that_goes_on() -> None:
    html = (
        f"<div><p>{LONG}</p><aside><h3>Our letter</h3><p>Every Friday.</p></aside>"
        f"<h2>Nine boats</h2><p>{LONG}</p></div>"
    )
    document = read(html)
    found = ["body", "promo", "promo", "promo", "body"]
    structure.gaps(document, found, np.full(5, 0.5, dtype=np.float32))
    assert found == ["body", "promo", "promo", "body", "body"]


def test_key_takeaways_may_be_a_list_an_item() -> None:
    items = "".join(f"<ul><li>Boat {n} sails on Monday.</li></ul>" for n in "ABC")
    document = read(f"<h2>Key Takeaways</h2>{items}<p>{LONG}</p>")
    assert factsbox.find(document, np.ones(5, dtype=np.float32)) == [(0, range(1, 4))]


CARD = f"<div class='teaser'><h3><a href='/b'>Another ferry sinks</a></h3><p>{LONG}</p></div>"


def test_a_teaser_in_a_card_of_a_related_link_is_related() -> None:
    html = f"<p>{LONG}</p>" * 9 + CARD * 3
    before = "body " * 9 + "related related related body related related"
    assert corrected(relatedlist.cards, html, before)[9:] == ["related"] * 6


def test_an_article_made_of_cards_stays_one() -> None:
    before = "body related body related body related body"
    assert corrected(relatedlist.cards, f"<p>{LONG}</p>" + CARD * 3, before) == before.split()
