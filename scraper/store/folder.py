"""Stored articles as a folder of Markdown files with front matter, for notes and static sites."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scraper.article import Article
from scraper.store.content import site_of, stamp, to_json


def write_markdown(articles: Iterable[Article], folder: Path) -> int:
    """One file an article, `site/name.md`; the number of files written.

    The name depends on the address alone, so that a later export replaces the file.  Nothing is
    deleted.  Raises OSError as it comes.
    """
    count = 0
    for article in articles:
        file = folder / file_name(article.url or "")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(front_matter(article) + article.to_markdown(), encoding="utf-8")
        count += 1
    return count


def file_name(url: str) -> Path:
    """`site/last-part-of-the-address-1a2b3c4d.md`; only letters, digits, "-", "_" and "."."""
    site = re.sub(r"[^a-z0-9.-]", "-", site_of(url)).strip(".-") or "unknown"
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    tail = unicodedata.normalize("NFKC", unquote(path.rstrip("/").rpartition("/")[2]))
    slug = re.sub(r"[^\w]+", "-", tail.removesuffix(".html"))[:60].strip("-_") or "article"
    digest = blake2b(url.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return Path(site) / f"{slug}-{digest}.md"


def front_matter(article: Article) -> str:
    """What the text does not say, as YAML; each value is written as JSON, which YAML reads."""
    values = {
        "title": article.title,
        "subtitle": article.subtitle,
        "authors": [author.name for author in article.authors],
        "published": stamp(article.published),
        "modified": stamp(article.modified),
        "site": article.site_name or site_of(article.url or ""),
        "section": article.section,
        "tags": article.tags,
        "language": article.language,
        "url": article.url,
        "canonical_url": article.canonical_url,
    }
    lines = [f"{name}: {to_json(value)}" for name, value in values.items() if value]
    return "\n".join(("---", *lines, "---", "", ""))
