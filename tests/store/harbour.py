"""Records and addresses of an invented newspaper, to write to databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

from scraper.article import Article, Author, Block, Fact, Image, Link
from scraper.stages import Lesson, UrlRecord

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def tidal(url: str = "https://www.harbourpost.test/energy/tidal-turbine/") -> Article:
    """A record with every field set."""
    return Article(
        url=url,
        canonical_url=url,
        site_name="Harbour Post",
        language="en",
        title="Tidal turbine passes its first winter",
        subtitle="Divers found less wear than the builders had feared",
        description="A first winter under water for the strait's turbine.",
        authors=(
            Author(
                name="Mairi Élan",
                url="https://www.harbourpost.test/author/mairi/",
                bio="Mairi Élan covers the coast.",
                links=("https://social.test/@mairi",),
            ),
            Author(name="Piotr Nowak"),
        ),
        published=datetime(2026, 2, 27, 8, 30, tzinfo=UTC),
        modified=date(2026, 2, 28),
        section="Energy",
        breadcrumbs=("Home", "Energy"),
        tags=("Tides", "Engineering"),
        facts_heading="Fast Facts",
        facts=(
            Fact(label="Output", text="The turbine fed 1.2 megawatts into the grid."),
            Fact(text="Repairs are planned for May."),
        ),
        facts_position=1,
        body=(
            Block(kind="heading", level=2, text="A quiet machine"),
            Block(
                kind="paragraph",
                text="The rotor turned through every storm of the season.",
                html='The rotor turned through <a href="https://weather.test/">every storm</a> '
                "of the season.",
            ),
            Block(kind="list_item", level=1, text="No blade was lost."),
        ),
        images=(
            Image(
                url="https://www.harbourpost.test/rotor.jpg",
                alt="A rotor",
                caption="The rotor before it was lowered",
                credit="Ada Berg",
                is_lead=True,
            ),
        ),
        related=(
            Link(
                url="https://www.harbourpost.test/energy/wave-farm/",
                title="Wave farm waits for a permit",
                group="Related Posts",
                section="Energy",
                published=date(2026, 1, 5),
            ),
            Link(url="https://www.harbourpost.test/town/ferry/", title="Ferry", group="previous"),
        ),
        reading_minutes=3,
        comment_count=0,
        confidence=0.93,
        sources={"title": "json-ld", "published": "meta"},
        notes=("the page names two dates",),
    )


def looked_at(url: str | None, at: datetime = NOW) -> UrlRecord:
    """The state of an address after a good fetch."""
    assert url is not None
    return UrlRecord(url=url, state="ok", source="harbour", last_fetch=at)


def lesson(number: int, size: int = 4) -> Lesson:
    """What an article's page may teach; `size`: number of its fingerprints of each kind."""
    marks = bytes([number % 256]) * 4 * size
    return Lesson(page=number, headline=number, layout=7, marks=marks, said=marks, containers=b"")


def harbour_week() -> list[Article]:
    """A few articles that lead to each other, one in Japanese; what the stored databases hold."""
    wave, ferry = tidal().related
    return [
        tidal(),
        Article(
            url=wave.url,
            site_name="Harbour Post",
            language="en",
            title=wave.title,
            authors=(Author(name="Piotr Nowak"),),
            published=date(2026, 1, 5),
            section="Energy",
            tags=("Engineering",),
            body=(Block(kind="paragraph", text="The permit has lain in a drawer for years."),),
            related=(Link(url=str(tidal().url), title=str(tidal().title), group="next"),),
            confidence=0.9,
        ),
        Article(
            url=ferry.url,
            site_name="Harbour Post",
            language="en",
            title="Ferry gets a battery",
            body=(Block(kind="paragraph", text="Crossing without a sound, but for the gulls."),),
            confidence=0.8,
        ),
        Article(
            url="https://minato.test/shio/",
            site_name="港新聞",
            language="ja",
            title="潮の力で灯る町",
            body=(Block(kind="paragraph", text="海峡の水車が初めての冬を越えた。"),),
            confidence=0.8,
        ),
    ]
