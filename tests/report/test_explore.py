"""The pages of `scraper explore`, in a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from docs import build
from scraper.article import Article, Block
from scraper.report.explore.charts import Bar, bars, coloured, columns
from scraper.stages import UrlRecord
from scraper.store import Store

SCRAPER = Path(sys.executable).with_name("scraper")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
expect.set_options(timeout=15_000)  # milliseconds; the machine may be busy


# What root does in spite of permissions, other users do not.
WITHOUT_RIGHTS = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []


@contextmanager
def no_rights(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


@contextmanager
def serving(database: Path, before: Sequence[str] = ()) -> Iterator[str]:
    command = [*before, SCRAPER, "explore", "-d", str(database), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        match = re.match(r"(http://127\.0\.0\.1:\d+)/  \(Ctrl-C ends it\)", line)
        assert match is not None, line
        yield match[1]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("explore") / "articles.db"
    build.fill(path)
    with serving(path) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def failed(request: Request, problems: list[str]) -> None:
    if request.failure != "net::ERR_ABORTED":  # the page was left while it loaded
        problems.append(request.url)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: failed(request, problems))
    yield page
    context.close()
    assert problems == []


def test_the_dashboard_draws_its_charts_with_data(site: str, page: Page) -> None:
    page.goto(site)
    expect(page.locator(".numbers li").first).to_have_text(re.compile(r"37\s*articles"))
    over_time = page.locator("figure.wide")
    expect(over_time.locator("figcaption")).to_have_text("Articles a month, by site")
    assert over_time.locator("rect").count() >= 20
    tallest = max(
        float(rect.get_attribute("height") or 0) for rect in over_time.locator("rect").all()
    )
    assert tallest > 50
    expect(over_time.locator("li")).to_have_text(
        ["lanterntribune.localhost", "meridian.localhost", "talpost.localhost"]
    )
    titles = page.locator("figcaption").all_inner_texts()
    assert titles[1:] == [
        "Sections",
        "Key facts per article, of those with a box",
        "Most linked articles",
        "Authors with most articles",
        "What fails",
        "Sites that texts link to",
    ]
    linked = page.locator("figure.bars", has_text="Most linked articles").locator("tr").first
    expect(linked).to_have_text(re.compile(r"Kelp Nursery Doubles in One Winter\s*30"))
    bar = linked.locator(".bar span").bounding_box()
    assert bar is not None
    assert bar["width"] > 100


def test_charts_lead_to_the_rows_they_count(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("link", name="Science").click()
    expect(page.locator("h3").first).to_have_text(re.compile(r"5 rows\s+where section = .Science."))
    page.goto(site)
    page.get_by_role("link", name="Kelp Nursery Doubles in One Winter").click()
    expect(page.locator("td.col-title")).to_have_text("Kelp Nursery Doubles in One Winter")


def test_search_finds_from_the_first_page(site: str, page: Page) -> None:
    page.goto(site)
    page.get_by_role("searchbox").fill("telescopes")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("td.col-title")).to_have_text(["A Library That Lends Telescopes"])


def test_a_search_takes_whatever_is_typed(site: str, page: Page) -> None:
    page.goto(site + "/articles/v_articles?_search=telescopes+-%22")
    expect(page.locator("td.col-title")).to_have_text(["A Library That Lends Telescopes"])
    page.goto(site + "/articles/articles?_search=***")
    expect(page.locator(".content")).to_contain_text("nothing to search for")
    page.goto(site + "/articles/v_articles?_search=")
    expect(page.locator("h3").first).to_have_text(re.compile("37 rows"))


def test_search_finds_in_scripts_without_spaces(tmp_path: Path, browser: Browser) -> None:
    path = tmp_path / "articles.db"
    body = (Block(kind="paragraph", text="海峡の水車が初めての冬を越えた。"),)
    article = Article(url="https://minato.test/shio/", title="潮の力で灯る町", body=body)
    looked_at = UrlRecord(url=str(article.url), state="ok", last_fetch=build.START)
    with Store.open(path) as store:
        store.save(article, looked_at)
    with serving(path) as address:
        page = browser.new_page()
        page.goto(address + "/articles/v_articles?_search=%E6%B5%B7%E5%B3%A1%E3%81%AE")
        expect(page.locator("td.col-title")).to_have_text(["潮の力で灯る町"])
        page.close()


def test_a_record_is_read_from_top_to_bottom(site: str, page: Page) -> None:
    page.goto(site + "/articles/articles/3")
    rows = page.locator("table.record tr")
    expect(rows.first).to_have_text(re.compile(r"id\s*3"))
    names = page.locator("table.record th").all_inner_texts()
    assert names[:3] == ["id", "url", "site"]  # canonical_url is empty
    assert names[-1] == "text"


@pytest.mark.parametrize("path", ["v_articles", "articles/3", "search?words=water", "v_daily", ""])
def test_no_page_is_wider_than_a_phone(site: str, page: Page, path: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/articles/{path}".rstrip("/"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_address_that_is_not_there_prints_nothing_to_the_terminal(tmp_path: Path) -> None:
    script = (
        "import asyncio, sys; from pathlib import Path; "
        "from scraper.report.explore import application; "
        "client = application(Path(sys.argv[1])).client; "
        "print(asyncio.run(client.get('/articles/nothing')).status_code)"
    )
    database = tmp_path / "articles.db"
    Store.open(database).close()
    done = subprocess.run(
        [sys.executable, "-c", script, database], capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("404\n", "")


def test_a_facet_narrows(site: str, page: Page) -> None:
    page.goto(site + "/articles/v_articles")
    expect(page.locator("h3").first).to_have_text(re.compile("37 rows"))
    page.locator(".facet-info", has_text="language").get_by_role("link", name="de").click()
    expect(page.locator("h3").first).to_have_text(re.compile(r"8 rows\s+where language = .de."))
    assert set(page.locator("td.col-language").all_inner_texts()) == {"de"}


def test_a_question_with_a_parameter_answers(site: str, page: Page) -> None:
    page.goto(site + "/articles/articles-by-author")
    expect(page.locator("h1")).to_have_text("What did an author write?")
    page.get_by_label("author").fill("Tobias Renn")
    page.get_by_role("button", name="Run SQL").click()
    expect(page.locator("td.col-title")).to_have_count(3)
    page.get_by_role("link", name="An example").click()
    expect(page.locator("td.col-title").first).to_have_text("The company that rents out silence")


def test_tables_and_columns_are_explained(site: str, page: Page) -> None:
    page.goto(site + "/articles/facts")
    expect(page.locator(".metadata-description")).to_have_text("items of the key-facts boxes")
    described = page.locator("dl.column-descriptions")
    expect(described).to_be_hidden()
    page.get_by_text("What the columns mean").click()
    expect(described).to_be_visible()
    expect(described).to_contain_text("in the box, from 0")


def test_a_narrow_screen_shows_the_charts_below_each_other(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(site)
    left = {round(figure.bounding_box()["x"]) for figure in page.locator("figure").all()}
    assert len(left) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_nothing_can_be_written(site: str) -> None:
    for sql in ("delete+from+articles", "insert+into+tags+(name)+values+('x')"):
        request = urllib.request.Request(f"{site}/articles.json?sql={sql}")
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=10)
        assert caught.value.code == 400


def test_a_database_that_may_not_be_written_shows_what_runs_add(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    path = folder / "articles.db"
    Store.open(path).close()
    question = "select+count(*)+as+n+from+articles"
    with no_rights(folder), serving(path, WITHOUT_RIGHTS) as address:
        for count in range(3):
            with urllib.request.urlopen(f"{address}/articles.json?sql={question}") as answer:
                assert json.load(answer)["rows"] == [[count]]
            folder.chmod(0o755)
            with Store.open(path) as store:
                url = f"https://harbour.test/{count}"
                now = datetime(2026, 3, 2, 12, count, tzinfo=UTC)
                store.save(Article(url=url), UrlRecord(url=url, state="ok", last_fetch=now))
            folder.chmod(0o555)


def test_a_database_that_is_replaced_or_gone_is_served_on(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("articles.db", "restored.db")]
    for count, path in enumerate(paths, 1):
        with Store.open(path) as store:
            for number in range(count):
                url = f"https://harbour.test/{number}"
                now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
                store.save(Article(url=url), UrlRecord(url=url, state="ok", last_fetch=now))
    question = "select+count(*)+as+n+from+articles"
    counts = []
    with serving(paths[0]) as address:
        for then in (lambda: paths[1].rename(paths[0]), paths[0].unlink, lambda: None):
            with urllib.request.urlopen(f"{address}/articles.json?sql={question}") as answer:
                counts.append(json.load(answer)["rows"][0][0])
            then()
    assert counts == [1, 2, 2]


def test_an_empty_database_shows_empty_charts(tmp_path: Path, browser: Browser) -> None:
    path = tmp_path / "empty.db"
    Store.open(path).close()
    with serving(path) as address:
        page = browser.new_page()
        page.goto(address)
        expect(page.locator("figure.empty")).to_have_count(7)
        page.close()


@pytest.mark.parametrize("content", [None, b"not a database" * 100], ids=["missing", "text"])
def test_a_file_that_is_no_database_gives_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "articles.db"
    if content is not None:
        path.write_bytes(content)
    done = subprocess.run(
        [SCRAPER, "explore", "-d", str(path)], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_gives_one_line(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    Store.open(path).close()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = subprocess.run(
            [SCRAPER, "explore", "-d", str(path), "--port", str(taken.getsockname()[1])],
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, "NO_COLOR": "1"},
        )
    assert done.returncode == 2
    assert re.fullmatch(
        r"scraper: port \d+: Address already in use; name another with --port\n", done.stderr
    )


def test_what_a_page_says_is_text_in_a_chart() -> None:
    hostile = '<script>alert(1)</script>"'
    drawn = bars("T", [Bar(label=hostile, value=1, href="/x?" + hostile)], "articles")
    drawn += columns("T", [hostile], {hostile: [1], "b": [2]})
    assert "<script" not in drawn
    assert drawn.count("&lt;script&gt;") == 7


def test_columns_are_stacked_and_scaled() -> None:
    drawn = columns("T", ["a", "b"], {"one": [1, 3], "two": [2, 0]})
    heights = [float(height) for height in re.findall(r'<rect .*? height="([\d.]+)"', drawn)]
    assert heights == [60.0, 180.0, 120.0]
    assert [name for name, _ in coloured({key: [1] for key in "abcdefghi"})] == list("abcdefghi")


def test_a_database_may_have_any_name(tmp_path: Path) -> None:
    database = tmp_path / "press & städte?100%41#1.db"
    build.fill(database)
    with (
        serving(database) as address,
        urllib.request.urlopen(f"{address}/articles/articles.json?_size=1") as answer,
    ):
        assert answer.status == 200
    assert not (tmp_path / "press & städte").exists()
