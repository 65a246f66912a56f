"""Any number of invented articles of realistic size and shape, the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from scraper.article import Article, Author, Block, Fact, Image, Link

SITES = [f"paper{number:02}.test" for number in range(40)]
START = datetime(2023, 1, 1, tzinfo=UTC)
_MADE = random.Random(7)
_SYLLABLES = "ka to mi ren sol var del qua tin bor est lan nor pel sti gra wen ol ix ham".split()
WORDS = sorted(
    {"".join(_MADE.choices(_SYLLABLES, k=_MADE.choice((1, 2, 2, 3, 3, 4)))) for _ in range(40_000)}
)
_MADE.shuffle(WORDS)
_ZIPF = list(accumulate(1 / (rank + 3) for rank in range(len(WORDS))))


def address(number: int) -> str:
    """Of the article with this number; its site is always the same."""
    return f"https://www.{SITES[number % len(SITES)]}/2024/{WORDS[number % 9973]}-{number}/"


def articles(start: int, stop: int) -> Iterator[Article]:
    """Articles number `start` to `stop`; about 750 words each, links among the earlier ones."""
    for number in range(start, stop):
        yield article(number)


def article(number: int) -> Article:
    """The article with this number."""
    dice = random.Random(number)

    def words(least: int, most: int) -> str:
        return " ".join(dice.choices(WORDS, cum_weights=_ZIPF, k=dice.randint(least, most)))

    def some(step: int) -> str:
        """An earlier article of the same site, often a recent one."""
        back = int(dice.paretovariate(0.7)) * len(SITES)
        return address(max(number - back * step, number % len(SITES)))

    site = number % len(SITES)
    body = []
    for paragraph in range(dice.randint(8, 20)):
        text = words(30, 75)
        html = None
        if paragraph % 3 == 1:
            first, second, rest = text.split(" ", 2)
            url = some(3) if dice.random() < 0.3 else f"https://far{dice.randint(0, 800)}.test/"
            html = f'{first} <a href="{url}">{second}</a> {rest}'
        body.append(Block(kind="paragraph", text=text, html=html))
        if paragraph % 5 == 4:
            body.append(Block(kind="heading", level=2, text=words(3, 7).capitalize()))
    boxed = dice.random() < 0.4
    return Article(
        url=address(number),
        canonical_url=address(number),
        site_name=f"Paper {site}",
        language=("en", "de", "fr", "es", "it")[site % 5],
        title=words(6, 11).capitalize(),
        subtitle=words(10, 20).capitalize() if dice.random() < 0.6 else None,
        description=words(15, 25),
        authors=tuple(
            Author(name=_name(site * 60 + dice.randint(0, 59)))
            for _ in range(dice.choice((1, 1, 2)))
        ),
        published=START + timedelta(minutes=7 * number, seconds=dice.randint(0, 400)),
        section=f"Section {dice.randint(0, 9)}",
        breadcrumbs=("Home", "News"),
        tags=tuple(
            dict.fromkeys(WORDS[int(dice.paretovariate(0.8)) % 6000].title() for _ in range(5))
        ),
        facts_heading="Key facts" if boxed else None,
        facts=tuple(
            Fact(label=WORDS[dice.randint(0, 300)].title(), text=words(12, 25))
            for _ in range(4 if boxed else 0)
        ),
        body=tuple(body),
        images=tuple(
            Image(
                url=f"https://www.{SITES[site]}/images/{number}-{place}.jpg",
                alt=words(3, 8),
                caption=words(6, 15),
                credit=_name(dice.randint(0, 500)),
                is_lead=place == 0,
            )
            for place in range(dice.randint(1, 3))
        ),
        related=tuple(
            Link(url=some(1), title=words(6, 11), group="Related" if place < 6 else "Most read")
            for place in range(10)
        ),
        reading_minutes=4,
        comment_count=dice.randint(0, 60),
        confidence=0.9,
        sources={"title": "json-ld", "published": "json-ld", "body": "page", "authors": "page"},
    )


def _name(number: int) -> str:
    return f"{WORDS[number].title()} {WORDS[number * 7 % 5003].title()}"
