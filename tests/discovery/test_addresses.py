"""One spelling for one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.discovery.addresses import MAX_LENGTH, clean, same_site
from scraper.spelling import spellings

BASE = "https://news.example/world/"


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("https://news.example/a", "https://news.example/a"),
        ("story.html", "https://news.example/world/story.html"),
        ("//other.example/a", "https://other.example/a"),
        ("../a/./b", "https://news.example/a/b"),
        ("HTTPS://News.Example:443/A", "https://news.example/A"),
        ("http://news.example:80", "http://news.example/"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("/a?utm_source=x&id=7&fbclid=y#part", "https://news.example/a?id=7"),
        ("/a?ref=home&source=9", "https://news.example/a?ref=home&source=9"),
        ("/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        (" /a b\n ", "https://news.example/a%20b"),
        ("/über?ort=köln", "https://news.example/%C3%BCber?ort=k%C3%B6ln"),
        ("/%C3%BCber?ort=k%C3%B6ln", "https://news.example/%C3%BCber?ort=k%C3%B6ln"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
        ("https://b%C3%BCcher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://bücher。example:443/a", "https://xn--bcher-kva.example/a"),
        ("https://XN--BCHER-KVA.example./a", "https://xn--bcher-kva.example/a"),
        ("https://faß.example/a", "https://xn--fa-hia.example/a"),
        ("https://news.example/%7Ejo/%41?q=%2D%5f", "https://news.example/~jo/A?q=-_"),
        ("https://news.example/a%2Cb%2f", "https://news.example/a%2Cb%2f"),  # reserved ones stay
        ("https://news.example/%%37E/%4%31", "https://news.example/%%37E/%4%31"),
        ("https://news.example/a/%2E%2e/b", "https://news.example/b"),
        ("https://news.example//a/../b", "https://news.example//b"),
        ("https://news.example/a?%75tm_source=x&id=7", "https://news.example/a?id=7"),
        ("https://news.example/a/../b", "https://news.example/b"),
        ("https://news.example/cms/./show?id=7", "https://news.example/cms/show?id=7"),
        ("https://news.example//archive/.a", "https://news.example//archive/.a"),
        ("/a.html;jsessionid=8F.live1?id=7", "https://news.example/a.html?id=7"),
        ("/a;v=2/b;JSESSIONID=8F/c", "https://news.example/a;v=2/b/c"),
        ("/a?id=7&amp;page=2&#038;b=3", "https://news.example/a?id=7&page=2&b=3"),
        ("/a?id=7&amp;amp;b=3", "https://news.example/a?id=7&b=3"),
        ("www.other.example/a", "https://www.other.example/a"),
        ("/a?PHPSESSID=8f&id=7", "https://news.example/a?id=7"),
        ("https://news.example./a", "https://news.example/a"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
    ],
)
def test_an_address_has_one_spelling(written: str, cleaned: str) -> None:
    assert clean(written, BASE) == cleaned


@pytest.mark.parametrize(
    "written",
    [
        "mailto:desk@news.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://news.example/a",
        "https://user:secret@news.example/",
        "https://[broken/",
        "https://../a",
        "https://`//https://..é:80[",
        "https://news%2Fexample/a",
        "https://news%3A80/a",
        "https://news.example:99999999/",
        "https://news.example/" + "a" * MAX_LENGTH,
    ],
)
def test_what_is_no_usable_address_is_left_out(written: str) -> None:
    assert clean(written, BASE) is None


_HARD = st.text(alphabet="%0123456789aAfF.。/:@#?&;ßüÜｎｅ~xn-", max_size=30)


@given(st.text(max_size=60) | st.tuples(_HARD, _HARD).map("https://{0[0]}/{0[1]}".format))
def test_cleaning_never_fails_and_is_done_once(text: str) -> None:
    cleaned = clean(text, BASE)
    if cleaned is not None:
        assert clean(cleaned) == cleaned


@given(st.lists(st.sampled_from(["%c3%bc", "%C3%BC", "%7e", "~", "ü", "a", "/", "?"])).map("".join))
def test_other_spellings_of_an_address_are_cleaned_to_one_of_them(path: str) -> None:
    cleaned = clean(f"https://bücher.example:81/{path}")
    assert cleaned is not None
    ways = spellings(cleaned)
    assert ways[0] == cleaned
    assert {clean(way) for way in ways} <= set(ways)


def test_www_is_the_same_site() -> None:
    assert same_site("https://www.news.example/a", "http://news.example/b")
    assert same_site("https://bücher.example/a", "https://xn--bcher-kva.example/b")
    assert not same_site("https://blog.news.example/a", "https://news.example/b")
