"""What the site memory costs: milliseconds a page, and room on the disk for a thousand sites.

    python -m tests.bench.sitememory [FOLDER]

FOLDER holds pages as .html or .html.gz; without it, the articles of the demo site are read.
Memories are made of lessons of these pages, 40 a site, as many as a site may have.
"""

from __future__ import annotations

import argparse
import gzip
import sqlite3
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scraper.article import Article
from scraper.demo.server import fixtures
from scraper.extractor import blocks, bounds, decode, roles, sitememory
from scraper.extractor.document import Document
from scraper.extractor.features import Floats
from scraper.extractor.sitememory import Marked, SiteMemory
from scraper.stages import Lesson, UrlRecord
from scraper.store import Store

ROUNDS = 7
SITES = 1000


def main() -> None:
    """Print milliseconds a page, and megabytes for SITES sites."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=fixtures() / "site")
    folder: Path = parser.parse_args().folder
    pages = []
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])[:300]:
        raw = path.read_bytes()
        html = gzip.decompress(raw) if path.suffix == ".gz" else raw
        text = bounds.bound(decode.decode(html, None))
        document = blocks.read(text, path.resolve().as_uri())
        likely = roles.likelihoods(document)
        roles.decide(document, likely, text)
        pages.append((document, likely))
    lessons = [one for page in pages if (one := sitememory.lesson(Marked(*page))) is not None]
    window = lessons[: sitememory.WINDOW]
    start = time.process_time()
    memory = sitememory.remember(window)
    making = (time.process_time() - start) * 1e3
    times = [took(document, likely, memory) for document, likely in pages]
    print(
        f"{len(pages)} pages: mean {statistics.mean(times):.3f} ms, median "
        f"{statistics.median(times):.3f} ms, longest {max(times):.3f} ms; a memory made of "
        f"{len(window)} lessons in {making:.3f} ms; {SITES} sites in {megabytes(lessons):.1f} MB"
    )


def took(document: Document, likely: Floats, memory: SiteMemory) -> float:
    """Milliseconds of processor time that all the memory does for one page takes, at best."""
    best = []
    for _ in range(ROUNDS):
        start = time.process_time()
        marked = Marked(document, likely)
        sitememory.left_out(likely, sitememory.inform(marked, memory))
        sitememory.apply(marked, memory)
        sitememory.lesson(marked)
        best.append(time.process_time() - start)
    return min(best) * 1e3


def megabytes(lessons: list[Lesson]) -> float:
    """Room on the disk that the table of lessons and its index take for SITES full sites.

    A tenth of them are written; articles of the sites come in turns, as they do in runs.
    """
    written, now = SITES // 10, datetime(2026, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        with Store.open(path) as store, store.batch():
            for number in range(written * sitememory.WINDOW):
                url = f"https://www.newspaper-{number % written}.test/{number}"
                looked = UrlRecord(url=url, state="ok", last_fetch=now + timedelta(minutes=number))
                lesson = replace(lessons[number % len(lessons)], headline=number)
                store.save(Article(url=url, title=f"Article {number}"), looked, lesson=lesson)
        with sqlite3.connect(path) as database:
            (size,) = database.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name IN ('lessons', 'lessons_site')"
            ).fetchone()
    return float(size) / 1e6 * SITES / written


if __name__ == "__main__":
    main()
