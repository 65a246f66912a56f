"""Looking for the feeds and sitemaps of a site: the requests behind `scraper add`."""

from __future__ import annotations

from collections.abc import Callable

from scraper import discovery
from scraper.discovery.addresses import clean
from scraper.discovery.site import (
    USUAL_FEEDS,
    USUAL_SITEMAPS,
    Found,
    advertised_feeds,
    choose,
    found,
    is_fresh,
    usual,
)
from scraper.discovery.sitemaps import likely_kind
from scraper.errors import FetchError, ScraperError
from scraper.fetcher import Fetcher
from scraper.stages import DocumentKind, DocumentRecord, Page

MAX_SITEMAPS = 8  # of those that robots.txt names are tried
MIN_SECTION = 3  # article links that make a page a section page

Tell = Callable[[str], None]


async def search(fetcher: Fetcher, url: str, tell: Tell = lambda text: None) -> list[Found]:
    """The documents of the site at `url` that are worth reading; empty: none found.

    `url` may itself be a feed or sitemap.  Raises FetchError where it cannot be had at all.
    """
    page = await fetcher.fetch(url, accept="any")
    kind = likely_kind(page.body, page.headers)
    if kind != "section" and (document := _read(kind, page)):
        return [document]
    feeds = advertised_feeds(page.body, page.headers, page.final_url)
    tell(f"feeds that the page names: {len(feeds)}")
    candidates = await _try_all(fetcher, "feed", feeds, tell)
    if not candidates:
        candidates = await _try_all(fetcher, "feed", usual(page.final_url, USUAL_FEEDS), tell)
    try:
        named = await fetcher.sitemaps(page.final_url)
    except FetchError as error:
        tell(str(error))
        named = ()
    addresses = dict.fromkeys(clean(address, page.final_url) for address in named)
    sitemaps = [address for address in addresses if address is not None][:MAX_SITEMAPS]
    candidates += await _try_all(fetcher, "sitemap", sitemaps, tell) or await _try_all(
        fetcher, "sitemap", usual(page.final_url, USUAL_SITEMAPS), tell
    )
    section = _read("section", page)
    if section is not None and section.entries >= MIN_SECTION:
        candidates.append(section)
    return choose(candidates)


async def _try_all(
    fetcher: Fetcher, kind: DocumentKind, addresses: list[str], tell: Tell
) -> list[Found]:
    documents = []
    for address in addresses:
        try:
            page = await fetcher.fetch(address, accept="any")
        except FetchError as error:
            tell(str(error))
            continue
        if document := _read(kind, page):
            tell(f"{address}: a {kind} of {document.entries}")
            documents.append(document)
            if kind == "feed" and is_fresh(document, page.fetched_at):
                break  # the first one a page names is its main feed, if it is still written
    return documents


def _read(kind: DocumentKind, page: Page) -> Found | None:
    try:
        reading = discovery.read(DocumentRecord(url=page.url, source="", kind=kind), page)
        # Where a temporary redirect leads, perhaps for this visit only, is not to be remembered.
        return found(page.permanent_url or page.url, kind, reading)
    except ScraperError:
        return None
