"""Several threads write to one open database: together or not at all."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from scraper.errors import StoreError
from scraper.stages import UrlRecord
from scraper.store import Store

NOW = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def record(name: str) -> UrlRecord:
    return UrlRecord(url=f"https://harbour.example/{name}", state="skipped", last_fetch=NOW)


def written(path: Path) -> set[str]:
    """What another connection sees."""
    with Store.open(path, readonly=True) as other:
        return {row["url"].rpartition("/")[2] for row in other.rows("SELECT url FROM urls")}


def write(store: Store, name: str, begun: Event, go_on: Event) -> None:
    with store.batch():
        begun.set()
        assert go_on.wait(10)
        store.record(record(name))
        if name == "broken":
            raise ValueError("not this one")


def two_at_once(store: Store, path: Path, second: str) -> tuple[Future[None], Future[None]]:
    """The second begins to write when the first, which wrote while it waited, has written."""
    begun, go_on = (Event(), Event()), (Event(), Event())
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(write, store, "first", begun[0], go_on[0])
        assert begun[0].wait(10)
        other = threads.submit(write, store, second, begun[1], go_on[1])
        while not store.others_wait:
            time.sleep(0.001)
        go_on[0].set()
        assert begun[1].wait(10)
        assert not first.done()
        assert written(path) == set()
        go_on[1].set()
    return first, other


def test_what_two_threads_write_at_the_same_time_is_committed_together(
    store: Store, path: Path
) -> None:
    first, other = two_at_once(store, path, "second")
    assert first.result() is None
    assert other.result() is None
    assert written(path) == {"first", "second"}


def test_a_thread_that_fails_takes_back_what_was_written_with_it(store: Store, path: Path) -> None:
    first, other = two_at_once(store, path, "broken")
    with pytest.raises(ValueError, match="not this one"):
        other.result()
    with pytest.raises(StoreError, match="not this one"):
        first.result()
    assert written(path) == set()
    store.record(record("later"))
    assert written(path) == {"later"}


def test_many_threads_lose_nothing(store: Store, path: Path) -> None:
    names = [str(number) for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda name: store.record(record(name)), names))
    assert written(path) == set(names)


def test_a_batch_inside_a_batch_is_part_of_it(store: Store, path: Path) -> None:
    with store.batch():
        store.record(record("inner"))
        assert written(path) == set()
    assert written(path) == {"inner"}
