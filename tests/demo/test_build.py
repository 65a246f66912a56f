"""The demo site on disk is what its sources say, and varied enough to show the product."""

from __future__ import annotations

from collections import Counter

import pytest

from fixtures.build import THEMES, build, built_files, pictures
from fixtures.source import FOLDER, Piece, Site, read_site

SITES = [read_site(name) for name in THEMES]
PIECES = [piece for site in SITES for piece in site.pieces]


def test_the_built_site_is_up_to_date() -> None:
    on_disk = {str(path.relative_to(FOLDER)): path for path in built_files()}
    texts = build()
    assert sorted(on_disk) == sorted([*texts, *pictures()])
    stale = [name for name, data in texts.items() if on_disk[name].read_bytes() != data]
    assert not stale, "run `python -m fixtures.build`"


def test_the_sites_hold_many_articles_in_several_languages() -> None:
    assert len(PIECES) == 36
    assert Counter(piece.language for piece in PIECES) == {"en": 23, "de": 8, "fr": 3, "es": 2}
    words = sorted(sum(len(block.text.split()) for block in piece.body) for piece in PIECES)
    assert words[0] >= 150
    assert words[-1] <= 600


def test_the_articles_show_what_pages_can_hold() -> None:
    kinds = {block.kind for piece in PIECES for block in piece.body}
    assert kinds == {"heading", "paragraph", "list_item", "quote", "code", "table", "figure"}
    assert any(not piece.authors for piece in PIECES)
    assert any(len(piece.authors) == 2 for piece in PIECES)
    assert any(not piece.facts for piece in PIECES)
    assert any(piece.modified for piece in PIECES)
    assert sum(len(piece.comments) for piece in PIECES) > 20


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_related_articles_exist_and_are_not_the_article_itself(site: Site) -> None:
    slugs = {piece.slug for piece in site.pieces}
    for piece in site.pieces:
        assert set(piece.related) <= slugs - {piece.slug}, piece.slug


def test_every_paragraph_stands_in_one_article_only() -> None:
    def paragraphs(piece: Piece) -> set[str]:
        return {block.text for block in piece.body}

    shared = Counter(text for piece in PIECES for text in paragraphs(piece))
    assert [text for text, count in shared.items() if count > 1] == []
