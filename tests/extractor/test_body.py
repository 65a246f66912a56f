"""Body blocks: kinds, levels and inline markup."""

from __future__ import annotations

import pytest

from scraper.article import Block
from scraper.extractor import body
from scraper.extractor.blocks import read


def blocks(html: str, base: str | None = "https://x.example/a/") -> list[Block]:
    document = read(html, base)
    for block in document.blocks:
        block.role = "body"
    return list(body.read(document))


@pytest.mark.parametrize(
    ("html", "kind", "level", "text"),
    [
        ("<h3>Tides</h3>", "heading", 3, "Tides"),
        ("<p>Water.</p>", "paragraph", None, "Water."),
        ("<ul><li>One</li></ul>", "list_item", 1, "One"),
        ("<ul><li><ol><li><p>Deep</p></li></ol></li></ul>", "list_item", 2, "Deep"),
        ("<blockquote><p>Said she.</p></blockquote>", "quote", 1, "Said she."),
        ("<pre><code>a = 1\nb = 2</code></pre>", "code", None, "a = 1\nb = 2"),
        ("<dl><dt>Weir</dt></dl>", "definition", None, "Weir"),
        ("<figure><figcaption>The quay</figcaption></figure>", "caption", None, "The quay"),
        ("<figure><figcaption><p>The quay</p></figcaption></figure>", "caption", None, "The quay"),
        (
            "<pre><ol><li>if x:</li><li><code>    y</code></li></ol></pre>",
            "code",
            None,
            "if x:\n    y",
        ),
    ],
)
def test_a_block_has_the_kind_its_markup_says(
    html: str, kind: str, level: int | None, text: str
) -> None:
    (block,) = blocks(html)
    assert (block.kind, block.level, block.text) == (kind, level, text)


def test_the_cells_of_a_row_are_one_block() -> None:
    html = "<table><tr><th>Year</th><th>Boats</th></tr><tr><td>1928</td><td>3</td></tr></table>"
    assert [(b.kind, b.text) for b in blocks(html)] == [
        ("table", "Year\tBoats"),
        ("table", "1928\t3"),
    ]


def test_a_table_that_lays_out_a_page_is_no_table() -> None:
    html = "<table><tr><td>Left</td><td>First.<br><br>Second.</td></tr></table>"
    assert [(b.kind, b.text) for b in blocks(html)] == [
        ("paragraph", "Left"),
        ("paragraph", "First."),
        ("paragraph", "Second."),
    ]


def test_only_blocks_of_the_body_are_read() -> None:
    document = read("<p>Text.</p><p>Subscribe!</p>")
    document.blocks[0].role, document.blocks[1].role = "body", "promo"
    assert [block.text for block in body.read(document)] == ["Text."]


def test_inline_markup_is_kept_with_absolute_links() -> None:
    (block,) = blocks(
        '<p>A <b>bold</b> <a href="../weir?x=1&y=2" onclick="x()">link</a> &lt;b&gt;</p>'
    )
    assert block.html == (
        'A <strong>bold</strong> <a href="https://x.example/weir?x=1&amp;y=2">link</a> &lt;b&gt;'
    )


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:x", "#top", "vbscript:x", "//[x"],
)
def test_links_that_lead_nowhere_safe_are_text(href: str) -> None:
    (block,) = blocks(f'<p>Go <a href="{href}">there</a></p>')
    assert block.html is None
    assert block.text == "Go there"


def test_text_without_markup_has_no_html() -> None:
    assert blocks("<p>Plain &amp; simple</p>")[0].html is None


def test_overlapping_markup_gives_well_formed_html() -> None:
    (block,) = blocks("<p><b>one <i>two</b> three</i> four</p>")
    assert block.html == "<strong>one <em>two</em></strong> <em>three</em> four"


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        ("<ol><li>One</li><li>Two</li></ol>", [1, 2]),
        ('<ol start="7"><li>Seven</li><li>Eight</li></ol>', [7, 8]),
        ("<ol reversed><li>Two</li><li>One</li></ol>", [2, 1]),
        ('<ol><li>One</li><li value="5">Five</li><li>Six</li></ol>', [1, 5, 6]),
        ("<ol><li><p>One</p><p>goes on</p></li><li>Two</li></ol>", [1, 1, 2]),
        ("<ol><li>One<ul><li>Dot</li></ul></li><li>Two</li></ol>", [1, None, 2]),
        ("<ol><li>One<ol><li>Inner</li></ol></li><li>Two</li></ol>", [1, 1, 2]),
        ("<ul><li>Dot</li></ul>", [None]),
        ('<ol start="-1"><li>Below</li><li>Zero</li></ol>', [None, 0]),
        ('<ol start="999999999"><li>Last</li><li>Beyond</li></ol>', [999_999_999, None]),
        ('<ol start="soon"><li value="">One</li></ol>', [1]),
        ("<ol><p>No item</p></ol>", [None]),
    ],
)
def test_items_of_a_numbered_list_have_the_numbers_that_a_browser_shows(
    html: str, numbers: list[int | None]
) -> None:
    assert [block.number for block in blocks(html)] == numbers


def test_an_item_that_is_left_out_keeps_its_number() -> None:
    document = read("<ol><li>One</li><li>Advertisement</li><li>Three</li></ol>")
    for block in document.blocks:
        block.role = "promo" if block.text == "Advertisement" else "body"
    assert [block.number for block in body.read(document)] == [1, 3]


def test_a_cell_stays_in_its_column_where_others_have_no_text() -> None:
    html = (
        "<table><tr><th></th><th colspan=2>Boats</th><th>Crew</th></tr>"
        "<tr><td><p>1928</p></td><td></td><td><p>3</p></td><td>9</td></tr>"
        "<tr><td>1929</td><td></td><td></td><td></td></tr></table>"
    )
    assert [(b.kind, b.text) for b in blocks(html)] == [
        ("table", "\tBoats\t\tCrew"),
        ("table", "1928\t\t3\t9"),
        ("table", "1929"),
    ]


def test_a_table_that_stands_in_pre_is_a_table_and_code_in_a_cell_is_code() -> None:
    html = (
        "<pre>Results<table><tr><td>1.</td><td>Ida</td></tr></table></pre>"
        "<table><tr><td><pre>a\nb</pre></td><td><pre>c</pre></td></tr></table>"
    )
    found = [(b.kind, b.text) for b in blocks(html)]
    assert found == [("code", "Results"), ("table", "1.\tIda"), ("code", "a\nb"), ("code", "c")]


def test_two_pieces_of_code_and_a_table_amid_code_stay_apart() -> None:
    html = (
        "<pre><div>a</div><div>b</div></pre><pre>c</pre>"
        "<table><tr><td>1</td><td>2</td></tr></table><pre>d</pre>"
    )
    found = [(b.kind, b.text) for b in blocks(html)]
    assert found == [("code", "a\nb"), ("code", "c"), ("table", "1\t2"), ("code", "d")]


@pytest.mark.parametrize(
    "html",
    [
        '<h2>Tides<a class="headerlink" href="#tides">¶</a></h2>',
        '<h2><a href="#tides">#</a> Tides</h2>',
        '<h2>Tides<span>[<a href="/w?title=T&action=edit&section=1">edit</a>]</span></h2>',
    ],
)
def test_a_heading_goes_without_the_link_to_itself(html: str) -> None:
    (heading,) = blocks(html)
    assert (heading.text, heading.html) == ("Tides", None)


@pytest.mark.parametrize(
    "html",
    [
        '<ol><li id="n1"><p>Ask the harbour office. <a href="#r1">↩︎</a></p></li></ol>',
        '<ul><li><a href="#r1">^</a> Ask the harbour office.</li></ul>',
        '<p>Ask the harbour office. <a href="#r1">↩</a> <a href="#r2">↩</a></p>',
    ],
)
def test_a_footnote_goes_without_the_way_back_into_the_text(html: str) -> None:
    (note,) = blocks(html)
    assert (note.text, note.html) == ("Ask the harbour office.", None)


def test_links_to_footnotes_and_arrows_to_other_pages_stay() -> None:
    (paragraph,) = blocks('<p>Ask <a href="/up">↑</a> the office<sup><a href="#n1">1</a></sup></p>')
    assert paragraph.text == "Ask ↑ the office1"


def test_a_link_in_a_heading_that_says_something_stays() -> None:
    (heading,) = blocks('<h2>In <a href="/c#top">C#</a></h2>')
    assert heading.html == 'In <a href="https://x.example/c#top">C#</a>'
