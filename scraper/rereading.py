"""Records made anew from kept pages, with what is known of their sites by now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import msgspec

from scraper import decisions
from scraper.extraction import Extraction, prepare
from scraper.lessons import Lessons
from scraper.store import Store
from scraper.store.content import site_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of one kept page."""

    url: str
    improved: bool = False  # the record is another one now
    error: str | None = None  # why the page could not be read; its record stays as it was


def reread(store: Store, now: datetime, site: str | None = None) -> Iterator[Reread]:
    """Read the kept pages of a site anew, None: of all sites; what became of each, oldest first.

    A record that differs takes the place of the stored one; where its content differs, the stored
    one becomes a revision marked "extraction".  A page that now yields no text changes nothing.
    """
    prepare()
    lessons = Lessons(store)
    with closing(Extraction()) as extraction:
        for page in store.pages():
            if site is not None and site_of(page.final_url) != site:
                continue
            try:
                article, _ = extraction(page, lessons.of(page.final_url))
            except Exception as error:  # one page must not keep the others from being read
                yield Reread(url=page.url, error=str(error) or type(error).__name__)
                continue
            if not article.body:
                yield Reread(url=page.url, error="yields no text")
                continue
            stored = store.article(page.final_url)
            asked = decisions.robots_notes(stored.notes) if stored else ()
            article = msgspec.structs.replace(article, notes=(*article.notes, *asked))
            yield Reread(url=page.url, improved=store.reread(article, page, now))


def kept_sites(store: Store) -> set[str]:
    """The sites that pages are kept of."""
    return {site_of(row["final_url"]) for row in store.rows("SELECT final_url FROM pages")}
