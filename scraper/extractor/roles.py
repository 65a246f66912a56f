"""The role of every block of a page: the model's word on each, and structure's on the whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scraper.extractor import features, lengths, model, secondopinion, structure
from scraper.extractor.document import Document
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
SURE = 0.8  # likelihood from which the model alone makes a block key facts
ALIKE = 4  # blocks in the same markup that say what it is for
MOSTLY = 0.5  # share of their characters that is text
HARDLY = 0.02  # likelihood below which even such a paragraph is none
FLOOR = 0.1  # likelihood below which a block is no text, however unsure the model is


def assign(document: Document, html: bytes) -> str:
    """Set `role` and `confidence` of every block; says who chose the text: `page`, `trafilatura`.

    `html` is the page, in UTF-8, that the document was read from: a second reader is asked where
    the model is unsure of itself.
    """
    return decide(document, likelihoods(document), html)


def likelihoods(document: Document) -> Floats:
    """How likely each role is for each block, (B, len(ROLES)), by the model."""
    if not document.blocks:
        return np.zeros((0, len(ROLES)), dtype=np.float32)
    return model.default().probabilities(features.compute(document))


def decide(document: Document, likely: Floats, html: bytes) -> str:
    """`assign`, from how likely each role is for each block."""
    source = "page"
    if not document.blocks:
        return source
    blocks = document.blocks
    text = likely[:, TEXT].sum(axis=1)
    chars = lengths.read([block.text for block in blocks])[0].astype(np.float32)
    text = _with_siblings(document, text, chars)
    inside, expected = _in_text(text, chars)
    if expected < secondopinion.UNSURE:
        opinion = secondopinion.blocks_of_text(document, html)
        if opinion is not None:
            inside, source = opinion, "trafilatura"
    best = likely.copy()
    best[:, TEXT] = 0.0
    chosen = np.where(inside, ROLE["body"], best.argmax(axis=1))
    for name in ("facts", "facts_heading"):
        chosen = np.where(inside & (likely[:, ROLE[name]] > SURE), ROLE[name], chosen)
    sure = likely[np.arange(len(blocks)), chosen].tolist()
    roles = [ROLES[index] for index in chosen.tolist()]
    likelihood: list[float] = text.tolist()
    for correct in structure.CORRECTIONS:
        correct(document, roles, likelihood)
    for block, role, confidence in zip(blocks, roles, sure, strict=True):
        block.role, block.confidence = role, confidence
    return source


def _with_siblings(document: Document, text: Floats, chars: Floats) -> Floats:
    """Likelihoods, where a paragraph in the markup that the text is written in counts as text.

    Themes give the paragraphs of a text a class of their own: where most of what is marked up so
    is text, a single paragraph that the model doubts is hardly anything else.
    """
    blocks, elements = document.blocks, document.elements
    kind = np.array([elements[block.element].kind for block in blocks])
    prose = np.array([block.link_chars < 0.5 * len(block.text) for block in blocks])
    named = np.array([len(names) > 1 for names in document.kinds])
    told = named[kind] & prose
    weight = np.where(told, chars, 0.0)
    mostly = np.bincount(kind, weight * text) > MOSTLY * np.bincount(kind, weight)
    mostly &= np.bincount(kind, told) >= ALIKE
    doubted = told & mostly[kind] & (chars >= 60) & (text > HARDLY)
    return np.where(doubted, np.maximum(text, 0.6), text)


def _in_text(text: Floats, chars: Floats) -> tuple[NDArray[np.bool_], float]:
    """Which blocks are the article's text: those that make its expected F1 the largest; and that.

    With t the likelihood and w the length of each block, choosing all blocks from some likelihood
    on has the expected F1 of 2 sum(w t) / (sum(w) over the chosen + sum(w t) over all): the bar is
    about one half where the model is sure, and lower on a page where it is not.
    """
    order = np.argsort(-text, kind="stable")
    weight = chars[order] + 1.0
    right = np.cumsum(weight * text[order])
    expected = 2.0 * right / (np.cumsum(weight) + right[-1])
    best = int(expected.argmax())
    return text >= max(float(text[order[best]]), FLOOR), float(expected[best])
