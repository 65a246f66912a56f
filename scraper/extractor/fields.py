"""All fields but the body and the lists: one step a field, each from its own module."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from scraper.article import Author, Image
from scraper.extractor import (
    authors,
    bios,
    confidence,
    counts,
    dates,
    images,
    kind,
    language,
    section,
    site,
    subtitle,
    title,
)
from scraper.extractor.document import Document
from scraper.extractor.metadata import Choice, Page


class Fields(TypedDict):
    """The part of an Article that this module fills, under the same names."""

    canonical_url: str | None
    site_name: str | None
    language: str | None
    title: str | None
    subtitle: str | None
    description: str | None
    authors: tuple[Author, ...]
    published: date | None
    modified: date | None
    section: str | None
    breadcrumbs: tuple[str, ...]
    images: tuple[Image, ...]
    reading_minutes: int | None
    comment_count: int | None
    is_article: bool
    confidence: float
    sources: dict[str, str]
    notes: tuple[str, ...]


def read(document: Document) -> Fields:
    """The fields of a document whose blocks have their roles; the order is that of need."""
    page = Page(document)
    canonical = site.canonical(page)
    site_name = site.name(page)
    spoken = language.choose(page)
    page.language = spoken.value
    headline = title.choose(page)
    standfirst, description = subtitle.choose(page, headline.value)
    when = dates.choose(page)
    who = authors.choose(page)
    people, notes = bios.attach(page, who.value)
    crumbs = section.breadcrumbs(page, headline.value)
    part = section.choose(page, crumbs.value, headline.value)
    minutes, comments = counts.choose(page)
    is_article = kind.choose(page, headline, when.published, who)
    chosen: dict[str, Choice[Any]] = {
        "canonical_url": canonical,
        "site_name": site_name,
        "language": spoken,
        "title": headline,
        "subtitle": standfirst,
        "description": description,
        "authors": who,
        "published": when.published,
        "modified": when.modified,
        "section": part,
        "breadcrumbs": crumbs,
        "reading_minutes": minutes,
        "comment_count": comments,
    }
    return Fields(
        canonical_url=canonical.value,
        site_name=site_name.value,
        language=spoken.value,
        title=headline.value,
        subtitle=standfirst.value,
        description=description.value,
        authors=people,
        published=when.published.value,
        modified=when.modified.value,
        section=part.value,
        breadcrumbs=crumbs.value,
        images=images.choose(page),
        reading_minutes=minutes.value,
        comment_count=comments.value,
        is_article=is_article.value,
        confidence=confidence.of(page, headline, when.published, who, is_article),
        sources={name: choice.source for name, choice in chosen.items() if choice.source},
        notes=(*notes, *when.notes),
    )
