"""What changed in an article is shown word by word."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from harbour import NOW, looked_at, tidal

from scraper.article import Article, Block
from scraper.store import Store
from scraper.store.compare import compare, words

SCRAPER = Path(sys.executable).with_name("scraper")


def test_words_that_differ_are_told_from_words_that_stay() -> None:
    assert words("The rotor turned through every storm.", "The big rotor turned in a storm.") == (
        ("same", "The "),
        ("added", "big "),
        ("same", "rotor turned "),
        ("removed", "through every "),
        ("added", "in a "),
        ("same", "storm."),
    )
    assert words("海峡の水車", "海峡の風車") == (
        ("same", "海峡の"),
        ("removed", "水"),
        ("added", "風"),
        ("same", "車"),
    )


def test_no_character_is_lost_between_pieces() -> None:
    old, new = "AI と風 power 2,5 % of all", " AI と海 power 2,6 %  of all "
    pieces = words(old, new)
    assert "".join(text for kind, text in pieces if kind != "removed") == new
    removed = [text for kind, text in pieces if kind == "removed"]
    assert all(text in old for text in removed)


def test_texts_without_common_words_are_two_texts() -> None:
    assert words("One thing entirely", "Another matter altogether") == ()


def paragraphs(*texts: str) -> Article:
    return Article(body=tuple(Block(kind="paragraph", text=text) for text in texts))


def test_a_moved_in_paragraph_leaves_its_neighbours_alone() -> None:
    before = paragraphs("First comes this.", "Last comes that.")
    after = paragraphs("First comes this.", "Something new stands between.", "Last comes that.")
    (change,) = compare(before, after)
    assert (change.field, change.before) == ("body", "")
    assert change.after == "Something new stands between."
    (change,) = compare(after, before)
    assert (change.before, change.after) == ("Something new stands between.", "")


def test_equal_states_have_no_changes() -> None:
    assert compare(tidal(), tidal()) == []


def test_every_field_an_editor_changes_is_compared() -> None:
    before = tidal()
    after = msgspec.structs.replace(
        before,
        title="Tidal turbine passes its second winter",
        subtitle=None,
        authors=before.authors[:1],
        published=None,
        modified=NOW,
        section="Sea",
        tags=(*before.tags, "Sea"),
        facts_heading="Facts",
        facts=before.facts[:1],
        body=before.body[:2],
    )
    assert [change.field for change in compare(before, after)] == [
        "title",
        "subtitle",
        "authors",
        "published",
        "modified",
        "modified",
        "section",
        "section",
        "tags",
        "facts_heading",
        "facts",
        "body",
    ]
    (title,) = [change for change in compare(before, after) if change.field == "title"]
    assert (title.before, title.after) == (before.title, after.title)


@pytest.fixture
def database(path: Path) -> Path:
    first = tidal()
    second = msgspec.structs.replace(first, title="Tidal turbine passes its second winter")
    body = (first.body[0], Block(kind="paragraph", text="The rotor turned through every calm."))
    third = msgspec.structs.replace(second, body=body)
    with Store.open(path) as store:
        for hours, article in enumerate((first, second, third)):
            store.save(article, looked_at(article.url, NOW + timedelta(hours=hours)))
        still = Article(url="https://harbour.test/still", title="Still")
        store.save(still, looked_at(still.url))
    return path


def changes(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRAPER, "changes", "-d", str(database), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_changes_of_an_article_are_printed_oldest_first(database: Path) -> None:
    done = changes(database, str(tidal().url))
    assert done.stdout.splitlines() == [
        "Tidal turbine passes its second winter",
        "first seen 2026-03-01 12:00 UTC",
        "",
        "changed 2026-03-01 13:00 UTC",
        "  title: Tidal turbine passes its [-first-] {+second+} winter",
        "",
        "changed 2026-03-01 14:00 UTC",
        "  body: The rotor turned through every [-storm of the season.-]{+calm.+}",
        "  body: [-No blade was lost.-]",
    ]


def test_changed_headlines_of_all_articles_are_listed(database: Path) -> None:
    done = changes(database)
    assert done.stdout.splitlines() == [
        "2026-03-01 13:00 UTC  harbourpost.test",
        "  before  Tidal turbine passes its first winter",
        "  after   Tidal turbine passes its second winter",
        "  https://www.harbourpost.test/energy/tidal-turbine/",
    ]


def test_programs_get_one_change_a_line(database: Path) -> None:
    lines = changes(database, str(tidal().url), "--format", "ndjson").stdout.splitlines()
    assert [json.loads(line)["field"] for line in lines] == ["title", "body", "body"]
    assert json.loads(lines[0])["after"] == "Tidal turbine passes its second winter"
    (line,) = changes(database, "--format", "ndjson").stdout.splitlines()
    assert json.loads(line)["site"] == "harbourpost.test"


def test_an_article_that_never_changed_and_one_that_is_not_stored(database: Path) -> None:
    done = changes(database, "https://harbour.test/still")
    assert (done.returncode, done.stderr) == (0, "scraper: it was not seen to change\n")
    done = changes(database, "https://harbour.test/unheard-of")
    assert (done.returncode, done.stdout) == (3, "")
    assert "no stored article has this address" in done.stderr
