"""Formulas are text, once, whatever has drawn them."""

from __future__ import annotations

import pytest

from scraper import extract
from scraper.extractor.blocks import read

X = "<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>"
MATHML = (
    f"<math><semantics><mrow>{X}</mrow>"
    '<annotation encoding="application/x-tex">E = m c^2</annotation></semantics></math>'
)
KATEX = (
    f'<span class="katex"><span class="katex-mathml">{MATHML}</span>'
    '<span class="katex-html" aria-hidden="true"><span>E</span><span>=mc</span>2</span></span>'
)
MATHJAX_2 = (
    '<span class="MathJax_Preview"></span><span class="MathJax"><nobr aria-hidden="true">E=mc2'
    f'</nobr><span class="MJX_Assistive_MathML">{MATHML}</span></span>'
)
MATHJAX_3 = (
    '<mjx-container class="MathJax" jax="CHTML"><mjx-math aria-hidden="true">E=mc2</mjx-math>'
    f"<mjx-assistive-mml>{MATHML}</mjx-assistive-mml></mjx-container>"
)
WIKI = (
    '<span class="mwe-math-element"><span style="display: none;"><math '
    f'alttext="{{\\displaystyle E = m c^2}}">{X}</math></span><img src="/e.svg" '
    'aria-hidden="true" alt="{\\displaystyle E = m c^2}"></span>'
)


@pytest.mark.parametrize(
    "shown",
    [
        *(MATHML, KATEX, MATHJAX_2, MATHJAX_3, WIKI),
        f"<math alttext='E = m c^2'>{X}</math>",
        '<script type="math/tex">\\textstyle E = m c^2</script>',
        MATHJAX_2 + '<script type="math/tex" id="e-1">E = m c^2</script>',
    ],
)
def test_a_formula_is_said_once_in_the_words_of_its_author(shown: str) -> None:
    document = read(f"<p>Mass is energy, {shown}, as was found.</p><p>After it.</p>")
    assert [block.text for block in document.blocks] == [
        "Mass is energy, E = m c^2, as was found.",
        "After it.",
    ]
    assert document.pictures == []


@pytest.mark.parametrize(
    ("mathml", "line"),
    [
        (X, "E=mc^2"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>", "(a+b)/2"),
        ("<msubsup> <mi>x</mi> <mn>1</mn> <mn>2</mn> </msubsup>", "x_1^2"),
        ("<msqrt><mi>y</mi></msqrt><mo>&#x2062;</mo><mi>z</mi>", "√(y)z"),
        ("<msup><mi>e</mi><mrow><mi>x</mi></mrow></msup>", "e^x"),
        (
            "<mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd><mtd>1</mtd></mtr>"
            "</mtable>",
            "(1, 0; 0, 1)",
        ),
        (
            "<mroot><mi>x</mi><mn>3</mn></mroot><mspace/><mtext>for all x</mtext>",
            "√(x, 3) for all x",
        ),
    ],
)
def test_mathml_alone_is_said_in_one_line(mathml: str, line: str) -> None:
    (block,) = read(f"<p>So <math>{mathml}</math>.</p>").blocks
    assert block.text == f"So {line}."


def test_what_is_drawn_stays_where_nothing_else_says_it() -> None:
    (block,) = read('<p>So <span class="katex-html" aria-hidden="true">E=mc</span>.</p>').blocks
    assert block.text == "So E=mc."


def test_a_style_around_a_part_only_stays() -> None:
    math = '<math alttext="{\\displaystyle x}+{a}"></math>'
    assert read(f"<p>So {math}</p>").blocks[0].text == "So {\\displaystyle x}+{a}"


def test_formulas_are_text_to_the_reader_of_markdown_and_html() -> None:
    paragraph = "The keeper of the weir found that the water rises with the square of the wind. "
    article = extract(
        f"<html><head><title>Wind and water</title></head><body><article><h1>Wind and water</h1>"
        f"<p>{paragraph * 2}</p><p>{paragraph}Put as <math alttext='h &lt; k_1 w^2'></math>, it "
        f"is <em>simple</em>.</p><p>{paragraph * 2}</p></article></body></html>"
    )
    assert "Put as h < k_1 w^2, it is simple." in article.text
    assert "Put as h &lt; k_1 w^2, it is <em>simple</em>." in (article.body[1].html or "")
    assert "Put as h \\< k_1 w^2, it is *simple*." in article.to_markdown()


def test_nested_and_many_formulas_are_read() -> None:
    deep = f"<p>A <math>{'<mrow>' * 3000}x{'</mrow>' * 3000}</math> b</p>"
    assert read(deep).blocks[0].text == "A x b"
    many = "<p>" + "<math><mi>x</mi></math> " * 3000
    assert read(many).blocks[0].text == " ".join("x" * 3000)
