"""Authors under several spellings are proposed as one person, and never merged."""

from __future__ import annotations

import pytest
from harbour import looked_at

from scraper.article import Article, Author
from scraper.store import Store
from scraper.store.people import compare


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Mairi Élan", "MAIRI ELAN"),
        ("Élan, Mairi", "Mairi Élan"),
        ("Jean-Luc Bernard", "Jean Luc Bernard"),
        ("J. Smith", "John Smith"),
        ("John R. Smith", "John Robert Smith"),
        ("John Smith", "John Robert Smith"),
        ("Lina Johnson Mercilli", "Lina Johnson Marcelli"),
        ("Katharina Meyer", "Katharina Meier"),
    ],
)
def test_spellings_of_one_name_are_recognised(one: str, two: str) -> None:
    assert compare(one, None, two, None) is not None
    assert compare(two, None, one, None) is not None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ann Lee", "Anne Lee"),
        ("John Smith", "Jane Smith"),
        ("John Smith", "John Smythe-Jones"),
        ("Robert Smith", "John Robert Smith"),
        ("Smith", "John Smith"),
        ("Maria Silva", "Mario Salvi"),
        ("...", "---"),
    ],
)
def test_names_of_several_people_stay_apart(one: str, two: str) -> None:
    assert compare(one, None, two, None) is None


def keep(store: Store, *authors: tuple[str, Author]) -> None:
    for number, (site, author) in enumerate(authors):
        article = Article(url=f"https://{site}/{author.name}/{number}", authors=(author,))
        store.save(article, looked_at(article.url))
    store.compare_new()


def proposals(store: Store) -> list[tuple[str, ...]]:
    rows = store.rows(
        "SELECT a.name AS one, b.name AS two, reason FROM same_author "
        "JOIN authors AS a ON a.id = author_id JOIN authors AS b ON b.id = other_id ORDER BY 1, 2"
    )
    return [tuple(row.values()) for row in rows]


def test_proposals_are_written_and_nobody_is_merged(store: Store) -> None:
    keep(
        store,
        ("a.test", Author(name="John Smith")),
        ("b.test", Author(name="John Smith")),
        ("b.test", Author(name="Jon Smith")),
        ("a.test", Author(name="J. Smith")),
        ("a.test", Author(name="Editor", url="https://a.test/john")),
        ("a.test", Author(name="Johnny", url="https://a.test/john")),
    )
    assert proposals(store) == [
        ("Editor", "Johnny", "same profile page"),
        ("John Smith", "J. Smith", "one gives initials or leaves out a name"),
        ("John Smith", "John Smith", "same name on another site"),
    ]
    assert [row["n"] for row in store.rows("SELECT count(*) AS n FROM authors")] == [6]


def test_new_authors_are_compared_with_those_known_before(store: Store) -> None:
    keep(store, ("a.test", Author(name="Katharina Meyer")))
    assert proposals(store) == []
    keep(store, ("a.test", Author(name="Katharina Meier")))
    assert proposals(store) == [("Katharina Meyer", "Katharina Meier", "a few letters differ")]
    assert list(store.rows("SELECT * FROM same_author_queue")) == []
