"""The HTML view holds the record's text and nothing that could do harm."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.article import Article, Author, Block, Fact, Image, Link
from scraper.views.html import _STRUCTURE
from scraper.views.inline import TAGS, safe_url

ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "time": {"datetime"}, "article": {"lang"}}
HOSTILE = [
    "<script>alert(1)</script>",
    "</article><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "JaVa\tScript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
    '<a href="https://a.example" onclick=alert(1) style="x">x</a>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "//a.example/x",
    "http://[broken",
    "https://a.example/\"'><b>",
    "\0<script\0>",
]


def record(text: str, html: str | None, url: str) -> Article:
    """A record that says the same thing everywhere."""
    return Article(
        url=url,
        canonical_url=url,
        language=text,
        title=text,
        subtitle=text,
        authors=(Author(name=text, url=url, bio=text, links=(url,)),),
        facts_heading=text,
        facts=(Fact(text=text, label=text),),
        body=tuple(
            Block(kind=kind, text=text, level=2, html=html)
            for kind in ("heading", "paragraph", "list_item", "quote", "code", "table", "caption")
        ),
        images=(Image(url=url, alt=text, caption=text, is_lead=True), Image(url=url)),
        related=(Link(url=url, title=text, group=text, section=text),),
        section=text,
        tags=(text,),
        breadcrumbs=(text,),
    )


def assert_harmless(html: str) -> None:
    page = LexborHTMLParser(html)
    for node in page.css("body *"):
        assert node.tag in _STRUCTURE | TAGS, node.html
        attributes = node.attributes
        assert set(attributes) <= ATTRIBUTES.get(node.tag or "", set()), node.html
        for name in ("href", "src"):
            if name in attributes:
                assert safe_url(attributes[name]) is not None, node.html
    assert len(page.css("body > *")) == 1


@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_a_page_says_can_run(said: str) -> None:
    article = record(said, said, said)
    assert_harmless(article.to_html())
    assert "javascript:" not in "".join(
        f"{node.attributes}" for node in LexborHTMLParser(article.to_html()).css("*")
    )
    for address in _addresses(article.to_schema_org()):
        assert safe_url(address) is not None


def _addresses(value: object) -> list[str]:
    """Every address in JSON-LD."""
    if isinstance(value, list):
        return [address for item in value for address in _addresses(item)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, inner in value.items():
        if name in ("url", "@id", "sameAs", "relatedLink"):
            found += [inner] if isinstance(inner, str) else [i for i in inner if isinstance(i, str)]
        found += _addresses(inner)
    return found


SOUP = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=10)), max_size=4).map("".join)


@given(SOUP, st.none() | SOUP, SOUP)
def test_no_soup_can_run_either(text: str, html: str | None, url: str) -> None:
    assert_harmless(record(text, html, url).to_html())


@pytest.mark.parametrize("said", HOSTILE)
def test_markdown_renders_to_nothing_that_can_run(said: str) -> None:
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark").enable("table").render(record(said, said, said).to_markdown())
    page = LexborHTMLParser(html)
    assert page.css("script, iframe, svg, math, style, form, [onerror], [onclick], [style]") == []
    for node in page.css("a, img"):
        address = node.attributes.get("href") or node.attributes.get("src")
        assert safe_url(address) is not None


def test_text_is_escaped_not_lost() -> None:
    article = Article(
        title="a < b & c",
        body=(
            Block(kind="paragraph", text="<b>not bold</b>"),
            Block(kind="code", text="if (a < b) { x = '&amp;' }\n\n  y"),
            Block(kind="table", text="<a>\tb & c"),
        ),
    )
    page = LexborHTMLParser(article.to_html())
    assert page.css_first("h1").text() == "a < b & c"
    assert page.css_first("p").text() == "<b>not bold</b>"
    assert page.css_first("pre code").text() == "if (a < b) { x = '&amp;' }\n\n  y"
    assert [cell.text() for cell in page.css("td")] == ["<a>", "b & c"]


def test_lists_and_quotations_nest_inside_their_items() -> None:
    levels = [1, 2, 2, 1, 3]
    article = Article(
        body=(
            *(Block(kind="list_item", text=f"{n}", level=level) for n, level in enumerate(levels)),
            Block(kind="quote", text="outer", level=1),
            Block(kind="quote", text="inner", level=2),
        )
    )
    assert (
        "<ul><li>0<ul><li>1</li><li>2</li></ul></li><li>3<ul><li>4</li></ul></li></ul>\n"
        "<blockquote><p>outer</p><blockquote><p>inner</p></blockquote></blockquote>"
    ) in article.to_html()


def test_numbered_lists_show_their_numbers() -> None:
    items = [(1, 1), (1, 1), (2, 1), (None, 2), (4, 1), (None, 1), (1, 1)]
    article = Article(
        body=tuple(
            Block(kind="list_item", text=f"{place}", level=level, number=number)
            for place, (number, level) in enumerate(items)
        )
    )
    assert (
        '<ol><li>0<br>1</li><li>2<ul><li>3</li></ul></li><li value="4">4</li></ol>'
        "<ul><li>5</li></ul><ol><li>6</li></ol>"
    ) in article.to_html()


def test_facts_stand_where_the_page_shows_them() -> None:
    article = Article(
        facts_heading="Fast Facts",
        facts=(Fact(text="Forty years", label="Pause"),),
        facts_position=1,
        body=(Block(kind="paragraph", text="one"), Block(kind="paragraph", text="two")),
    )
    assert article.to_html() == (
        "<article>\n<p>one</p>\n<aside>\n<h2>Fast Facts</h2>\n<ul>\n"
        "<li><strong>Pause:</strong> Forty years</li>\n</ul>\n</aside>\n<p>two</p>\n</article>"
    )


def test_links_of_text_authors_and_lists_are_kept() -> None:
    article = Article(
        language="en",
        authors=(Author(name="Ida Holm", url="https://a.example/ida", bio="Writes."),),
        published=date(2026, 3, 1),
        body=(
            Block(
                kind="paragraph",
                text="See this",
                html='See <a href="https://a.example/?x=1&amp;y=2"><em>this</em></a>',
            ),
        ),
        related=(
            Link(url="https://a.example/2", title="Two & three", group="More", section="Sea"),
        ),
    )
    html = article.to_html()
    assert html.startswith('<article lang="en">')
    assert '<time datetime="2026-03-01">2026-03-01</time>' in html
    assert '<p>See <a href="https://a.example/?x=1&amp;y=2"><em>this</em></a></p>' in html
    assert '<strong><a href="https://a.example/ida">Ida Holm</a></strong>: Writes.' in html
    assert '<li><a href="https://a.example/2">Two &amp; three</a> · Sea</li>' in html


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("mailto:ida@a.example", True),
        ("HTTPS://a.example", True),
        (None, False),
        ("", False),
        ("/x", False),
        ("//a.example/x", False),
        ("ftp://a.example", False),
        ("https:a.example", False),
        (" javascript:x", False),
        ("http://[::1", False),
    ],
)
def test_addresses_that_may_be_followed(url: str | None, safe: bool) -> None:
    assert (safe_url(url) is not None) is safe


def test_thousands_of_levels_stay_bounded() -> None:
    article = Article(
        body=tuple(Block(kind="list_item", text="x", level=level) for level in range(1, 3000))
    )
    assert len(article.to_html()) < 100_000
    assert len(article.to_markdown()) < 150_000
    deep = "<em>" * 3000 + "x"
    assert "x" in Article(body=(Block(kind="paragraph", text="x", html=deep),)).to_markdown()
