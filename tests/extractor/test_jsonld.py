"""JSON-LD: graphs, several nodes of which one is this page, and JSON that is broken."""

from __future__ import annotations

import pytest

from scraper.extractor import jsonld

URL = "https://www.example.org/news/ferry-stays"


def read(*scripts: str) -> jsonld.Graph:
    return jsonld.read(list(scripts), [URL], ["Ferry stays"])


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", "headline": "Ferry stays",}',
        '<!-- {"@type": "NewsArticle", "headline": "Ferry stays"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry stays"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Ferry\nstays"};',
        '{"@type": "NewsArticle"\n "headline": "Ferry stays"}',
        '{"@type": "NewsArticle", "headline": "Ferry stays", "image": }',
        '{"@type": "NewsArticle", "headline": "Ferry stays"} {"@type": "WebPage"}',
        '{"@type": "NewsArticle", "headline": "Ferry stays", "articleBody": "He said "no" twice"}',
        '\ufeff{"@type": "NewsArticle", "headline": "Ferry stays"}',
        'window.data = {"@type": "NewsArticle", "headline": "Ferry stays", "image": undefined};',
    ],
)
def test_broken_json_still_gives_the_headline(script: str) -> None:
    article = read(script).article
    assert article is not None
    assert jsonld.text(article["headline"]) == "Ferry stays"


def test_quotation_marks_that_nobody_escaped_lose_nothing_around_them() -> None:
    article = read(
        '{"@type": "NewsArticle", "headline": "A "small, slow" ferry", "articleSection": ["Port"],'
        ' "author": [{"name": "Jo "Joey" Roe"}, {"name": "Ann Poe"}]}'
    ).article
    assert article == {
        "@type": "NewsArticle",
        "headline": 'A "small, slow" ferry',
        "articleSection": ["Port"],
        "author": [{"name": 'Jo "Joey" Roe'}, {"name": "Ann Poe"}],
    }


def test_the_escapes_of_javascript_are_read_as_it_means_them() -> None:
    article = read(r'{"@type": "Article", "headline": "It\'s a caf\xe9 \d"}').article
    assert article is not None
    assert article["headline"] == "It's a café \\d"


def test_of_several_articles_the_one_with_this_address_is_the_page_s() -> None:
    graph = read(
        '[{"@type": "NewsArticle", "headline": "Bus returns", "url": "https://example.org/bus"},'
        ' {"@type": ["Article", "NewsArticle"], "headline": "Night ferry",'
        f' "mainEntityOfPage": {{"@id": "{URL}/"}}}}]'
    )
    assert graph.article is not None
    assert graph.article["headline"] == "Night ferry"


def test_articles_inside_lists_are_other_pages() -> None:
    graph = read(
        '{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item":'
        ' {"@type": "Article", "headline": "Bus returns", "url": "https://example.org/bus"}}]}'
    )
    assert graph.article is None
    assert graph.listed == 1


def test_references_inside_a_graph_are_resolved() -> None:
    graph = read(
        '{"@graph": [{"@type": "Article", "author": {"@id": "#jo"}},'
        ' {"@type": "Person", "@id": "#jo", "name": "Jo Roe"}]}'
    )
    assert graph.article is not None
    assert jsonld.text(graph.resolve(graph.article["author"]), "name") == "Jo Roe"


def test_entities_escaped_twice_and_tags_do_not_reach_a_value() -> None:
    assert jsonld.clean("Fish &amp;amp; <b>chips</b>\n now") == "Fish & chips now"


@pytest.mark.parametrize("script", ["", "null", "[" * 5000, '{"@type":' * 3000, "x" * 100])
def test_nonsense_gives_an_empty_graph(script: str) -> None:
    assert read(script).nodes == []
