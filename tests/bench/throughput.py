"""Pages a second of a whole run, beside Scrapy with trafilatura on the same pages.

    python -m tests.bench.throughput FOLDER [--scrapy PYTHON] [--pages N] [--rounds N]

FOLDER holds pages as .html or .html.gz.  They are served by a process of its own on loopback, and
fetched, extracted and stored with politeness off: by `scraper run`, and by a Scrapy spider that
stores trafilatura's record (with metadata) of each page as a line of JSON.  Rounds alternate.
PYTHON: an interpreter that has scrapy and trafilatura; without it only our own figure is given.
"""

from __future__ import annotations

import argparse
import gzip
import multiprocessing
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

AT_ONCE = 8  # requests, for both

SPIDER = """
import scrapy, trafilatura
from scrapy.crawler import CrawlerProcess
urls = open({urls!r}).read().split()

class Pages(scrapy.Spider):
    name = "pages"
    start_urls = urls

    async def start(self):
        for url in urls:
            yield scrapy.Request(url)

    def parse(self, response):
        record = trafilatura.extract(
            response.body, url=response.url, with_metadata=True, output_format="json"
        )
        yield {{"url": response.url, "record": record}}

process = CrawlerProcess(settings={{
    "LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": False, "TELNETCONSOLE_ENABLED": False,
    "CONCURRENT_REQUESTS": {at_once}, "CONCURRENT_REQUESTS_PER_DOMAIN": {at_once},
    "DOWNLOAD_DELAY": 0, "FEEDS": {{{out!r}: {{"format": "jsonlines"}}}},
}})
process.crawl(Pages)
process.start()
"""


def pages_of(folder: Path, most: int) -> list[bytes]:
    """Up to `most` pages of the folder."""
    files = sorted([*folder.glob("*.html"), *folder.glob("*.html.gz")])[:most]
    return [
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in files
    ]


def _serve(pages: list[bytes], pipe: Connection) -> None:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = self.path.strip("/").removesuffix(".html")
            found = number.isdecimal() and int(number) < len(pages)
            body = pages[int(number)] if found else b"nothing here"
            head = (
                f"HTTP/1.1 {'200 OK' if found else '404 Not Found'}\r\nContent-Type: text/html\r\n"
                f"Content-Length: {len(body)}\r\n\r\n"
            )
            self.wfile.write(head.encode() + body)

        def log_message(self, format: str, *values: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_port)
    server.serve_forever()


def ours(urls: list[str], folder: Path) -> tuple[float, int]:
    """Seconds, and records stored."""
    place = urls[0].split("/")[2]
    (folder / "urls.txt").write_text("\n".join(urls))
    (folder / "scraper.toml").write_text(
        f'database = "articles.db"\n[fetch]\ndelay = 0.0\nper_host = {AT_ONCE}\nrobots = false\n'
        f'allow = ["{place}"]\n[[source]]\nurls = "urls.txt"\nlimit = {len(urls)}\n'
        'archive = true\nmax_age = "any"\n'
    )
    started = time.monotonic()
    command = [Path(sys.executable).with_name("scraper"), "run", "scraper.toml"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    seconds = time.monotonic() - started
    with sqlite3.connect(folder / "articles.db") as database:
        (stored,) = database.execute("SELECT count(*) FROM articles").fetchone()
    return seconds, stored


def scrapy(python: str, urls: list[str], folder: Path) -> tuple[float, int]:
    """Seconds, and records stored."""
    (folder / "list").write_text("\n".join(urls))
    out = folder / "items.jsonl"
    (folder / "spider.py").write_text(
        SPIDER.format(urls=str(folder / "list"), out=str(out), at_once=AT_ONCE)
    )
    started = time.monotonic()
    subprocess.run([python, "spider.py"], cwd=folder, check=True, capture_output=True)
    return time.monotonic() - started, sum(1 for _ in out.open())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scrapy", metavar="PYTHON")
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    pages = pages_of(options.folder, options.pages)
    if not pages:
        sys.exit(f"{options.folder}: holds no .html or .html.gz files")
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(pages, there), daemon=True)
    server.start()
    port = here.recv()
    urls = [f"http://127.0.0.1:{port}/{number}.html" for number in range(len(pages))]
    rates: dict[str, list[float]] = {"scraper": [], "scrapy + trafilatura": []}
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as name:
            seconds, stored = ours(urls, Path(name))
            rates["scraper"].append(len(urls) / seconds)
            print(f"scraper: {len(urls)} pages, {stored} stored, {seconds:.1f} s", flush=True)
            if options.scrapy:
                seconds, stored = scrapy(options.scrapy, urls, Path(name))
                rates["scrapy + trafilatura"].append(len(urls) / seconds)
                print(f"scrapy: {len(urls)} pages, {stored} stored, {seconds:.1f} s", flush=True)
    server.terminate()
    for name, found in rates.items():
        if found:
            print(f"{name}: {statistics.median(found):.1f} pages a second (median)")
    if rates["scrapy + trafilatura"]:
        ratios = [a / b for a, b in zip(*rates.values(), strict=True)]
        print(f"ratio: {statistics.median(ratios):.2f} (median of {len(ratios)} rounds)")


if __name__ == "__main__":
    main()
