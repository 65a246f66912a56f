"""Headings without the link to themselves that documentation and wikis put beside their words."""

from __future__ import annotations

import re

import msgspec

from scraper.extractor.document import Span, TextBlock

_WORD = re.compile(r"\w")
_EDIT = re.compile(r"\s*\[[^\[\]]{2,60}\]$")  # "[edit | edit source]"


def without(block: TextBlock) -> TextBlock:
    """The block without a "¶", "#" or "[edit]" at one of its ends; itself where it has none."""
    text, start, end = block.text, 0, len(block.text)
    for link in block.links:
        if "#" in (link.href or "") and _WORD.search(text[link.start : link.end]) is None:
            if not text[link.end : end].strip():
                end = link.start
            elif not text[start : link.start].strip():
                start = link.end
    edit = _EDIT.search(text)
    if edit and any(
        "action=edit" in (s.href or "") and s.start > edit.start() for s in block.links
    ):
        end = edit.start()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    own = text[start:end].rstrip()
    if own == text or not own:
        return block
    spans = [
        Span(span.tag, max(0, span.start - start), stop, span.href, span.element)
        for span in block.spans
        if (stop := min(span.end - start, len(own))) > max(0, span.start - start)
    ]
    kept = [number for number, seam in enumerate(block.seams) if 0 < seam - start < len(own)]
    before = sum(seam <= start for seam in block.seams)
    return msgspec.structs.replace(
        block,
        text=own,
        spans=spans,
        seams=[block.seams[number] - start for number in kept],
        pieces=block.pieces[before : before + len(kept) + 1],
    )
