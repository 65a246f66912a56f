"""What repeats across a site's articles goes; what an article says itself stays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from scraper import Article, extract
from scraper.demo.server import fixtures
from scraper.extractor import containers, extract_and_learn, sitememory
from scraper.extractor.roles import ROLE, ROLES
from scraper.extractor.sitememory import SiteMemory
from scraper.stages import Lesson
from scraper.store import lessons

SITE = fixtures() / "site" / "lanterntribune.localhost"
RECORDS = sorted((fixtures() / "expected" / "tribune").glob("*.json"))
SEED = Path(__file__).parents[3] / "shared" / "seed"
PROMOTION = (
    "<h2>Keep the lamps burning</h2><p>Our members pay for every report that you read here.</p>"
    "<p>LampV1</p>"
)
SUBJECTS = "ferry quarry orchard lighthouse viaduct brewery kiln tannery mill observatory".split()


def told(subject: str, number: int) -> list[str]:
    """Paragraphs of an article that no other article has."""
    return [
        f"<p>The {subject} at Norrin Point was sold on Tuesday for {number} thousand crowns, after "
        f"eleven years in which nobody had wanted to take the {subject} over from the parish.</p>",
        f"<p>Its new owners, two sisters from Aldmoor, told the council that the {subject} would "
        f"open again before the winter, with {number} places and a workshop for apprentices.</p>",
        f"<p>Neighbours of the {subject} had feared that it would be torn down for a car park, and "
        f"had collected {number * 7} signatures against it over the summer.</p>",
    ]


def page(subject: str, text: str, opening: str = '<div class="story-text">') -> str:
    headline = f"Sisters buy the {subject} at Norrin Point"
    return (
        f"<html><head><title>{headline}</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>{headline}</h1><p class='byline'>By Maud Esterhazy</p>{opening}{text}</div>"
        f"</main><footer>© The Norrin Lamp</footer></body></html>"
    )


def pages(layout: str, subjects: Sequence[str] = SUBJECTS) -> dict[str, str]:
    """Articles of a site, laid out as `layout` says: {0}, {1}, {2} are own paragraphs."""
    return {
        subject: page(subject, layout.format(*told(subject, 20 + number), number=20 + number))
        for number, subject in enumerate(subjects)
    }


def lesson_of(html: str | bytes, url: str | None = None) -> Lesson:
    _, lesson = extract_and_learn(html, url)
    assert lesson is not None
    return lesson


def memory_of(site: dict[str, str]) -> SiteMemory:
    return sitememory.remember([lesson_of(html) for html in site.values()])


def texts(article: Article) -> list[str]:
    return [block.text for block in article.body]


def demo_page(record: dict[str, str]) -> bytes:
    return (SITE / record["url"].rstrip("/").rpartition("/")[2] / "index.html").read_bytes()


def test_after_three_articles_of_the_demo_site_no_article_has_its_promotion_block() -> None:
    records = [json.loads(path.read_bytes()) for path in RECORDS]
    first = [lesson_of(demo_page(record), record["url"]) for record in records[:3]]
    memory = sitememory.remember(first)
    for record in records:
        article = extract(demo_page(record), record["url"], memory=memory)
        blocks = [{"kind": b.kind, "level": b.level, "text": b.text} for b in article.body]
        assert (article.title, blocks) == (record["title"], record["body"])
        assert list(article.tags) == record["tags"]
        assert article.sources["body"] == "page, memory"


def test_two_articles_are_not_enough_and_one_headline_counts_once() -> None:
    site = pages("{0}{1}{2}" + PROMOTION)
    lessons = [lesson_of(html) for html in site.values()]
    ferry = lesson_of(site["ferry"])
    for taught in (lessons[:2], [ferry] * 5, [ferry, lessons[1], ferry]):
        assert sitememory.remember(taught).known == frozenset()
    assert sitememory.remember(lessons[:3]).known


@pytest.mark.parametrize(
    "layout",
    [
        "{0}{1}{2}" + PROMOTION,
        "<p>The Norrin Lamp is printed by its readers, join them.</p>{0}{1}{2}",
        "{0}<h2>From the quay</h2>{1}" + PROMOTION + "<h2>From the council</h2>{2}",
        "{0}{1}<aside class='letter'><p>Read our letter on Sundays, it is free.</p></aside>{2}",
        "{0}{1}{2}<p>Join the other readers of the Norrin Lamp.</p><p>Issue {number}</p>",
    ],
    ids=["below", "above", "section", "element", "numbered"],
)
def test_what_stands_in_every_article_goes(layout: str) -> None:
    site = pages(layout)
    memory = memory_of(site)
    own = pages(layout.replace(PROMOTION, ""))
    for subject, html in site.items():
        article = extract(html, memory=memory)
        paragraphs = [line[3:-4] for line in told(subject, 20 + SUBJECTS.index(subject))]
        headings = [t for t in ("From the quay", "From the council") if t in own[subject]]
        assert [t for t in texts(article) if t not in headings] == paragraphs
        assert [t for t in texts(article) if t in headings] == headings


@pytest.mark.parametrize(
    "layout",
    [
        "{0}<h2>Conclusion</h2>{1}{2}",
        "{0}{1}<h3>Correction:</h3>{2}",
        "{0}{1}{2}<p>ENDS</p>",
        "{0}<p>Nothing burns as bright as the lamp of Norrin Point.</p>{1}{2}",
        "{0}{1}<p>On the day, {number} boats lay in the harbour of Norrin Point.</p>{2}",
        "{0}{1}{2}<p>On the day, {number} boats lay in the harbour of Norrin Point.</p>",
    ],
    ids=["heading", "correction", "sign-off", "refrain", "figures", "figures-below"],
)
def test_what_repeats_for_a_reason_stays(layout: str) -> None:
    site = pages(layout)
    memory = memory_of(site)
    assert memory.known
    for html in site.values():
        article = extract(html, memory=memory)
        assert texts(article) == texts(extract(html))
        assert article.sources["body"] == "page"


def test_a_disclaimer_quoted_in_an_article_about_it_stays() -> None:
    line = "<p>The Norrin Lamp owns shares in some of the firms that it reports on.</p>"
    memory = memory_of(pages("{0}{1}{2}" + line))
    first, second, third = told("disclaimer", 7)
    quoting = page("disclaimer", first + second + line + third)
    assert texts(extract(quoting, memory=memory)) == texts(extract(quoting))
    quoting = page("disclaimer", first + line + second + f"<blockquote>{line}</blockquote>" + third)
    assert texts(extract(quoting, memory=memory)) == texts(extract(quoting))
    ending = page("disclaimer", first + line + second + third + line)
    assert texts(extract(ending, memory=memory)) == texts(extract(ending))[:-1]


def test_background_below_some_reports_on_one_matter_stays() -> None:
    background = "<p>The tide of 1911 drowned the lower town of Norrin Point in one night.</p>"
    serial = pages("{0}{1}{2}" + background, SUBJECTS[:3])
    others = pages("{0}{1}{2}", [f"{a} {b}" for a in SUBJECTS for b in ("shed", "yard")])
    memory = memory_of({**others, **serial})
    for html in serial.values():
        assert texts(extract(html, memory=memory))[-1].startswith("The tide of 1911")


def test_copies_of_one_article_under_several_headlines_stay_whole() -> None:
    same = "".join(told("ferry", 20))
    copies = {subject: page(subject, same + PROMOTION) for subject in SUBJECTS[:4]}
    memory = memory_of(copies)
    for html in copies.values():
        assert texts(extract(html, memory=memory)) == texts(extract(html))
    added = page("ferry", "<p>The sale was called off on Friday by both sides.</p>" + same)
    assert texts(extract(added, memory=memory)) == texts(extract(added))


def test_a_doubtful_sentence_of_one_other_article_goes_and_a_sure_one_stays() -> None:
    plea = "<p>Our members pay for every report that you read here.</p>"
    site = pages("{0}{1}{2}" + plea)
    memory = sitememory.remember([lesson_of(site["ferry"])])
    assert texts(extract(site["ferry"], memory=memory)) == texts(extract(site["ferry"]))  # itself
    article = extract(site["quarry"], memory=memory)
    assert texts(article) == texts(extract(site["quarry"]))[:-1]
    assert article.sources["body"] == "page, memory"
    among = page("mill", "".join(told("mill", 4)[:2]) + plea + told("mill", 4)[2])
    assert texts(extract(among, memory=memory)) == texts(extract(among))


def test_a_difference_to_the_text_is_told_from_one_to_other_roles() -> None:
    before = np.zeros((2, len(ROLES)), dtype=np.float32)
    before[:, ROLE["share"]] = 1.0
    text = np.roll(before, ROLE["body"] - ROLE["share"], axis=1)
    assert not sitememory.left_out(before, before)
    assert not sitememory.left_out(before, np.roll(before, 1, axis=1))
    assert sitememory.left_out(text, before)


def test_after_a_redesign_the_memory_starts_over() -> None:
    old = [lesson_of(html) for html in pages("{0}{1}{2}" + PROMOTION).values()]
    subjects = [f"{subject} museum" for subject in SUBJECTS]
    new = [
        lesson_of(page(s, "".join(told(s, 4)) + PROMOTION, '<section><div class="prose">'))
        for s in subjects
    ]
    assert sitememory.redesigned(old) == 0
    assert sitememory.redesigned([*old, *new[:4]]) == 0
    assert sitememory.redesigned([*old, *new[:5]]) == len(old)
    assert sitememory.remember([*old, *new[:5]]).articles == 5
    mixed = [lesson for pair in zip(old, new, strict=True) for lesson in pair]
    assert sitememory.redesigned(mixed) == 0
    own = [replace(lesson, layout=number) for number, lesson in enumerate(old)]
    assert sitememory.redesigned(own) == 0


def test_what_a_page_teaches_is_bounded() -> None:
    long = page("ferry", "".join(f"<p>{'The ferry sails. ' * 9}{n}</p>" for n in range(3000)))
    taught = lesson_of(long)
    assert 0 < len(taught.marks) <= 2 * (sitememory.HEAD + sitememory.TAIL) * 4 == 576
    assert 0 < len(taught.said) <= (sitememory.SENTENCES + sitememory.LONGEST) * 4 == 160
    assert 0 < len(taught.containers) <= containers.MOST * 5 == 200
    assert lessons.KEEP == sitememory.WINDOW
    assert extract_and_learn("<html></html>")[1] is None


@pytest.mark.skipif(not SEED.exists(), reason="the page is third-party material, kept outside")
def test_the_page_the_project_was_asked_for_yields_its_record() -> None:
    html = (SEED / "page.html").read_text(encoding="utf-8")
    record = json.loads((SEED / "record.json").read_bytes())
    block = html[html.index(f"<h2>{record['not_body'][0]}") : html.index("</p></div></div>")]
    lessons = [lesson_of(html, record["url"])]
    for path in RECORDS[:10]:
        expected = json.loads(path.read_bytes())
        text = demo_page(expected).decode()
        start = text.index(f"<h2>{expected['promotion'][0]['text']}")
        end = text.index("</p></div></div>", start)
        lessons.append(lesson_of(text[:start] + block + text[end:], expected["url"]))
    article = extract(html, record["url"], memory=sitememory.remember(lessons))
    assert not any(line in article.to_text(facts=True) for line in record.pop("not_body"))
    assert isinstance(article.published, datetime)
    assert article.published.date().isoformat() == record.pop("published")
    whole = json.loads(article.to_json())
    for key, value in record.items():
        assert like(whole[key], value) == value, key


def like(found: object, shown: object) -> object:
    """What was found, with the keys that are shown only."""
    if isinstance(found, list) and isinstance(shown, list):
        return [like(one, other) for one, other in zip(found, shown, strict=True)]
    if isinstance(found, dict) and isinstance(shown, dict):
        return {key: found[key] for key in shown}
    return found
