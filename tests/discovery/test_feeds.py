"""Feeds of every kind, as sites really write them, become entries."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from scraper.discovery.feeds import MAX_ENTRIES, read_feed, timestamp
from scraper.discovery.reading import Entry, NotAFeed, Reading

URL = "https://news.example/feed"


def read(body: str | bytes, content_type: str = "application/xml") -> Reading:
    content = body.encode() if isinstance(body, str) else body
    return read_feed(content, {"content-type": content_type}, URL)


def entries(body: str | bytes, content_type: str = "application/xml") -> list[Entry]:
    return list(read(body, content_type).entries)


def test_rss_2_gives_address_headline_and_date_in_utc() -> None:
    found = entries(
        '<rss version="2.0"><channel><title>News</title><item><title>Tide &amp; time</title>'
        "<link>https://news.example/tide?utm_source=rss&amp;id=4#top</link>"
        "<pubDate>Mon, 02 Mar 2026 12:00:00 +0200</pubDate></item></channel></rss>"
    )
    assert found == [
        Entry(
            url="https://news.example/tide?id=4",
            title="Tide & time",
            published=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
        )
    ]


def test_rss_2_without_link_takes_a_guid_that_is_an_address_and_no_other() -> None:
    found = entries(
        '<rss version="2.0"><channel><title>x</title>'
        "<item><title>a</title><guid>https://news.example/a</guid></item>"
        '<item><title>b</title><guid isPermaLink="false">4711</guid></item></channel></rss>'
    )
    assert [entry.url for entry in found] == ["https://news.example/a"]


def test_rss_2_with_an_identifier_and_no_link_names_no_article() -> None:
    assert (
        entries('<rss version="2.0"><channel><item><guid>4711</guid></item></channel></rss>') == []
    )


def test_of_several_links_the_first_to_a_page_counts() -> None:
    (entry,) = entries(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="self" href="/self"/>'
        '<link rel="alternate" type="application/json" href="/a.json"/><link href="/a"/>'
        '<link rel="alternate" type="text/html" hreflang="fr" href="/fr/a"/></entry></feed>'
    )
    assert entry.url == "https://news.example/a"
    (entry,) = entries(
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><item>'
        '<link>/a</link><atom:link href="https://other.example/a"/></item></channel></rss>'
    )
    assert entry.url == "https://news.example/a"


def test_the_address_behind_a_counting_one_is_taken() -> None:
    (entry,) = entries(
        '<rss version="2.0" xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>'
        "<link>https://counting.example/~r/4711</link>"
        "<f:origLink>https://news.example/a</f:origLink></item></channel></rss>"
    )
    assert entry.url == "https://news.example/a"


def test_rss_0_91_and_rss_1_are_read() -> None:
    old = (
        '<?xml version="1.0"?><rss version="0.91"><channel><title>x</title>'
        "<item><title>a</title><link>/a</link></item></channel></rss>"
    )
    rdf = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://news.example/"><title>x</title></channel>'
        '<item rdf:about="https://news.example/b"><title>b</title>'
        "<link>https://news.example/b</link><dc:date>2026-03-02T10:00:00Z</dc:date></item>"
        "</rdf:RDF>"
    )
    assert [entry.url for entry in entries(old)] == ["https://news.example/a"]
    (entry,) = entries(rdf)
    assert entry.published == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def test_atom_tells_publication_from_change() -> None:
    found = entries(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>'
        '<entry><title>a</title><link rel="alternate" href="/a"/><id>tag:a</id>'
        "<published>2026-03-01T08:00:00Z</published><updated>2026-03-02T09:00:00Z</updated></entry>"
        '<entry><title>b</title><link href="/b"/><id>tag:b</id>'
        "<updated>2026-03-01T08:00:00Z</updated></entry></feed>"
    )
    changed, plain = found
    assert changed.published == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
    assert changed.modified == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert (plain.published, plain.modified) == (datetime(2026, 3, 1, 8, 0, tzinfo=UTC), None)


def test_json_feed_is_read() -> None:
    reading = read(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "x", '
        '"hubs": [{"type": "WebSub", "url": "https://hub.example/"}], '
        '"next_url": "https://news.example/feed?page=2", "items": ['
        '{"id": "1", "url": "/a", "title": "A  b", "language": "deu", '
        '"date_published": "2026-03-02T12:00:00+02:00"}, '
        '{"id": "https://news.example/b"}, {"id": "3"}, "nonsense", {"id": 5, "url": 6}]}',
        "application/feed+json",
    )
    assert list(reading.entries) == [
        Entry(
            url="https://news.example/a",
            title="A b",
            published=datetime(2026, 3, 2, 10, 0, tzinfo=UTC),
            language="de",
        ),
        Entry(url="https://news.example/b"),
    ]
    assert reading.hub == "https://hub.example/"
    assert [link.url for link in reading.further] == ["https://news.example/feed?page=2"]


def test_a_websub_hub_and_the_next_page_are_noted() -> None:
    reading = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>'
        '<link rel="hub" href="https://hub.example/"/><link rel="next" href="?page=2"/>'
        '<entry><title>a</title><link href="/a"/></entry></feed>'
    )
    assert reading.hub == "https://hub.example/"
    assert [link.url for link in reading.further] == ["https://news.example/feed?page=2"]


def test_broken_xml_is_read_as_far_as_possible() -> None:
    found = entries(
        '<rss version="2.0"><channel><title>R&D &nbsp; news</title>'
        "<item><title>One & two</title><link>https://news.example/one</link></item>"
        "<item><title>Three</title><link>https://news.example/three</link>"
    )
    assert [entry.url for entry in found] == [
        "https://news.example/one",
        "https://news.example/three",
    ]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tides &#55357;&#56832; rise", "Tides \U0001f600 rise"),  # an emoji in two halves
        ("Tides &#xD83D;&#xDE00; rise", "Tides \U0001f600 rise"),
        ("Tides&#1114112;&#xFFFFFFFFFF;&#0;&#55357; rise", "Tides rise"),
        ("Tides &#8217; rise", "Tides ’ rise"),
    ],
)
def test_a_headline_with_what_is_no_character_does_not_lose_the_feed(
    written: str, title: str
) -> None:
    item = f"<item><link>https://news.example/a</link><title>{written}</title></item>"
    feed = f'<rss version="2.0"><channel>{item}</channel></rss>'
    assert [entry.title for entry in read(feed).entries] == [title]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<![CDATA[<b>Ferry</b> &amp; co]]>", "Ferry & co"),
        ("&lt;b&gt;Ferry&lt;/b&gt; &amp;amp; co", "Ferry & co"),
        ("Tide &amp;#8217;n&amp;#8217; time", "Tide ’n’ time"),
        ("Tide &amp;amp;amp; time", "Tide & time"),
        ("New pier&lt;br /&gt;opens", "New pier opens"),
        ("Tides 1 &lt; 2 and 3 &gt; 2", "Tides 1 < 2 and 3 > 2"),
        ("&lt;img src=/x.png&gt;", None),
    ],
)
def test_a_headline_is_plain_text_whatever_it_was_written_as(
    written: str, title: str | None
) -> None:
    item = f"<item><link>https://news.example/a</link><title>{written}</title></item>"
    assert [entry.title for entry in entries(f'<rss version="2.0">{item}</rss>')] == [title]
    json_feed = '{"items": [{"url": "/a", "title": "<i>Ferry</i> &amp; co"}]}'
    assert [entry.title for entry in entries(json_feed)] == ["Ferry & co"]


@pytest.mark.parametrize("content_type", ["application/gzip", "text/xml; charset=utf-8", ""])
def test_a_feed_that_is_a_gzip_file_is_read(content_type: str) -> None:
    item = "<item><title>Brücke</title><link>https://news.example/a</link></item>"
    for feed in (
        f'<rss version="2.0"><channel>{item}</channel></rss>',
        '{"items": [{"url": "https://news.example/a", "title": "Brücke"}]}',
    ):
        (entry,) = entries(gzip.compress(feed.encode()), content_type)
        assert (entry.url, entry.title) == ("https://news.example/a", "Brücke")


def test_a_wrong_charset_does_not_lose_the_entries() -> None:
    body = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>'
        "<item><title>Brücke</title><link>https://news.example/a</link></item></channel></rss>"
    ).encode("latin-1")
    (entry,) = entries(body)
    assert (entry.url, entry.title) == ("https://news.example/a", "Brücke")


def test_a_feed_that_only_claims_to_be_utf_16_is_read() -> None:
    body = (
        '<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><item>'
        "<title>Brücke</title><link>https://news.example/a</link></item></channel></rss>"
    )
    for written in ("utf-8", "utf-16"):
        (entry,) = entries(body.encode(written))
        assert (entry.url, entry.title) == ("https://news.example/a", "Brücke")


def test_a_json_feed_with_bytes_that_are_no_utf_8_is_read() -> None:
    (entry,) = entries('{"items": [{"url": "/a", "title": "Brücke"}]}'.encode("latin-1"))
    assert (entry.url, entry.title) == ("https://news.example/a", "Brücke")


@pytest.mark.parametrize(
    ("written", "code"), [("fil", "tl"), ("nb-NO", "no"), ("zh_Hant", "zh"), ("German", None)]
)
def test_a_language_has_one_code(written: str, code: str | None) -> None:
    (entry,) = entries(f'{{"items": [{{"url": "/a", "language": "{written}"}}]}}')
    assert entry.language == code


def test_entities_that_multiply_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{levels}]><rss version="2.0">'
        "<channel><title>x</title><item><title>&l9;</title>"
        "<link>https://news.example/a</link></item></channel></rss>"
    )
    assert all(len(entry.title or "") <= 500 for entry in entries(bomb))


def test_files_of_this_machine_are_not_read_into_a_headline() -> None:
    attack = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
        '<rss version="2.0"><channel><title>x</title><item><title>[&f;]</title>'
        "<link>https://news.example/a</link></item></channel></rss>"
    )
    name = Path("/etc/hostname").read_text().strip()
    assert not name or all(name not in (entry.title or "") for entry in entries(attack))


def test_a_feed_is_read_up_to_a_limit() -> None:
    items = "".join(f"<item><link>/{n}</link></item>" for n in range(MAX_ENTRIES + 5))
    feed = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    assert len(entries(feed)) == MAX_ENTRIES


@pytest.mark.parametrize(
    "body",
    ["", "hello", "<html><body><p>Not found</p></body></html>", '{"a": 1}', "{broken", "[" * 9999],
)
def test_what_is_no_feed_is_refused(body: str) -> None:
    with pytest.raises(NotAFeed):
        read(body, "text/html")


def test_timestamps() -> None:
    assert timestamp("2026-03-02") == date(2026, 3, 2)
    assert timestamp("2026-03-02T10:00") == datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    assert timestamp(" 2026-03-02T10:00:00.25Z ") == datetime(
        2026, 3, 2, 10, 0, 0, 250000, tzinfo=UTC
    )
    two = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    for written in (
        "Mon, 02 Mar 2026 11:00:00 CET",
        "Mon,02 Mar 2026 12:00:00 +0200",
        "Mon, 2 Mar 26 10:00 GMT",
        "lundi 2 mars 2026 10:00",
        "2026-03-02 10:00:00 UTC",
        "1772445600",
    ):
        assert timestamp(written) == two
    for unset in ("0001-01-01T00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT", "9999-12-31"):
        assert timestamp(unset) is None
    assert timestamp("Wed, 30 Nov -0001 00:00:00 +0000") is None
    assert timestamp("yesterday") is None
    assert timestamp("0001-01-01T00:00:00+23:00") is None
    assert timestamp(None) is None
