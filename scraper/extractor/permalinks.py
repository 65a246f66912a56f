"""Blocks without links that are signs: of a heading to itself, of a footnote back to the text."""

from __future__ import annotations

import re

import msgspec

from scraper.extractor.document import Span, TextBlock

_NO_WORD = re.compile(r"\W*")
_BACK = re.compile(r"[↩↵⮐↑⤴↥⬆^][\ufe0e\ufe0f]?")  # drawn as text, or as a picture
_EDIT = re.compile(r"\s*\[[^\[\]]{2,60}\]$")  # "[edit | edit source]"


def heading(block: TextBlock) -> TextBlock:
    """A heading without a "¶", "#" or "[edit]" at one of its ends; itself where it has none."""
    start, end = _between(block, _NO_WORD)
    edit = _EDIT.search(block.text)
    if edit and any(
        "action=edit" in (s.href or "") and s.start > edit.start() for s in block.links
    ):
        end = min(end, edit.start())
    return _part(block, start, end)


def note(block: TextBlock) -> TextBlock:
    """A paragraph or item without the arrow by which a footnote leads back into the text."""
    return _part(block, *_between(block, _BACK))


def _between(block: TextBlock, sign: re.Pattern[str]) -> tuple[int, int]:
    """Where a block begins and ends without links into a page whose words are such a sign."""
    text, start, end = block.text, 0, len(block.text)
    leading = [link for link in block.links if "#" in (link.href or "")]
    for link in leading:
        if not text[start : link.start].strip() and sign.fullmatch(text[link.start : link.end]):
            start = link.end
    for link in reversed(leading):
        if not text[link.end : end].strip() and sign.fullmatch(text[link.start : link.end]):
            end = link.start
    return start, end


def _part(block: TextBlock, start: int, end: int) -> TextBlock:
    """The part of a block between two places; the block where that is all of it, or no word."""
    text = block.text
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
