"""Candidates for the authors of a page, and where on it they are named."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from scraper.article import Author
from scraper.extractor.metadata import Candidate, Page
from scraper.extractor.wording import fold

BEFORE, AFTER = 8, 14  # blocks around the headline that are read for bylines


class Pool:
    """Candidates by folded name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.by_name: dict[str, Candidate[Author]] = {}
        self.others: set[str] = set()  # folded names of those who did something else

    def add(
        self,
        name: str,
        source: str,
        *evidence: str,
        url: str | None = None,
        block: int = -1,
        company: str | None = None,
    ) -> None:
        key = fold(name)
        if not key:
            return
        candidate = self.by_name.get(key)
        if candidate is None:
            candidate = self.by_name[key] = Candidate(Author(name=name), block=block)
        candidate.sources.append(source)
        candidate.evidence.update(evidence)
        if company is not None:
            candidate.company.add(company)
        if source == "page" and candidate.block < 0:
            candidate.block = block
        if url and candidate.value.url is None:
            address = self.absolute(url)
            if address:
                candidate.value = Author(name=candidate.value.name, url=address)

    def absolute(self, url: str) -> str | None:
        """The address with scheme and host; None: not a web address, or the site's front page."""
        try:
            address = urljoin(self.page.document.base or "", url.strip())
            parts = urlsplit(address)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        return address if len(parts.path) > 1 or parts.query else None


def where(page: Page, block: int) -> str:
    """Where a block stands, seen from the headline or else from the start of the text."""
    gap = block - page.anchor
    if gap < 0:
        return "just above" if gap >= -3 else "above" if gap >= -BEFORE else "early"
    return "at headline" if gap <= 4 else "below" if gap <= AFTER else "later"
