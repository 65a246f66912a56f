"""The role of every block of a page: the model's word on each, and structure's on the whole."""

from __future__ import annotations

from scraper.extractor import features, model
from scraper.extractor.blocks import Document

ROLES = (  # bench vocabulary; docs/extraction.md says what each means
    "title",
    "subtitle",
    "byline",
    "meta",
    "body",
    "facts_heading",
    "facts",
    "caption",
    "toc",
    "promo",
    "share",
    "tags",
    "bio_heading",
    "bio",
    "bio_other",
    "related_heading",
    "related",
    "comments",
    "nav",
    "footer",
    "other",
)


def assign(document: Document) -> None:
    """Set `role` and `confidence` of every block."""
    if not document.blocks:
        return
    likely = model.default().probabilities(features.compute(document))
    best = likely.argmax(axis=1)
    for block, role, row in zip(document.blocks, best.tolist(), likely, strict=True):
        block.role = ROLES[role]
        block.confidence = float(row[role])
