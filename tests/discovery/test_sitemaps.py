"""Sitemaps and indexes, gzipped, broken or hostile, become entries and further sitemaps."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, date, datetime
from urllib.parse import quote

import pytest

from scraper.discovery.reading import Entry, Further, NotASitemap, Reading
from scraper.discovery.sitemaps import MAX_ADDRESSES, MAX_BYTES, read_sitemap

URL = "https://news.example/sitemap.xml"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def read(body: str | bytes) -> Reading:
    content = body.encode() if isinstance(body, str) else body
    return read_sitemap(content, {"content-type": "application/xml"}, URL)


def urls(body: str | bytes) -> list[str]:
    return [entry.url for entry in read(body).entries]


def urlset(count: int) -> str:
    rows = "".join(
        f"<url><loc>https://news.example/{n}</loc><lastmod>2026-03-02</lastmod></url>"
        for n in range(count)
    )
    return f'<?xml version="1.0"?><urlset {XMLNS}>{rows}</urlset>'


def test_a_sitemap_gives_addresses_and_their_last_change() -> None:
    reading = read(
        f"<?xml version='1.0'?><urlset {XMLNS}><url><loc> https://news.example/a </loc>"
        "<lastmod>2026-03-02T10:00:00+01:00</lastmod></url>"
        "<url><loc>https://news.example/b</loc></url><url><lastmod>2026-01-01</lastmod></url>"
        "</urlset>"
    )
    assert list(reading.entries) == [
        Entry(url="https://news.example/a", modified=datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        Entry(url="https://news.example/b"),
    ]
    assert not reading.is_news


def test_a_news_sitemap_gives_headline_date_and_language() -> None:
    reading = read(
        f'<urlset {XMLNS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
        "<url><loc>https://news.example/a</loc><news:news><news:publication>"
        "<news:name>The Lantern</news:name><news:language>nb</news:language></news:publication>"
        "<news:publication_date>2026-03-02</news:publication_date>"
        "<news:title>Tide &amp; time</news:title></news:news>"
        "<image:image xmlns:image='x'><image:loc>https://news.example/a.jpg</image:loc>"
        "<image:title>Boats</image:title></image:image></url></urlset>"
    )
    assert reading.is_news
    assert list(reading.entries) == [
        Entry(
            url="https://news.example/a",
            title="Tide & time",
            published=date(2026, 3, 2),
            language="no",
        )
    ]


def test_an_index_leads_to_its_sitemaps() -> None:
    reading = read(
        f"<sitemapindex {XMLNS}><sitemap><loc>https://news.example/1.xml.gz</loc>"
        "<lastmod>2026-03-02</lastmod></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>"
    )
    assert list(reading.entries) == []
    assert reading.further == (
        Further(url="https://news.example/1.xml.gz", modified=date(2026, 3, 2)),
        Further(url="https://news.example/2.xml"),
    )


def test_gzip_is_unpacked_also_when_its_end_is_missing() -> None:
    packed = gzip.compress(urlset(3000).encode())
    assert len(urls(packed)) == 3000
    assert 0 < len(urls(packed[: len(packed) // 2])) < 3000


def test_plain_lists_and_feeds_are_sitemaps_too() -> None:
    assert urls("https://news.example/a\nhttps://news.example/b\n") == [
        "https://news.example/a",
        "https://news.example/b",
    ]
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>'
        "<item><link>https://news.example/c</link></item></channel></rss>"
    )
    assert urls(feed) == ["https://news.example/c"]


def test_several_gzip_files_in_a_row_are_one() -> None:
    whole = urlset(3000).encode()
    packed = gzip.compress(whole[:5000]) + gzip.compress(whole[5000:])
    assert len(urls(packed)) == len(urls(packed + b"\0" * 512)) == 3000


@pytest.mark.parametrize("encoding", ["gb2312", "shift_jis", "utf-16", "utf8", "koi8-r"])
def test_a_sitemap_may_be_written_in_any_encoding(encoding: str) -> None:
    letter = "д" if encoding == "koi8-r" else "中"
    body = (
        f'<?xml version="1.0" encoding="{encoding}"?><urlset {XMLNS}>'
        f"<url><loc>https://news.example/{letter}</loc></url>"
        "<url><loc>https://news.example/b</loc></url></urlset>"
    )
    assert urls(body.encode(encoding)) == [
        f"https://news.example/{quote(letter)}",
        "https://news.example/b",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "no-such-thing", "utf-8"])
def test_a_declaration_that_names_the_wrong_encoding_costs_nothing(encoding: str) -> None:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    for written in ("utf-8", "latin-1"):
        body = f"{declaration}<urlset><url><loc>https://news.example/café</loc></url></urlset>"
        assert urls(body.encode(written)) == ["https://news.example/caf%C3%A9"]


def test_elements_may_have_a_prefix_and_comments_may_stand_before_them() -> None:
    body = (
        f"<?xml version='1.0'?><!-- Not a <sitemapindex>. {'x' * 5000} -->"
        '<ns0:urlset xmlns:ns0="http://www.sitemaps.org/schemas/sitemap/0.9"><ns0:url>'
        "<ns0:loc>https://news.example/a</ns0:loc></ns0:url></ns0:urlset>"
    )
    assert urls(body) == ["https://news.example/a"]


def test_images_and_videos_before_the_address_are_not_taken_for_the_article() -> None:
    body = (
        "<urlset xmlns:image='i' xmlns:video='v'><url><image:image>"
        "<image:loc>https://news.example/a.jpg</image:loc><image:title>Boats</image:title>"
        "</image:image><video:video><video:publication_date>2010-01-01</video:publication_date>"
        "</video:video><loc>https://news.example/a</loc></url></urlset>"
    )
    assert list(read(body).entries) == [Entry(url="https://news.example/a")]


@pytest.mark.parametrize(
    ("records", "is_news"),
    [
        ("<url><loc>https://news.example/a</loc></url>", False),
        ("<url><loc>https://news.example/a</loc><n:news><n:title>A</n:title></n:news></url>", True),
        ("", True),  # no news today
    ],
)
def test_a_sitemap_of_news_uses_the_vocabulary_that_it_names(records: str, is_news: bool) -> None:
    vocabulary = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    assert read(f"<urlset {XMLNS} {vocabulary}>{records}</urlset>").is_news == is_news


def test_an_address_that_is_too_long_is_left_out_not_cut_off() -> None:
    assert urls(f"<urlset><url><loc>https://news.example/{'a' * 2100}</loc></url></urlset>") == []


def test_broken_xml_is_read_as_far_as_possible() -> None:
    assert urls(
        f"<urlset {XMLNS}><url><loc>https://news.example/a?x=1&y=2</loc></url>"
        "<url><loc>https://news.example/b</loc></url><url><loc>https://news.ex"
    ) == ["https://news.example/a?x=1&y=2", "https://news.example/b"]


def test_a_headline_with_what_is_no_character_does_not_lose_its_article() -> None:
    news = "<news:news><news:title>Tides &#55357;&#56832;&#0;\x0b</news:title></news:news>"
    body = f"<urlset><url><loc>https://news.example/a</loc>{news}</url></urlset>"
    body = body.replace("<urlset>", '<urlset xmlns:news="n">')
    (entry,) = read_sitemap(body.encode(), {}, "https://news.example/sitemap.xml").entries
    assert (entry.url, entry.title) == ("https://news.example/a", "Tides \U0001f600")


@pytest.mark.parametrize(
    "text", ["<html><body>Not found</body></html>", "<!-- never ended <!-- <urlset></urlset>"]
)
def test_another_document_is_refused(text: str) -> None:
    with pytest.raises(NotASitemap, match="neither <urlset> nor <sitemapindex>"):
        read(text)


def test_the_number_of_addresses_is_bounded() -> None:
    assert len(urls(gzip.compress(urlset(MAX_ADDRESSES + 10).encode()))) == MAX_ADDRESSES


def test_a_gzip_bomb_is_read_up_to_a_limit_and_never_held_whole() -> None:
    start = f"<urlset {XMLNS}><url><loc>https://news.example/a</loc></url>".encode()
    bomb = gzip.compress(start + b" " * (MAX_BYTES * 3))
    tracemalloc.start()
    found = urls(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == ["https://news.example/a"]
    assert peak < 5_000_000


def test_entities_are_not_expanded() -> None:
    assert urls(
        '<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">]>'
        f"<urlset {XMLNS}><url><loc>https://news.example/&a;&f;</loc></url></urlset>"
    ) == ["https://news.example/&a;&f;"]
