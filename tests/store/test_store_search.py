"""Words as people type them find the articles that hold them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from harbour import looked_at, tidal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper.article import Article, Author, Block
from scraper.errors import InputError
from scraper.store import Selection, Store, search
from scraper.store.search import parse


def story(name: str, title: str, text: str = "", **more: object) -> Article:
    body = tuple(Block(kind="paragraph", text=line) for line in text.splitlines())
    return Article(url=f"https://harbour.test/{name}", title=title, body=body, **more)


@pytest.fixture
def stories(store: Store) -> Store:
    for article in (
        story("solar", "Solar roofs", "Panels on every roof.", published=date(2026, 1, 10)),
        story(
            "wind",
            "Wind at sea",
            "Rotors and, far below, solar cables.",
            published=date(2026, 2, 10),
            tags=("Wind",),
            language="en",
            authors=(Author(name="Mairi Élan"),),
        ),
        story("lunar", "Lunar tides", "The moon pulls. Solar tides are weaker."),
        msgspec.structs.replace(
            story("naive", "Café naïveté", "Die Straße nach Köln"), language="de"
        ),
    ):
        store.save(article, looked_at(article.url))
    return store


def found(store: Store, words: str, **selection: object) -> list[str]:
    hits = store.search(words, Selection(**selection))
    return [hit.url.rpartition("/")[2] for hit in hits]


def test_all_words_must_occur_and_the_headline_counts_most(stories: Store) -> None:
    assert found(stories, "solar")[0] == "solar"
    assert sorted(found(stories, "solar")) == ["lunar", "solar", "wind"]
    assert found(stories, "solar rotors") == ["wind"]
    assert found(stories, "rotors moon") == []


def test_phrases_prefixes_alternatives_and_exclusions(stories: Store) -> None:
    assert found(stories, '"solar tides"') == ["lunar"]
    assert found(stories, '"tides solar"') == []
    assert sorted(found(stories, "panel* OR moon")) == ["lunar", "solar"]
    assert sorted(found(stories, "solar -moon")) == ["solar", "wind"]
    assert found(stories, 'solar -"every roof" -moon') == ["wind"]


def test_accents_and_case_do_not_matter(stories: Store) -> None:
    assert found(stories, "CAFE naivete") == ["naive"]
    assert found(stories, "koln") == ["naive"]
    assert found(stories, "élan") == found(stories, "elan") == ["wind"]


def test_searches_are_narrowed_by_date_site_author_tag_and_language(stories: Store) -> None:
    assert found(stories, "solar", since=date(2026, 2, 1)) == ["wind"]
    assert found(stories, "solar", until=date(2026, 1, 10)) == ["solar"]
    assert found(stories, "solar", site="WWW.harbour.test", tag="wind") == ["wind"]
    assert found(stories, "solar", author="mairi élan") == ["wind"]
    assert found(stories, "solar", author="MAIRI ELAN") == ["wind"]
    assert found(stories, "solar", author="mairi") == []
    assert found(stories, "solar", language="en") == ["wind"]
    assert found(stories, "solar", language="EN-gb") == ["wind"]
    assert found(stories, "solar", language="eng") == ["wind"]
    assert found(stories, "solar", language="English") == []
    assert found(stories, "solar", site="elsewhere.test") == []


def test_hits_show_the_words_around_the_match(store: Store) -> None:
    store.save(tidal(), looked_at(tidal().url))
    (hit,) = store.search("storm", marks=("<<", ">>"))
    assert "through every <<storm>> of the season" in hit.snippet
    assert (hit.site, hit.authors) == ("harbourpost.test", "Mairi Élan, Piotr Nowak")
    assert hit.published == "2026-02-27T08:30:00Z"
    (hit,) = store.search("megawatts")
    assert hit.snippet.startswith("Output: The turbine fed 1.2 [megawatts]")


def test_a_search_for_nothing_is_refused() -> None:
    for words in ("", "   ", "***", '""', "-moon", "OR", "!? ..."):
        with pytest.raises(InputError, match="nothing to search for"):
            parse(words)


def test_query_syntax_of_the_index_is_taken_as_text(stories: Store) -> None:
    for words in ("title:solar", "solar AND", "NEAR(solar roof)", "(solar", 'solar"', "^solar"):
        stories.search(words)
    assert found(stories, "NOT solar") == []


@pytest.fixture
def towns(store: Store) -> Store:
    for article in (
        story("tokyo", "東京の潮", "海峡の水車が初めての冬を越えた。"),
        story("kyoto", "京都の冬", "水車は修理中だ。 AIと風 power"),
        story("seoul", "서울의 바람", "풍력 발전소가 문을 열었다."),
        story("bangkok", "พลังงานลม", "กังหันลมตัวใหม่"),
        story("latin", "Power of wind", "Nothing else."),
    ):
        store.save(article, looked_at(article.url))
    return store


def test_words_of_scripts_without_spaces_are_found_anywhere(towns: Store) -> None:
    assert found(towns, "東京") == ["tokyo"]
    assert found(towns, "京都") == ["kyoto"]
    assert sorted(found(towns, "水車")) == ["kyoto", "tokyo"]
    assert found(towns, "初めての冬") == ["tokyo"]
    assert sorted(found(towns, "冬")) == ["kyoto", "tokyo"]
    assert found(towns, "風力") == []
    assert found(towns, "발전소") == ["seoul"]
    assert found(towns, "서울") == ["seoul"]
    assert found(towns, "กังหัน") == ["bangkok"]


def test_a_match_in_the_headline_counts_more_also_without_spaces(towns: Store) -> None:
    assert found(towns, "冬") == ["kyoto", "tokyo"]


def test_words_at_the_very_end_of_a_text_are_found(towns: Store) -> None:
    assert found(towns, "潮") == ["tokyo"]
    assert found(towns, "の潮") == ["tokyo"]
    assert sorted(found(towns, "の冬")) == ["kyoto", "tokyo"]


def test_scripts_with_and_without_spaces_are_searched_together(towns: Store) -> None:
    assert found(towns, "水車 power") == ["kyoto"]
    assert found(towns, "水車 -power") == ["tokyo"]
    assert sorted(found(towns, "東京 OR 京都")) == ["kyoto", "tokyo"]
    assert found(towns, "東京 京都") == []
    assert found(towns, "水車", site="elsewhere.test") == []


def test_snippets_without_spaces_mark_the_match(towns: Store) -> None:
    (hit,) = towns.search("初めて", marks=("<", ">"))
    assert hit.snippet == "海峡の水車が<初めて>の冬を越えた。"


def test_a_changed_text_without_spaces_is_found_by_its_new_words(towns: Store) -> None:
    towns.save(story("tokyo", "東京の風", "風車が回る。"), looked_at("https://harbour.test/tokyo"))
    assert found(towns, "風車") == ["tokyo"]
    assert found(towns, "水車") == ["kyoto"]
    towns.save(story("tokyo", "Tokyo", "Latin now."), looked_at("https://harbour.test/tokyo"))
    assert found(towns, "風車") == []
    assert found(towns, "latin") == ["tokyo"]


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40) | st.text(alphabet='"*-()^: ORANDNOTa', max_size=20))
def test_no_input_breaks_the_query(stories: Store, words: str) -> None:
    try:
        parse(words)
    except InputError:
        return
    if "\0" in words:  # cannot be typed
        return
    stories.search(words)


def test_of_very_many_articles_the_latest_stored_are_weighed(
    stories: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "RANKED", 2)
    hits = stories.search("solar", limit=2)
    assert sorted(hit.url.rpartition("/")[2] for hit in hits) == ["lunar", "wind"]
    assert len(stories.search("solar", limit=5)) == 3
    hits = stories.search("solar", Selection(until=date(2026, 1, 31)), limit=1)
    assert [hit.url.rpartition("/")[2] for hit in hits] == ["solar"]
