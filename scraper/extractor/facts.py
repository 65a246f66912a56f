"""The key facts: heading, items and labels of the box that an editor set apart from the text."""

from __future__ import annotations

import re

from scraper.article import Fact
from scraper.extractor.document import Document, TextBlock

_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[•●▪‣·–—*✓✔➤►»-])\s+")
_LABEL = re.compile(r"^([^:：]{2,60})[:：](?!//|(?<=\d:)\d)\s*(?=\S)")  # no address, no time
LABEL_WORDS = 7  # a label of more words is a clause that ends in a colon


def read(document: Document) -> tuple[str | None, tuple[Fact, ...], int]:
    """Heading (None: none), items, and the number of body blocks before the box."""
    heading: str | None = None
    facts: list[Fact] = []
    label: str | None = None
    before = position = 0
    for block in document.blocks:
        if block.role == "body":
            before += 1
        elif block.role == "facts_heading" and not facts and heading is None:
            heading, position = block.text.rstrip(" :："), before
        elif block.role == "facts":
            if not facts and heading is None:
                position = before
            if label is None and _is_label(block):
                label = block.text.rstrip(" :：")
                continue
            facts.append(_fact(block, label))
            label = None
    if label is not None:
        facts.append(Fact(text=label))
    return (heading if facts else None), tuple(facts), position


def _is_label(block: TextBlock) -> bool:
    """A block that only names the fact in the next one: <dt>, or a heading within the box."""
    return block.tag in ("dt", "h3", "h4", "h5", "h6", "th") and len(block.text) <= 80


def _fact(block: TextBlock, label: str | None) -> Fact:
    text = _NUMBERED.sub("", block.text)
    if label is None:
        for span in block.spans:  # a label in bold, without a colon
            if span.tag == "strong" and span.start == 0 and span.end < len(block.text):
                named, rest = block.text[: span.end], block.text[span.end :]
                if rest.startswith((" – ", " — ", " - ")) and len(named.split()) <= LABEL_WORDS:
                    return Fact(label=named, text=rest[3:])
    if label is None and (match := _LABEL.match(text)):
        named = match.group(1).strip()
        if len(named.split()) <= LABEL_WORDS:
            return Fact(label=named, text=text[match.end() :])
    return Fact(text=text, label=label)
