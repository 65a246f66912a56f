"""The role of every block of a page: the model's word on each, and structure's on the whole."""

from __future__ import annotations

import numpy as np

from scraper.extractor import features, model, structure
from scraper.extractor.blocks import Document
from scraper.extractor.features import Floats

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
ROLE = {role: index for index, role in enumerate(ROLES)}
TEXT = [ROLE["body"], ROLE["facts_heading"], ROLE["facts"]]
INSIDE = 0.45  # likelihood from which a block within the article's stretch is text
OUTSIDE = 0.75  # the same outside of it
LEAST = 250  # characters of text below which the bar is lowered


def assign(document: Document) -> None:
    """Set `role` and `confidence` of every block."""
    if document.blocks:
        decide(document, model.default().probabilities(features.compute(document)))


def decide(document: Document, likely: Floats) -> None:
    """Roles from how likely each is for each block, (B, len(ROLES))."""
    blocks = document.blocks
    text = likely[:, TEXT].sum(axis=1)
    chars = np.array([len(block.text) for block in blocks], dtype=np.float32)
    inside = _in_text(text, chars)
    best = likely.copy()
    best[:, TEXT] = 0.0
    role = np.where(inside, ROLE["body"], best.argmax(axis=1))
    role = np.where(inside & (likely[:, ROLE["facts"]] > 0.8), ROLE["facts"], role)
    role = np.where(
        inside & (likely[:, ROLE["facts_heading"]] > 0.8), ROLE["facts_heading"], role
    )
    for heading, items in structure.facts_box(document, text):
        role[items.start : items.stop] = ROLE["facts"]
        if heading >= 0:
            role[heading] = ROLE["facts_heading"]
    sure = likely[np.arange(len(blocks)), role]
    for block, index, confidence in zip(blocks, role.tolist(), sure.tolist(), strict=True):
        block.role = ROLES[index]
        block.confidence = confidence


def _in_text(text: Floats, chars: Floats) -> np.ndarray:
    """Which blocks are the article's text: most of one stretch, and the surest beside it."""
    for bar in (0.5, 0.3, 0.15, 0.05):
        weights = (np.minimum(chars, 800.0) + 20.0) * (text - bar)
        first, last = structure.region(weights)
        place = np.arange(len(text))
        stretch = (place >= first) & (place < last)
        scale = bar / 0.5
        inside = np.where(stretch, text > INSIDE * scale, text > OUTSIDE)
        if chars[inside].sum() >= LEAST:
            break
    return inside
