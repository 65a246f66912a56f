"""How every source stands: last success, articles a day, what fails, what needs a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from scraper import discovery
from scraper.health import Came, Quality, quality_drop, silence
from scraper.schedule import moment_of
from scraper.store import Store
from scraper.store.content import moment, stamp, unstamp

if TYPE_CHECKING:
    from scraper.config import Source
    from scraper.stages import DocumentRecord

_RATE = timedelta(days=30)  # articles a day are counted over this time
_FAILING = 3  # failures of a document in a row that are worth a person's look


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """How one source stands."""

    name: str
    articles: int  # stored
    articles_per_day: float  # stored for the first time, over the last 30 days
    waiting: int  # addresses not fetched yet
    failing: int  # addresses whose last look failed
    last_success: datetime | None  # UTC: a feed, sitemap or section page was read; None: never
    last_article: datetime | None  # UTC: an article was stored for the first time; None: never
    is_configured: bool  # stands in scraper.toml
    next_look: datetime | None  # UTC: at its documents; None: at the next run, if configured
    hubs: tuple[str, ...]  # WebSub hubs that its feeds name
    flags: tuple[str, ...]  # what needs a person, in words


def report(store: Store, sources: Sequence[Source], now: datetime) -> list[SourceReport]:
    """One report a source: those of scraper.toml in its order, then others in the database."""
    stored = {status.source: status for status in store.status(runs=0, failures=0).sources}
    known = {source.name: source for source in sources}
    names = [*known, *(name for name in stored if name is not None and name not in known)]
    reports = []
    for name in names:
        status = stored.get(name)
        documents = store.documents(name)
        if name in known:  # what it named or led to before is no more of anyone's concern
            documents = discovery.in_use(known[name], documents)
        urls = status.urls if status else {}
        reports.append(
            SourceReport(
                name=name,
                articles=status.articles if status else 0,
                articles_per_day=_per_day(store, name, now),
                waiting=urls.get("new", 0),
                failing=urls.get("failed", 0) + urls.get("gone", 0),
                last_success=max(
                    (d.last_success for d in documents if d.last_success), default=None
                ),
                last_article=status.last_article if status else None,
                is_configured=name in known,
                next_look=_next_look(known.get(name), documents, now),
                hubs=tuple(sorted({d.hub for d in documents if d.hub})),
                flags=tuple(_flags(store, name, documents, now)),
            )
        )
    return reports


def _next_look(
    source: Source | None, documents: list[DocumentRecord], now: datetime
) -> datetime | None:
    if source is None or discovery.due_documents(source, documents, now):
        return None
    return min((d.next_fetch for d in documents if d.next_fetch), default=None)


def _per_day(store: Store, name: str, now: datetime) -> float:
    """Articles stored a day, over the last 30 days or since the first one, at least one day."""
    (row,) = list(store.rows(_RATE_SQL, {"source": name, "since": stamp(now - _RATE)}))
    first = moment(row["first"])
    if first is None:
        return 0.0
    days = min(_RATE, max(now - first, timedelta(days=1))) / timedelta(days=1)
    return float(row["lately"] / days)


_RATE_SQL = """
SELECT min(articles.first_seen) AS first,
       count(DISTINCT iif(articles.first_seen >= :since, articles.id, NULL)) AS lately
FROM urls JOIN articles ON articles.id = article_id WHERE source = :source
"""


def _flags(store: Store, name: str, documents: list[DocumentRecord], now: datetime) -> list[str]:
    flags = [
        f"failed {document.failures} times in a row: {document.error}"
        for document in documents
        if document.failures >= _FAILING
    ]
    rows = list(store.rows(_LATEST_SQL, {"source": name, "limit": _LATELY + _BEFORE}))
    if quiet := silence([_came(row) for row in rows[:_LATELY]], now):
        flags.append(f"silent: nothing new for {quiet.days} days, which is unusual for it")
    if drop := quality_drop(_quality(rows[_LATELY:]), _quality(rows[:_LATELY])):
        flags.append(f"extraction got worse: {drop}")
    flags.extend(_redesigns(store, name))
    return flags


def _came(row: dict[str, Any]) -> Came:
    stored = datetime.fromisoformat(row["first_seen"])
    published = unstamp(row["published"])
    return Came(stored, min(moment_of(published), stored) if published else stored)


def _redesigns(store: Store, name: str) -> list[str]:
    """The sites of a source that look different of late."""
    from scraper.extractor import sitememory

    found = []
    for row in store.rows(_SITES_SQL, {"source": name}):
        lessons = store.lessons(f"https://{row['site']}/")
        if start := sitememory.redesigned([lesson for _, lesson in lessons]):
            day = f"{lessons[start][0]:%Y-%m-%d}"
            found.append(f"{row['site']} was redesigned about {day}: see whether it is read well")
    return found


_SITES_SQL = """
SELECT DISTINCT site FROM lessons JOIN urls ON urls.article_id = lessons.article_id
WHERE source = :source ORDER BY site
"""


_LATELY, _BEFORE = 20, 200  # articles that are compared: the latest ones, and those before them
_LATEST_SQL = """
SELECT articles.first_seen, articles.published, word_count, articles.title IS NOT NULL AS titled,
       articles.published IS NOT NULL AS dated,
       EXISTS (SELECT 1 FROM article_authors WHERE article_id = articles.id) AS authored
FROM urls JOIN articles ON articles.id = urls.article_id
WHERE source = :source ORDER BY articles.first_seen DESC LIMIT :limit
"""


def _quality(rows: list[dict[str, Any]]) -> Quality:
    count = max(len(rows), 1)
    return Quality(
        articles=len(rows),
        words=median(row["word_count"] for row in rows) if rows else 0,
        authors=sum(row["authored"] for row in rows) / count,
        dated=sum(row["dated"] for row in rows) / count,
        titled=sum(row["titled"] for row in rows) / count,
    )
