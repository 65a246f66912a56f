"""The vocabulary of the project: what one article page says, as frozen data with views.

Names are the contract of the project: they are the same here, in JSON, and (where a table
has them) in SQLite.  Every field's meaning stands at the field and is published in
``docs/article.schema.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct


class Link(Struct, frozen=True, kw_only=True):
    """A link to another article, as a list on the page shows it."""

    url: Annotated[str, Meta(description="absolute address")]
    title: Annotated[str, Meta(description="the headline the link shows")]
    group: Annotated[
        str | None,
        Meta(
            description="heading of the list as shown ('Related Posts'), or 'previous' / 'next'; "
            "null: no heading"
        ),
    ] = None
    section: Annotated[
        str | None, Meta(description="section shown beside the link; null: none shown")
    ] = None
    published: Annotated[date | None, Meta(description="date shown beside the link")] = None


class Author(Struct, frozen=True, kw_only=True):
    """Someone who wrote the article, or the agency where only it is named."""

    name: Annotated[str, Meta(description="name as the page shows it, without title or job")]
    url: Annotated[str | None, Meta(description="profile page; null: none linked")] = None
    bio: Annotated[
        str | None, Meta(description="biography the page gives of this author; null: none")
    ] = None
    links: Annotated[
        tuple[str, ...], Meta(description="further addresses of the author (social, website)")
    ] = ()


class Fact(Struct, frozen=True, kw_only=True):
    """One item of the key-facts box."""

    text: Annotated[str, Meta(description="the fact, without its label and number")]
    label: Annotated[
        str | None, Meta(description="'Sales Figures' of 'Sales Figures: In Q1 ...'; null: none")
    ] = None

    def __str__(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


class Image(Struct, frozen=True, kw_only=True):
    """An image of the article."""

    url: Annotated[str, Meta(description="absolute address of the largest version named")]
    alt: Annotated[str | None, Meta(description="alternative text")] = None
    caption: Annotated[str | None, Meta(description="caption as shown, without the credit")] = None
    credit: Annotated[str | None, Meta(description="photographer or agency as shown")] = None
    is_lead: Annotated[bool, Meta(description="the image above or beside the headline")] = False


class Block(Struct, frozen=True, kw_only=True):
    """One text block of the body, in reading order."""

    kind: Annotated[
        str,
        Meta(
            description="heading, paragraph, list_item, quote, code, table (one row), caption, "
            "definition"
        ),
    ]
    text: Annotated[
        str, Meta(description="plain text; line breaks only in code; table: cells by tab")
    ]
    level: Annotated[
        int | None,
        Meta(description="heading: 1 to 6; list_item and quote: nesting depth from 1; else null"),
    ] = None
    html: Annotated[
        str | None, Meta(description="sanitised inner HTML; null: the same as the escaped text")
    ] = None
    number: Annotated[
        int | None,
        Meta(
            description="list_item of a numbered list: its number, 0 to 999999999, the same for "
            "every block of one item; else null"
        ),
    ] = None


class Region(Struct, frozen=True, kw_only=True):
    """One text block of the page with its role, for inspection."""

    role: Annotated[str, Meta(description="one of scraper.extractor.roles.ROLES")]
    text: Annotated[str, Meta(description="plain text")]
    path: Annotated[str, Meta(description="enclosing elements as 'main > div.entry > p'")]
    confidence: Annotated[float, Meta(description="0 to 1")] = 0.0


class Article(Struct, frozen=True, kw_only=True):
    """Everything one page says about one article."""

    url: Annotated[
        str | None,
        Meta(
            description="address the page was read from; of a file: what the page names as its own"
        ),
    ] = None
    canonical_url: Annotated[
        str | None, Meta(description="address the page names as its own, tracking removed")
    ] = None
    site_name: Annotated[str | None, Meta(description="name of the publication")] = None
    language: Annotated[str | None, Meta(description="ISO 639-1 code of the text")] = None
    title: Annotated[str | None, Meta(description="headline as shown, without site name")] = None
    subtitle: Annotated[str | None, Meta(description="standfirst as shown")] = None
    description: Annotated[
        str | None, Meta(description="the page's meta description, where it is not the subtitle")
    ] = None
    authors: Annotated[tuple[Author, ...], Meta(description="in the order shown")] = ()
    published: Annotated[
        date | None, Meta(description="first publication: date-time where a time is known")
    ] = None
    modified: Annotated[
        date | None, Meta(description="last change the page names; null: none, or as published")
    ] = None
    section: Annotated[str | None, Meta(description="section or category as shown")] = None
    breadcrumbs: Annotated[
        tuple[str, ...], Meta(description="path of sections above the article, outermost first")
    ] = ()
    tags: Annotated[tuple[str, ...], Meta(description="tags or topics as shown")] = ()
    facts_heading: Annotated[
        str | None, Meta(description="heading of the key-facts box; null: no heading")
    ] = None
    facts: Annotated[tuple[Fact, ...], Meta(description="items of the key-facts box")] = ()
    facts_position: Annotated[
        int, Meta(description="number of body blocks before the facts box")
    ] = 0
    body: Annotated[
        tuple[Block, ...], Meta(description="the article's own text, facts not among it")
    ] = ()
    images: Annotated[
        tuple[Image, ...], Meta(description="images of the article, in the order shown")
    ] = ()
    related: Annotated[
        tuple[Link, ...], Meta(description="links to other articles, list by list")
    ] = ()
    reading_minutes: Annotated[int | None, Meta(description="minutes, as shown")] = None
    comment_count: Annotated[int | None, Meta(description="comments, as shown")] = None
    is_article: Annotated[
        bool, Meta(description="false for home, listing, product, forum and such pages")
    ] = True
    confidence: Annotated[float, Meta(description="0 to 1: how sure the record is as a whole")] = (
        0.0
    )
    sources: Annotated[
        Mapping[str, str],
        Meta(description="field -> where it came from: json-ld, meta, page, url, memory ..."),
    ] = msgspec.field(default_factory=dict)
    notes: Annotated[tuple[str, ...], Meta(description="what a careful reader would remark")] = ()
    regions: Annotated[
        tuple[Region, ...],
        Meta(description="every text block with its role; only with extract(regions=True)"),
    ] = ()

    @property
    def text(self) -> str:
        """The body as plain text, one block a line."""
        return self.to_text()

    def to_text(self, *, facts: bool = False) -> str:
        """The body as plain text, one block a line.

        With `facts`, all that the article says: the standfirst first, as what stands above the
        text, and the key facts where the page shows them.
        """
        lines = [block.text for block in self.body]
        if facts:
            box = [self.facts_heading] if self.facts and self.facts_heading else []
            box += map(str, self.facts)
            lines[self.facts_position : self.facts_position] = box
            if self.subtitle:
                lines.insert(0, self.subtitle)
        return "\n".join(lines)

    def to_markdown(self) -> str:
        """The record as CommonMark: headline, byline, key facts, body, biography, related links."""
        from scraper.views import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """The record as one sanitised HTML ``<article>`` element."""
        from scraper.views import to_html

        return to_html(self)

    def to_dict(self) -> dict[str, Any]:
        """The record as JSON types: dates as ISO 8601 text, tuples as lists."""
        record: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        if not self.regions:
            del record["regions"]
        return record

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Article:
        """The record that `to_dict` wrote; raises msgspec.ValidationError for anything else."""

        def moment(value: str | None) -> date | None:
            if value is None or len(value) == 10:
                return None if value is None else date.fromisoformat(value)
            return datetime.fromisoformat(value)

        dated = ("published", "modified")
        links = record.get("related", ())
        article = msgspec.convert(
            {
                **{name: value for name, value in record.items() if name not in dated},
                "related": [{**link, "published": None} for link in links],
            },
            cls,
        )
        return msgspec.structs.replace(
            article,
            published=moment(record.get("published")),
            modified=moment(record.get("modified")),
            related=tuple(
                msgspec.structs.replace(link, published=moment(raw.get("published")))
                for link, raw in zip(article.related, links, strict=True)
            ),
        )

    def to_json(self, *, indent: int = 0) -> str:
        """The record as JSON text; `indent` spaces a level, 0 for one line."""
        raw = msgspec.json.encode(self.to_dict())
        return (msgspec.json.format(raw, indent=indent) if indent else raw).decode()

    def to_schema_org(self) -> dict[str, Any]:
        """The record as schema.org JSON-LD (``Article``)."""
        from scraper.views import to_schema_org

        return to_schema_org(self)
