"""Facts, tags and related links: read from blocks that have their roles."""

from __future__ import annotations

from datetime import date

import pytest

from scraper.article import Fact, Link
from scraper.extractor import facts, related, tags
from scraper.extractor.blocks import read
from scraper.extractor.document import Document

BASE = "https://x.example/a/"


def document(html: str, *roles: str) -> Document:
    found = read(html, BASE)
    assert len(found.blocks) == len(roles), [block.text for block in found.blocks]
    for block, role in zip(found.blocks, roles, strict=True):
        block.role = role
    return found


def test_facts_have_their_labels_and_stand_where_the_page_shows_them() -> None:
    page = document(
        "<p>Opening.</p><h2>Fast Facts</h2><ol><li>1. Fleet: Six boats.</li>"
        "<li>Nobody was asked: not the crew, not the town and certainly not the gulls: nobody.</li>"
        "<li><b>Cost</b> – nine million</li><li>It floats.</li></ol><p>Text.</p>",
        *("body", "facts_heading", "facts", "facts", "facts", "facts", "body"),
    )
    assert facts.read(page) == (
        "Fast Facts",
        (
            Fact(label="Fleet", text="Six boats."),
            Fact(
                label="Nobody was asked",
                text="not the crew, not the town and certainly not the gulls: nobody.",
            ),
            Fact(label="Cost", text="nine million"),
            Fact(text="It floats."),
        ),
        1,
    )


def test_a_term_names_the_fact_below_it() -> None:
    page = document("<dl><dt>Length</dt><dd>23 kilometres</dd></dl>", "facts", "facts")
    assert facts.read(page) == (None, (Fact(label="Length", text="23 kilometres"),), 0)


def test_a_long_clause_before_a_colon_is_no_label() -> None:
    text = "It was said of the old keeper by everybody at the weir: he slept standing."
    assert facts.read(document(f"<p>{text}</p>", "facts"))[1] == (Fact(text=text),)


def test_a_time_or_an_address_has_no_label_and_a_bold_label_ends_where_it_is_bold() -> None:
    page = document(
        "<ul><li>Closed at 12:30 daily</li><li>See https://x.example/ for more</li>"
        "<li><b>Length</b> – 84 metres: the longest of all</li><li><b>Cost:</b>9m</li></ul>",
        *["facts"] * 4,
    )
    assert facts.read(page)[1] == (
        Fact(text="Closed at 12:30 daily"),
        Fact(text="See https://x.example/ for more"),
        Fact(label="Length", text="84 metres: the longest of all"),
        Fact(label="Cost", text="9m"),
    )


def test_a_page_without_facts_has_none() -> None:
    assert facts.read(document("<p>Text.</p>", "body")) == (None, (), 0)


def test_tags_are_the_links_of_the_tag_list() -> None:
    page = document(
        '<div>Tags: <a href="/tag/a">#Ferries</a>, <a href="/tag/b">Tide</a></div><p>LanternV2</p>',
        "tags",
        "tags",
    )
    assert tags.read(page) == ("Ferries", "Tide")


def test_tags_without_links_are_split_and_their_heading_is_none() -> None:
    page = document("<h4>Schlagwörter</h4><p>Themen: Fähre, Watt | Möwen</p>", "tags", "tags")
    assert tags.read(page) == ("Fähre", "Watt", "Möwen")


def test_marks_around_a_tag_and_names_that_say_nothing_are_left_out() -> None:
    names = (
        "» Ferries",
        '"tidal mills"',
        "C#",
        "»",
        "Uncategorized",
        "← Back to blog",
        "Leave a comment",
    )
    links = "".join(f'<a href="/tag/{number}">{name}</a> ' for number, name in enumerate(names))
    assert tags.read(document(f"<p>{links}</p>", "tags")) == ("Ferries", "tidal mills", "C#")


def test_a_list_of_ways_to_share_holds_no_tags_but_an_article_may_be_about_two_of_them() -> None:
    def links(*names: str) -> str:
        return "".join(f'<a href="/t/{number}">{name}</a> ' for number, name in enumerate(names))

    shared = links("Facebook", "Twitter", "WhatsApp", "E-Mail", "Tide")
    assert tags.read(document(f"<p>{shared}</p>", "tags")) == ("Tide",)
    topics = links("Facebook", "Twitter", "Antitrust")
    assert tags.read(document(f"<p>{topics}</p>", "tags")) == ("Facebook", "Twitter", "Antitrust")


def test_how_often_tags_were_given_is_no_part_of_them() -> None:
    def names(*shown: str) -> tuple[str, ...]:
        links = "".join(f'<a href="/t/{n}">{name}</a> ' for n, name in enumerate(shown))
        return tags.read(document(f"<p>{links}</p>", "tags"))

    assert names("Tide (12)", "Ferries (3)", "Kelp (1)") == ("Tide", "Ferries", "Kelp")
    assert names("Tide", "Olympics 2028", "Kelp") == ("Tide", "Olympics 2028", "Kelp")


def test_tags_in_the_line_of_author_and_date_are_known_by_their_markup() -> None:
    page = document(
        '<p>Text.</p><footer>By Ada Lund <a rel="category tag" href="/category/sea">Sea</a>'
        '<a rel="tag" href="/tag/a">Ferries</a>, <a rel="tag" href="/tag/b">Tide</a></footer>',
        "body",
        "meta",
    )
    assert tags.read(page) == ("Ferries", "Tide")


def test_the_headline_of_a_neighbour_goes_without_the_word_that_says_so() -> None:
    page = document(
        '<nav><a rel="prev" href="/old"><span>Previous post:</span> Old mill sold to a baker</a>'
        '</nav><nav><a rel="next" href="/new">Next stop for the quay market →</a></nav>',
        "related",
        "related",
    )
    assert [(link.group, link.title) for link in related.read(page)] == [
        ("previous", "Old mill sold to a baker"),
        ("next", "Next stop for the quay market"),
    ]


CARDS = (
    "<h4>Related <i>Posts</i></h4><div><div class=card><a href='/category/sea/'>Sea</a>"
    "<h5><a href='/sea/kelp-doubles/'>Kelp nursery doubles</a></h5><span>1 August 2025</span></div>"
    "<div class=card><a href='/t'><span>Town</span><h5>The market moves indoors</h5></a></div>"
    "</div>"
)


def test_related_links_have_group_section_and_date() -> None:
    page = document(CARDS, "related_heading", *["related"] * 5)
    assert related.read(page) == (
        Link(
            url="https://x.example/sea/kelp-doubles/",
            title="Kelp nursery doubles",
            group="Related Posts",
            section="Sea",
            published=date(2025, 8, 1),
        ),
        Link(
            url="https://x.example/t",
            title="The market moves indoors",
            group="Related Posts",
            section="Town",
        ),
    )


TITLE = "Fifteen walks along the quay"


@pytest.mark.parametrize(
    ("inside", "section", "published"),
    [
        (f"<span>EDITOR PICK</span><span>{TITLE}</span>", "EDITOR PICK", None),
        (f"<span>1</span>{TITLE}", None, None),
        (f"<span class=label>ANZEIGE</span><span>{TITLE}</span>", None, None),
        (f"<span class=kicker>Sea life:</span> <span>{TITLE}</span>", "Sea life", None),
        (f"<b>{TITLE}</b><span>Ada Lund walked for nine days and tells of it.</span>", None, None),
        (f"<span>{TITLE}</span><span>3 May 2025</span>", None, date(2025, 5, 3)),
        (f"<h3><span>Live</span>{TITLE}</h3><p>Ada Lund walked for nine days.</p>", "Live", None),
        (f"<div>Marine biology</div><div>{TITLE}</div>", "Marine biology", None),
        (f"<div>From Friday to Sunday</div><div class=teaser-title>{TITLE}</div>", None, None),
        ("Fifteen <em>walks</em> along <b>the q</b>uay", None, None),
        ("<span>Fifteen walks</span> <span>along the quay</span>", None, None),
    ],
)
def test_a_card_wrapped_in_a_link_has_its_headline_apart(
    inside: str, section: str | None, published: date | None
) -> None:
    html = f"<div class=card><a href=/n/1>{inside}</a></div><div><a href=/n/2>The market</a></div>"
    found = read(html, BASE)
    for block in found.blocks:
        block.role = "related"
    link = related.read(found)[0]
    assert (link.title, link.section, link.published) == (TITLE, section, published)


def test_a_link_that_says_its_headline_when_pointed_at_has_that_headline() -> None:
    text = f"03.05.2025 - Sea life - {TITLE} Ada Lund walked for nine days and tells of it all."
    page = document(f"<p><a href=/n/1 title='{TITLE}'>{text}</a></p>", "related")
    assert related.read(page)[0].title == TITLE
    page = document(f"<p><a href=/n/1 title='Opens in a new tab'>{TITLE}</a></p>", "related")
    assert related.read(page)[0].title == TITLE


def test_front_pages_days_and_lists_of_followers_are_no_articles() -> None:
    page = document(
        "<p><a href='https://y.example/?from=post#top'>Written by Ada Lund</a></p>"
        "<p><a href='https://y.example/@ada/followers?from=post'>1.4K followers</a></p>"
        "<p><a href='https://y.example'>Published in The Tide Letter</a></p>"
        "<p><a href='https://y.example/2025/11/28/'>November 28, 2025</a></p>"
        "<p><a href='https://y.example/?p=12'>The oldest ferry of the sound</a></p>",
        *["related"] * 5,
    )
    assert [link.title for link in related.read(page)] == ["The oldest ferry of the sound"]


def test_a_link_that_only_leads_on_has_the_headline_it_stands_below() -> None:
    cards = (
        "<div class=card><h4>Kelp nursery doubles</h4><a href=/sea/kelp>Read the full story</a>"
        "</div><div class=card><p>Old mill sold to a baker</p><a href=/town/mill>Weiterlesen</a>"
        "</div><p><a href=/news>View all articles</a></p>"
    )
    page = document(cards, *["related"] * 5)
    assert [(link.url[17:], link.title) for link in related.read(page)] == [
        ("/sea/kelp", "Kelp nursery doubles"),
        ("/town/mill", "Old mill sold to a baker"),
    ]


def test_neighbours_in_time_are_called_previous_and_next() -> None:
    page = document(
        "<nav><div class=previous><span>Previous Article</span><p><a href='/1' rel=prev>"
        "The oldest ferry</a></p></div><div>Weiter<p><a href='/3'>The newest ferry</a></p></div>"
        "</nav>",
        *["related"] * 4,
    )
    assert [(link.group, link.title) for link in related.read(page)] == [
        ("previous", "The oldest ferry"),
        ("next", "The newest ferry"),
    ]


def test_a_heading_does_not_reach_beyond_the_article() -> None:
    page = document(
        "<div><h4>Read also</h4><a href='/1'>The oldest ferry</a></div><p>Text of the article.</p>"
        "<div><a href='/2'>The newest ferry</a></div>",
        *("related_heading", "related", "body", "related"),
    )
    assert [(link.group, link.title) for link in related.read(page)] == [
        ("Read also", "The oldest ferry"),
        (None, "The newest ferry"),
    ]


def test_a_line_may_be_heading_and_list_at_once() -> None:
    page = document(
        "<div>Siehe auch: <a href='/1'>Imkern am Nordhang</a>, <a href='/2'>Die Glocke läutet</a>"
        "</div>",
        "related",
    )
    assert [(link.group, link.title) for link in related.read(page)] == [
        ("Siehe auch", "Imkern am Nordhang"),
        ("Siehe auch", "Die Glocke läutet"),
    ]


def test_lists_above_the_headline_come_last_and_links_to_the_page_itself_are_none() -> None:
    page = document(
        "<ul><li><a href='/top'>Top story of the day</a></li></ul><h1>Headline</h1>"
        "<p><a href='/more'>More about the ferry</a> <a href='/a/'>This very article</a> "
        "<a href='http://www.x.example/a#top'>This article again</a></p>",
        *("related", "title", "related"),
    )
    assert [link.url for link in related.read(page)] == [
        "https://x.example/more",
        "https://x.example/top",
    ]
