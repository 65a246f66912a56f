"""No page can make extraction fail, hang or change its mind, nor put code into a view."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from scraper.article import Article
from scraper.extractor import extract
from scraper.report.inspection import inspection
from scraper.views.inline import safe_url
from tests.extractor.pages import TEXT
from tests.hostile import CLAIMS, SHAPES

SITE = Path(__file__).parents[2] / "fixtures" / "site"
ADDRESSES = (None, "https://harbour.example/2026/03/01/ferry", "http://[half", "javascript:1", "")
INSERTIONS = (
    *(b"<", b">", b'"', b"'", b"\0", b"&#0;", b"&#xD800;", b"<!--", b"-->", b"</", b"]]>"),
    *(b"<table>", b"<svg>", b"<pre>", b"<template>", b"<noscript>", b"</div>", b"</article>"),
    *(b"<br>" * 50, b"<li>" * 50, b"<a href='javascript:alert(1)'>x</a>", b"\xff\xfe", b"\x80\x81"),
    *(b'<script type="application/ld+json">', b'{"@type":[[]]}', b"[" * 2000, b'{"a":' * 2000),
    *("\u202e\u200b\ufeff\u2028".encode(), "é".encode("cp1252"), "橋".encode("cp932")),
    *(b"<script>alert(1)</script>", b"<img src=x onerror=alert(1)>", b'<base href="http://[">'),
    *(b"<a href='http://a\xe2\x84\x80b.example/x'>", b"<img src='http://[x]y/a.png'>"),
    *(b'<meta charset="utf-16">', b"<time datetime='9999-99-99'>", b'<html lang="\xe9">'),
)
REPLACEMENTS = (
    *((b"</p>", b""), (b"class=", b""), (b'"@type"', b'"@graph"'), (b"http", b"ht\ntp")),
    *((b"2025", b"-1"), (b"2026", b"9" * 30), (b"<li>", b"<div>"), (b'"', b"'"), (b":", b"null")),
    *((b"<p>", b"<p><p><b>"), (b"h1", b"h7"), (b" ", b"\xc2\xa0"), (b">", b"> >")),
)
QUOTED = re.compile(rb'(?:(?<=[=:]")|(?<=: "))[^"<>]*(?=")')  # values of attributes, texts in JSON
NUMBER = re.compile(rb'(?<=":)\s*\d+(?=[,}\s])')
VALUES = (
    *(
        b"",
        b" ",
        b"/",
        b"//",
        b"#",
        b"?",
        b"http://",
        b"https://host",
        b"http://h:99999/",
        b"http://[",
    ),
    *(b"data:", b"mailto:", b"-1", b"1e999", b"9" * 400, b"2025-13-45", b"2025-06-04T10:00+99:00"),
    *(b"1x, ,", b"a.jpg 100w, ,", b"xx-yy", b"@", b"By ", b",", b"|", b"&amp;amp;", b"a" * 5000),
)
NUMBERS = (b"9" * 400, b"-1", b"1e308", b"null", b"true", b"[[]]", b"{}", b'""', b'{"@id": []}')


def pages() -> list[bytes]:
    """Every page of the demo sites."""
    return [path.read_bytes() for path in sorted(SITE.rglob("*.html"))]


def mutations(chance: random.Random, found: list[bytes], count: int) -> Iterator[bytes]:
    """`count` pages that a broken server, an editor's slip or an attacker could have made."""
    for _ in range(count):
        page = bytearray(chance.choice(found))
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            start = chance.randrange(len(page) + 1)
            end = min(len(page), start + chance.choice((1, 3, 30, 300, 3000)))
            match chance.randrange(10):
                case 0:
                    del page[start:end]
                case 1:
                    page[start:start] = page[start:end] * chance.choice((1, 2, 50))
                case 2:
                    page[start:end] = chance.randbytes(end - start)
                case 3:
                    page[start:start] = chance.choice(INSERTIONS)
                case 4:
                    page[start:end] = page[start:end].upper()
                case 5:
                    other = chance.choice(found)
                    cut = chance.randrange(len(other))
                    page[start:start] = other[cut : cut + 2000]
                case 6:
                    del page[start:]
                case 7:
                    page = replaced(QUOTED, VALUES, page, chance)
                case 8:
                    page = replaced(NUMBER, NUMBERS, page, chance)
                case _:
                    old, new = chance.choice(REPLACEMENTS)
                    page = page.replace(old, new)
            del page[1_000_000:]
        yield bytes(page)


def replaced(
    what: re.Pattern[bytes], values: tuple[bytes, ...], page: bytearray, chance: random.Random
) -> bytearray:
    """A page with some of what a pattern finds replaced."""
    share = chance.choice((0.01, 0.1, 0.5))
    return bytearray(
        what.sub(lambda m: chance.choice(values) if chance.random() < share else m[0], page)
    )


def check(page: bytes | str, address: str | None) -> Article:
    """Extract, twice, and look at everything that is made of the record."""
    article = extract(page, address, regions=True)
    assert extract(page, address, regions=True) == article
    assert Article.from_dict(article.to_dict()) == article
    assert 0 <= article.confidence <= 1
    article.to_markdown()
    article.to_schema_org()
    for html in (article.to_html(), inspection(article, address or "page.html")):
        view = LexborHTMLParser(html)
        assert view.css("script, iframe, object, form, svg, [onerror], [onclick]") == []
        for node in view.css("a[href], img[src]"):
            url = node.attributes.get("href") or node.attributes.get("src")
            assert safe_url(url) is not None
    return article


@pytest.mark.timeout(240)
def test_mutated_pages_are_extracted_all_the_same() -> None:
    chance = random.Random(20260301)
    for page in mutations(chance, pages(), 120):
        check(page, chance.choice(ADDRESSES))


@pytest.mark.soak
@pytest.mark.timeout(1800)  # five minutes on a quiet machine
def test_many_mutated_pages_are_extracted_all_the_same() -> None:
    chance = random.Random(20260302)
    for page in mutations(chance, pages(), 15_000):
        check(page, chance.choice(ADDRESSES))


@pytest.mark.timeout(240)
@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_shapes_are_extracted_in_bounded_time(shape: str) -> None:
    article = "<article><h1>A headline</h1><p>A first sentence about a ferry, long enough.</p>"
    for size in (300, 11_000):
        check(article + SHAPES[shape](size), "https://harbour.example/x")


@pytest.mark.timeout(240)
@pytest.mark.parametrize("claim", CLAIMS)
def test_pages_that_say_too_much_are_extracted_in_bounded_time(claim: str) -> None:
    article = check(CLAIMS[claim](20_000), "https://harbour.example/x")
    assert article.title is None or len(article.title) < 2_000


@pytest.mark.soak
@pytest.mark.parametrize("claim", CLAIMS)
def test_pages_that_say_far_too_much_are_extracted_in_bounded_time(claim: str) -> None:
    extract(CLAIMS[claim](1_000_000)[:20_000_000], "https://harbour.example/x")


@pytest.mark.soak
@pytest.mark.parametrize("shape", SHAPES)
def test_huge_hostile_shapes_are_extracted_in_bounded_time(shape: str) -> None:
    extract(SHAPES[shape](3_000_000)[:20_000_000], "https://harbour.example/x")


@given(st.one_of(st.binary(max_size=2000), st.text(max_size=1000)), st.sampled_from(ADDRESSES))
def test_any_bytes_and_any_text_are_extracted(page: bytes | str, address: str | None) -> None:
    check(page, address)


@pytest.mark.parametrize(
    "page",
    [b"", b"\0", b"<", b"\xff\xfe", "", " ", "\ud800", "<html>", "<p></p>", "<title></title>"],
)
def test_a_page_that_says_nothing_is_no_article(page: bytes | str) -> None:
    article = check(page, None)
    assert article.body == ()
    assert not article.is_article


@pytest.mark.parametrize("host", ["a\u2100b.example", "[broken", "broken]", "[::1"])
def test_hosts_that_cannot_be_are_left_out_wherever_a_page_names_them(host: str) -> None:
    bad = f"http://{host}/x"
    graph = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry stays",'
        f' "url": "{bad}", "image": "{bad}", "author": {{"name": "Ada Lund", "url": "{bad}"}}}}'
        "</script>"
    )
    head = f"<link rel=canonical href='{bad}'><meta property='og:image' content='{bad}.png'>{graph}"
    html = (
        f"<html><head><base href='{bad}'>{head}</head><body><nav class=breadcrumb><a href='{bad}'>"
        f"Ports</a></nav><h1>The ferry stays</h1><a rel=author href='{bad}'>By Ada Lund</a>"
        f"<p>{TEXT}</p><img src='{bad}.png'><p>{TEXT}</p><p>Tags: <a rel=tag href='{bad}'>ice</a> "
        f"<a rel=tag href='{bad}'>tide</a></p><h3>Related</h3><a href='{bad}'>The bishop on board"
        "</a></body></html>"
    )
    for url in (None, "https://www.example.org/a"):
        article = extract(html, url=url)
        assert article.title == "The ferry stays"
        assert host not in str((article.images, article.related, article.canonical_url))
