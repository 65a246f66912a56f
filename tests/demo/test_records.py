"""Every article of the demo site must yield the record its source tells."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import scraper
from scraper import Article
from scraper.demo.server import fixtures

ROOT = fixtures()
RECORDS = sorted((ROOT / "expected").rglob("*.json"))


def page_of(record: Path, url: str) -> bytes:
    """The page that a record was built for."""
    address = urlsplit(url)
    folder = "revised" if record.parts[-3] == "revised" else "site"
    page = ROOT / folder / str(address.hostname) / address.path.strip("/")
    return (page if page.suffix == ".html" else page / "index.html").read_bytes()


def told(record: dict[str, Any]) -> dict[str, Any]:
    """An expected record, lists of links by their heading."""
    told = {key: value for key, value in record.items() if key not in ("promotion", "body")}
    told["published"], told["modified"] = moment(record["published"]), moment(record["modified"])
    told["related"] = by_group([{**link} for link in record["related"]])
    return told


def moment(text: str | None) -> date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def by_group(links: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for link in links:
        groups.setdefault(link.pop("group"), []).append(link)
    return groups


def extracted(article: Article, like: dict[str, Any]) -> dict[str, Any]:
    """The fields of `article` that an expected record has."""
    whole = json.loads(article.to_json())
    record = {key: whole[key] for key in like}
    record["published"], record["modified"] = article.published, article.modified
    record["related"] = by_group(whole["related"])
    for author in record["authors"]:
        del author["links"]
    return record


def blocks(article: Article) -> list[dict[str, Any]]:
    return [{"kind": b.kind, "level": b.level, "text": b.text} for b in article.body]


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_article_yields_its_record(path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    article = scraper.extract(page_of(path, expected["url"]), expected["url"])
    assert extracted(article, told(expected)) == told(expected)


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_body_is_the_article_s_own_text(path: Path) -> None:
    """From one page alone the site's promotion block cannot be told from the text: where the
    theme has one, blocks of it (and nothing else) may stand after the article's own.
    """
    expected = json.loads(path.read_text(encoding="utf-8"))
    body = blocks(scraper.extract(page_of(path, expected["url"]), expected["url"]))
    own = len(expected["body"])
    assert body[:own] == expected["body"]
    assert [block for block in body[own:] if block not in expected["promotion"]] == []


def test_a_name_spelled_differently_in_the_biography_is_remarked() -> None:
    path = ROOT / "expected/tribune/brackwater-switches-on-the-harbour-heat-loop.json"
    url = json.loads(path.read_text(encoding="utf-8"))["url"]
    assert scraper.extract(page_of(path, url), url).notes == (
        "the byline says Ines Marlowe, the biography says Ines Marlow",
    )


@pytest.mark.parametrize(
    "page",
    [
        "lanterntribune.localhost/index.html",
        "lanterntribune.localhost/category/ports/index.html",
        "lanterntribune.localhost/author/inesmarlowe/index.html",
        "lanterntribune.localhost/contact-us/index.html",
        "talpost.localhost/index.html",
        "talpost.localhost/impressum.html",
        "meridian.localhost/index.html",
        "meridian.localhost/science/index.html",
        "meridian.localhost/about/index.html",
        "meridian.localhost/shop/annual-2025/index.html",
    ],
)
def test_home_section_contact_and_shop_pages_are_not_articles(page: str) -> None:
    url = f"http://{page.removesuffix('index.html')}"
    assert not scraper.extract((ROOT / "site" / page).read_bytes(), url).is_article
