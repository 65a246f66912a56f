"""The inspection report shows every block and the record, and does nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.article import Article, Author, Fact, Region
from scraper.extractor import extract
from scraper.extractor.roles import ROLES
from scraper.report.inspection import HUES, inspection

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
).split()
ATTACK = "<script>window.harmed = 1</script><img src='http://127.0.0.1:9/x' onerror='harmed=1'>"
PAGE = f"""<!doctype html><html lang="en"><head><title>The ferry {ATTACK}</title></head><body>
<nav><a href="/">Home</a> <a href="/travel">Travel</a></nav>
<article class='post"><script>window.harmed = 1</script>'>
<h1>The ferry sails again after forty years</h1>
<p>The white ferry left the northern quay at eight in the morning, and half of the town stood at
the water to watch it, as their grandparents had done.</p>
<p>Nobody had expected the engine to start at the first attempt, said the engineer, who had spent
three winters on it. &lt;script&gt;window.harmed = 1&lt;/script&gt;</p>
</article><footer>Copyright of the harbour</footer></body></html>"""


def hostile_article() -> Article:
    return Article(
        url="javascript:alert(1)",
        title=ATTACK,
        authors=(Author(name=ATTACK, url="javascript:alert(1)", bio="</pre>" + ATTACK),),
        facts=(Fact(text=ATTACK, label='"'),),
        notes=("</aside>" + ATTACK,),
        sources={"title": "</style>" + ATTACK},
        regions=(
            Region(role="body", text=ATTACK, path=f"main > {ATTACK}", confidence=0.9),
            Region(role=f"</style>{ATTACK}", text="new role", path="p.", confidence=0.1),
        ),
    )


def test_every_role_has_a_colour() -> None:
    assert set(HUES) == set(ROLES)


def test_blocks_and_record_are_shown_in_order() -> None:
    article = extract(PAGE, "https://harbour.example/ferry", regions=True)
    page = LexborHTMLParser(inspection(article, "https://harbour.example/ferry"))
    blocks = page.css(".block")
    assert [b.css_first(".text").text() for b in blocks] == [r.text for r in article.regions]
    roles = [r.role.replace("_", " ") for r in article.regions]
    assert [b.css_first(".role").text() for b in blocks] == roles
    counted = {
        label.css_first("span").text(): int(label.css_first("b").text())
        for label in page.css(".legend label:not(.only)")
    }
    assert counted == Counter(roles)
    assert "The ferry sails again after forty years" in [r.text for r in article.regions]
    assert article.title
    assert page.css_first("h1").text() == article.title
    assert article.title in page.css_first("aside dl").text()


@pytest.mark.parametrize("article", [hostile_article(), extract(PAGE, regions=True), Article()])
def test_what_the_page_says_is_data(article: Article) -> None:
    page = LexborHTMLParser(inspection(article, "java<script>"))
    assert page.css("script, img, iframe, object, link, form, a") == []
    assert len(page.css("style")) == 1
    for node in page.css("*"):
        assert not [name for name in node.attributes if name.startswith("on")]
    policy = page.css_first("meta[http-equiv]").attributes["content"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_uncertain_blocks_long_texts_and_deep_paths_are_marked() -> None:
    deep = " > ".join(["div"] * 30 + ["h2.entry"])
    article = Article(
        regions=(
            Region(role="body", text="x" * 9000, path="p", confidence=0.59),
            Region(role="promo", text="Subscribe", path=deep, confidence=0.61),
        )
    )
    first, second = LexborHTMLParser(inspection(article, "page.html")).css(".block")
    assert first.attributes["class"] == "block body unsure"
    assert first.css_first(".text").text().endswith(" … (9,000 characters)")
    assert second.attributes["class"] == "block promo heading"
    assert second.css_first(".tip").text() == "2 · promo · 61%… > " + "div > " * 6 + "h2.entry"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("scraper"), "inspect", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_blocks_that_the_memory_of_the_site_moved_are_marked() -> None:
    with_memory, alone = (
        Article(title="Ferry", regions=(Region(role=role, text="Join us.", path="p"),))
        for role in ("promo", "body")
    )
    report = inspection(with_memory, "page.html", alone)
    assert "1 blocks (↷) have another role" in report
    assert "promo ↷" in report
    assert "body without what is known of the site" in report
    assert "↷" not in inspection(alone, "page.html", alone)


def test_command_writes_the_report_and_prints_its_path(tmp_path: Path) -> None:
    saved, report = tmp_path / "page.html", tmp_path / "report.html"
    saved.write_text(PAGE)
    done = run(str(saved), "--output", str(report))
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{report}\n", "")
    assert "half of the town" in report.read_text()
    done = run("-", "--url", "https://harbour.example/ferry", stdin=PAGE)
    written = Path(done.stdout.strip())
    try:
        assert "https://harbour.example/ferry" in written.read_text()
    finally:
        written.unlink()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["missing.html"], 3, "scraper: missing.html: no such file\n"),
        (["-", "--url", "x"], 3, 'scraper: --url x: is not an address; write it as "https://'),
        (["-", "-o", "/nowhere/at/all.html"], 2, "scraper: /nowhere/at/all.html: cannot be writ"),
    ],
)
def test_wrong_input_is_told_in_one_line(arguments: list[str], code: int, message: str) -> None:
    done = run(*arguments, stdin=PAGE)
    assert done.returncode == code
    assert done.stdout == ""
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.mark.timeout(120)
def test_in_a_browser_roles_switch_and_nothing_runs_or_loads(
    browser: Browser, tmp_path: Path
) -> None:
    report = tmp_path / "report.html"
    regions = (
        Region(role="title", text="The ferry", path="main > h1.entry", confidence=0.9),
        Region(role="body", text="It sails.", path="main > article.post > p", confidence=0.8),
        Region(role="body", text="It sails on.", path="main > article.post > p", confidence=0.3),
    )
    report.write_text(inspection(Article(title="The ferry", regions=regions), "ferry.html"))
    hostile = tmp_path / "hostile.html"
    hostile.write_text(inspection(hostile_article(), ATTACK))
    page = browser.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(hostile.as_uri())
    assert page.evaluate("typeof window.harmed") == "undefined"
    assert page.locator(".block").count() == 2
    page.goto(report.as_uri())
    assert page.evaluate("typeof window.harmed") == "undefined"
    body = page.locator(".block.body")
    assert body.count() == 2
    assert body.first.is_visible()
    page.uncheck("#show-body")
    assert not body.first.is_visible()
    assert page.locator(".block.title").is_visible()
    page.check("#show-body")
    tip = body.first.locator(".tip")
    assert not tip.is_visible()
    body.first.hover()
    assert tip.is_visible()
    assert "article.post" in tip.inner_text()
    page.check("#only-unsure")
    assert [block.is_visible() for block in page.locator(".block").all()] == [False, False, True]
    assert requests == [hostile.as_uri(), report.as_uri()]
    assert errors == []
    page.close()
