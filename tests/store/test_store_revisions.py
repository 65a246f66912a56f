"""Earlier states of a changed article are kept and can be read again."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from harbour import NOW, looked_at, tidal

from scraper.article import Article, Block
from scraper.store import Store, revisions

HOUR = timedelta(hours=1)


def test_every_state_of_a_changed_article_can_be_read_again(store: Store) -> None:
    first = tidal()
    second = msgspec.structs.replace(first, title="Turbine survives first winter")
    third = msgspec.structs.replace(second, body=second.body[:2], modified=NOW)
    for hours, article in enumerate((first, first, second, third)):
        store.save(article, looked_at(article.url, NOW + hours * HOUR))
    states = store.history(str(first.url))
    assert [state.article for state in states] == [first, second, third]
    assert [(s.number, s.seen_from, s.seen_until) for s in states] == [
        (1, NOW, NOW + 2 * HOUR),
        (2, NOW + 2 * HOUR, NOW + 3 * HOUR),
        (3, NOW + 3 * HOUR, None),
    ]


def test_an_article_that_never_changed_has_one_state(store: Store) -> None:
    store.save(tidal(), looked_at(tidal().url))
    (state,) = store.history(str(tidal().url))
    assert (state.number, state.seen_from, state.seen_until) == (1, NOW, None)
    assert store.history("https://harbour.test/unheard-of") == []


def test_what_is_no_change_of_content_leaves_no_state_behind(store: Store) -> None:
    store.save(tidal(), looked_at(tidal().url))
    store.save(msgspec.structs.replace(tidal(), comment_count=9), looked_at(tidal().url))
    assert len(store.history(str(tidal().url))) == 1


def test_changed_headlines_are_listed_for_analysts(store: Store) -> None:
    first = tidal()
    second = msgspec.structs.replace(first, body=first.body[:1])
    third = msgspec.structs.replace(second, title="Turbine survives")
    for hours, article in enumerate((first, second, third)):
        store.save(article, looked_at(article.url, NOW + hours * HOUR))
    assert list(store.rows("SELECT url, changed, before, after FROM v_headlines")) == [
        {
            "url": first.url,
            "changed": "2026-03-01T14:00:00Z",
            "before": "Tidal turbine passes its first winter",
            "after": "Turbine survives",
        }
    ]


def test_a_headline_is_compared_with_the_next_state_that_is_known(store: Store) -> None:
    url = "https://harbour.test/ticker"
    titles = ["Live", *["Live: day one"] * (revisions.KEEP + 20), None, "The end"]
    with store.batch():
        for number, title in enumerate(titles):
            body = (Block(kind="paragraph", text=f"Update {number}"),)
            store.save(
                Article(url=url, title=title, body=body), looked_at(url, NOW + number * HOUR)
            )
    rows = store.rows("SELECT before, after FROM v_headlines ORDER BY changed")
    assert [tuple(row.values()) for row in rows] == [
        ("Live", "Live: day one"),
        ("Live: day one", None),
        (None, "The end"),
    ]


def test_a_live_ticker_keeps_its_first_state_and_the_latest(store: Store) -> None:
    url = "https://harbour.test/ticker"
    total = revisions.KEEP + 20
    with store.batch():
        for number in range(total):
            body = (Block(kind="paragraph", text=f"Update {number}"),)
            article = Article(url=url, title="Live", body=body)
            store.save(article, looked_at(url, NOW + number * HOUR))
    states = store.history(url)
    assert len(states) == revisions.KEEP + 1
    assert states[0].article.text == "Update 0"
    assert [s.article.text for s in states[-2:]] == [f"Update {total - 2}", f"Update {total - 1}"]
    assert states[1].article.text == "Update 20"


def test_earlier_states_are_small(store: Store) -> None:
    store.save(tidal(), looked_at(tidal().url))
    store.save(msgspec.structs.replace(tidal(), title="Else"), looked_at(tidal().url))
    (row,) = store.rows("SELECT length(record) AS size FROM revisions")
    assert row["size"] < len(tidal().to_json()) / 2
