"""No page can make the parser work without bound, and ordinary pages are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extractor import blocks, bounds, rewrite
from scraper.extractor.bounds import bound, is_harmless
from tests.hostile import SHAPES

PAGE = """<!DOCTYPE html>
<html lang="en" class='no-js'><head><meta charset="utf-8"><title>Ferry > bridge?</title>
<script type="application/ld+json">{"headline": "a < b"}</script>
<script>for (i = 0; i<n; i++) { s += '<b class="' }</script></head>
<body data-x='{"a":">"}'><main><h1>The <em class="x">ferry</em> sails</h1>
<p>First paragraph, <a href=/one>a link</a> and 3 < 4.
<p>Second <b>bold <i>both</b> italic</i>.
<ul><li>one<li>two<ul><li>inner</ul><li>three</ul>
<table><tr><td>a<td>b<tr><td>c<td>d</table>
<img src="a.png" alt='A "ferry"'><br/>end</main></body></html>
"""


def elements(root: LexborNode | None) -> tuple[int, int]:
    """How many elements a tree has, and how deep it is."""
    count = deepest = depth = 0
    node = root
    while node is not None:
        count += 1
        deepest = max(deepest, depth)
        child = node.child
        if child is not None:
            node, depth = child, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
            if depth <= 0:
                return count, deepest
        node = node.next if node is not None else None
    return count, deepest


@pytest.mark.timeout(120)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [700, 3_000, 40_000, 1_000_000])
def test_no_shape_of_any_size_multiplies(shape: str, size: int) -> None:
    page = SHAPES[shape](size)[: 2 * bounds.MAX_CHARS]
    text = bound(page)
    assert len(text.decode()) <= bounds.MAX_CHARS
    openings = text.count(b"<")
    if not is_harmless(page[: bounds.MAX_CHARS].encode()):
        assert openings <= 2 * (rewrite.MAX_TAGS + rewrite.MAX_DEPTH)
    tree = LexborHTMLParser(text)
    assert len(tree.css("*")) <= bounds.MAX_REOPENED + 4 * openings + 3


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_rewritten_is_shallow(shape: str) -> None:
    text = rewrite.rewrite(SHAPES[shape](2_000))
    count, depth = elements(LexborHTMLParser(text).root)
    assert depth <= 2 * rewrite.MAX_DEPTH  # the parser adds <tbody>
    assert count <= 20_000


@pytest.mark.parametrize(
    "shape",
    [
        "fonts opened again",
        "fonts closed in divs",
        "fonts in script",
        "attributes",
        "attributes of quotes",
        "attributes around brackets",
        "attributes after a quote in script",
        "the last of many attributes again",
        "attribute names",
    ],
)
def test_harm_is_seen_wherever_it_hides(shape: str) -> None:
    assert not is_harmless(SHAPES[shape](30_000).encode())


def test_ordinary_pages_are_left_alone() -> None:
    for page in ("", "text", PAGE, PAGE * 50):
        assert bound(page) == page.encode()
    article = PAGE.replace("Second", "A sentence about the ferry. " * 40_000)
    assert bound(article) == article.encode()
    picture = PAGE.replace("a.png", "data:image/png;base64," + "A1b2" * 200_000)
    assert bound(picture) == picture.encode()


def test_long_pages_are_cut_at_the_limit() -> None:
    assert bound("x" * (bounds.MAX_CHARS + 5)) == b"x" * bounds.MAX_CHARS


def test_rewritten_page_keeps_text_structure_and_attributes() -> None:
    tree = LexborHTMLParser(rewrite.rewrite(PAGE))
    plain = LexborHTMLParser(PAGE)
    assert tree.body is not None
    assert plain.body is not None
    assert tree.body.text().split() == plain.body.text().split()
    for selector in ("h1 em.x", "p", "ul ul li", "td", "ul > li", "tr"):
        expected = [node.text().split() for node in plain.css(selector)]
        assert [node.text().split() for node in tree.css(selector)] == expected, selector
    assert tree.css_first("img").attributes == {"src": "a.png", "alt": 'A "ferry"'}
    assert tree.css_first("a").attributes == {"href": "/one"}
    assert tree.css_first("body").attributes == {"data-x": '{"a":">"}'}
    assert tree.css_first("title").text() == "Ferry > bridge?"
    assert tree.css_first("script").text() == '{"headline": "a \\u003c b"}'


@pytest.mark.parametrize(
    ("page", "written"),
    [
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<div><p>one</div>two", "<div><p>one</p></div>two"),
        ("<div>one</span></div></div>two", "<div>one</div>two"),
        ("<b>one<div>two</b>three</div>", "<b>one<div>twothree</div></b>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<a href=1>one<a href=2>two</a>", '<a href="1">one</a><a href="2">two</a>'),
        ("<P Class=x>one</P >", '<p Class="x">one</p>'),
        ("a<!-- <p> -->b<!-->c<!--d--!>e<?php f?>g", "abceg"),
        ("1 < 2 <3 <<b>4</b>", "1 &lt; 2 &lt;3 &lt;<b>4</b>"),
        ("<style>p{}</style><iframe>x</iframe>a<textarea><p></textarea>b", "ab"),
        ("a<svg><path/><title>t</title></svg>b<svg/>c<select><option>d</select>e", "abce"),
        ("a<svg><p>b", "a<p>b</p>"),
        ("<math><mspace/><mi>x</mi></math>", "<math><mspace></mspace><mi>x</mi></math>"),
        ("<p title='a\"b'>x", '<p title="a&quot;b">x</p>'),
        ('<p title="a\'b" hidden>x', '<p title="a\'b" hidden>x</p>'),
        ('<p class="x"">y</p>', '<p class="x">y</p>'),
        ("one<p two", "one"),
        ("one<script>two", "one<script>two</script>"),
        ("<table><tr><td><p>a</table>b", "<table><tr><td><p>a</p></td></tr></table>b"),
        ("<html a=1><body><html b=2><body c=3>x", '<html a="1"><body>x</body></html>'),
    ],
)
def test_tags_are_read_as_browsers_do(page: str, written: str) -> None:
    assert rewrite.rewrite(page) == written


def test_depth_beyond_the_limit_keeps_the_text_and_what_follows() -> None:
    page = "<main>" + "<div>" * 500 + "deep" + "</div>" * 500 + "<p>after</p></main>"
    tree = LexborHTMLParser(rewrite.rewrite(page))
    assert tree.css_first("main > p").text() == "after"
    assert "deep" in tree.css_first("main > div").text()


def test_pages_that_nest_too_deep_are_read_all_the_same() -> None:
    page = "<main>" + "<div>" * 2_000 + "<p>deep</p>" + "</div>" * 2_000 + "<p>after</p></main>"
    assert is_harmless(page.encode())
    document = blocks.read(page)
    assert [block.text for block in document.blocks] == ["deep", "after"]
    assert max((element.depth for element in document.elements), default=0) <= blocks.MAX_DEPTH
    for shape in ("nested span", "bold beside rows", "nested cells", "deep list, closed"):
        document = blocks.read(SHAPES[shape](2_000))
        assert max((element.depth for element in document.elements), default=0) <= blocks.MAX_DEPTH


PIECES = st.sampled_from(
    "div p b i a font table tr td li ul select option svg math template form h1 script style title "
    "body html".split()
).flatmap(
    lambda name: st.sampled_from(
        [f"<{name}>", f"</{name}>", f'<{name} a="1">', f"<{name}/>", f"<{name} b='", f"</{name} "]
    )
)
SOUP = st.lists(
    st.one_of(PIECES, st.sampled_from(["x", "<", ">", '"', "'", "<!--", "-->", "&lt;", "\0", "="])),
    max_size=60,
).map("".join)


@given(SOUP)
def test_every_soup_is_written_well_formed(soup: str) -> None:
    text = rewrite.rewrite(soup)
    open_elements = []
    for match in rewrite._TAG.finditer(text):
        if match[1] and match[1] not in rewrite._VOID:
            open_elements.append(match[1])
        elif match[5]:
            assert open_elements.pop() == match[5]
    assert open_elements == []
    assert "<" not in rewrite._TAG.sub("", text)
    assert rewrite.rewrite(text) == text
