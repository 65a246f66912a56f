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


def extract(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> tuple[int, str, str]:
    done = subprocess.run(
        [*SCRAPER, "extract", *arguments], input=stdin, capture_output=True, timeout=60, cwd=cwd
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def fetched(room: Newsroom, path: str, *arguments: str) -> tuple[int, str, str]:
    allowed = f"{LOOPBACK}:{room.port}"
    return extract(room.url(path), "--allow-host", allowed, *arguments)


def test_a_page_from_the_web_becomes_json(room: Newsroom) -> None:
    code, out, err = fetched(room, "/tide")
    record = json.loads(out)
    assert (code, err) == (0, "")
    assert record["title"] == TITLE
    assert record["url"] == room.url("/tide")


@pytest.mark.parametrize(
    ("format_", "part"),
    [("markdown", f"# {TITLE}"), ("text", TITLE), ("html", "<article ")],
)
def test_other_formats(room: Newsroom, format_: str, part: str) -> None:
    code, out, _ = fetched(room, "/tide", "--format", format_)
    assert code == 0
    assert part in out


def test_a_file_and_standard_input(tmp_path: Path) -> None:
    page = article_page(TITLE)
    (tmp_path / "page.html").write_text(page)
    address = "https://news.example/tide"
    code, out, _ = extract(str(tmp_path / "page.html"), "--url", address)
    assert (code, json.loads(out)["url"]) == (0, address)
    code, out, _ = extract("-", stdin=page.encode())
    assert (code, json.loads(out)["title"]) == (0, TITLE)


def test_a_saved_page_is_in_the_database(room: Newsroom, tmp_path: Path) -> None:
    database = tmp_path / "a.db"
    code, out, err = fetched(room, "/tide", "--save", "-d", str(database))
    assert code == 0
    assert json.loads(out)["title"] == TITLE
    assert err == f"scraper: {room.url('/tide')}: new in {database}\n"
    assert fetched(room, "/tide", "--save", "-d", str(database))[2].endswith(
        f"unchanged in {database}\n"
    )
    with sqlite3.connect(database) as connection:
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
    ("path", "said"),
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
    room: Newsroom, path: str, said: str
) -> None:
    code, out, err = fetched(room, path)
    assert (code, out) == (3, "")
    assert err.startswith(f"scraper: {room.url(path)}: ")
    assert said in err
    assert err.count("\n") == 1


def test_a_host_that_does_not_resolve_or_refuses() -> None:
    code, _, err = extract("http://no-such-host.invalid/")
    assert (code, err.count("\n")) == (3, 1)
    assert "does not resolve" in err
    port = free_port()
    refused = extract(f"http://{LOOPBACK}:{port}/", "--allow-host", f"{LOOPBACK}:{port}")
    assert refused[0] == 3
    assert "connection refused" in refused[2]


def test_loopback_is_fetched_only_when_it_is_allowed_by_name(room: Newsroom) -> None:
    before = len(room.log)
    code, _, err = extract(room.url("/tide"))
    assert (code, err.count("\n")) == (3, 1)
    assert len(room.log) == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["lost.html"], 3, "lost.html: no such file\n"),
        (["example.org/news"], 3, "no such file; for a page on the web write https://example.org"),
        (["."], 3, "Is a directory"),
        (["empty.html"], 3, "empty.html: is empty"),
        (["paper.pdf"], 3, "paper.pdf: is a PDF document, not an HTML page"),
        (["page.html", "--save"], 3, "name it with --url"),
        (["page.html", "--url", "here"], 3, "--url here: is not an address"),
        (["page.html", "--format", "xml"], 2, "'xml' is not one of"),
        ([], 2, "Missing argument"),
        (["http://x/", "--allow-host", "a/b"], 2, 'write "host" or "host:port"'),
    ],
)
def test_wrong_input_says_what_to_do(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    (tmp_path / "empty.html").write_text(" \n")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7 x")
    (tmp_path / "page.html").write_text(article_page(TITLE))
    returned, out, err = extract(*arguments, cwd=tmp_path)
    assert (returned, out) == (code, "")
    assert said in err
    assert "Traceback" not in err
