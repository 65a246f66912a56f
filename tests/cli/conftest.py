"""The `scraper` command called inside the test process, and a site for it to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper.cli import main
from tests.newsroom import Item, Newsroom


@dataclass(frozen=True)
class Said:
    """What a command returned and wrote."""

    code: int
    out: str
    err: str


Scraper = Callable[..., Said]


@pytest.fixture
def scraper(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Scraper:
    """Calls `scraper ARGUMENTS` in an empty directory."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        written = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, written.out, written.err)

    return call


@pytest.fixture
def room() -> Iterator[Newsroom]:
    with Newsroom() as room:
        yield room


@pytest.fixture
def config(room: Newsroom, tmp_path: Path) -> Path:
    """A scraper.toml with one feed of two articles, an hour old."""
    published = datetime.now(UTC) - timedelta(hours=1)
    items = []
    for name in ("bridge", "ferry"):
        room.article(f"/{name}", f"The story of the {name} and its people")
        items.append(Item(path=f"/{name}", title=name, published=published))
    room.feed("/feed", items)
    source = f'[[source]]\nname = "news"\nfeed = "{room.url("/feed")}"\n'
    return room.config(tmp_path, source)
