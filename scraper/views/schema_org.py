"""A record as schema.org JSON-LD."""

from __future__ import annotations

from typing import Any

from scraper.article import Article, Author, Image
from scraper.views.inline import safe_url


def to_schema_org(article: Article) -> dict[str, Any]:
    """The record as a schema.org ``Article``; what the record does not know is left out.

    Related links and breadcrumbs are properties of the page in schema.org, so they stand in
    ``mainEntityOfPage``; the key facts are its ``abstract``, one a line.
    """
    url = safe_url(article.canonical_url) or safe_url(article.url)
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "url": url,
            "headline": article.title,
            "alternativeHeadline": article.subtitle,
            "description": article.description,
            "abstract": "\n".join(str(fact) for fact in article.facts),
            "author": [_author(author) for author in article.authors],
            "datePublished": article.published and article.published.isoformat(),
            "dateModified": article.modified and article.modified.isoformat(),
            "inLanguage": article.language,
            "articleSection": article.section,
            "keywords": list(article.tags),
            "articleBody": article.to_text(),
            "wordCount": len(article.to_text().split()) or None,
            "timeRequired": article.reading_minutes and f"PT{article.reading_minutes}M",
            "commentCount": article.comment_count,
            "image": [_image(image) for image in article.images if safe_url(image.url)],
            "isPartOf": _named("WebSite", article.site_name),
            "mainEntityOfPage": _page(article, url),
        }
    )


def _author(author: Author) -> dict[str, Any]:
    return _known(
        {
            "@type": "Person",
            "name": author.name,
            "url": safe_url(author.url),
            "description": author.bio,
            "sameAs": [link for link in author.links if safe_url(link)],
        }
    )


def _image(image: Image) -> dict[str, Any]:
    return _known(
        {
            "@type": "ImageObject",
            "url": image.url,
            "description": image.alt,
            "caption": image.caption,
            "creditText": image.credit,
            "representativeOfPage": image.is_lead or None,
        }
    )


def _page(article: Article, url: str | None) -> dict[str, Any] | None:
    steps = [
        {"@type": "ListItem", "position": position, "name": name}
        for position, name in enumerate(article.breadcrumbs, 1)
    ]
    page = _known(
        {
            "@id": url,
            "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": steps} if steps else None,
            "relatedLink": [link.url for link in article.related if safe_url(link.url)],
        }
    )
    return {"@type": "WebPage", **page} if page else None


def _named(kind: str, name: str | None) -> dict[str, Any] | None:
    return {"@type": kind, "name": name} if name else None


def _known(properties: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty or not known; 0 is known."""
    return {name: value for name, value in properties.items() if value not in (None, "", [])}
