"""The Markdown view says what the record says, whichever characters it holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html import escape
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from scraper.article import Article, Author, Block, Fact, Image, Link
from scraper.views.inline import BREAK, clean, runs

RENDERER = MarkdownIt("commonmark").enable(["table", "strikethrough"])  # as GitHub reads it


def rendered(article: Article) -> LexborHTMLParser:
    return LexborHTMLParser(RENDERER.render(article.to_markdown()))


def words(text: str) -> list[str]:
    return text.split()


def block(kind: str, text: str, level: int | None = None, html: str | None = None) -> Block:
    return Block(kind=kind, text=text, level=level, html=html)


def inline(html: str) -> str:
    """The Markdown of one paragraph with this inline HTML."""
    return Article(body=(block("paragraph", "", html=html),)).to_markdown().rstrip("\n")


def test_whole_record_reads_in_the_order_of_the_page() -> None:
    article = Article(
        title="The ferry sails again",
        subtitle="After forty years",
        authors=(
            Author(name="Ida Holm", url="https://harbour.example/ida", bio="Writes about ships."),
            Author(name="Olu Bakare"),
        ),
        published=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
        images=(
            Image(url="https://harbour.example/i/quay.jpg"),
            Image(
                url="https://harbour.example/i/a ferry.jpg",
                alt="The ferry [white]",
                caption="At the quay.",
                credit="Photo: O. Bakare",
                is_lead=True,
            ),
        ),
        facts_heading="Fast Facts",
        facts=(Fact(text="40 years of rest", label="Pause"), Fact(text="1. of its kind")),
        facts_position=1,
        body=(
            block("paragraph", "The first paragraph."),
            block("heading", "A heading", 2),
            block("paragraph", "The last paragraph."),
        ),
        related=(
            Link(
                url="https://harbour.example/bridge",
                title="The bridge",
                group="Related Posts",
                section="Travel",
                published=date(2026, 2, 1),
            ),
            Link(url="https://harbour.example/old", title="Old", group="previous"),
        ),
    )
    assert article.to_markdown() == (
        "# The ferry sails again\n\n"
        "*After forty years*\n\n"
        "[Ida Holm](https://harbour.example/ida) · Olu Bakare · 2026-03-01\n\n"
        "![The ferry \\[white\\]](https://harbour.example/i/a%20ferry.jpg)\n\n"
        "*At the quay. Photo: O. Bakare*\n\n"
        "The first paragraph.\n\n"
        "**Fast Facts**\n\n"
        "- **Pause:** 40 years of rest\n"
        "- 1\\. of its kind\n\n"
        "## A heading\n\n"
        "The last paragraph.\n\n"
        "**[Ida Holm](https://harbour.example/ida)**: Writes about ships.\n\n"
        "**Related Posts**\n\n"
        "- [The bridge](https://harbour.example/bridge) · Travel · 2026-02-01\n\n"
        "**previous**\n\n"
        "- [Old](https://harbour.example/old)\n"
    )


def test_tildes_strike_nothing_through() -> None:
    page = rendered(Article(body=(block("paragraph", "about ~~50~~ or ~60"),)))
    assert page.css_first("p").text() == "about ~~50~~ or ~60"
    assert page.css("s") == []


def test_empty_record_is_empty() -> None:
    assert Article().to_markdown() == ""


def test_lists_nest_as_their_levels_do() -> None:
    levels = [1, 2, 4, 2, 1, 3]
    items = tuple(block("list_item", f"item {n}", level) for n, level in enumerate(levels))
    page = rendered(Article(body=(*items, block("paragraph", "After."))))
    assert [node.text(deep=False).strip() for node in page.css("body > ul > li")] == [
        "item 0",
        "item 4",
    ]
    assert page.css_first("body > ul > li > ul > li > ul > li").text().strip() == "item 2"
    assert page.css_first("body > ul > li:nth-child(2) > ul > li").text().strip() == "item 5"
    assert page.css_first("body > p").text() == "After."


def numbered(*items: tuple[int | None, int]) -> Article:
    """A list of items, each with its number and level."""
    return Article(
        body=tuple(
            Block(kind="list_item", text=f"item {place}", level=level, number=number)
            for place, (number, level) in enumerate(items)
        )
    )


def test_numbered_lists_show_their_numbers() -> None:
    article = numbered((9, 1), (10, 1), (None, 2), (None, 1), (1, 1), (1, 2), (2, 1))
    assert article.to_markdown() == (
        "9. item 0\n10. item 1\n    - item 2\n- item 3\n1. item 4\n   1. item 5\n2. item 6\n"
    )
    assert len(rendered(article).css("body > *")) == 3


def test_a_number_that_is_not_the_next_one_begins_another_list() -> None:
    article = numbered((3, 1), (2, 1), (1, 1), (2, 1), (1, 1))
    assert article.to_markdown() == "3. item 0\n2) item 1\n1. item 2\n2. item 3\n1) item 4\n"
    starts = [node.attributes.get("start", "1") for node in rendered(article).css("ol")]
    assert starts == ["3", "2", "1", "1"]


def test_the_paragraphs_of_a_numbered_item_stay_together() -> None:
    article = numbered((1, 1), (1, 1), (2, 1))
    assert article.to_markdown() == "1. item 0\n\n   item 1\n2. item 2\n"
    assert [item.text().split() for item in rendered(article).css("ol > li")] == [
        ["item", "0", "item", "1"],
        ["item", "2"],
    ]


def test_lists_that_meet_stay_apart() -> None:
    article = Article(
        body=(block("list_item", "one", 1), block("list_item", "two", 2)),
        facts=(Fact(text="a fact"), Fact(text="- another")),
        facts_position=2,
        related=(Link(url="https://a.example/", title="More"),),
    )
    assert article.to_markdown() == (
        "- one\n  - two\n\n* a fact\n* \\- another\n\n- [More](https://a.example/)\n"
    )
    assert len(rendered(article).css("body > ul")) == 3


def test_quotations_nest_and_end() -> None:
    page = rendered(
        Article(
            body=(
                block("quote", "outer", 1),
                block("quote", "inner", 2),
                block("quote", "outer again", 1),
                block("paragraph", "plain"),
            )
        )
    )
    assert [p.text() for p in page.css("body > blockquote > p")] == ["outer", "outer again"]
    assert page.css_first("blockquote > blockquote > p").text() == "inner"
    assert page.css_first("body > p").text() == "plain"


@pytest.mark.parametrize(
    "code",
    ["x = 1\n\n\ty = `a`\n", "```\nfenced\n```", "````", "<b>&amp;</b>", "    indented\n~~~"],
)
def test_code_is_kept_to_the_character(code: str) -> None:
    page = rendered(Article(body=(block("code", code), block("paragraph", "after"))))
    assert page.css_first("pre code").text() == code + "\n"
    assert page.css_first("p").text() == "after"


def test_rows_become_one_table_whatever_stands_in_the_cells() -> None:
    rows = ["Ship\tYear | built", "a\\|b\t`x|y`", "*Star*\t", "short"]
    page = rendered(Article(body=tuple(block("table", row) for row in rows)))
    assert [cell.text() for cell in page.css("th")] == ["Ship", "Year | built"]
    cells = [[cell.text() for cell in row.css("td")] for row in page.css("tbody tr")]
    assert cells == [["a\\|b", "`x|y`"], ["*Star*", ""], ["short", ""]]


@pytest.mark.parametrize(
    ("level", "tag"), [(1, "h1"), (3, "h3"), (6, "h6"), (9, "h6"), (None, "h2")]
)
def test_headings_keep_level_and_text(level: int | None, tag: str) -> None:
    page = rendered(Article(body=(block("heading", "In C # and 1. F##", level),)))
    assert page.css_first(tag).text() == "In C # and 1. F##"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("plain", "plain"),
        ("a <em>b</em> c", "a *b* c"),
        ("a<strong> b </strong>c", "a **b** c"),
        ("un<em>frigging</em>believable", "un*frigging*believable"),
        ("<strong>Label:</strong>text", "<strong>Label:</strong>text"),
        ("<strong>Label:</strong> text", "**Label:** text"),
        ("<b>a</b><b>b</b> <i>c</i><em>d</em>", "**ab** *cd*"),
        ("<em>a</em><strong>b</strong>", "*a*<strong>b</strong>"),
        ("<em><strong>a</strong></em>", "***a***"),
        ("<em>a <em>b</em></em>", "*a b*"),
        ("<strong> </strong>x", "x"),
        ('see <a href="https://a.example/x_(y)">this [one]</a>!', None),
        ('Wow!<a href="https://a.example/">b</a>', "Wow\\![b](https://a.example/)"),
        ('<a href="javascript:alert(1)">b</a>', "b"),
        ('<a href="http:///path">b</a>', "b"),
        ('<a href="/relative">b</a>', "b"),
        ('<a href="https://a.example/"></a>b', "b"),
        ("<code>a`b</code> <code>*c*</code>", "``a`b`` `*c*`"),
        ("<code>`</code>", "`` ` ``"),
        ("<code>a</code><code>b</code>", "`a`<code>b</code>"),
        ("H<sub>2</sub>O <q>x</q>", "H<sub>2</sub>O <q>x</q>"),
        ("one<br>- two<br/>2. three", "one\\\n\\- two\\\n2\\. three"),
        ("snake_case _x_ *y*", "snake_case \\_x\\_ \\*y\\*"),
        ("# a", "\\# a"),
        ("#a -5 +6 1.5 > b", "#a -5 +6 1.5 > b"),
        ("1984. A year", "1984\\. A year"),
        ("&amp;amp; &lt;b&gt; AT&amp;T", "\\&amp; \\<b> AT&T"),
        ("--- | ---", "\\--- | ---"),
        ("<script>x</script><p onclick=y>a</p><img src=x>", "a"),
    ],
)
def test_inline_markup_is_written_as_expected(html: str, markdown: str | None) -> None:
    if markdown is None:
        markdown = "see [this \\[one\\]](https://a.example/x_%28y%29)!"
    assert inline(html) == markdown


def marked(html: str) -> list[tuple[str, frozenset[str]]]:
    """Every character that is no space, with the names of the elements around it."""
    names = {"i": "em", "b": "strong", "kbd": "code", "samp": "code"}
    silent = {"small", "abbr", "cite", "p"}
    found = []
    for text, marks in runs(Block(kind="paragraph", text="", html=html)):
        tags = {
            f"a {unquote(m.href or '')}" if m.tag == "a" else names.get(m.tag, m.tag) for m in marks
        }
        kept = frozenset(tags - silent - {"a "})
        found += [(char, kept) for char in ("⏎" if text == BREAK else text) if not char.isspace()]
    return found


TEXTS = st.one_of(
    st.text(max_size=6),
    st.text(alphabet="*_`\\[]()<>&#!-+.=~|:1a é–«\u00a0", max_size=8),
    st.sampled_from(["&amp;", "1. ", "- ", "http://a.example", "![x](y)", "    x", "<b>", "***"]),
)
TREES = st.recursive(
    TEXTS.map(escape),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(
            [
                *"em i strong b code kbd sub sup mark q del small u".split(),
                'a href="https://a.example/?a=1&amp;b=2"',
                'a href="https://b.example/(x)"',
            ]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@pytest.mark.timeout(120)
@given(st.lists(st.one_of(TREES, st.just("<br>")), max_size=5).map("".join))
def test_rendered_markdown_has_the_text_and_the_markup_of_the_block(html: str) -> None:
    html = clean(html)
    article = Article(body=(block("paragraph", "before"), block("paragraph", "", html=html)))
    page = LexborHTMLParser(RENDERER.render(article.to_markdown()))
    shown = page.css("body > *")
    assert len(shown) <= 2
    expected = marked(html)
    while expected and expected[0][0] == "⏎":
        expected.pop(0)
    while expected and expected[-1][0] == "⏎":
        expected.pop()
    got = marked(shown[1].inner_html or "") if len(shown) == 2 else []
    squeezed = [
        pair for n, pair in enumerate(expected) if pair[0] != "⏎" or expected[n - 1][0] != "⏎"
    ]
    assert [char for char, _ in got] == [char for char, _ in squeezed]
    assert [pair for pair in got if pair[0] != "⏎"] == [p for p in squeezed if p[0] != "⏎"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("heading paragraph list_item quote table".split()),
            TEXTS,
            st.integers(1, 5),
            st.one_of(st.none(), st.integers(0, 3), st.just(999_999_999)),
        ),
        max_size=8,
    )
)
def test_any_blocks_in_any_order_keep_their_text(
    content: list[tuple[str, str, int, int | None]],
) -> None:
    article = Article(
        body=tuple(
            Block(
                kind=kind,
                text=text.strip(),
                level=level,
                number=number if kind == "list_item" else None,
            )
            for kind, text, level, number in content
        )
    )
    page = rendered(article)
    text = page.body.text(separator=" ") if page.body else ""
    assert words(text.replace("\0", "\ufffd")) == words(article.text.replace("\0", "\ufffd"))
