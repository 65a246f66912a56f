"""`scraper extract`: every way it can go wrong gives one clear line and the documented code."""

from __future__ import annotations

import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scraper.store import Store
from tests.cli.conftest import Said, Scraper
from tests.newsroom import Newsroom, article_page

SCRAPER = [sys.executable, "-c", "from scraper.cli import main; main()"]
LOOPBACK = "127.0.0.1"
TITLE = "What a tide clock knows about the town"


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with Newsroom(LOOPBACK) as room:
        room.article("/tide", TITLE)
        room.put("/gone", "gone", status=404)
        room.put("/broken", "broken", status=500)
        room.put("/paper", b"%PDF-1.7 " + b"x" * 100, "application/pdf")
        room.put("/hidden-paper", b"%PDF-1.7 " + b"x" * 100)
        room.put("/empty", "")
        room.put("/blank", "<!doctype html><html><body></body></html>")
        yield room


def fetched(scraper: Scraper, room: Newsroom, path: str, *arguments: str) -> Said:
    return scraper("extract", room.url(path), "--allow-host", f"{LOOPBACK}:{room.port}", *arguments)


def test_a_page_from_the_web_becomes_json(scraper: Scraper, room: Newsroom) -> None:
    said = fetched(scraper, room, "/tide")
    record = json.loads(said.out)
    assert (said.code, said.err) == (0, "")
    assert record["title"] == TITLE
    assert record["url"] == room.url("/tide")


@pytest.mark.parametrize(
    ("format_", "part"),
    [("markdown", f"# {TITLE}"), ("text", TITLE), ("html", "<article ")],
)
def test_other_formats(scraper: Scraper, room: Newsroom, format_: str, part: str) -> None:
    said = fetched(scraper, room, "/tide", "--format", format_)
    assert said.code == 0
    assert part in said.out


def test_a_file_and_standard_input(scraper: Scraper, tmp_path: Path) -> None:
    page = article_page(TITLE)
    (tmp_path / "page.html").write_text(page)
    address = "https://news.example/tide"
    said = scraper("extract", "page.html", "--url", address)
    assert (said.code, json.loads(said.out)["url"]) == (0, address)
    piped = subprocess.run(
        [*SCRAPER, "extract", "-"], input=page.encode(), capture_output=True, timeout=60
    )
    assert (piped.returncode, json.loads(piped.stdout)["title"]) == (0, TITLE)


def test_a_saved_page_is_in_the_database(scraper: Scraper, room: Newsroom, tmp_path: Path) -> None:
    said = fetched(scraper, room, "/tide", "--save", "-d", "a.db")
    assert said.code == 0
    assert json.loads(said.out)["title"] == TITLE
    assert said.err == f"scraper: {room.url('/tide')}: new in a.db\n"
    with sqlite3.connect(tmp_path / "a.db") as connection:
        rows = connection.execute(
            "SELECT articles.title, state FROM articles JOIN urls USING (url)"
        )
        assert rows.fetchall() == [(TITLE, "ok")]
    connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", "404"),
        ("/broken", "500"),
        ("/paper", "PDF"),
        ("/hidden-paper", "PDF"),
        ("/empty", "empty"),
        ("/blank", "nothing to extract"),
        ("/never-was", "404"),
    ],
)
def test_a_page_without_article_is_one_line_and_code_3(
    scraper: Scraper, room: Newsroom, path: str, reason: str
) -> None:
    said = fetched(scraper, room, path)
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith(f"scraper: {room.url(path)}: ")
    assert reason in said.err
    assert said.err.count("\n") == 1


def test_a_host_that_does_not_resolve_or_refuses(scraper: Scraper) -> None:
    lost = scraper("extract", "http://no-such-host.invalid/")
    assert (lost.code, lost.err.count("\n")) == (3, 1)
    assert "does not resolve" in lost.err
    place = f"{LOOPBACK}:{free_port()}"
    refused = scraper("extract", f"http://{place}/", "--allow-host", place)
    assert refused.code == 3
    assert "connection refused" in refused.err


def test_loopback_is_fetched_only_when_it_is_allowed_by_name(
    scraper: Scraper, room: Newsroom
) -> None:
    before = len(room.log)
    said = scraper("extract", room.url("/tide"))
    assert (said.code, said.err.count("\n")) == (3, 1)
    assert f"here: --allow-host {LOOPBACK}:{room.port}" in said.err
    assert len(room.log) == before


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["lost.html"], 3, "lost.html: no such file\n"),
        (["example.org/news"], 3, "no such file; for a page on the web write https://example.org"),
        (["ftp://x.example/a"], 3, "ftp://x.example/a: only http and https can be fetched"),
        (["."], 3, "Is a directory"),
        (["empty.html"], 3, "empty.html: is empty"),
        (["paper.pdf"], 3, "paper.pdf: is a PDF document, not an HTML page"),
        (["page.html", "--save"], 3, "name it with --url"),
        (["page.html", "--url", "here"], 3, "--url here: is not an address"),
        (["page.html", "--format", "xml"], 2, "'xml' is not one of"),
        ([], 2, "Missing argument"),
        (["http://x:99999/"], 3, "there is no port 99999\n"),
        (["http://x/", "--allow-host", "a/b"], 2, 'write "host" or "host:port"'),
    ],
)
def test_wrong_input_says_what_to_do(
    scraper: Scraper, tmp_path: Path, arguments: list[str], code: int, reason: str
) -> None:
    (tmp_path / "empty.html").write_text(" \n")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7 x")
    (tmp_path / "page.html").write_text(article_page(TITLE))
    said = scraper("extract", *arguments)
    assert (said.code, said.out) == (code, "")
    assert reason in said.err


PLEA = "<p>This paper is paid for by those who read it, become one of them.</p>"


def test_a_saved_page_is_kept_and_teaches_as_in_a_run(scraper: Scraper, room: Newsroom) -> None:
    fetched(scraper, room, "/tide", "--save")
    with Store.open(Path("data/articles.db")) as store:
        (page,) = store.pages()
        (lesson,) = store.lessons(room.url("/"))
    assert page.final_url == room.url("/tide")
    assert TITLE.encode() in page.body
    assert lesson[1].marks
    said = scraper("reextract")
    assert (said.code, "1 page" in said.err + said.out) == (0, True)
    Path("scraper.toml").write_text("[run]\nkeep_pages_mb = 0\n")
    fetched(scraper, room, "/tide", "--save")
    with Store.open(Path("data/articles.db")) as store:
        assert list(store.pages()) == []


def test_what_the_database_knows_of_the_site_is_left_out_and_said(
    scraper: Scraper, room: Newsroom
) -> None:
    for name in ("ferry", "mill", "quarry"):
        page = article_page(f"The story of the {name} and its people")
        room.put(f"/{name}", page.replace("</article>", f"{PLEA}</article>"))
        said = fetched(scraper, room, f"/{name}", "--save", "--format", "text")
        assert ("become one of them" in said.out) == (name == "ferry")
    page = article_page("The story of the bridge and its people")
    room.put("/bridge", page.replace("</article>", f"{PLEA}</article>"))
    said = fetched(scraper, room, "/bridge")
    assert said.err == (
        f"scraper: {room.url('/bridge')}: body read with what is known of the site from 3 of its "
        "articles in data/articles.db\n"
    )
    record = json.loads(said.out)
    assert record["sources"]["body"].endswith(", memory")
    assert "become one of them" not in said.out
    said = fetched(scraper, room, "/bridge", "--database", "other.db")
    assert "become one of them" in said.out
    Path("other.db").write_text("no database")
    said = fetched(scraper, room, "/bridge", "--database", "other.db")
    assert said.err == (
        "scraper: other.db: is not an SQLite database; name another file with --database; "
        "read without what is known of the site\n"
    )
    assert "become one of them" in said.out
