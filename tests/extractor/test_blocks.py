"""The walk: what is one block, what stands around it, what the markup says beside the text."""

from __future__ import annotations

import pytest

from scraper.extractor import extract
from scraper.extractor.blocks import MAX_BLOCKS, read
from scraper.extractor.document import TextBlock


def texts(html: str) -> list[str]:
    return [block.text for block in read(html).blocks]


def only(html: str) -> TextBlock:
    (block,) = read(html).blocks
    return block


def test_block_level_elements_part_text_and_inline_ones_do_not() -> None:
    assert texts("<p>The <b>ferry</b> left.</p><div>Nobody<p>waved.</p>Nobody</div>") == [
        "The ferry left.",
        "Nobody",
        "waved.",
        "Nobody",
    ]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    assert texts("<td>First<br>line.<br>\n<br>Second.</td>") == ["First line.", "Second."]


def test_white_space_is_folded_outside_of_pre_and_kept_inside() -> None:
    assert texts("<p>  a \n\t b </p><pre>  if x:\n    y\n</pre>") == ["a b", "  if x:\n    y"]
    assert texts("<pre>\n\n <i> </i><b>if</b> x:<div> </div><div>y</div></pre>") == ["  if x:", "y"]


def test_a_line_break_in_pre_is_a_new_line_and_nothing_more() -> None:
    lines = "<span>if x:</span><br>    y<br><span></span><br><b>z</b><br>"
    assert texts(f"<p>Code:</p><pre>{lines}</pre>") == ["Code:", "if x:\n    y\n\nz"]


@pytest.mark.parametrize(
    ("ruby", "text"),
    [
        ("<ruby>港町<rt>みなとまち</rt></ruby>の岬", "港町の岬"),
        ("<ruby>港<rt>みなと</rt>町<rt>まち</rt></ruby>の岬", "港町の岬"),
        (
            "<ruby>港町<rp>（</rp><rt>みなとまち</rt><rp>）</rp></ruby>の岬",
            "港町（みなとまち）の岬",
        ),
        ("<ruby>港町<rp>（</rp><rt> </rt><rp>）</rp></ruby>の岬", "港町（）の岬"),
    ],
)
def test_how_characters_are_read_stands_in_brackets_or_not_at_all(ruby: str, text: str) -> None:
    assert only(f"<p>{ruby}</p>").text == text


def test_cells_know_their_columns_below_cells_that_reach_down() -> None:
    document = read(
        "<table><tr><th rowspan=3 colspan=2>a</th><td>b</td></tr><tr><td rowspan=0>c</td></tr>"
        "<tr><td rowspan=2>d<table><tr><td>e</td></tr></table></td><td>f</td></tr>"
        "<tr><td>g</td><td>h</td><td>i</td></tr></table>"
    )
    cells = {b.text: document.elements[b.element].column for b in document.blocks}
    assert cells == {"a": 0, "b": 2, "c": 2, "d": 2, "e": 0, "f": 3, "g": 0, "h": 1, "i": 3}


def test_words_of_adjacent_inline_elements_stay_apart_as_the_page_shows_them() -> None:
    assert only("<p>He<b>llo</b> <i>there</i></p>").text == "Hello there"


def test_characters_that_only_say_where_words_may_break_are_not_part_of_them() -> None:
    alone = "<p>\u200d</p><p> \u200d </p>"
    said = f"<p>Die Haf&shy;en\xadbehörde, ge\u200bnauer.</p>{alone}<p>\ufeffNoch eins</p>"
    assert texts(said) == ["Die Hafenbehörde, genauer.", "Noch eins"]
    joined = "می\u200cخواهم 👩\u200d🔧"
    assert texts(f"<p>{joined}</p>") == [joined]


def test_scripts_styles_and_hidden_templates_hold_no_text() -> None:
    assert texts("<script>let a = 1</script><style>p{}</style><template>x</template><p>y</p>") == [
        "y"
    ]


def test_spans_name_the_marked_up_pieces_of_a_block() -> None:
    block = only('<p>A <em>slow</em> <a href="/b">boat to <b>Orsk</b></a>.</p>')
    assert [(s.tag, block.text[s.start : s.end], s.href) for s in block.spans] == [
        ("em", "slow", None),
        ("strong", "Orsk", None),
        ("a", "boat to Orsk", "/b"),
    ]
    assert block.link_chars == len("boat toOrsk")


def test_a_link_around_a_card_belongs_to_every_block_of_it() -> None:
    document = read('<a href="/x"><span>Work</span><h3>The last exchange</h3><p>A teaser</p></a>')
    assert [[link.href for link in block.links] for block in document.blocks] == [["/x"]] * 3


def test_markup_left_open_ends_with_its_block() -> None:
    first, second = read("<div><b>bold<p>still bold</p></b></div>").blocks
    assert [(s.tag, s.start, s.end) for s in first.spans] == [("strong", 0, 4)]
    assert second.text == "still bold"


def test_elements_know_their_blocks_and_what_encloses_them() -> None:
    document = read(
        '<main class="entryContent"><ul id="list-a"><li>One</li><li>Two</li></ul></main>'
    )
    item = document.elements[document.blocks[1].element]
    listed = document.elements[item.parent]
    assert (item.tag, item.first, item.last) == ("li", 1, 2)
    assert (listed.tag, listed.first, listed.last, listed.words) == ("ul", 0, 2, ("list", "a"))
    assert document.elements[listed.parent].words == ("entry", "content")


def test_the_head_is_read_with_the_body() -> None:
    document = read(
        '<html lang="de-AT"><head><title> A  title </title><meta property="OG:Title" content="B">'
        '<meta name="author" content="C"><link rel="canonical" href="https://x.example/a">'
        '<script type="application/ld+json">{"@type":"Article"}</script></head>'
        '<body><time datetime="2024-05-06">Monday</time></body></html>',
        "https://x.example/b",
    )
    assert document.language == "de-AT"
    assert document.head_title == "A title"
    assert document.metas == {"og:title": ["B"], "author": ["C"]}
    assert document.rels == {"canonical": ["https://x.example/a"]}
    assert document.scripts == [("application/ld+json", '{"@type":"Article"}')]
    assert [(t.datetime, t.text, t.block) for t in document.times] == [("2024-05-06", "Monday", 0)]
    assert document.base == "https://x.example/b"


def test_microdata_keeps_its_item_and_the_blocks_of_its_text() -> None:
    document = read(
        '<article itemscope itemtype="https://schema.org/Article"><h1 itemprop="headline">A</h1>'
        '<meta itemprop="datePublished" content="2020-01-02"></article>'
    )
    assert [(p.name, p.value, p.scope, p.first, p.last) for p in document.properties] == [
        ("headline", None, "https://schema.org/Article", 0, 1),
        ("datePublished", "2020-01-02", "https://schema.org/Article", 1, 1),
    ]


def test_pictures_know_the_block_that_follows_and_the_sources_beside_them() -> None:
    document = read(
        '<p>Before</p><figure><picture><source srcset="a.webp 800w"><img src="a.jpg" alt="Quay">'
        "</picture><figcaption>Under it</figcaption></figure>"
    )
    (picture,) = document.pictures
    assert (picture.attributes["alt"], picture.sources, picture.block) == (
        "Quay",
        ["a.webp 800w"],
        1,
    )
    assert picture.tags[:2] == ["picture", "figure"]


def test_a_page_of_endless_blocks_is_cut() -> None:
    assert len(read("<p>x</p>" * (MAX_BLOCKS + 500)).blocks) == MAX_BLOCKS


def test_an_empty_page_has_no_blocks() -> None:
    assert read("").blocks == []


def test_a_page_from_a_file_has_the_address_it_names_as_its_own() -> None:
    html = "<link rel=canonical href='https://x.example/a/b'><h1>Ferry</h1><p><a href='c'>c</a></p>"
    document = read(html)
    assert document.base == "https://x.example/a/b"
    assert extract(html).url == "https://x.example/a/b"
    assert extract(html, "https://y.example/").url == "https://y.example/"


def test_an_element_left_open_in_noscript_does_not_take_the_page_with_it() -> None:
    html = "<body><noscript><div id='no-js'></noscript><main><p>The ferry is late.</p></main>"
    assert [block.text for block in read(html).blocks] == ["The ferry is late."]


def test_what_stands_in_noscript_is_not_read_twice() -> None:
    html = "<p>The ferry is late.</p><noscript><p>Turn on scripts.</p></noscript>"
    assert [block.text for block in read(html).blocks] == ["The ferry is late."]


def test_noscript_inside_noscript_is_looked_at_once() -> None:
    html = "<nos" * 3000 + "<noscript></noscript>" + "cript></noscript>" * 3000 + "<p>Late.</p>"
    assert len(read(html).blocks) < 20
