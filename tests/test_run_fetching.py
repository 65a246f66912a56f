"""What a run makes of answers that are no plain page: notices, moves, requests to robots."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.config import load
from scraper.errors import ConfigError
from scraper.pipeline import run
from scraper.store import Store
from tests.newsroom import Item, Newsroom, article_page

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as room:
        yield room


def go(room: Newsroom, folder: Path, *paths: str) -> Path:
    """Run over a feed that names these paths; the configuration's path."""
    published = NOON - timedelta(hours=1)
    room.feed("/feed", [Item(path=path, title=path[1:], published=published) for path in paths])
    config = room.config(folder, f'[[source]]\nname = "news"\nfeed = "{room.url("/feed")}"\n')
    asyncio.run(run(load(config), clock=lambda: NOON))
    return config


def rows(config: Path, sql: str) -> list[dict[str, Any]]:
    with Store.open(config.parent / "articles.db", readonly=True) as store:
        return [dict(row) for row in store.rows(sql)]


def test_a_notice_is_recorded_as_what_it_is_and_not_stored(room: Newsroom, tmp_path: Path) -> None:
    room.put("/lost", "<title>404</title><h1>Page not found</h1><p>Try the search.</p>")
    room.put("/app", "<title>Harbour</title><div id=root></div><script src=/app.js></script>")
    room.put("/wall", "<title>Just a moment...</title><p>Checking your browser</p>")
    room.put("/down", "<title>Harbour</title><h1>Down for maintenance</h1><p>Back at six.</p>")
    room.article("/ferry", "The ferry sails at six")

    config = go(room, tmp_path, "/lost", "/app", "/wall", "/down", "/ferry")

    found = rows(
        config, "SELECT url, state, error_kind, next_fetch FROM urls WHERE error_kind > ''"
    )
    assert {row["url"]: row["error_kind"] for row in found} == {
        room.url("/lost"): "soft-404",
        room.url("/app"): "javascript",
        room.url("/wall"): "captcha",
        room.url("/down"): "outage",
    }
    assert all(row["next_fetch"] for row in found)
    stored = rows(config, "SELECT url FROM articles")
    assert [row["url"] for row in stored] == [room.url("/ferry")]


def test_an_article_that_moved_for_good_is_fetched_once(room: Newsroom, tmp_path: Path) -> None:
    room.put("/old", "", status=301, headers={"Location": "/new?utm_source=feed"})
    room.put("/new?utm_source=feed", article_page("The ferry moves to the new pier", ""))
    room.article("/new", "The ferry moves to the new pier")

    go(room, tmp_path, "/old")
    config = go(room, tmp_path, "/old", "/new")

    assert len(room.asked("/old")) == 1
    assert len(room.asked("/new")) == 0
    assert len(rows(config, "SELECT url FROM articles")) == 1
    known = rows(config, "SELECT url, state FROM urls ORDER BY url")
    assert known == [
        {"url": room.url("/new"), "state": "ok"},
        {"url": room.url("/old"), "state": "ok"},
    ]


def test_further_looks_at_moved_articles_ask_where_they_are_now(
    room: Newsroom, tmp_path: Path
) -> None:
    numbers = range(30)  # a third of them gets another look
    for number in numbers:
        room.put(f"/old-{number}", "", status=301, headers={"Location": f"/new-{number}"})
        room.article(f"/new-{number}", f"Ferry number {number} moves to the new pier")

    config = go(room, tmp_path, *(f"/old-{number}" for number in numbers))

    planned = rows(config, "SELECT url FROM urls WHERE next_fetch IS NOT NULL")
    assert planned
    assert all("/new-" in row["url"] for row in planned)


def test_a_date_at_the_end_of_the_calendar_does_not_end_the_run(
    room: Newsroom, tmp_path: Path
) -> None:
    meta = '<meta property="article:published_time" content="9999-12-31T23:59:59-05:00"></head>'
    room.put("/ferry", article_page("The ferry sails at six").replace("</head>", meta))

    config = go(room, tmp_path, "/ferry")

    assert rows(config, "SELECT published FROM articles") == [{"published": None}]


def test_a_setting_that_no_request_can_be_made_with_ends_the_run(
    room: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "own.pem").write_text("no certificate")
    source = f'[[source]]\nname = "news"\nfeed = "{room.url("/feed")}"\n'
    config = room.config(tmp_path, source, 'ca_file = "own.pem"')
    with pytest.raises(ConfigError, match=r"ca_file .*own\.pem: "):
        asyncio.run(run(load(config), clock=lambda: NOON))


def test_many_requests_to_one_host_are_no_more_than_its_pages(
    room: Newsroom, tmp_path: Path
) -> None:
    room.article("/ferry", "The ferry sails at six")
    source = f'[[source]]\nname = "news"\nurls = ["{room.url("/ferry")}"]\n'
    config = room.config(tmp_path, source, f"per_host = {2**31}")
    asyncio.run(run(load(config), clock=lambda: NOON))
    assert len(rows(config, "SELECT url FROM articles")) == 1


def test_what_a_page_asks_of_robots_is_noted(room: Newsroom, tmp_path: Path) -> None:
    page = article_page("The ferry sails at six", "")
    room.put("/ferry", page, headers={"X-Robots-Tag": "noindex, noarchive"})

    config = go(room, tmp_path, "/ferry")

    (row,) = rows(config, "SELECT notes FROM articles")
    assert "the page asks robots for noarchive, noindex" in row["notes"]
