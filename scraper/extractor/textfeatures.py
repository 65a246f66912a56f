"""What the role model sees of a block's own text and links: numbers, cues, words."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from scraper.extractor import cues, subject
from scraper.extractor.document import Document, Span
from scraper.extractor.layout import Layout
from scraper.extractor.wording import fold, words

OPENING = 120  # characters of a block that are read closely
READ = 400  # characters of a block whose words are looked at
WORDS = 24  # words from the beginning of a block that are features
LAST_WORDS = 8  # words at the end of a longer one
OWN = "<own>"  # among them: the publication's own name
LINKS = 4  # links of a block that are read closely
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-./年]\s?\d|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)?\d\d|\b\d{1,2}\.?\s(?:de\s)?"
    r"[^\W\d_]{3,10}\.?,?\s(?:de\s)?(?:19|20)\d\d|[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s"
    r"(?:19|20)\d\d"
)
_MINUTES = re.compile(r"\b\d{1,3}\s?[-–]?\s?(?:min|Min|분|分)")
_SHARING = frozenset(
    "facebook twitter x linkedin whatsapp pinterest t telegram reddit bsky instagram youtube "
    "tiktok tumblr threads vk xing flipboard mastodon getpocket".split()
)
PEOPLE = frozenset(
    "author authors autor autoren autores autori auteur auteurs profile profiles people writer "
    "writers staff contributor contributors user users team redaktion by person".split()
)
TOPICS = frozenset(
    "tag tags topic topics thema themen category categories categoria kategorie schlagwort label "
    "labels keyword keywords etiqueta tema dossier section sections".split()
)
_END = '.!?…。！？"”»›'
_OPENS_QUOTE = '"“«„‘'

# Columns of the numbers, in the order in which `read` finds flags and counts.
_FLAGS = [4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 23, 24, 25, 36]
_COUNTS = [1, 7, 8, 9, 22, 2, 26, 27, 28, 29, 30, 31, 32]
TITLES = [23, 24]  # columns: equal to the page's title, beginning of it
CUES = 37  # first of the columns that say which cues a block begins with
SUBJECT = CUES + 2 * len(cues.MEANINGS)  # first column of subject.numbers
COLUMNS = SUBJECT + subject.COLUMNS
_UNLINKED = (0,) * 8

Floats = NDArray[np.float32]


class _Reader:
    """What a page is called and where it stands, to compare its blocks with."""

    def __init__(self, document: Document) -> None:
        metas = document.metas
        self.head = fold(document.head_title or "")
        self.og_title = fold(next(iter(metas.get("og:title", ())), ""))
        self.described = (
            fold(next(iter(metas.get("og:description", ())), ""))
            or fold(next(iter(metas.get("description", ())), ""))
        )[:60]
        try:
            host = urlsplit(document.url or "").netloc.removeprefix("www.") or "\0"
        except ValueError:  # an address with half an IPv6 host
            host = "\0"
        self.host = host
        name = max(host.split("."), key=len)  # "example" of "news.example.org"
        self.own_name = name if len(name) > 3 else None

    def likeness(self, text: str, opened: list[str]) -> tuple[bool, bool, bool]:
        """Whether a text is the page's title, the beginning of it, or of its description."""
        if len(text) <= 8:
            return False, False, False
        start = " ".join(opened)
        titles = self.og_title, self.head
        title = head_part = False
        if len(text) <= OPENING:
            title = start in titles
            head_part = len(opened) > 1 and self.head.startswith(start)
        elif len(text) < 300 and self.og_title[:60] == start[:60]:
            title = fold(text) in titles
        return title, head_part, len(self.described) > 20 and start.startswith(self.described)

    def links(self, spans: list[Span]) -> tuple[int, ...]:
        """How many; of the first: to sharing, articles, people, topics, this page, out, in."""
        links = share = article = person = topic = fragment = outside = inside = 0
        for span in spans:
            href = span.href
            if not href:
                continue
            links += 1
            if links > LINKS:
                continue
            if href[0] == "#":
                fragment += 1
                continue
            parts = href.lower().split("/", 7)
            if len(parts) > 2 and not parts[1]:
                if self.host in parts[2]:
                    inside += 1
                else:
                    outside += 1
                    share += not _SHARING.isdisjoint(parts[2].split("."))
            article += href.count("-") > 2 or "/20" in href
            if not PEOPLE.isdisjoint(parts):
                person += 1
            elif not TOPICS.isdisjoint(parts):
                topic += 1
        return links, share, article, person, topic, fragment, outside, inside


def read(document: Document, layout: Layout) -> tuple[Floats, list[tuple[str, ...]]]:
    """(B, COLUMNS) numbers of every block, about 0 to 1, and its first and last words."""
    blocks = document.blocks
    page = _Reader(document)
    own_name = page.own_name
    seen = Counter([block.text for block in blocks])
    said = [words(block.text[:READ]) for block in blocks]
    own = subject.own_names(document, page.host, said)
    flags, counts = bytearray(), array("d")
    masks: list[tuple[int, int]] = []
    words_of: list[tuple[str, ...]] = []
    marked = np.zeros((2, len(blocks)))  # characters in bold, in italics
    for index, (block, found) in enumerate(zip(blocks, said, strict=True)):
        text, spans = block.text, block.spans
        length = len(text)
        opening = text if length <= OPENING else text[:OPENING]
        if text.isascii():
            raw = opening.encode()
            digits = len(raw) - len(raw.translate(None, b"0123456789"))
            stops = text.count(". ")
        else:
            digits = len(_DIGIT.findall(opening))
            stops = text.count(". ") + text.count("。")
        start, end = text[0], text[-1]
        flags.extend(
            (
                end in _END,
                end in ":：",
                end == "?",
                text.isupper(),
                start.isupper(),
                start.islower(),
                start.isdigit(),
                "|" in opening,
                "©" in opening,
                "@" in opening,
                "$" in opening or "€" in opening or "£" in opening,
                start in _OPENS_QUOTE,
                digits > 2 and _DATE.search(opening) is not None,
                digits > 0 and length < 60 and _MINUTES.search(opening) is not None,
                *page.likeness(text, found),
                own_name is not None and own_name in text.lower(),
            )
        )
        counts.extend(
            (
                text.count(" "),
                text.count(","),
                stops,
                digits,
                seen[text],
                *(page.links(spans) if block.link_chars else _UNLINKED),
            )
        )
        for span in spans:
            if span.tag == "strong":
                marked[0, index] += span.end - span.start
            elif span.tag == "em":
                marked[1, index] += span.end - span.start
        masks.append(cues.masks(found[:8]))
        if len(found) > WORDS:
            found = found[:WORDS] + words(text[-80:])[-LAST_WORDS:]
        if not own.isdisjoint(found):
            found = [OWN if word in own else word for word in found]
        words_of.append(tuple(found))
    table = np.zeros((len(blocks), COLUMNS), dtype=np.float32)
    table[:, _FLAGS] = np.frombuffer(flags, np.uint8).reshape(-1, len(_FLAGS))
    table[:, _COUNTS] = np.frombuffer(counts).reshape(-1, len(_COUNTS))
    table[:, 0] = layout.chars
    table[:, 3] = layout.linked / layout.chars
    table[:, 9] = table[:, 9] / np.minimum(layout.chars, OPENING)
    table[[time.block for time in document.times if time.block < len(blocks)], 21] = 1.0
    table[:, 33] = layout.depth[layout.element]
    table[:, 34:36] = np.minimum(marked / layout.chars, 1.0).T
    table[:, 26:33] /= np.clip(table[:, 2:3], 1, LINKS)
    table[:, [0, 1, 2, 22]] = np.log1p(table[:, [0, 1, 2, 22]]) / 5.0
    table[:, [7, 8]] = np.minimum(table[:, [7, 8]], 8.0) / 8.0
    table[:, 33] /= 15.0
    bits = np.array(masks, dtype=np.int64)[:, :, None] >> np.arange(len(cues.MEANINGS)) & 1
    table[:, CUES:SUBJECT] = bits.reshape(len(blocks), -1)
    table[:, SUBJECT:] = subject.numbers(document, layout, said, own)
    return table, words_of
