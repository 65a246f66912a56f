"""Pages are kept beside the records made from them, in a bounded room."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from harbour import NOW, looked_at, tidal

from scraper.errors import StoreError
from scraper.stages import Page, UrlRecord
from scraper.store import Store

HTML = b"<!doctype html><title>Tidal turbine</title>" + b"<p>The rotor turned.</p>" * 400


def answer(url: str, body: bytes = HTML, hours: int = 0) -> Page:
    return Page(
        url=url,
        final_url=url + "?final",
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=body,
        fetched_at=NOW + timedelta(hours=hours),
        elapsed=0.5,
    )


def save(store: Store, page: Page) -> None:
    store.save(tidal(page.url), looked_at(page.url, page.fetched_at), page=page)


def noise(seed: int, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def test_an_archived_page_comes_back_as_it_was(path: Path) -> None:
    page = answer("https://harbour.test/1")
    with Store.open(path, archive=10**6) as store:
        save(store, page)
    with Store.open(path, readonly=True) as store:
        assert store.page(page.url) == page
        assert store.page("https://harbour.test/unheard-of") is None
        (row,) = store.rows("SELECT length(body) AS size FROM pages")
        assert row["size"] < len(HTML) / 20


def test_what_a_failing_disk_made_of_a_page_or_state_is_named_with_a_remedy(path: Path) -> None:
    page = answer("https://harbour.test/1")
    with Store.open(path, archive=10**6) as store:
        save(store, page)
        changed = msgspec.structs.replace(tidal(page.url), title="Turbine survives")
        store.save(changed, looked_at(page.url, NOW + timedelta(hours=1)), page=page)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE pages SET body = x'0011'")
        connection.execute("UPDATE revisions SET record = x'0011'")
    with Store.open(path, readonly=True) as store:
        with pytest.raises(StoreError, match=r"the page kept of .* is damaged; restore"):
            store.page(page.url)
        with pytest.raises(StoreError, match=r"an earlier state of .*/1 is damaged; restore"):
            store.history(page.url)


def test_without_an_archive_no_page_is_kept(store: Store) -> None:
    save(store, answer("https://harbour.test/1"))
    assert list(store.pages()) == []


def test_the_latest_answer_of_an_address_replaces_the_one_before(path: Path) -> None:
    with Store.open(path, archive=10**6) as store:
        save(store, answer("https://harbour.test/1"))
        save(store, answer("https://harbour.test/1", b"new", hours=1))
        assert [page.body for page in store.pages()] == [b"new"]


def test_the_oldest_pages_make_room(path: Path) -> None:
    with Store.open(path, archive=25_000) as store:
        for number in range(6):
            page = answer(f"https://harbour.test/{number}", noise(number, 6000), hours=number)
            save(store, page)
            (row,) = store.rows("SELECT sum(length(body)) AS size FROM pages")
            assert row["size"] <= 25_000
        assert [page.url[-1] for page in store.pages()] == ["2", "3", "4", "5"]
    with Store.open(path, archive=13_000) as store:
        save(store, answer("https://harbour.test/6", noise(6, 6000), hours=6))
        assert [page.url[-1] for page in store.pages()] == ["5", "6"]
        assert store.status().articles == 7


def test_a_page_larger_than_the_archive_is_not_kept_and_its_record_is(path: Path) -> None:
    with Store.open(path, archive=1000) as store:
        save(store, answer("https://harbour.test/1", noise(1, 5000)))
        assert list(store.pages()) == []
        assert store.status().articles == 1


def test_page_and_record_are_committed_together(path: Path) -> None:
    url = "https://harbour.test/1"
    impossible = UrlRecord(url=url, state="lost", last_fetch=NOW)
    with Store.open(path, archive=10**6) as store:
        with pytest.raises(StoreError):
            store.save(tidal(url), impossible, page=answer(url))
        assert list(store.pages()) == []
        save(store, answer(url))
        assert [page.url for page in store.pages()] == [url]


def test_records_can_be_saved_while_pages_are_read(path: Path) -> None:
    with Store.open(path, archive=10**6) as store:
        for number in range(5):
            save(store, answer(f"https://harbour.test/{number}", hours=number))
        for page in store.pages():
            store.reread(tidal(page.url), page, NOW)
        assert len(list(store.pages())) == 5


def test_an_error_of_the_caller_inside_a_batch_stays_what_it_is(store: Store) -> None:
    def failing() -> None:
        with store.batch():
            save(store, answer("https://harbour.test/1"))
            raise OSError("not the database's")

    with pytest.raises(OSError, match="not the database's"):
        failing()
    assert store.status().articles == 0


def test_a_page_that_a_later_unkept_one_replaced_is_kept_no_longer(path: Path) -> None:
    url = "https://harbour.test/1"
    with Store.open(path, archive=10**6) as store:
        save(store, answer(url))
        store.save(
            tidal(url), looked_at(url), page=replace(answer(url), robots=frozenset({"noarchive"}))
        )
        assert store.page(url) is None
        save(store, answer(url))
    with Store.open(path) as store:
        save(store, answer(url, b"later", hours=1))
        assert store.page(url) is None
