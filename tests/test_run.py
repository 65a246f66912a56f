"""Scheduled runs over a site on loopback: what is fetched, what is stored, what is said."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scraper.config import load
from scraper.pipeline import run
from scraper.planning import plan
from scraper.store import Selection, Store
from scraper.summary import Summary
from tests.newsroom import Item, Newsroom

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as room:
        yield room


def go(config: Path, now: datetime = NOON) -> Summary:
    return asyncio.run(run(load(config), clock=lambda: now))


def stored(config: Path) -> list[str]:
    """Paths of the articles in the database, without the slash."""
    with Store.open(config.parent / "articles.db", readonly=True) as store:
        rows = store.rows("SELECT url FROM articles ORDER BY url")
        return [urlsplit(row["url"]).path[1:] for row in rows]


def states(config: Path) -> dict[str, str]:
    with Store.open(config.parent / "articles.db", readonly=True) as store:
        return {row["url"]: row["state"] for row in store.rows("SELECT url, state FROM urls")}


def feed_source(room: Newsroom, more: str = "") -> str:
    return f'[[source]]\nname = "news"\nfeed = "{room.url("/feed")}"\n{more}\n'


def publish(room: Newsroom, *names: str, hours_old: float = 1, now: datetime = NOON) -> list[Item]:
    """Articles with a page each; their entries for a feed."""
    items = []
    for name in names:
        room.article(f"/{name}", f"The story of the {name} and its people")
        published = now - timedelta(hours=hours_old)
        items.append(Item(path=f"/{name}", title=name, published=published, modified=published))
    return items


def test_a_run_stores_what_the_feed_names(room: Newsroom, tmp_path: Path) -> None:
    room.feed("/feed", publish(room, "bridge", "ferry"))
    config = room.config(tmp_path, feed_source(room))

    summary = go(config)

    assert stored(config) == ["bridge", "ferry"]
    assert (summary.counts.found, summary.counts.added, summary.counts.new) == (2, 2, 2)
    assert summary.exit_code == 0


def test_a_feed_that_is_a_gzip_file_with_markup_in_its_headlines_is_read(
    room: Newsroom, tmp_path: Path
) -> None:
    item = f"<title>&lt;b&gt;Ferry&lt;/b&gt; &amp;amp; co</title><link>{room.url('/gone')}</link>"
    feed = f'<rss version="2.0"><channel><item>{item}</item></channel></rss>'
    room.put("/feed", gzip.compress(feed.encode()), "text/xml; charset=utf-8")
    config = room.config(tmp_path, feed_source(room))

    go(config)

    with Store.open(config.parent / "articles.db", readonly=True) as store:
        assert list(store.rows("SELECT url, title FROM urls")) == [
            {"url": room.url("/gone"), "title": "Ferry & co"}
        ]


def test_a_second_run_asks_for_the_feed_only_and_conditionally(
    room: Newsroom, tmp_path: Path
) -> None:
    room.feed("/feed", publish(room, "bridge", "ferry"))
    config = room.config(tmp_path, feed_source(room))
    go(config)
    room.log.clear()

    summary = go(config, NOON + timedelta(minutes=15))

    assert [(asked.path, asked.status) for asked in room.log] == [("/feed", 304)]
    assert summary.counts.new == summary.counts.changed == 0


def test_a_change_that_the_feed_announces_is_fetched_at_once(
    room: Newsroom, tmp_path: Path
) -> None:
    items = publish(room, "bridge", "ferry")
    room.feed("/feed", items, atom=True)
    config = room.config(tmp_path, feed_source(room))
    go(config)
    later = NOON + timedelta(minutes=30)
    room.article("/ferry", "The story of the ferry and its people", "The crew has agreed since.")
    changed = Item(path="/ferry", title="ferry", published=items[1].published, modified=later)
    room.feed("/feed", [items[0], changed], atom=True)
    room.log.clear()

    summary = go(config, later + timedelta(minutes=1))

    assert [asked.path for asked in room.log] == ["/feed", "/ferry"]
    assert summary.counts.changed == 1


def test_pages_that_fail_are_counted_and_told_from_the_rest(room: Newsroom, tmp_path: Path) -> None:
    items = publish(room, "bridge", "ferry", "mill")
    room.remove("/ferry")
    room.put("/mill", "broken", status=500)
    room.feed("/feed", items)
    config = room.config(tmp_path, feed_source(room))

    summary = go(config)

    assert summary.counts.new == 1
    assert summary.errors == {"gone": 1, "server": 1}
    assert summary.exit_code == 1
    assert states(config) == {
        room.url("/bridge"): "ok",
        room.url("/ferry"): "failed",
        room.url("/mill"): "failed",
    }


def test_a_run_in_which_everything_fails_says_so(room: Newsroom, tmp_path: Path) -> None:
    config = room.config(tmp_path, feed_source(room))

    summary = go(config)

    assert summary.errors == {"gone": 1}
    assert summary.exit_code == 3


def test_one_broken_feed_does_not_keep_the_other_source_from_its_articles(
    room: Newsroom, tmp_path: Path
) -> None:
    room.put("/broken", "this is no feed", "text/plain")
    room.feed("/feed", publish(room, "bridge"))
    broken = f'[[source]]\nname = "broken"\nfeed = "{room.url("/broken")}"\n'
    config = room.config(tmp_path, broken + feed_source(room))

    summary = go(config)

    assert summary.counts.new == 1
    assert summary.sources["broken"].errors == {"unreadable": 1}
    assert summary.exit_code == 1


def test_a_new_sitemap_gives_its_latest_articles_and_leaves_its_archive_alone(
    room: Newsroom, tmp_path: Path
) -> None:
    recent = publish(room, "bridge", "ferry", hours_old=5)
    old = publish(room, "mill", "quarry", hours_old=24 * 400)
    undated = [Item(path="/orchard")]
    room.article("/orchard", "The story of the orchard and its people")
    room.sitemap("/sitemap.xml", recent + old + undated)
    source = f'[[source]]\nname = "news"\nsitemap = "{room.url("/sitemap.xml")}"\n'
    config = room.config(tmp_path, source)

    go(config)
    assert sorted(states(config).values()) == ["ok", "ok", "skipped", "skipped", "skipped"]

    room.article("/canal", "The story of the canal and its people")
    room.sitemap("/sitemap.xml", [*recent, *old, *undated, Item(path="/canal")])
    go(config, NOON + timedelta(hours=4))

    assert stored(config) == ["bridge", "canal", "ferry"]


def test_a_source_that_asks_for_the_archive_gets_it(room: Newsroom, tmp_path: Path) -> None:
    room.sitemap("/sitemap.xml", publish(room, "mill", "quarry", hours_old=24 * 400))
    source = f'[[source]]\nname = "news"\nsitemap = "{room.url("/sitemap.xml")}"\n'
    config = room.config(tmp_path, source)
    assert go(config).counts.new == 0

    config = room.config(tmp_path, source + "archive = true\n")

    assert go(config, NOON + timedelta(hours=4)).counts.new == 2


def test_patterns_decide_what_is_fetched(room: Newsroom, tmp_path: Path) -> None:
    room.feed("/feed", publish(room, "news/bridge", "news/sponsored/mattress", "shop/lamp"))
    patterns = 'include = ["/news/*"]\nexclude = ["*/sponsored/*"]'
    config = room.config(tmp_path, feed_source(room, patterns))

    go(config)

    assert list(states(config)) == [room.url("/news/bridge")]


def test_patterns_hold_for_what_already_waits_but_not_for_lists(
    room: Newsroom, tmp_path: Path
) -> None:
    room.feed("/feed", publish(room, "bridge", "ferry", "orchard"))
    publish(room, "canal")
    everything = feed_source(room, f'limit = 1\nurls = ["{room.url("/canal")}"]')
    narrowed = everything.replace("limit = 1", 'exclude = ["*"]')
    config = room.config(tmp_path, everything)
    go(config)
    (first,) = stored(config)
    config = room.config(tmp_path, narrowed)
    planned = asyncio.run(plan(load(config), clock=lambda: NOON))
    assert {fetch.url for fetch in planned.fetches} <= {room.url("/canal")}
    go(config)
    assert set(stored(config)) == {first, "canal"}

    widened = narrowed.replace('exclude = ["*"]', "archive = true")
    go(room.config(tmp_path, widened))
    assert stored(config) == ["bridge", "canal", "ferry", "orchard"]


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_patterns_that_become_wider_hold_for_documents_that_have_not_changed(
    kind: str, room: Newsroom, tmp_path: Path
) -> None:
    later = NOON + timedelta(minutes=30)
    items = publish(room, "news/ferry", "news/pier", "shop/lamp")
    room.feed("/map", items) if kind == "feed" else room.sitemap("/map", items)
    source = f'[[source]]\nname = "news"\n{kind} = "{room.url("/map")}"\n'
    go(room.config(tmp_path, f'{source}include = ["/news/*"]\nexclude = ["*"]'))
    narrow = room.config(tmp_path, f'{source}include = ["/news/f*"]')
    go(narrow, later)
    assert stored(narrow) == ["news/ferry"]
    assert [asked.status for asked in room.asked("/map")] == [200, 200]

    wide = room.config(tmp_path, f'{source}exclude = ["*/pier"]')
    go(wide, later + timedelta(minutes=5))
    assert stored(wide) == ["news/ferry", "shop/lamp"]

    go(wide, later + timedelta(hours=4))  # judged by the same patterns
    narrower = room.config(tmp_path, f'{source}exclude = ["*/pier", "*/lamp"]')
    go(narrower, later + timedelta(hours=8))
    assert [asked.status for asked in room.asked("/map")] == [200, 200, 200, 304, 304]


def test_what_was_left_out_while_it_waited_is_fetched_once_it_is_wanted_again(
    room: Newsroom, tmp_path: Path
) -> None:
    room.feed("/feed", publish(room, "bridge", "ferry"))
    go(room.config(tmp_path, feed_source(room, "limit = 1")))
    left_out = room.config(tmp_path, feed_source(room, 'exclude = ["*"]'))
    go(left_out)
    assert sorted(states(left_out).values()) == ["ok", "skipped"]
    go(room.config(tmp_path, feed_source(room)))
    assert stored(left_out) == ["bridge", "ferry"]


def test_wider_patterns_do_not_bring_the_archive(room: Newsroom, tmp_path: Path) -> None:
    old = publish(room, "shop/lamp", "news/pier", hours_old=24 * 100)
    new = publish(room, "shop/oar", "news/ferry")
    room.sitemap("/map", [*old, *new, Item(path="/shop/undated")])
    source = f'[[source]]\nname = "news"\nsitemap = "{room.url("/map")}"\n'
    config = room.config(tmp_path, f'{source}include = ["/news/*"]')
    go(config)
    go(room.config(tmp_path, source), NOON + timedelta(minutes=5))
    assert stored(config) == ["news/ferry", "shop/oar"]


def test_articles_in_another_language_are_not_stored(room: Newsroom, tmp_path: Path) -> None:
    room.feed("/feed", publish(room, "bridge"))
    config = room.config(tmp_path, feed_source(room, 'language = "de"'))

    summary = go(config)

    assert summary.counts.skipped == 1
    assert stored(config) == []


def test_a_limit_leaves_the_rest_to_the_next_run(room: Newsroom, tmp_path: Path) -> None:
    room.feed("/feed", publish(room, "bridge", "ferry", "mill"))
    config = room.config(tmp_path, feed_source(room), "[run]\nlimit = 2\n")

    assert go(config).counts.new == 2
    assert go(config).counts.new == 1


def test_pages_of_a_section_are_turned_while_they_bring_something_new(
    room: Newsroom, tmp_path: Path
) -> None:
    names = [f"what-the-{name}-saw-last-night" for name in ("bridge", "ferry", "mill", "quarry")]
    publish(room, *names)
    for page, name in enumerate(names, 1):
        room.put(
            f"/world?page={page}",
            f'<main><h2><a href="/{name}">{name}</a></h2></main>'
            f'<a rel="next" href="/world?page={page + 1}">Next</a>',
        )
    section = f'[[source]]\nname = "news"\nsection = "{room.url("/world?page=1")}"\npages = 3\n'
    config = room.config(tmp_path, section)

    assert go(config).counts.new == 3
    room.log.clear()
    go(config, NOON + timedelta(hours=1))
    assert [asked.path for asked in room.log if "world" in asked.path] == ["/world?page=1"]


def test_headers_and_cookies_of_a_source_go_to_its_own_site_only(tmp_path: Path) -> None:
    with Newsroom("news.example", "elsewhere.example") as room:
        room.article("/bridge", "The story of the bridge and its people")
        room.article("/ferry", "The story of the ferry and its people", host="elsewhere.example")
        here, there = room.url("/bridge"), room.url("/ferry", "elsewhere.example")
        room.put(
            "/feed",
            f'<rss version="2.0"><channel><title>x</title><item><link>{here}</link></item>'
            f"<item><link>{there}</link></item></channel></rss>",
            "application/xml",
        )
        private = 'cookies = {pass = "open"}\nheaders = {X-Reader = "desk"}'
        config = room.config(tmp_path, feed_source(room, private))

        assert go(config).counts.new == 2

        own = room.asked("/bridge")[0].headers
        other = room.asked("/ferry", "elsewhere.example")[0].headers
        assert (own["cookie"], own["x-reader"]) == ("pass=open", "desk")
        assert "cookie" not in other
        assert "x-reader" not in other


def test_an_address_list_is_read_when_the_run_starts(room: Newsroom, tmp_path: Path) -> None:
    publish(room, "bridge", "ferry")
    (tmp_path / "list.txt").write_text(f"# wanted\n{room.url('/bridge')}\n\n")
    config = room.config(tmp_path, '[[source]]\nname = "list"\nurls = "list.txt"\n')
    assert go(config).counts.new == 1

    with (tmp_path / "list.txt").open("a") as file:
        file.write(f"{room.url('/ferry')}\n")

    assert go(config).counts.new == 1
    assert go(config).counts.new == 0


def test_a_missing_address_list_is_a_failure_of_its_source(room: Newsroom, tmp_path: Path) -> None:
    room.feed("/feed", publish(room, "bridge"))
    lost = '[[source]]\nname = "list"\nurls = "lost.txt"\n'
    config = room.config(tmp_path, lost + feed_source(room))

    summary = go(config)

    assert summary.sources["list"].errors == {"list": 1}
    assert summary.counts.new == 1


def test_an_article_of_two_addresses_is_looked_at_again_under_one(tmp_path: Path) -> None:
    with Newsroom("news.example", "www.news.example") as room:
        items = publish(room, "bridge")
        room.feed("/feed", items)
        room.sitemap("/sitemap.xml", items, host="www.news.example")
        target = {"Location": room.url("/bridge")}
        room.put("/bridge", b"", host="www.news.example", status=301, headers=target)
        pages = room.get("www.news.example", "/sitemap.xml")
        assert pages is not None
        room.put("/sitemap.xml", pages.body, "application/xml")
        config = room.config(tmp_path, feed_source(room, f'sitemap = "{room.url("/sitemap.xml")}"'))
        go(config)
    with Store.open(tmp_path / "articles.db", readonly=True) as store:
        moved = store.url(room.url("/bridge", "www.news.example"))
        assert moved is not None
        assert (moved.state, moved.next_fetch) == ("ok", None)
    assert stored(config) == ["bridge"]


def test_a_rehearsal_asks_for_sitemaps_that_lead_to_each_other_once(
    room: Newsroom, tmp_path: Path
) -> None:
    for path, below in (("/i.xml", "/a.xml"), ("/a.xml", "/b.xml"), ("/b.xml", "/a.xml")):
        link = f"<sitemap><loc>{room.url(below)}</loc></sitemap>"
        room.put(path, f"<sitemapindex>{link}</sitemapindex>", "application/xml")
    source = f'[[source]]\nname = "news"\nsitemap = "{room.url("/i.xml")}"\n'
    asyncio.run(plan(load(room.config(tmp_path, source)), clock=lambda: NOON))
    assert [asked.path for asked in room.log] == ["/robots.txt", "/i.xml", "/a.xml", "/b.xml"]


def test_a_renamed_source_keeps_what_waits_for_it(room: Newsroom, tmp_path: Path) -> None:
    room.feed("/feed", publish(room, "bridge", "ferry", "mill"))
    config = room.config(tmp_path, feed_source(room, "limit = 1"))
    assert go(config).counts.new == 1
    config.write_text(config.read_text().replace('name = "news"', 'name = "daily"'))

    assert go(config, NOON + timedelta(hours=1)).counts.new == 1
    assert go(config, NOON + timedelta(hours=2)).counts.new == 1


def test_two_sources_that_name_the_same_article_fetch_it_once(
    room: Newsroom, tmp_path: Path
) -> None:
    items = publish(room, "bridge")
    room.feed("/feed", items)
    room.feed("/other", items)
    other = f'[[source]]\nname = "other"\nfeed = "{room.url("/other")}"\n'
    config = room.config(tmp_path, feed_source(room) + other)

    assert go(config).counts.new == 1
    assert go(config, NOON + timedelta(hours=1)).counts.new == 0
    assert len(room.asked("/bridge")) == 1


def test_a_page_that_is_named_in_several_spellings_is_fetched_once(tmp_path: Path) -> None:
    with Newsroom("xn--mnchen-3ya.test") as room:
        for path in ("/~jo/br%c3%bccke", "/~jo/br%C3%BCcke"):
            room.article(path, "The story of the bridge and its people")
        room.feed("/feed", [Item(path="/~jo/br%c3%bccke", title="bridge")])
        ways = [
            room.url("/~jo/br%C3%BCcke"),
            f"HTTP://MÜNCHEN.test:{room.port}/%7Ejo/brücke#top",
            f"http://münchen.test.:{room.port}/x/%2e%2e/~jo/br%c3%bccke?utm_source=list",
        ]
        (tmp_path / "list.txt").write_text("\n".join(ways), encoding="utf-8")
        sources = (
            f'[[source]]\nname = "news"\nfeed = "{room.url("/feed")}"\n'
            'include = ["http://münchen.test:*/~jo/brü*"]\n'
            '[[source]]\nname = "list"\nurls = "list.txt"\n'
        )
        config = room.config(tmp_path, sources)
        written = config.read_text(encoding="utf-8")
        config.write_text(
            written.replace(f'"{room.hosts[0]}', '"münchen.test'), encoding="utf-8"
        )  # in `allow` and `resolve`, too

        assert go(config).counts.new == 1
        assert go(config, NOON + timedelta(minutes=15)).counts.new == 0

        with Store.open(tmp_path / "articles.db", readonly=True) as store:
            assert len(list(store.rows("SELECT url FROM urls"))) == 1
            (row,) = store.rows("SELECT site FROM articles")
            assert row == {"site": "xn--mnchen-3ya.test"}
            assert [one.title for one in store.articles(Selection(site="www.München.test"))] == [
                "The story of the bridge and its people"
            ]
        assert len([asked for asked in room.log if "~jo" in asked.path]) == 1
