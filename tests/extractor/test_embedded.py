"""JSON-LD inside other scripts: as an object, as a string, in the pieces that React sends."""

from __future__ import annotations

import json

import pytest

from scraper.extractor import embedded
from tests.extractor.pages import page

NODE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": 'The "northern" ferry stays through winter',
    "datePublished": "2025-06-04T09:12:45Z",
}
TEXT = json.dumps(NODE)
ROW = '1a:["$","script",null,{"type":"application/ld+json","__html":' + json.dumps(TEXT) + "}]"
PIECES = [json.dumps([1, piece]) for piece in (ROW[:60], ROW[60:])]


@pytest.mark.parametrize(
    "script",
    [
        f"var a = document.createElement('script'); a.text = JSON.stringify({TEXT}); add(a)",
        json.dumps({"props": {"page": {"schema": TEXT}}}),
        json.dumps({"props": {"page": {"schema": NODE}}}),
        f"self.__next_f.push({json.dumps([1, TEXT], separators=(',', ':'))})",
    ],
)
def test_json_ld_is_found_in_another_script(script: str) -> None:
    assert [json.loads(text) for text in embedded.read([script])] == [NODE]


def test_pieces_that_are_sent_apart_are_one_text() -> None:
    scripts = [f"self.__next_f.push({piece})" for piece in PIECES]
    assert [json.loads(text) for text in embedded.read(scripts)] == [NODE]


def test_what_is_cut_off_or_of_another_vocabulary_is_not_read() -> None:
    assert embedded.read([f"let a = {TEXT[:-9]}", TEXT.replace("schema.org", "example.org")]) == []


def test_objects_that_never_end_are_tried_a_few_times_only() -> None:
    assert embedded.read(["schema.org " + '{"@type":' * 200_000]) == []


def test_a_page_without_json_ld_of_its_own_is_described_by_its_other_scripts() -> None:
    made = page("<h1>Ferry</h1>", f"<script>let data = {TEXT}</script>")
    assert made.graph.article == NODE
    made = page("<h1>Ferry</h1>", f"<meta name='script:ld+json' content='{TEXT}'>")
    assert made.graph.article == NODE


def test_json_ld_of_the_page_s_own_goes_before_its_other_scripts() -> None:
    own = '{"@type": "Article", "headline": "Ferry"}'
    made = page(
        "<h1>Ferry</h1>",
        f"<script type='application/ld+json'>{own}</script><script>let data = {TEXT}</script>",
    )
    assert made.graph.article == json.loads(own)
