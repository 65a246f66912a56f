"""Articles go in and come out as they were; the same one twice changes nothing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
import sqlite_utils
from harbour import NOW, looked_at, tidal

from scraper.article import Article, Author, Block, Link
from scraper.errors import StoreError
from scraper.stages import Page, UrlRecord
from scraper.store import Store

LATER = NOW + timedelta(hours=1)


def table(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def everything(path: Path) -> dict[str, list[dict[str, object]]]:
    database = sqlite_utils.Database(path)
    return {table.name: list(table.rows) for table in database.tables}


def test_an_article_comes_back_with_every_field(store: Store) -> None:
    article = tidal()
    assert store.save(article, looked_at(article.url)) == "new"
    assert list(store.articles()) == [article]
    assert next(store.articles()).to_dict() == article.to_dict()


def test_a_numbered_list_keeps_its_numbers(store: Store) -> None:
    items = tuple(Block(kind="list_item", text="x", level=1, number=n) for n in (3, 4, None))
    article = Article(url="https://harbour.test/list", body=items)
    store.save(article, looked_at(article.url))
    assert store.article("https://harbour.test/list") == article


def test_a_record_with_hardly_any_field_comes_back(store: Store) -> None:
    article = Article(url="https://bare.test/a")
    store.save(article, looked_at(article.url))
    assert store.article("https://bare.test/a") == article


def test_the_same_article_again_changes_nothing_but_last_seen(store: Store, path: Path) -> None:
    article = tidal()
    store.save(article, looked_at(article.url))
    before = everything(path)
    assert store.save(article, looked_at(article.url, LATER)) == "unchanged"
    after = everything(path)
    assert table(path, "SELECT first_seen, last_seen, last_changed FROM articles") == [
        ("2026-03-01T12:00:00Z", "2026-03-01T13:00:00Z", None)
    ]
    differs = {name for name in after if after[name] != before[name]}
    assert differs == {"articles", "urls", "fetches"}
    assert len(after["urls"]) == 1


def test_a_new_headline_is_a_change(store: Store, path: Path) -> None:
    article = tidal()
    store.save(article, looked_at(article.url))
    article = msgspec.structs.replace(article, title="Turbine survives", facts=(), facts_position=0)
    assert store.save(article, looked_at(article.url, LATER)) == "changed"
    assert list(store.articles()) == [article]
    assert table(path, "SELECT last_changed FROM articles") == [("2026-03-01T13:00:00Z",)]
    assert table(path, "SELECT count(*) FROM facts") == [(0,)]
    assert store.search("survives") != []
    assert store.search("passes") == []
    assert store.search("megawatts") == []


def test_what_the_sites_machinery_changes_is_kept_without_being_called_a_change(
    store: Store, path: Path
) -> None:
    article = tidal()
    store.save(article, looked_at(article.url))
    article = msgspec.structs.replace(article, comment_count=7, related=article.related[:1])
    assert store.save(article, looked_at(article.url, LATER)) == "unchanged"
    assert list(store.articles()) == [article]
    assert table(path, "SELECT last_changed FROM articles") == [(None,)]


def test_the_full_text_index_stays_sound_through_changes(store: Store, path: Path) -> None:
    for round_ in range(5):
        for number in range(4):
            article = msgspec.structs.replace(
                tidal(f"https://harbour.test/{number}"), title=f"Round {round_ % 3}"
            )
            store.save(article, looked_at(article.url))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)"
        )
    assert len(store.search("round")) == 4
    assert len(store.search("1")) == 4
    assert len(store.search('"round 0"')) == 0


def test_article_and_address_are_committed_together(store: Store, path: Path) -> None:
    article = tidal()
    impossible = UrlRecord(url=str(article.url), state="lost", last_fetch=NOW)
    with pytest.raises(StoreError, match="CHECK constraint failed"):
        store.save(article, impossible)
    assert table(path, "SELECT count(*) FROM articles") == [(0,)]
    assert table(path, "SELECT count(*) FROM blocks") == [(0,)]
    assert store.save(article, looked_at(article.url)) == "new"


def test_a_batch_is_all_or_nothing(store: Store, path: Path) -> None:
    def interrupted() -> None:
        with store.batch():
            store.save(tidal(), looked_at(tidal().url))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert table(path, "SELECT count(*) FROM articles") == [(0,)]
    with store.batch():
        for number in range(3):
            article = tidal(f"https://harbour.test/{number}")
            store.save(article, looked_at(article.url))
        assert table(path, "SELECT count(*) FROM articles") == [(0,)]
    assert table(path, "SELECT count(*) FROM articles") == [(3,)]


def test_two_addresses_of_one_article_are_stored_once(store: Store, path: Path) -> None:
    article = tidal()
    store.save(article, looked_at(article.url))
    again = msgspec.structs.replace(article, url="https://m.harbourpost.test/tidal")
    assert store.save(again, looked_at(again.url, LATER)) == "unchanged"
    assert table(path, "SELECT id, url FROM articles") == [(1, article.url)]
    assert table(path, "SELECT url, article_id FROM urls ORDER BY url") == [
        ("https://m.harbourpost.test/tidal", 1),
        (article.url, 1),
    ]


def test_a_second_address_changes_nothing_in_the_record(store: Store, path: Path) -> None:
    article = tidal()
    again = msgspec.structs.replace(article, url="https://m.harbourpost.test/tidal")
    store.save(article, looked_at(article.url))
    before = everything(path)
    assert store.save(again, looked_at(again.url)) == "unchanged"
    after = everything(path)
    assert {name for name in after if after[name] != before[name]} == {"urls", "fetches"}


def test_a_site_that_calls_every_page_its_home_page_keeps_its_articles_apart(
    store: Store, path: Path
) -> None:
    home = "https://harbour.test/"
    for number, title in enumerate(("Story", "Another story", "Story", "Another story")):
        article = msgspec.structs.replace(
            tidal(f"https://harbour.test/{number}"), canonical_url=home, title=title
        )
        assert store.save(article, looked_at(article.url)) == "new"
    assert table(path, "SELECT count(*) FROM articles") == [(4,)]


def test_an_article_whose_address_was_renamed_is_stored_once(store: Store, path: Path) -> None:
    old, new = "https://harbour.test/old", "https://harbour.test/new"
    store.save(tidal(old), looked_at(old))
    assert store.save(tidal(new), looked_at(old, LATER)) == "unchanged"
    assert table(path, "SELECT url, canonical_url FROM articles") == [(old, new)]


def related_targets(path: Path) -> list[tuple[object, ...]]:
    return table(
        path,
        "SELECT a.url, r.url, t.url FROM related_links AS r JOIN articles AS a "
        "ON a.id = article_id LEFT JOIN articles AS t ON t.id = target_id ORDER BY 1, 2",
    )


def linked(url: str, *targets: str, canonical: str | None = None) -> Article:
    return Article(
        url=url,
        canonical_url=canonical,
        title=url,
        related=tuple(Link(url=target, title="Read on") for target in targets),
    )


def test_related_links_lead_to_articles_stored_before_and_after(store: Store, path: Path) -> None:
    a, b, c = (f"https://harbour.test/{name}" for name in "abc")
    store.save(linked(b, a, c), looked_at(b))
    assert related_targets(path) == [(b, a, None), (b, c, None)]
    store.save(linked(a, b), looked_at(a))
    assert related_targets(path) == [(a, b, b), (b, a, a), (b, c, None)]
    store.save(linked(c), looked_at(c))
    assert related_targets(path) == [(a, b, b), (b, a, a), (b, c, c)]


def test_related_links_lead_through_canonical_and_redirected_addresses(
    store: Store, path: Path
) -> None:
    short, long, asked = "https://h.test/1", "https://harbour.test/one", "https://harbour.test/?p=1"
    first, last = "https://harbour.test/first", "https://harbour.test/last"
    store.save(linked(first, short, asked), looked_at(first))
    store.save(linked(long, canonical=short), looked_at(asked))
    store.save(linked(last, short, asked), looked_at(last))
    assert [(row[0], row[2]) for row in related_targets(path)] == [
        (first, long),
        (first, long),
        (last, long),
        (last, long),
    ]


def authors(path: Path) -> list[tuple[object, ...]]:
    return table(path, "SELECT site, name, url, bio FROM authors ORDER BY id")


def by(number: int, *names: Author, site: str = "harbour.test") -> Article:
    return Article(url=f"https://{site}/{number}", title=str(number), authors=names)


def test_an_author_is_one_row_with_the_latest_biography(store: Store, path: Path) -> None:
    page = "https://harbour.test/author/mairi"
    for article in (
        by(1, Author(name="Mairi Élan")),
        by(2, Author(name="Mairi Élan", url=page, bio="Covers the coast.")),
        by(3, Author(name="Mairi Élan", url=page)),
        by(4, Author(name="Mairi Élan", bio="Covers the coast and the sea.")),
    ):
        store.save(article, looked_at(article.url))
    assert authors(path) == [("harbour.test", "Mairi Élan", page, "Covers the coast and the sea.")]
    assert table(path, "SELECT count(*) FROM article_authors") == [(4,)]


def test_a_name_or_tag_that_was_read_wrongly_leaves_nothing_behind(store: Store) -> None:
    two = tidal()
    wrong = msgspec.structs.replace(
        two, authors=(Author(name="By Mairi Élan"), two.authors[1]), tags=("Tides", "Share this")
    )
    other = msgspec.structs.replace(two, url="https://harbour.test/2", canonical_url=None)
    store.save(wrong, looked_at(two.url))
    store.save(msgspec.structs.replace(other, tags=("Tides",)), looked_at(other.url))
    store.compare_new()
    store.save(msgspec.structs.replace(two, authors=two.authors[:1]), looked_at(two.url))
    names = [row["name"] for row in store.rows("SELECT name FROM authors ORDER BY name")]
    assert names == ["Mairi Élan", "Mairi Élan", "Piotr Nowak"]  # of two sites
    names = [row["name"] for row in store.rows("SELECT name FROM tags ORDER BY name")]
    assert names == ["Engineering", "Tides"]


def test_namesakes_and_spelling_variants_stay_apart(store: Store, path: Path) -> None:
    for article in (
        by(1, Author(name="Ann Lee", url="https://harbour.test/author/ann-lee")),
        by(2, Author(name="Ann Lee", url="https://harbour.test/author/ann-lee-2")),
        by(3, Author(name="Anne Lee")),
        by(4, Author(name="Ann Lee"), site="other.test"),
    ):
        store.save(article, looked_at(article.url))
    assert len(authors(path)) == 4


def test_a_name_or_tag_twice_in_one_record_is_kept_once(store: Store, path: Path) -> None:
    article = Article(
        url="https://harbour.test/1",
        authors=(Author(name="Ann Lee"), Author(name="Ann Lee")),
        tags=("Tides", "Tides", "tides"),
    )
    store.save(article, looked_at(article.url))
    assert table(path, "SELECT count(*) FROM article_authors") == [(1,)]
    assert table(path, "SELECT name FROM tags ORDER BY name") == [("Tides",), ("tides",)]


def test_times_are_stored_in_utc_and_bare_dates_stay_bare(store: Store, path: Path) -> None:
    oslo = timezone(timedelta(hours=2))
    article = msgspec.structs.replace(tidal(), published=datetime(2026, 6, 1, 1, 30, tzinfo=oslo))
    store.save(article, looked_at(article.url))
    assert table(path, "SELECT published, modified FROM articles") == [
        ("2026-05-31T23:30:00Z", "2026-02-28")
    ]
    assert next(store.articles()).published == datetime(2026, 5, 31, 23, 30, tzinfo=UTC)


def test_words_are_counted_in_scripts_with_and_without_spaces(store: Store, path: Path) -> None:
    for number, text in enumerate(("Two words", "潮の力", "AIと風 power")):
        body = (Block(kind="paragraph", text=text),)
        article = Article(url=f"https://harbour.test/{number}", body=body)
        store.save(article, looked_at(article.url))
    assert table(path, "SELECT word_count FROM articles ORDER BY id") == [(2,), (3,), (4,)]


def test_the_answer_of_the_server_is_logged_with_the_run(store: Store, path: Path) -> None:
    article = tidal()
    run = store.begin_run(NOW)
    page = Page(
        url=str(article.url),
        final_url=str(article.url),
        status=200,
        body=b"<html>",
        fetched_at=NOW,
        elapsed=0.25,
    )
    store.save(article, looked_at(article.url), run, page=page)
    assert table(path, "SELECT run_id, outcome, status, elapsed, size FROM fetches") == [
        (run, "new", 200, 0.25, 6)
    ]


def test_text_that_no_database_can_hold_is_refused_in_one_line(store: Store) -> None:
    broken = Article(url="https://harbour.test/1", title="half a \ud83d pair")
    with pytest.raises(StoreError, match="not valid Unicode"):
        store.save(broken, looked_at(broken.url))
    huge = Article(url="https://harbour.test/1", comment_count=10**30)
    with pytest.raises(StoreError, match="beyond 64 bits"):
        store.save(huge, looked_at(huge.url))
    assert list(store.articles()) == []


def test_sql_in_a_page_is_only_text(store: Store, path: Path) -> None:
    title = "'); DROP TABLE articles; --"
    article = Article(url="https://harbour.test/1", title=title, tags=(title,))
    store.save(article, looked_at(article.url))
    assert store.article("https://harbour.test/1") == article
    assert [hit.title for hit in store.search(title)] == [title]


def test_links_in_the_text_are_kept_and_lead_to_stored_articles(store: Store, path: Path) -> None:
    target = "https://harbour.test/target"
    body = (
        Block(kind="paragraph", text="No link here.", html="No <em>link</em> here."),
        Block(
            kind="paragraph",
            text="See this and that, by mail.",
            html=f'See <a href="{target}">this <b>and</b></a> <a href="{target}">that</a>, '
            '<a href="mailto:x@harbour.test">by mail</a>.',
        ),
        Block(
            kind="list_item",
            level=1,
            text="A & B",
            html='<a title="a > b" href="https://www.far.test/?a=1&amp;b=2">A &amp; B</a>',
        ),
    )
    article = Article(url="https://harbour.test/1", title="One", body=body)
    store.save(article, looked_at(article.url))
    expected = [
        (0, 1, "this and", target, "harbour.test"),
        (1, 2, "A & B", "https://www.far.test/?a=1&b=2", "far.test"),
    ]
    columns = "SELECT position, block_position, title, url, site FROM links ORDER BY position"
    assert table(path, columns) == expected
    store.save(Article(url=target, title="Target"), looked_at(target))
    assert table(path, "SELECT target_id FROM links ORDER BY position") == [(2,), (None,)]
    store.save(article, looked_at(article.url))
    assert table(path, columns) == expected


def test_the_site_is_the_host_without_www(store: Store, path: Path) -> None:
    sites = {
        "https://www.Harbour.test/a": "harbour.test",
        "https://user@harbour.test:8443?x=1": "harbour.test",
        "http://[::1]:80/a": "::1",
        "http://[broken/a": "",
        "file:a": "",
    }
    for url in sites:
        store.save(Article(url=url, title=url), looked_at(url))
    assert dict(table(path, "SELECT url, site FROM articles")) == sites
