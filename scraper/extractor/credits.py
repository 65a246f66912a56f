"""Whom a caption names as the source of its image: by its words, or by the markup around them."""

from __future__ import annotations

import re

from scraper.extractor.document import Document, TextBlock
from scraper.extractor.wording import fold

CREDIT_WORDS = frozenset(  # of class, id ... around a credit
    "credit credits copyright photographer fotograf attribution urheber rights distributor".split()
)
_HINTS = (  # without one of these no credit is told by its words
    "photo image picture illustration foto bild beeld crédit credit source quelle zdroj kuva fot. "
    "фото zdjęcie φωτ 写真 撮影 摄影 攝影 사진 صورة تصوير צילום ảnh © (c)"
).split()
_AGENCIES = (
    "getty images|/ ?afp|/ ?ap|/ ?dpa|ap photo|reuters|shutterstock|istock|unsplash|pexels|alamy|"
    "imago|picture alliance|epa|ansa|efe|adobe stock"
)
_NOUNS = (
    r"(?:photo(?:graph)?s?|image|picture|illustration|foto|fotos|fotografía|fotografia|fotoğraf|"
    r"bild(?:quelle|nachweis|rechte)?|beeld|crédito|cr[ée]dits?|source|quelle|zdroj|kuva|фото|"
    r"zdjęcie|φωτογραφία|写真|撮影|摄影|攝影|사진|صورة|تصوير|צילום|ảnh)"
)
_CREDIT = re.compile(
    rf"(?:(?<!\w)(?:cr[ée]dits?\s+)?{_NOUNS}\s*(?:credit|by|von|de|par|di|av|af|courtesy"
    r"(?:\s+of)?)?\s*[:：]\s*|(?:photo|image|picture|illustration|foto)s?\s+(?:by|courtesy of|von|"
    r"av|par|(?-i:d[ei](?=\s[A-Z])))\s+|(?<!\w)fot\.\s+|©\s*|\(c\)\s*)(?P<who>[^|()\n]{2,80})",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    rf"(?:^|[(|\s])\s*(?P<who>[^().|]{{0,40}}?(?:{_AGENCIES})[^().|]{{0,30}})\)?\s*$",
    re.IGNORECASE,
)
_LABELS = frozenset(  # of an image, of where it comes from, of the button that enlarges it
    "image images photo photos picture illustration video source credit foto fotos bild bilder "
    "quelle kuva beeld crédit crédito imagen imagem immagine zdjęcie фото 写真 사진".split()
) | {
    *("image source", "image credit", "photo credit", "enlarge image", "view image", "open image"),
    *("click to enlarge", "bild vergrößern", "vergrößern", "agrandir", "agrandir l image"),
    *("ampliar imagen", "ampliar", "ingrandisci", "powiększ", "vergroot afbeelding"),
}
_AGENCY_HINT = re.compile(_AGENCIES)


def read(document: Document, index: int) -> tuple[str | None, str | None]:
    """(caption, credit) of a block below an image; None: it has none."""
    text = document.blocks[index].text
    start, end = _marked(document, index)
    if start == end:
        return _told(*split(text))
    said = text[start:end].strip(" |/()–—-")
    caption = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip(" |–—-")
    return _told(caption, split(said)[1] or said)


def _told(*texts: str | None) -> tuple[str | None, str | None]:
    """Caption and credit; None in place of one that is a label only: "Image", "Foto:"."""
    caption, credit = (text if text and fold(text) not in _LABELS else None for text in texts)
    return caption, credit


def is_credit(document: Document, index: int) -> bool:
    """Whether markup says that a block is nothing but a credit."""
    block = document.blocks[index]
    named = document.elements[block.inner].words + document.elements[block.element].words
    return not CREDIT_WORDS.isdisjoint(named)


def _marked(document: Document, index: int) -> tuple[int, int]:
    """Where in a block stands what markup calls a credit; two times 0: nowhere."""
    block = document.blocks[index]
    size = len(block.text)
    if is_credit(document, index):
        return 0, size
    for span in block.spans:
        if span.tag == "cite" and span.end == size:
            return span.start, size
    said = [n for n, element in enumerate(block.pieces) if _is_called(document, block, element)]
    cuts = [0, *block.seams, size]
    return (cuts[said[0]], cuts[said[-1] + 1]) if said else (0, 0)


def _is_called(document: Document, block: TextBlock, element: int) -> bool:
    """Whether markup within a block calls an element of it, or one around that, a credit."""
    while element > block.element:
        if not CREDIT_WORDS.isdisjoint(document.elements[element].words):
            return True
        element = document.elements[element].parent
    return False


def split(text: str) -> tuple[str | None, str | None]:
    """A caption's words and the credit in it: ("A dam.", "Jo Roe") of "A dam. Photo: Jo Roe"."""
    lower = text.lower()
    match = _CREDIT.search(text) if any(map(lower.__contains__, _HINTS)) else None
    if match is None and _AGENCY_HINT.search(lower[-80:]):
        match = _AGENCY.search(text)
    if match is None:
        return text, None
    credit = match["who"].strip(" .,;:-–|/")
    before = text[: match.start()].strip(" (|-–—,;")
    after = text[match.end() :].strip(" )|-–—,;.")
    caption = before if len(before) >= len(after) else after
    return caption or None, credit or None
