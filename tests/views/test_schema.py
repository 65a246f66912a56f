"""The published JSON Schema is current and records keep to it; JSON-LD is schema.org's."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import jsonschema
import pytest

import scraper
from scraper.article import Article, Author, Block, Fact, Image, Link, Region
from scraper.schema import PUBLISHED, article_schema, as_text

ROOT = Path(__file__).parents[2]
CHECKER = jsonschema.FormatChecker()


@CHECKER.checks("date-time", raises=ValueError)
def is_moment(value: object) -> bool:
    """RFC 3339: with an offset; jsonschema itself checks it only with a further package."""
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def validate(record: object) -> None:
    jsonschema.Draft202012Validator(article_schema(), format_checker=CHECKER).validate(record)


FULL = Article(
    url="https://harbour.example/ferry?utm_source=x",
    canonical_url="https://harbour.example/ferry",
    site_name="Harbour Post",
    language="en",
    title="The ferry sails again",
    subtitle="After forty years",
    description="A ferry is back.",
    authors=(
        Author(
            name="Ida Holm",
            url="https://harbour.example/ida",
            bio="Writes about ships.",
            links=("https://social.example/@ida", "javascript:alert(1)"),
        ),
    ),
    published=datetime(2026, 3, 1, 8, 30, tzinfo=UTC),
    modified=date(2026, 3, 2),
    section="Travel",
    breadcrumbs=("Home", "Travel"),
    tags=("ferry", "harbour"),
    facts_heading="Fast Facts",
    facts=(Fact(text="Forty years", label="Pause"), Fact(text="Two ships")),
    body=(Block(kind="paragraph", text="It sails."), Block(kind="heading", text="Why", level=2)),
    images=(Image(url="https://harbour.example/i.jpg", caption="Quay", is_lead=True),),
    related=(Link(url="https://harbour.example/bridge", title="The bridge", group="More"),),
    reading_minutes=3,
    comment_count=0,
    confidence=0.9,
    sources={"title": "page"},
    notes=("a remark",),
    regions=(Region(role="body", text="It sails.", path="main > p", confidence=0.9),),
)


def test_published_schema_is_current() -> None:
    assert (ROOT / PUBLISHED).read_text(encoding="utf-8") == as_text(), (
        "run: python -m scraper.schema"
    )


def test_every_field_is_described() -> None:
    definitions = article_schema()["$defs"]
    assert set(definitions) == {"Article", "Author", "Block", "Fact", "Image", "Link", "Region"}
    for name, definition in definitions.items():
        fields = definition["properties"]
        assert [field for field in fields if "description" not in fields[field]] == [], name


@pytest.mark.parametrize("record", [Article(), FULL], ids=["empty", "full"])
def test_records_keep_to_the_schema(record: Article) -> None:
    validate(record.to_dict())
    validate(json.loads(record.to_json()))


@pytest.mark.parametrize(
    ("published", "text"),
    [
        (date(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 8, 30), "2026-03-01T08:30:00"),
        (datetime(2026, 3, 1, 8, 30, tzinfo=UTC), "2026-03-01T08:30:00Z"),
    ],
)
def test_dates_have_a_time_only_where_one_is_known(published: date, text: str) -> None:
    record = Article(published=published).to_dict()
    assert record["published"] == text
    validate(record)


@pytest.mark.parametrize(
    "change",
    [
        {"published": "1 March 2026"},
        {"published": "2026-02-30"},
        {"published": "2026-03-01T25:00:00Z"},
        {"title": 5},
        {"body": [{"kind": "paragraph"}]},
        {"related": [{"url": "https://harbour.example"}]},
        {"confidence": "high"},
    ],
)
def test_wrong_records_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate({**FULL.to_dict(), **change})


def test_extracted_pages_keep_to_the_schema() -> None:
    page = "<title>T</title><article><h1>T</h1><p>A sentence about a ferry, and more.</article>"
    for regions in (False, True):
        validate(scraper.extract(page, "https://harbour.example/", regions=regions).to_dict())


def test_schema_org_says_what_the_record_says() -> None:
    assert FULL.to_schema_org() == {
        "@context": "https://schema.org",
        "@type": "Article",
        "url": "https://harbour.example/ferry",
        "headline": "The ferry sails again",
        "alternativeHeadline": "After forty years",
        "description": "A ferry is back.",
        "abstract": "Pause: Forty years\nTwo ships",
        "author": [
            {
                "@type": "Person",
                "name": "Ida Holm",
                "url": "https://harbour.example/ida",
                "description": "Writes about ships.",
                "sameAs": ["https://social.example/@ida"],
            }
        ],
        "datePublished": "2026-03-01T08:30:00+00:00",
        "dateModified": "2026-03-02",
        "inLanguage": "en",
        "articleSection": "Travel",
        "keywords": ["ferry", "harbour"],
        "articleBody": "It sails.\nWhy",
        "wordCount": 3,
        "timeRequired": "PT3M",
        "commentCount": 0,
        "image": [
            {
                "@type": "ImageObject",
                "url": "https://harbour.example/i.jpg",
                "caption": "Quay",
                "representativeOfPage": True,
            }
        ],
        "isPartOf": {"@type": "WebSite", "name": "Harbour Post"},
        "mainEntityOfPage": {
            "@type": "WebPage",
            "@id": "https://harbour.example/ferry",
            "breadcrumb": {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": "Home"},
                    {"@type": "ListItem", "position": 2, "name": "Travel"},
                ],
            },
            "relatedLink": ["https://harbour.example/bridge"],
        },
    }
    json.dumps(FULL.to_schema_org())


def test_schema_org_leaves_out_what_is_not_known() -> None:
    assert Article().to_schema_org() == {"@context": "https://schema.org", "@type": "Article"}
