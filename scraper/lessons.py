"""What is known of the sites that one run reads: read anew as their articles are stored."""

from __future__ import annotations

from scraper.stages import Lesson
from scraper.store import Store
from scraper.store.content import site_of

# A memory is made anew where the lessons differ: where much is known, one more says little.
_PART = 4  # of the known lessons; so many new ones are worth it


class Lessons:
    """The lessons of the sites in one database.  May be asked by any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[Lesson, ...]] = {}
        self._new: dict[str, int] = {}  # lessons since

    def of(self, url: str) -> tuple[Lesson, ...]:
        """What the latest articles of the site of an address teach about it, oldest first."""
        site = site_of(url)
        known = self._known.get(site)
        if known is None or self._new.get(site, 0) > len(known) // _PART:
            self._new[site] = 0
            known = self._known[site] = tuple(lesson for _, lesson in self._store.lessons(url))
        return known

    def learned(self, url: str) -> None:
        """Note that a lesson of the site was stored."""
        site = site_of(url)
        self._new[site] = self._new.get(site, 0) + 1
