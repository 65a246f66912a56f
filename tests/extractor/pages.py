"""Small pages for the tests of single fields: a document with roles, from a few lines of HTML."""

from __future__ import annotations

from scraper.extractor import blocks, language, title
from scraper.extractor.metadata import Page

TEXT = (
    "The harbour board met on Tuesday evening and agreed to keep the northern ferry running "
    "through the winter, although fewer than forty people use it on an average day. "
    "The board will look at the figures again in the spring, when the new timetable is due."
)


def page(
    body: str,
    head: str = "",
    url: str = "https://www.example.org/news/ferry-stays",
    roles: dict[str, str] | None = None,
) -> Page:
    """A page whose blocks have the roles that `roles` gives by their text, others `body`."""
    document = blocks.read(f"<html><head>{head}</head><body>{body}</body></html>", url)
    for block in document.blocks:
        default = "title" if block.tag == "h1" else "body"
        block.role = (roles or {}).get(block.text, default)
        block.confidence = 0.95
    made = Page(document)
    made.language = language.choose(made).value
    title.choose(made)
    return made
