"""The memories of sites, as one run uses them: made anew as their articles are stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.store import Store
from scraper.store.content import site_of

if TYPE_CHECKING:
    from scraper.extractor.sitememory import SiteMemory

# Making a memory takes up to a millisecond: where much is known, one more article says little.
_PART = 4  # of the remembered articles; so many new lessons make a new memory


class Memories:
    """Site memories of one database.  May be asked by any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._made: dict[str, SiteMemory] = {}
        self._new: dict[str, int] = {}  # lessons since

    def of(self, url: str) -> SiteMemory:
        """What is known of the site that an address belongs to."""
        from scraper.extractor import sitememory

        site = site_of(url)
        made = self._made.get(site)
        if made is None or self._new.get(site, 0) > made.articles // _PART:
            lessons = [lesson for _, lesson in self._store.lessons(url)]
            self._new[site] = 0
            made = self._made[site] = sitememory.remember(lessons)
        return made

    def learned(self, url: str) -> None:
        """Note that a lesson of the site was stored."""
        site = site_of(url)
        self._new[site] = self._new.get(site, 0) + 1
