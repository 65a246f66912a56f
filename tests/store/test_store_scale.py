"""Speed and company: readers beside a writer, many records at once, many records stored.

The long campaigns are behind `make soak`; each has a sample here.
"""

from __future__ import annotations

import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from harbour import looked_at
from library import SITES, WORDS, article, articles

from scraper.store import Selection, Store
from scraper.store.questions import questions

READERS = """
import sqlite3, sys, threading, time
path, until = sys.argv[1], time.monotonic() + float(sys.argv[2])
queries = (
    "SELECT * FROM v_articles ORDER BY published DESC LIMIT 20",
    "SELECT count(*), sum(word_count) FROM articles",
    "SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'ka' ORDER BY rank LIMIT 10",
    "SELECT * FROM v_source_health",
)
answers, slowest, problems = [0] * 10, [0.0] * 10, []

def read(number):
    try:
        while time.monotonic() < until:
            # a fifth of what Python waits by default: a closing writer holds the file a moment
            connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=1)
            for query in queries:
                start = time.monotonic()
                connection.execute(query).fetchall()
                answers[number] += 1
                slowest[number] = max(slowest[number], time.monotonic() - start)
            connection.close()
    except sqlite3.Error as error:
        problems.append(str(error))

threads = [threading.Thread(target=read, args=(number,)) for number in range(10)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(min(answers), problems)
"""


def write_for(path: Path, seconds: float) -> int:
    """Batches, single records and reopened databases, at full speed; articles written."""
    until = time.monotonic() + seconds
    number = 0
    while time.monotonic() < until:
        with Store.open(path) as store:
            with store.batch():
                for article in articles(number, number + 40):
                    store.save(article, looked_at(article.url))
            for article in articles(number + 40, number + 50):
                store.save(article, looked_at(article.url))
        number += 50
    return number


def check_ten_readers(path: Path, seconds: float) -> None:
    Store.open(path).close()
    with subprocess.Popen(
        [sys.executable, "-c", READERS, str(path), str(seconds)], stdout=subprocess.PIPE, text=True
    ) as readers:
        written = write_for(path, seconds)
        output, _ = readers.communicate(timeout=60)
    least, _, problems = output.partition(" ")
    assert problems.strip() == "[]"
    assert int(least) >= 4
    with Store.open(path, readonly=True) as store:
        assert store.status().articles == written > 0


def test_ten_readers_never_meet_a_lock_while_a_writer_works(path: Path) -> None:
    check_ten_readers(path, 4)


@pytest.mark.soak
def test_ten_readers_never_meet_a_lock_for_minutes(path: Path) -> None:
    check_ten_readers(path, 180)


def rate(path: Path, count: int) -> float:
    """Records a second of processor time, in batches of 500, from memory."""
    made = list(articles(0, count))
    with Store.open(path) as store:
        start = time.process_time()
        for first in range(0, count, 500):
            with store.batch():
                for article in made[first : first + 500]:
                    store.save(article, looked_at(article.url))
        return count / (time.process_time() - start)


def test_records_are_stored_by_the_hundred_a_second(path: Path) -> None:
    # A tenth of what one free core does: the machine may be busy.
    assert rate(path, 1000) > 200


def seconds(path: Path, sql: str, parameters: dict[str, str]) -> float:
    """Of the better of two runs, on a new connection, as an analyst's first question."""
    taken = []
    for _ in range(2):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            start = time.perf_counter()
            connection.execute(sql, parameters).fetchmany(100)
            taken.append(time.perf_counter() - start)
    return min(taken)


def first_pages(path: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every view as it is opened, and sorted as `scraper explore` shows it; every question."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        views = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'view' AND name LIKE 'v/_%' ESCAPE '/'"
        ).fetchall()
    for (view,) in views:
        yield view, "".join(("SELECT * FROM ", view, " LIMIT 100")), {}
    for question in questions():
        values = question.bind({})
        values |= {name: value for name, value in GIVEN.items() if name in values}
        yield question.name, question.sql, values


GIVEN = {  # of the invented articles, so that every question has much to answer
    "author": article(0).authors[0].name,
    "url": str(article(0).url),
    "label": next(fact.label for number in range(99) for fact in article(number).facts) or "",
    "words": f"{WORDS[300]} {WORDS[500]}",  # a tenth of the articles each
    "tag": WORDS[8].title(),
}


def fill(path: Path, count: int) -> list[tuple[int, float]]:
    """Store so many articles; how long one more took (ms of processor time) at some sizes."""
    curve = []
    with Store.open(path) as store:
        for first in range(0, count, 500):
            batch = list(articles(first, first + 500))
            start = time.process_time()
            with store.batch():
                for article in batch:
                    store.save(article, looked_at(article.url))
            curve.append((first + 500, (time.process_time() - start) * 2))
    return curve


def check_answers(path: Path) -> None:
    """Every view's first page and every question within 300 ms, searches within 100 ms."""
    taken = {name: seconds(path, sql, values) for name, sql, values in first_pages(path)}
    assert {name: round(spent, 3) for name, spent in taken.items() if spent > 0.3} == {}
    with Store.open(path, readonly=True) as store:
        for words, chosen in (
            (WORDS[0], Selection()),  # in every article
            (GIVEN["words"], Selection()),
            (f'"{" ".join(article(7).text.split()[:3])}"', Selection()),
            (f"{WORDS[900]}*", Selection(since=date(2023, 1, 2))),
            (WORDS[900], Selection(site=SITES[3])),
        ):
            spent = []
            for _ in range(2):
                start = time.perf_counter()
                hits = store.search(words, chosen)
                spent.append(time.perf_counter() - start)
            assert len(hits) > 0
            assert min(spent) < 0.1, words


def test_views_and_questions_answer_at_once(path: Path) -> None:
    fill(path, 1500)
    check_answers(path)


@pytest.mark.soak
def test_views_and_questions_answer_at_once_with_200_000_articles(path: Path) -> None:
    curve = fill(path, 200_000)
    for size, cost in curve:
        if size in (1_000, 10_000, 50_000, 100_000, 150_000, 200_000):
            print(f"{size:>7} articles stored: one more takes {cost:.2f} ms")
    early = statistics.median(cost for size, cost in curve if size <= 5_000)
    late = statistics.median(cost for size, cost in curve if size > 190_000)
    assert late < 1.5 * early
    check_answers(path)


@pytest.mark.soak
def test_records_are_stored_by_the_thousand_a_second(path: Path) -> None:
    # On a core that nobody else needs; beside seven other programs it was 1,300.
    assert rate(path, 5000) > 2000
