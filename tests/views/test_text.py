"""Plain text: the body alone, or all that the article says."""

from __future__ import annotations

from scraper.article import Article, Block, Fact

BODY = (
    Block(kind="paragraph", text="The ferry stays."),
    Block(kind="paragraph", text="It leaves at nine."),
)


def test_text_is_the_body_a_block_a_line() -> None:
    article = Article(body=BODY, subtitle="A quiet winter", facts=(Fact(text="Forty years"),))
    assert article.text == article.to_text() == "The ferry stays.\nIt leaves at nine."


def test_with_the_facts_comes_all_that_the_article_says_in_the_order_shown() -> None:
    article = Article(
        body=BODY,
        subtitle="A quiet winter",
        facts_heading="In brief",
        facts=(Fact(text="Forty years", label="Pause"), Fact(text="Two ships")),
        facts_position=1,
    )
    assert article.to_text(facts=True).split("\n") == [
        "A quiet winter",
        "The ferry stays.",
        "In brief",
        "Pause: Forty years",
        "Two ships",
        "It leaves at nine.",
    ]
    assert Article(body=BODY).to_text(facts=True) == Article(body=BODY).text
