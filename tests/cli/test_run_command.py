"""`scraper run`: what it says, what it returns, whom it tells."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cli.conftest import Scraper
from tests.newsroom import Item, Newsroom

SUMMARY = re.compile(r"scraper: 2 new, 0 changed, 0 unchanged, 0 failed; 1 source, \d+\.\d s\n")


def test_without_a_terminal_a_run_says_one_line(scraper: Scraper, config: Path) -> None:
    said = scraper("run")
    assert (said.code, said.out) == (0, "")
    assert SUMMARY.fullmatch(said.err)


def test_failures_stand_in_the_line_and_in_the_exit_code(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    room.remove("/ferry")
    said = scraper("run")
    assert said.code == 1
    assert "1 new, 0 changed, 0 unchanged, 1 failed (gone 1); 1 source" in said.err


def test_everything_failing_is_code_3(scraper: Scraper, room: Newsroom, config: Path) -> None:
    room.remove("/feed")
    assert scraper("run").code == 3


def test_verbose_names_every_page(scraper: Scraper, room: Newsroom, config: Path) -> None:
    said = scraper("run", "-v")
    assert f"page: source=news url={room.url('/ferry')} outcome=new\n" in said.err


def test_json_logs_are_one_object_a_line(scraper: Scraper, room: Newsroom, config: Path) -> None:
    room.remove("/ferry")
    said = scraper("run", "--log-format", "json")
    lines = [json.loads(line) for line in said.err.splitlines()]
    assert {line["event"] for line in lines} == {"document", "due", "page", "failed", "run"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", line["time"]) for line in lines)
    (failed,) = [line for line in lines if line["event"] == "failed"]
    assert (failed["level"], failed["url"]) == ("warning", room.url("/ferry"))
    assert lines[-1]["event"] == "run"
    assert (lines[-1]["new"], lines[-1]["failed"], lines[-1]["exit_code"]) == (1, 1, 1)
    assert lines[-1]["errors"] == {"gone": 1}


def test_json_logs_stay_json_when_a_run_cannot_be_done(scraper: Scraper, config: Path) -> None:
    (config.parent / "articles.db").write_text("my shopping list\n" * 100)
    said = scraper("run", "--log-format", "json")
    (line,) = map(json.loads, said.err.splitlines())
    assert said.code == line["exit_code"] == 1
    assert (line["event"], line["level"]) == ("error", "error")
    assert "is not an SQLite database" in line["error"]


def test_a_dry_run_says_what_would_be_fetched_and_stores_nothing(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    said = scraper("run", "--dry-run")
    assert said.code == 0
    assert said.out == (f"new\tnews\t{room.url('/bridge')}\nnew\tnews\t{room.url('/ferry')}\n")
    assert said.err == "scraper: 2 pages would be fetched\n"
    assert not (config.parent / "articles.db").exists()
    assert room.asked("/bridge") == []


def test_a_dry_run_leaves_out_what_is_known(scraper: Scraper, config: Path) -> None:
    scraper("run", "--limit", "1")
    said = scraper("run", "--dry-run")
    assert said.out.count("\n") == 1
    before = (config.parent / "articles.db").read_bytes()
    scraper("run", "--dry-run")
    assert (config.parent / "articles.db").read_bytes() == before


def test_a_dry_run_follows_an_index_to_its_sitemaps(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    room.sitemap("/child.xml", [Item(path="/canal", modified=yesterday)])
    child = f"<sitemap><loc>{room.url('/child.xml')}</loc></sitemap>"
    room.put("/index.xml", f"<sitemapindex>{child}</sitemapindex>", "application/xml")
    source = f'[[source]]\nname = "map"\nsitemap = "{room.url("/index.xml")}"\n'
    config.write_text(f"{config.read_text()}\n{source}")
    assert f"new\tmap\t{room.url('/canal')}\n" in scraper("run", "--dry-run").out


def test_news_lists_new_articles_for_mail_and_nothing_when_there_are_none(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    said = scraper("run", "--news")
    assert said.out == (
        "news (2 new)\n\n"
        f"  The story of the bridge and its people\n  {room.url('/bridge')}\n\n"
        f"  The story of the ferry and its people\n  {room.url('/ferry')}\n\n"
    )
    assert scraper("run", "--news").out == ""


def test_metrics_are_written_for_prometheus(scraper: Scraper, room: Newsroom, config: Path) -> None:
    room.remove("/ferry")
    scraper("run", "--metrics-file", "scraper.prom")
    text = (config.parent / "scraper.prom").read_text()
    samples = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert samples['scraper_last_run_pages{source="news",outcome="new"}'] == "1"
    assert samples['scraper_last_run_errors{source="news",kind="gone"}'] == "1"
    assert samples['scraper_source_articles{source="news"}'] == "1"
    assert samples["scraper_last_run_exit_code"] == "1"
    assert float(samples['scraper_source_last_success_timestamp_seconds{source="news"}']) > 1.7e9
    names = re.findall(r"^# TYPE (\w+) gauge$", text, re.MULTILINE)
    assert {key.partition("{")[0] for key in samples} == set(names)


def test_metrics_that_cannot_be_written_are_remarked_and_change_nothing(
    scraper: Scraper, config: Path
) -> None:
    said = scraper("run", "--metrics-file", "lost/scraper.prom")
    assert said.code == 0
    assert "lost/scraper.prom: metrics were not written: No such file or directory" in said.err


def test_a_monitor_is_told_of_runs_that_worked_and_of_no_others(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    room.put("/ping", "ok", host="127.0.0.1")
    monitor = room.url("/ping", "127.0.0.1")
    assert scraper("run", "--healthcheck-url", monitor).code == 0
    assert len(room.asked("/ping", "127.0.0.1")) == 1
    room.remove("/feed")
    assert scraper("run", "--healthcheck-url", monitor).code == 3
    assert len(room.asked("/ping", "127.0.0.1")) == 1


def test_a_monitor_that_does_not_answer_is_remarked_and_changes_nothing(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    missing = room.url("/nobody", "127.0.0.1")
    said = scraper("run", "--healthcheck-url", missing)
    assert said.code == 0
    assert f"healthcheck {missing}: answered 404" in said.err


def test_a_run_ends_in_time_and_the_next_one_does_the_rest(
    scraper: Scraper, room: Newsroom, config: Path
) -> None:
    published = datetime.now(UTC) - timedelta(hours=1)
    items = [Item(path=f"/{number}", published=published) for number in range(8)]
    for item in items:
        room.article(item.path, f"The story of house number {item.path[1:]}")
    room.feed("/feed", items)
    room.delay = 0.3
    said = scraper("run", "--max-time", "1s")
    room.delay = 0.0
    assert said.code == 0
    assert said.err.rstrip().endswith("stopped at --max-time")
    first = int(said.err.split()[1])
    assert 0 < first < 8
    assert f"scraper: {8 - first} new, " in scraper("run").err


def test_wrong_use_is_code_2_and_one_line(scraper: Scraper, tmp_path: Path) -> None:
    said = scraper("run")
    assert (said.code, said.out) == (2, "")
    assert "no such file; write one with `scraper add URL`" in said.err
    (tmp_path / "scraper.toml").write_text("")
    assert "names no [[source]]; add one with `scraper add URL`" in scraper("run").err
    (tmp_path / "scraper.toml").write_text("[run]\nlimt = 3\n")
    said = scraper("run")
    assert said.code == 2
    assert 'scraper.toml:2: run.limt: no such key; did you mean "limit"?' in said.err
    assert scraper("run", "--max-time", "soon").code == 2
    assert scraper("run", "--limit", "0").code == 2


def test_progress_bars_are_for_terminals_only(room: Newsroom, config: Path) -> None:
    room.delay = 0.3
    leader, follower = pty.openpty()
    program = [sys.executable, "-c", "from scraper.cli import main; main()"]
    run = subprocess.Popen(
        [*program, "run", str(config)],
        stderr=follower,
        stdout=subprocess.PIPE,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(follower)
    said = b""
    while select.select([leader], [], [], 30)[0]:
        try:
            piece = os.read(leader, 4096)
        except OSError:  # the other end was closed
            break
        said += piece
    out, _ = run.communicate(timeout=30)
    os.close(leader)
    assert (run.returncode, out) == (0, b"")
    assert "\x1b[" in said.decode()
    assert "━" in said.decode()
    assert said.decode().rstrip().endswith(" s")
