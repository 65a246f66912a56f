"""The standfirst as shown, and the page's description: never one text under two names."""

from __future__ import annotations

from scraper.extractor import jsonld, names
from scraper.extractor.metadata import Choice, Page
from scraper.extractor.wording import fold

STANDFIRST = frozenset({"subtitle"})
BEFORE, AFTER = 3, 16  # blocks around the headline in which a standfirst stands
LONGEST = 600  # characters
BYLINE = 60  # characters of a line that names somebody


def choose(page: Page, title: str | None) -> tuple[Choice[str | None], Choice[str | None]]:
    """(subtitle, description); the description is None where it says what the subtitle says."""
    subtitle = _subtitle(page, title)
    description = _description(page)
    if description.value is not None:
        said = fold(description.value)
        for other in (subtitle.value, _headline(page)):
            if (
                other is not None
                and (own := fold(other))
                and (said == own or (len(said) > 40 and own.startswith(said[:-3])))
            ):
                description = Choice(None)
                break
    return subtitle, description


def _headline(page: Page) -> str | None:
    return page.document.blocks[page.headline].text if page.headline >= 0 else None


def _subtitle(page: Page, title: str | None) -> Choice[str | None]:
    blocks = page.document.blocks
    for index in page.of_roles(STANDFIRST):
        block = blocks[index]
        near = page.headline < 0 or -BEFORE <= index - page.headline <= AFTER
        if near and len(block.text) <= LONGEST and _adds(block.text, fold(title or "")):
            return Choice(block.text, "page", block.confidence)
    return Choice(None)


def _adds(text: str, title: str) -> bool:
    """Whether a text says more than the title does, and is neither a label nor a byline."""
    if text.endswith(":") or (title and fold(text).endswith(title)):
        return False
    return len(text) > BYLINE or not any(told for _, told in names.find(text))


def _description(page: Page) -> Choice[str | None]:
    for source, texts in (
        (
            "meta",
            page.meta(
                "description",
                "og:description",
                "twitter:description",
                "dc.description",
                "dcterms.description",
                "sailthru.description",
            ),
        ),
        ("json-ld", jsonld.texts((page.graph.article or {}).get("description"))),
    ):
        for text in texts:
            if len(text) >= 10:
                return Choice(text, source, 0.95)
    return Choice(None)
