"""What the site memory costs a page: its fingerprints, its lesson, and its use.

    python -m tests.bench.sitememory [FOLDER]

FOLDER holds pages as .html or .html.gz; without it, the articles of the demo site are read.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import time
from pathlib import Path

from scraper.demo.server import fixtures
from scraper.extractor import blocks, bounds, decode, roles, sitememory
from scraper.extractor.sitememory import Marked, SiteMemory
from scraper.stages import Lesson

ROUNDS = 5


def main() -> None:
    """Print milliseconds a page, and bytes a site."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=fixtures() / "site")
    folder: Path = parser.parse_args().folder
    times: list[float] = []
    lessons: list[Lesson] = []
    memory = SiteMemory(sitememory.WINDOW, frozenset(range(200)))
    for path in sorted([*folder.rglob("*.html"), *folder.rglob("*.html.gz")])[:300]:
        raw = path.read_bytes()
        html = gzip.decompress(raw) if path.suffix == ".gz" else raw
        text = bounds.bound(decode.decode(html, None))
        document = blocks.read(text, None)
        roles.assign(document, text)
        best = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            marked = Marked(document)
            lesson = sitememory.lesson(marked)
            sitememory.apply(marked, memory)
            best.append(time.perf_counter() - start)
        times.append(min(best) * 1e3)
        if lesson is not None:
            lessons.append(lesson)
    window = lessons[: sitememory.WINDOW]
    start = time.perf_counter()
    sitememory.remember(window)
    remembering = (time.perf_counter() - start) * 1e3
    most = (sitememory.HEAD + sitememory.TAIL) * 2 * 4 * sitememory.WINDOW
    size = statistics.mean(len(lesson.marks) for lesson in lessons) * sitememory.WINDOW
    print(
        f"{len(times)} pages: mean {statistics.mean(times):.3f} ms, median "
        f"{statistics.median(times):.3f} ms, longest {max(times):.3f} ms; a memory made of "
        f"{len(window)} lessons in {remembering:.3f} ms; {size / 1e3:.1f} kB a site, "
        f"{most / 1e3:.1f} kB at most"
    )


if __name__ == "__main__":
    main()
