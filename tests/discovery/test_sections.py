"""Links to articles are told from all the other links of a home or section page."""

from __future__ import annotations

from scraper.discovery.reading import Reading
from scraper.discovery.sections import read_section

URL = "https://news.example/world/"


def read(body: str, url: str = URL) -> Reading:
    return read_section(body.encode(), {"content-type": "text/html; charset=utf-8"}, url)


def paths(body: str, url: str = URL) -> list[str]:
    return [entry.url.removeprefix("https://news.example") for entry in read(body, url).entries]


FRONT = """
<header class="site-header"><a href="/">The Lantern</a>
<nav><ul><li><a href="/world/">World news and more of it</a></li>
<li><a href="/sport/">Sport</a></li></ul></nav></header>
<main>
<article><a href="/2026/03/ferry-orders-six-boats"><img alt="" src="f.jpg"></a>
<h2><a href="/2026/03/ferry-orders-six-boats?utm_source=front">Ferry line orders six boats</a></h2>
<p>Six <a href="/tag/batteries">batteries</a> a boat.</p>
<a class="author" href="/authors/mara-quint">Mara Quint writes about ships</a>
<a href="/2026/03/ferry-orders-six-boats#comments">14 comments</a></article>
<article><h3><a href="/tide-clock">What a tide clock knows</a></h3></article>
<article><a href="/news/kelp-nursery-doubles-in-one-winter-48213"><div>
<h4>Kelp nursery doubles</h4></div></a></article>
<li><a href="https://elsewhere.example/a-long-story-about-it">Elsewhere: a long story</a></li>
<div class="pagination"><a href="/world/?page=2">Older posts</a></div>
</main>
<aside><a href="/newsletter/">Get the harbour letter every morning</a></aside>
<footer><a href="/about-the-people-behind-this">The people behind this newspaper</a>
<a href="/privacy">Privacy</a><a href="/report.pdf">Annual report as a long PDF</a></footer>
"""


def test_articles_of_a_front_page_in_page_order() -> None:
    assert paths(FRONT) == [
        "/2026/03/ferry-orders-six-boats",
        "/tide-clock",
        "/news/kelp-nursery-doubles-in-one-winter-48213",
    ]


def test_the_headline_is_kept_not_the_comment_count() -> None:
    first = next(iter(read(FRONT).entries))
    assert first.title == "Ferry line orders six boats"


def test_the_next_page_is_found_by_rel_or_by_its_word() -> None:
    assert [link.url for link in read(FRONT).further] == ["https://news.example/world/?page=2"]
    by_rel = '<link rel="next" href="/world/page/2/"><h2><a href="/a-b-c-d">A b c d</a></h2>'
    assert [link.url for link in read(by_rel).further] == ["https://news.example/world/page/2/"]
    assert read("<a href='/more-of-the-same'>More about the same old story</a>").further == ()


def test_more_of_an_article_is_not_the_next_page() -> None:
    page = "".join(
        f'<h2><a href="/2026/03/{name}">The story of the {name}</a></h2>'
        f'<p>Once upon a time <a href="/2026/03/{name}">{word}</a></p>'
        for name, word in (("ferry-and-quay", "More »"), ("old-mill-pond", "→"))
    )
    page = f'<a rel="next" href="/2026/03/ferry-and-quay">›</a>{page}'
    page += '<a href="/sport/">More</a><a href="/world/?page=2">Older posts</a>'
    assert paths(page) == ["/2026/03/ferry-and-quay", "/2026/03/old-mill-pond"]
    assert [link.url for link in read(page).further] == ["https://news.example/world/?page=2"]


def test_an_article_may_stand_below_a_topic() -> None:
    below = "/topics/economy/ferry-line-orders-boats"
    page = "".join(
        f'<h2><a href="{path}">Ferry line orders six boats</a></h2>'
        for path in (below, "/topics/ferry-lines-and-boats", "/category/ferry-lines/page-2/")
    )
    assert paths(page) == [below]


def test_a_bare_old_page_with_a_list_of_links() -> None:
    page = (
        "<html><body bgcolor=white><h1>The Mill Letter</h1><ul>"
        "<li><a href=barley-bread.html>Barley bread, as it was baked</a>"
        "<li><a href='signal-box-four.html'>Signal box four</a>"
        "<li><a href=index.html>Home</a><li><a href='mailto:me@news.example'>Write to me</a>"
        "</ul></body></html>"
    )
    assert paths(page) == ["/world/barley-bread.html", "/world/signal-box-four.html"]


def test_other_sites_the_page_itself_and_pages_above_are_left_out() -> None:
    page = (
        '<h2><a href="/world/">World news of the whole week</a></h2>'
        '<h2><a href="/">The Lantern and all its news</a></h2>'
        '<h2><a href="https://www.news.example/one-more-quiet-day">One more quiet day</a></h2>'
        '<h2><a href="https://other.example/one-more-quiet-day">One more quiet day</a></h2>'
    )
    assert paths(page) == ["https://www.news.example/one-more-quiet-day"]


def test_a_wrapper_around_the_whole_page_is_no_menu_whatever_its_class_says() -> None:
    links = "".join(
        f'<h3><a href="/quiet-day-{n}-at-the-lock">A quiet day at the lock {n}</a></h3>'
        for n in range(6)
    )
    assert len(paths(f'<div class="off-canvas menu">{links}</div>')) == 6
    other = "".join(f"<a href=/x{n}>x</a>" for n in range(30))
    assert paths(f'<div class="mega menu">{links}</div>{other}') == []


def test_a_base_element_decides_where_links_lead() -> None:
    page = '<base href="/archive/"><h2><a href="quiet-day-at-the-lock">A quiet day</a></h2>'
    assert paths(page) == ["/archive/quiet-day-at-the-lock"]


def test_a_page_without_links_gives_nothing() -> None:
    reading = read("")
    assert (list(reading.entries), reading.further) == ([], ())
