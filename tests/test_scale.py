"""A run over very many known addresses with nothing new: seconds, and little memory."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.newsroom import Newsroom

# The peak is read inside: what wait() tells of a child includes the size of its parent.
PROGRAM = """
import atexit, re
from pathlib import Path
from scraper.cli import main

def peak():
    status = Path("/proc/self/status").read_text()
    Path("peak").write_text(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1])

atexit.register(peak)
main()
"""
PER_SITEMAP = 50_000  # the most that sitemaps.org allows
MB = 1024 * 1024


def sitemaps(room: Newsroom, count: int, note: str) -> list[str]:
    """Sitemaps that name `count` articles together; `note` makes them differ from earlier ones."""
    addresses = []
    for start in range(0, count, PER_SITEMAP):
        rows = "".join(
            f"<url><loc>{room.url(f'/2026/story-{n}-of-the-harbour-council')}</loc></url>\n"
            for n in range(start, min(start + PER_SITEMAP, count))
        )
        path = f"/sitemap-{start}.xml"
        room.put(path, f"<urlset><!-- {note} -->{rows}</urlset>", "application/xml")
        addresses.append(f'"{room.url(path)}"')
    return addresses


def measured_run(config: Path) -> tuple[float, float, str]:
    """Seconds, peak memory in bytes, and last words of a run."""
    began = time.monotonic()
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, "run", str(config)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=config.parent,
    )
    seconds = time.monotonic() - began
    assert run.returncode == 0, run.stderr
    kilobytes = int((config.parent / "peak").read_text())
    return seconds, kilobytes * 1024, run.stderr


def known_addresses(tmp_path: Path, count: int) -> tuple[float, float]:
    """A run whose sitemaps have all changed, but name nothing that is not known as stored."""
    with Newsroom() as room:
        addresses = ", ".join(sitemaps(room, count, "a"))
        source = f'[[source]]\nname = "news"\nevery = "0s"\nsitemap = [{addresses}]'
        config = room.config(tmp_path, source)
        measured_run(config)
        with sqlite3.connect(tmp_path / "articles.db") as connection:
            done = connection.execute(
                "UPDATE urls SET state = 'ok', last_fetch = first_seen, "
                "next_fetch = '2099-01-01T00:00:00Z'"
            ).rowcount
            assert done == count
        connection.close()
        sitemaps(room, count, "b")
        room.log.clear()
        seconds, memory, said = measured_run(config)
        assert "0 new, 0 changed" in said
        assert {asked.status for asked in room.log if "sitemap" in asked.path} == {200}
        assert not any("story" in asked.path for asked in room.log)
    return seconds, memory


def test_ten_thousand_known_addresses_cost_little(tmp_path: Path) -> None:
    seconds, memory = known_addresses(tmp_path, 10_000)
    assert seconds < 15
    assert memory < 150 * MB


@pytest.mark.soak
def test_a_hundred_thousand_known_addresses_cost_seconds_and_less_than_150_mb(
    tmp_path: Path,
) -> None:
    seconds, memory = known_addresses(tmp_path, 100_000)
    print(f"{seconds:.1f} s, {memory / MB:.0f} MB")
    assert seconds < 30
    assert memory < 150 * MB
