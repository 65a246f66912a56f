"""How sure a record is: the chance that kind, title, authors, date and text are all right."""

from __future__ import annotations

from datetime import date
from math import log

from scraper.article import Author
from scraper.extractor import scoring
from scraper.extractor.metadata import Choice, Page

TEXT = frozenset({"body", "facts", "facts_heading"})


def evidence(
    page: Page,
    headline: Choice[str | None],
    published: Choice[date | None],
    authors: Choice[tuple[Author, ...]],
    article: Choice[bool],
) -> set[str]:
    """What speaks for and against the record: how sure each field is, in steps of log-odds."""
    blocks = [page.document.blocks[index] for index in page.of_roles(TEXT)]
    size = sum([len(block.text) for block in blocks])
    text = sum([block.confidence * len(block.text) for block in blocks]) / size if size else 0.0
    found = {
        f"article {article.value} {_step(article.confidence)}",
        f"title {_step(headline.confidence)}",
        f"published {_step(published.confidence)}",
        f"authors {_step(authors.confidence)}",
        f"text {_step(text)}",
        f"size {min(6, size // 1000)}",
    }
    for name, choice in (("title", headline), ("published", published), ("authors", authors)):
        found.add(f"{name} from {choice.source}")
    return found


def _step(share: float) -> int:
    """Log-odds in whole steps from -3 to 5."""
    share = min(max(share, 0.001), 0.9999)
    return round(max(-3.0, min(5.0, log(share / (1 - share)))))


def of(
    page: Page,
    headline: Choice[str | None],
    published: Choice[date | None],
    authors: Choice[tuple[Author, ...]],
    article: Choice[bool],
) -> float:
    """0 to 1; measured to be right as often as it says (docs/extraction.md)."""
    table = scoring.weights("record")
    score = scoring.score(evidence(page, headline, published, authors, article), table)
    return round(scoring.sigmoid(score + table.get("", 0.0)), 3)
