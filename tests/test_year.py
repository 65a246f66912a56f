"""A simulated year of twenty feeds: nothing missed, few requests wasted, the schedule learns."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.config import load
from scraper.pipeline import run
from scraper.store import Store
from tests.newsroom import Document, Item, Newsroom, article_page, atom_feed, rss_feed

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
HOURS_BETWEEN_RUNS = 6


@dataclass(frozen=True)
class Story:
    """One article and the moments at which its editors change it."""

    path: str
    published: datetime
    changes: tuple[datetime, ...]

    def version(self, now: datetime) -> int:
        return bisect_right(self.changes, now)


@dataclass
class Publication:
    """One site: how often it publishes, and how often it changes what it has published."""

    host: str
    stories: list[Story]
    announces: bool  # its feed is Atom and says when an entry was updated
    length: int  # entries of its feed
    stood: set[str] = field(default_factory=set)  # paths that stood in the feed at a run

    def feed(self, now: datetime) -> list[Item]:
        last = bisect_right(self.stories, now, key=lambda story: story.published)
        items = []
        for story in reversed(self.stories[max(0, last - self.length) : last]):
            version = story.version(now)
            modified = story.changes[version - 1] if version and self.announces else None
            items.append(
                Item(
                    path=story.path,
                    title=story.path[1:],
                    published=story.published,
                    modified=modified,
                )
            )
        return items


def publication(number: int, days: int, chance: random.Random) -> Publication:
    """Twenty kinds: from one article a week to eight a day, from never to often changed."""
    a_day = (0.15, 0.5, 1, 2, 4, 8)[number % 6]
    changed = (0.0, 0.05, 0.2, 0.6)[number % 4]
    stories = []
    moment = BEGIN
    while moment < BEGIN + timedelta(days=days):
        moment += timedelta(days=chance.expovariate(a_day))
        if chance.random() < 0.02:  # a big day: several within the hour
            moment -= timedelta(days=1 / a_day) * 0.9
        changes: list[datetime] = []
        while chance.random() < changed and len(changes) < 4:
            after = changes[-1] if changes else moment
            changes.append(after + timedelta(hours=chance.lognormvariate(1.5, 1.2)))
        stories.append(Story(f"/{len(stories)}-of-{number}", moment, tuple(changes)))
    stories.sort(key=lambda story: story.published)
    return Publication(
        host=f"paper-{number}.example",
        stories=stories,
        announces=number % 3 == 0,
        length=(10, 15, 30)[number % 3],
    )


class World(Newsroom):
    """All publications, as they stand at `now`."""

    def __init__(self, publications: list[Publication]) -> None:
        super().__init__(*(one.host for one in publications))
        self.now = BEGIN
        self._by_host = {one.host: one for one in publications}
        self._stories = {
            (one.host, story.path): story for one in publications for story in one.stories
        }

    def get(self, host: str, path: str) -> Document | None:
        if path == "/feed":
            site = self._by_host[host]
            items = site.feed(self.now)
            site.stood.update(item.path for item in items)
            made = (atom_feed if site.announces else rss_feed)(self, items, host)
            return Document(made.encode(), "application/xml")
        story = self._stories.get((host, path))
        if story is None or story.published > self.now:
            return None
        version = story.version(self.now)
        text = f"This is version {version} of it." if version else ""
        return Document(article_page(f"The report {story.path[1:]}", text).encode())


@dataclass(frozen=True)
class Outcome:
    """What a stretch of simulated time has cost and brought."""

    publications: list[Publication]
    requests: Counter[str]  # for articles, by host
    stored: dict[str, set[str]]  # paths of stored articles, by host
    changes: Counter[str]  # changes seen, by host
    feed_requests: int
    happened: int  # changes that editors made to stored articles before the end
    late_looks: Counter[str]  # requests for articles in the last quarter, by host

    def ratio(self) -> float:
        """Requests per article and change seen."""
        brought = sum(map(len, self.stored.values())) + self.changes.total()
        return self.requests.total() / brought


def live(tmp_path: Path, days: int) -> Outcome:
    chance = random.Random(4)
    publications = [publication(number, days, chance) for number in range(20)]
    changes: Counter[str] = Counter()
    end = BEGIN + timedelta(days=days)
    with World(publications) as world:
        sources = "\n".join(
            f'[[source]]\nname = "{one.host}"\nfeed = "{world.url("/feed", one.host)}"\n'
            for one in publications
        )
        settings = load(world.config(tmp_path, sources))
        quarter = 0
        while world.now < end:
            world.now += timedelta(hours=HOURS_BETWEEN_RUNS)
            if world.now - BEGIN > timedelta(days=days * 0.75) and not quarter:
                quarter = len(world.log)
            summary = asyncio.run(run(settings, clock=lambda: world.now))
            assert summary.exit_code == 0
            for name, done in summary.sources.items():
                changes[name] += done.counts["changed"]
        log = [asked for asked in world.log if asked.path not in ("/feed", "/robots.txt")]
        late = [asked for asked in world.log[quarter:] if asked.path[1:2].isdigit()]
        feeds = sum(asked.path == "/feed" for asked in world.log)
    stored: dict[str, set[str]] = {one.host: set() for one in publications}
    with Store.open(settings.database, readonly=True) as store:
        for row in store.rows("SELECT url, site FROM articles"):
            stored[row["site"]].add("/" + row["url"].rpartition("/")[2])
    happened = sum(
        sum(change <= end for change in story.changes)
        for one in publications
        for story in one.stories
        if story.path in stored[one.host]
    )
    return Outcome(
        publications,
        Counter(asked.host for asked in log),
        stored,
        changes,
        feeds,
        happened,
        Counter(asked.host for asked in late),
    )


def check(outcome: Outcome) -> None:
    for one in outcome.publications:
        assert one.stood <= outcome.stored[one.host]  # nothing missed that stood in a feed
    assert outcome.ratio() <= 1.3
    announced = [one for one in outcome.publications if one.announces]
    assert any(outcome.changes[one.host] for one in announced)


def test_a_week_of_twenty_feeds(tmp_path: Path) -> None:
    check(live(tmp_path, days=7))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_year_of_twenty_feeds(tmp_path: Path) -> None:
    outcome = live(tmp_path, days=365)
    articles = sum(map(len, outcome.stored.values()))
    print(
        f"{articles} articles, {outcome.changes.total()} of {outcome.happened} changes seen, "
        f"{outcome.requests.total()} requests for pages ({outcome.ratio():.3f} per article and "
        f"change), {outcome.feed_requests} for feeds"
    )
    check(outcome)
    # The schedule has learned who changes what: looks without announcement go where changes are.
    silent = [one for one in outcome.publications if not one.announces]
    never = [one.host for one in silent if not any(story.changes for story in one.stories)]
    often = [one.host for one in silent if outcome.changes[one.host] > 100]
    extra = {host: outcome.requests[host] / len(outcome.stored[host]) for host in (*never, *often)}
    assert max(extra[host] for host in never) < 1.3
    assert min(extra[host] for host in often) > max(extra[host] for host in never)
