"""Lists of tags: which links are tags is decided for a list as a whole."""

from __future__ import annotations

import numpy as np

from scraper.extractor import taglist, tags
from scraper.extractor.blocks import read

TEXT = "<p>The harbour board of Brackwater wants ferries back, and dredging of the channel.</p>"
TOPICS = "<ul><li><a href='/t/1'>Harbour</a></li><li><a href='/t/2'>Ferries</a></li></ul>"


def corrected(html: str, before: str) -> list[str]:
    document = read(html, "https://x.example/a")
    roles = before.split()
    assert len(roles) == len(document.blocks), [block.text for block in document.blocks]
    taglist.correct(document, roles, np.zeros(len(roles), dtype=np.float32))
    return roles


def test_links_in_a_list_with_a_tag_are_tags() -> None:
    html = TEXT + "<ul><li><a href='/1'>One</a></li><li><a href='/2'>Two</a></li></ul>"
    assert corrected(html, "body tags nav") == ["body", "tags", "tags"]


def test_links_that_need_no_list_element_are_tags_together() -> None:
    html = TEXT + "<div><div><a href='/1'>One</a></div><div><a href='/2'>Two</a></div></div>"
    assert corrected(html, "body tags share") == ["body", "tags", "tags"]


def test_a_list_announced_as_topics_is_one_where_the_article_speaks_of_them() -> None:
    html = f"{TEXT}<div><h4>Topics</h4>{TOPICS}</div>"
    assert corrected(html, "body nav nav nav") == ["body", "tags", "tags", "tags"]


def test_the_sites_own_topics_are_no_tags() -> None:
    menu = TOPICS.replace("Harbour", "Politics").replace("Ferries", "Business")
    assert corrected(f"{TEXT}<div><h4>Topics</h4>{menu}</div>", "body nav nav nav") == [
        *("body", "nav", "nav", "nav"),
    ]


def test_keywords_of_the_page_count_as_what_the_article_speaks_of() -> None:
    head = "<meta name='keywords' content='politics, business'>"
    menu = TOPICS.replace("Harbour", "Politics").replace("Ferries", "Business")
    html = f"{head}{TEXT}<div><h4>Schlagwörter</h4>{menu}</div>"
    assert corrected(html, "body nav nav nav")[1:] == ["tags", "tags", "tags"]


def test_a_lone_link_is_what_it_was() -> None:
    html = f"{TEXT}<p><a href='/more'>More</a></p>{TEXT}"
    assert corrected(html, "body tags body") == ["body", "tags", "body"]


def test_a_long_menu_is_no_list_of_tags() -> None:
    items = "".join(f"<li><a href='/{n}'>Item {n}</a></li>" for n in range(40))
    assert corrected(f"<ul>{items}</ul>", "tags " + "nav " * 39) == ["tags", *["nav"] * 39]


def test_paragraphs_below_a_heading_are_no_tags() -> None:
    assert corrected(f"<h4>Topics</h4>{TEXT}{TEXT}", "body body body") == ["body"] * 3


def test_a_link_to_the_front_page_is_no_tag() -> None:
    html = (
        "<p><a href='/'>Front page</a> <a href='https://x.example'>Home</a> "
        "<a href='/?tag=sea'>Sea</a></p>"
    )
    document = read(html, "https://x.example/a")
    document.blocks[0].role = "tags"
    assert tags.read(document) == ("Sea",)
