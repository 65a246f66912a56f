"""What the report on a source says of its sites."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper import Article
from scraper.article import Block
from scraper.report.sources import report
from scraper.stages import Lesson, UrlRecord
from scraper.store import Store

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)


def store_articles(store: Store, layouts: list[int]) -> None:
    """An article a day, up to yesterday, whose text stands where `layouts` say."""
    for number, layout in enumerate(layouts):
        at = NOW - timedelta(days=len(layouts) - number)
        url = f"https://www.harbour.example/{number}"
        body = (Block(kind="paragraph", text=f"Ship number {number} came in on time."),)
        article = Article(url=url, title=f"Ship {number}", body=body, is_article=True)
        record = UrlRecord(url=url, state="ok", source="harbour", first_seen=at, last_fetch=at)
        lesson = Lesson(number, number, layout, marks=b"", said=b"", containers=b"")
        store.save(article, record, lesson=lesson)


def flags(path: Path, layouts: list[int]) -> tuple[str, ...]:
    with Store.open(path) as store:
        store_articles(store, layouts)
        (source,) = report(store, (), NOW)
    return source.flags


def test_a_redesigned_site_is_named_with_the_day(tmp_path: Path) -> None:
    assert flags(tmp_path / "new.db", [1] * 10 + [2] * 5) == (
        "harbour.example was redesigned about 2026-03-15: see whether it is read well",
    )


def test_a_site_of_two_layouts_is_not_called_redesigned(tmp_path: Path) -> None:
    assert flags(tmp_path / "same.db", [1] * 15) == ()
    assert flags(tmp_path / "two.db", [1, 2, 1, 1, 2] * 3) == ()
    assert flags(tmp_path / "late.db", [1] * 10 + [2] * 4) == ()
