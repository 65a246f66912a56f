"""Stored articles for other programs: NDJSON with everything, CSV with one row an article."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from typing import TextIO

from scraper.article import Article
from scraper.store.content import site_of, stamp, word_count

CSV_COLUMNS = (
    "url",
    "canonical_url",
    "site",
    "site_name",
    "title",
    "subtitle",
    "description",
    "authors",
    "published",
    "modified",
    "section",
    "breadcrumbs",
    "tags",
    "language",
    "facts_heading",
    "facts",
    "text",
    "word_count",
    "reading_minutes",
    "comment_count",
    "images",
    "related",
    "is_article",
    "confidence",
)


def write_ndjson(articles: Iterable[Article], stream: TextIO) -> int:
    """One JSON object a line, as `Article.to_dict`; the number of lines."""
    count = 0
    for article in articles:
        stream.write(article.to_json() + "\n")
        count += 1
    return count


def write_csv(articles: Iterable[Article], stream: TextIO) -> int:
    """One row an article below a row of names; the number of articles.

    Authors and tags are joined by "; ", breadcrumbs by " > "; facts, image addresses and related
    addresses stand one a line.  Nothing is empty text and None alike.
    """
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    count = 0
    for article in articles:
        writer.writerow(_row(article))
        count += 1
    return count


def _row(article: Article) -> tuple[object, ...]:
    text = article.text
    return (
        article.url,
        article.canonical_url,
        site_of(article.url or ""),
        article.site_name,
        article.title,
        article.subtitle,
        article.description,
        "; ".join(author.name for author in article.authors),
        stamp(article.published),
        stamp(article.modified),
        article.section,
        " > ".join(article.breadcrumbs),
        "; ".join(article.tags),
        article.language,
        article.facts_heading,
        "\n".join(str(fact) for fact in article.facts),
        text,
        word_count(text),
        article.reading_minutes,
        article.comment_count,
        "\n".join(image.url for image in article.images),
        "\n".join(link.url for link in article.related),
        int(article.is_article),
        article.confidence,
    )


WRITERS: Mapping[str, Callable[[Iterable[Article], TextIO], int]] = {
    "csv": write_csv,
    "ndjson": write_ndjson,
}
