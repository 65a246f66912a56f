"""How long hostile pages take: `python -m tests.bench.bounds [SIZE ...]`, slowest first.

Processor time in milliseconds: `bound` (with rewriting), then Lexbor's parse of what it returns.
"""

from __future__ import annotations

import sys
from time import process_time

from selectolax.lexbor import LexborHTMLParser

from scraper.extractor.bounds import MAX_CHARS, bound, is_harmless
from tests.hostile import SHAPES

SIZES = (1_000, 4_000, 12_000, 100_000, 2_000_000)


def measure(shape: str, size: int) -> tuple[float, float, str]:
    page = SHAPES[shape](size)[:MAX_CHARS]
    start = process_time()
    text = bound(page)
    bounded = process_time()
    LexborHTMLParser(text)
    parsed = process_time()
    kept = "as it is" if is_harmless(page.encode()) else "rewritten"
    return (bounded - start) * 1000, (parsed - bounded) * 1000, f"{kept:9} {len(page):9,} chars"


def main() -> None:
    sizes = [int(argument) for argument in sys.argv[1:]] or SIZES
    rows = [(*measure(shape, size), f"{size:9,} x {shape}") for shape in SHAPES for size in sizes]
    rows.sort(key=lambda row: -row[0] - row[1])
    print("   bound    parse")
    for bounding, parsing, page, shape in rows:
        print(f"{bounding:8.1f} {parsing:8.1f}  {page}  {shape}")
    print(f"{rows[0][0] + rows[0][1]:.0f} ms at most, {len(rows)} pages")


if __name__ == "__main__":
    main()
