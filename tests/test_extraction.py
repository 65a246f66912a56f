"""Extraction beside the run: the same records, and no page takes the run with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.errors import ExtractionError
from scraper.extraction import Extraction, Read, extract_page
from scraper.stages import Lesson, Page
from tests.newsroom import article_page


def page(name: str, text: str = "") -> Page:
    url = f"https://harbour.example/{name}"
    body = article_page(f"The story of the {name} and its people", text).encode()
    now = datetime.now(UTC)
    return Page(url=url, final_url=url, status=200, headers={}, body=body, fetched_at=now)


def deadly(body: bytes, url: str, headers: Mapping[str, str], lessons: tuple[Lesson, ...]) -> Read:
    """Ends the process at one page, fails on another."""
    if "deadly" in url:
        os._exit(9)
    if "odd" in url:
        raise RecursionError("too deep")
    return extract_page(body, url, headers, lessons)


def test_pages_one_after_another_are_read_by_one_process() -> None:
    before = set(multiprocessing.active_children())
    extraction = Extraction(processes=2)
    article, lesson = extraction(page("ferry"))
    assert extraction(page("ferry")) == (article, lesson)
    assert len(set(multiprocessing.active_children()) - before) == 1
    extraction.close()
    assert set(multiprocessing.active_children()) == before
    assert (article, lesson) == extract_page(page("ferry").body, page("ferry").url, {}, ())
    assert article.title == "The story of the ferry and its people"


def test_a_page_is_read_with_the_lessons_of_its_site() -> None:
    plea = "<p>Please give to the harbour fund, which pays for all that is written here.</p>"
    lessons = []
    for number in range(4):
        body = page(f"boat {number}", plea).body
        _, lesson = extract_page(body, f"https://harbour.example/{number}", {}, ())
        assert lesson is not None
        lessons.append(lesson)
    extraction = Extraction(processes=1)
    texts = [extraction(page("ferry", plea), known)[0].text for known in ((), lessons)]
    extraction.close()
    assert ["harbour fund" in text for text in texts] == [True, False]


def test_processes_give_the_same_records_and_survive_a_deadly_page() -> None:
    extraction = Extraction(deadly, processes=2)
    names = ["ferry", "bridge", "deadly", "mill", "odd", "quarry"]
    found: dict[str, str | None] = {}

    def read(name: str) -> None:
        try:
            found[name] = extraction(page(name))[0].title
        except (ExtractionError, RecursionError) as error:
            found[name] = type(error).__name__

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(read, names))
    with pytest.raises(ExtractionError, match="ended the processes"):
        extraction(page("deadly"))
    assert extraction(page("ferry")) == extract_page(page("ferry").body, page("ferry").url, {}, ())
    extraction.close()
    story = "The story of the {} and its people".format
    assert found == {
        **{name: story(name) for name in ("ferry", "bridge", "mill", "quarry")},
        "deadly": "ExtractionError",
        "odd": "RecursionError",
    }


def test_a_process_that_is_killed_from_outside_is_replaced() -> None:
    before = set(multiprocessing.active_children())
    extraction = Extraction(processes=1)
    first = extraction(page("ferry"))
    (process,) = set(multiprocessing.active_children()) - before
    process.kill()
    process.join()
    assert extraction(page("ferry")) == first
    extraction.close()


RUN = """
import multiprocessing, sys, time
from scraper.extraction import Extraction
from tests.test_extraction import page
if __name__ == "__main__":
    extraction = Extraction(processes=2)
    extraction(page("ferry"))
    print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    time.sleep(60)
"""


def test_processes_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    run = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    children = [int(pid) for pid in run.stdout.readline().split()]
    assert children
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    until = time.monotonic() + 20
    while any(is_alive(pid) for pid in children) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(is_alive(pid) for pid in children)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
