"""Extraction for a run: in the thread that asks, or in processes of its own where pages wait."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from scraper.article import Article
from scraper.errors import ExtractionError
from scraper.stages import Lesson, Page

if TYPE_CHECKING:
    from scraper.extractor.sitememory import SiteMemory

# Processes cost a second to start and some 80 MB each: they pay where pages come faster than one
# core reads them, as a first run over many sites does, and hardly ever in the runs after it.
_WARMED_UP = 50  # pages extracted before processes are thought of
_WAITING = 3  # threads that ask at the same time: one is served, the others wait
_MOST_PROCESSES = 4

Read = tuple[Article, Lesson | None]  # of a page: its record, and what it teaches about its site
Extract = Callable[[bytes, str, Mapping[str, str], "SiteMemory | None"], Read]


def extract_page(
    body: bytes, url: str, headers: Mapping[str, str], memory: SiteMemory | None
) -> Read:
    """`extractor.extract_and_learn`, as a process can be asked for it."""
    from scraper.extractor import extract_and_learn

    return extract_and_learn(body, url, headers=headers, memory=memory)


class Extraction:
    """Extracts pages for any number of threads; `close` ends its processes."""

    def __init__(
        self,
        extract: Extract = extract_page,
        *,
        processes: int | None = None,
        warmed_up: int = _WARMED_UP,
        waiting: int = _WAITING,
    ) -> None:
        """`processes`: at most so many, below 2 none at all; None: one for each core, up to four.

        They are started when `warmed_up` pages have been extracted and `waiting` threads ask.
        """
        self._extract = extract
        self._processes = (
            min(os.cpu_count() or 1, _MOST_PROCESSES) if processes is None else processes
        )
        self._left_to_warm_up = warmed_up
        self._waiting = waiting
        self._asking = 0
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()
        self._reading = threading.Lock()

    def __call__(self, page: Page, memory: SiteMemory | None = None) -> Read:
        """The article of a page, read with what is known of its site, and what it teaches.

        Raises what `extract` raises, and ExtractionError where a page kills the process that
        reads it.
        """
        with self._lock:
            self._asking += 1
            self._left_to_warm_up -= 1
            crowded = self._left_to_warm_up < 0 and self._asking >= self._waiting
            if self._pool is None and self._processes > 1 and crowded:
                self._pool = self._started(self._processes)
            pool = self._pool
        try:
            if pool is None:
                with self._reading:  # several threads read no faster, and would all load the model
                    return self._extract(page.body, page.final_url, page.headers, memory)
            return self._in_process(pool, page, memory)
        except BrokenProcessPool:
            with self._lock:
                if self._pool is pool:
                    self._pool = self._started(self._processes)
            return self._alone(page, memory)
        finally:
            with self._lock:
                self._asking -= 1

    def _in_process(self, pool: ProcessPoolExecutor, page: Page, memory: SiteMemory | None) -> Read:
        headers = dict(page.headers)
        return pool.submit(self._extract, page.body, page.final_url, headers, memory).result()

    def _alone(self, page: Page, memory: SiteMemory | None) -> Read:
        """What a page gives that was being read when a process ended: was it this page?"""
        pool = self._started(1)
        try:
            return self._in_process(pool, page, memory)
        except BrokenProcessPool:
            raise ExtractionError(
                f"{page.url}: the page cannot be read: it ended the process that tried"
            ) from None
        finally:
            pool.shutdown()

    @staticmethod
    def _started(processes: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)

    def close(self) -> None:
        """End the processes; nothing may be asked for afterwards."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """A new process: leave signals to the run, and end with it, whatever ends it."""
    importlib.import_module("scraper.extractor")
    gc.freeze()  # what is loaded stays: looking for garbage in it costs 5% of an extraction
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
