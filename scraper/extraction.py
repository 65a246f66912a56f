"""Extraction beside a run: pages are read by processes of their own, each one page at a time."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from queue import LifoQueue
from typing import TYPE_CHECKING

from scraper.article import Article
from scraper.errors import ExtractionError, ScraperError
from scraper.stages import Lesson, Page

if TYPE_CHECKING:
    from scraper.extractor.sitememory import SiteMemory

# A process takes 0.1 s to start and 20 MB of its own: all are forked from one that has loaded the
# extractor, which takes 0.3 s and 40 MB.
_MOST_PROCESSES = 4
_SITES = 16  # whose memories a process keeps: a run reads pages of many sites by turns

Read = tuple[Article, Lesson | None]  # of a page: its record, and what it teaches about its site
Extract = Callable[[bytes, str, Mapping[str, str], tuple[Lesson, ...]], Read]


def extract_page(
    body: bytes, url: str, headers: Mapping[str, str], lessons: tuple[Lesson, ...]
) -> Read:
    """`extractor.extract_and_learn` with the memory of the site that these lessons make."""
    from scraper.extractor import extract_and_learn

    return extract_and_learn(body, url, headers=headers, memory=_memory(lessons))


@lru_cache(maxsize=_SITES)
def _memory(lessons: tuple[Lesson, ...]) -> SiteMemory:
    from scraper.extractor import sitememory

    return sitememory.remember(lessons)


def prepare() -> None:
    """Begin to load the extractor, beside whatever is done until the first page is there."""
    _context()


class Extraction:
    """Extracts pages for any number of threads; `close` ends its processes.

    They are started as pages come: a second one when two pages are there at the same time.
    """

    def __init__(self, extract: Extract = extract_page, *, processes: int | None = None) -> None:
        """`processes`: at most so many; None: one for each core, up to four."""
        if processes is None:
            processes = min(os.cpu_count() or 1, _MOST_PROCESSES)
        self._readers = [_Reader(extract) for _ in range(processes)]
        self._idle: LifoQueue[_Reader] = LifoQueue()  # last in, first out: few pages, few processes
        for reader in self._readers:
            self._idle.put(reader)

    def __call__(self, page: Page, lessons: Sequence[Lesson] = ()) -> Read:
        """The article of a page, read with what is known of its site, and what it teaches.

        Raises what `extract` raises, and ExtractionError where a page kills the process that
        reads it.
        """
        reader = self._idle.get()
        try:
            return reader.read(page, lessons)
        finally:
            self._idle.put(reader)

    def close(self) -> None:
        """End the processes once they have read their pages; nothing may be asked for then."""
        for _ in self._readers:
            self._idle.get().close()
        for reader in self._readers:
            self._idle.put(reader)


class _Reader:
    """One process that reads pages, started for the first of them."""

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._connection: Connection | None = None
        self._closed = False

    def read(self, page: Page, lessons: Sequence[Lesson]) -> Read:
        """What `extract` returns or raises; ExtractionError where the page ends the process."""
        if self._closed:
            raise ExtractionError(f"{page.url}: was not read: the run has ended")
        known = _packed(tuple(lessons))
        arguments = page.body, page.final_url, dict(page.headers), known
        question = pickle.dumps(arguments, pickle.HIGHEST_PROTOCOL)
        for _ in range(2):  # who ended the first one, if not the page, hardly ends the second
            try:
                answer = self._answer(question)
            except (EOFError, ConnectionError):
                self._end()
            else:
                if isinstance(answer, Exception):
                    raise answer
                return answer
        raise ExtractionError(
            f"{page.url}: the page cannot be read: it ended the processes that tried"
        )

    def _answer(self, question: bytes) -> Read | Exception:
        if self._connection is None:
            self._connection = self._started()
        self._connection.send_bytes(question)
        answer: Read | Exception = pickle.loads(self._connection.recv_bytes())
        return answer

    def _started(self) -> Connection:
        context = _context()
        here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(there, self._extract), daemon=True)
        self._process.start()
        there.close()
        return here

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._process.join()

    def close(self) -> None:
        """End the process."""
        self._closed = True
        self._end()


# What is known of a site is the same for several of its pages: packed once, unpacked once.
@lru_cache(maxsize=_SITES)
def _packed(lessons: tuple[Lesson, ...]) -> bytes:
    return pickle.dumps(lessons, pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=_SITES)
def _unpacked(packed: bytes) -> tuple[Lesson, ...]:
    lessons: tuple[Lesson, ...] = pickle.loads(packed)
    return lessons


def _context() -> ForkServerContext:
    """What starts processes; ScraperError where it cannot."""
    context = multiprocessing.get_context("forkserver")
    # Most versions of Python do not load "__main__" here (gh-126631): what it imports is named too.
    context.set_forkserver_preload(["__main__", "scraper.cli", "scraper.extractor", __name__])
    try:
        forkserver.ensure_running()  # at a socket in the temporary directory
    except OSError as error:
        raise ScraperError(
            f"no pages can be read: {error.strerror or error}; "
            "set TMPDIR to a directory with a short name"
        ) from error
    return context


def _serve(connection: Connection, extract: Extract) -> None:
    """Answer until the other end is closed, as it also is when the run is killed."""
    gc.freeze()  # what is loaded stays: looking for garbage in it costs 5% of an extraction
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, signal.SIG_IGN)  # the run decides when to end
    answer: Read | Exception
    while True:
        try:
            body, url, headers, known = pickle.loads(connection.recv_bytes())
        except (EOFError, ConnectionError):
            return
        try:
            answer = extract(body, url, headers, _unpacked(known))
        except Exception as error:
            answer = error
        connection.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
