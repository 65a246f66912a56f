"""What the role model sees of a block's own text and links: numbers, cues, words."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from scraper.extractor import characters, cues, subject
from scraper.extractor.characters import Characters
from scraper.extractor.document import Document, Span, TextBlock
from scraper.extractor.layout import Layout
from scraper.extractor.vocabulary import Said, Vocabulary
from scraper.extractor.wording import fold, words

OPENING = 120  # characters of a block that are read closely
READ = 400  # characters of a block whose words are looked at
WORDS = 24  # words from the beginning of a block that are features
LAST_WORDS = 8  # words at the end of a longer one,
LAST_CHARS = 80  # of so many characters
NO_WORD = "-"  # of a block without any
OWN = "<own>"  # among them: the publication's own name
LINKS = 4  # links of a block that are read closely
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-./年]\s?\d|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)?\d\d|\b\d{1,2}\.?\s(?:de\s)?"
    r"[^\W\d_]{3,10}\.?,?\s(?:de\s)?(?:19|20)\d\d"
    r"|(?<=[^\W\d_]{3})\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
)
_DATELIKE = re.compile(r"(?:19|20)\d\d|\d[./]")  # what every such date has
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

TITLES = [23, 24]  # columns: equal to the page's title, beginning of it
CUES = 37  # first of the columns that say which cues a block begins with
SUBJECT = CUES + 2 * len(cues.MEANINGS)  # first column of subject.numbers
COLUMNS = SUBJECT + subject.COLUMNS

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
        titles = self.head, self.og_title, self.described
        self.openings = {title.split(" ", 1)[0] for title in titles if title}

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


def read(document: Document, layout: Layout) -> tuple[Floats, Said]:
    """(B, COLUMNS) numbers of every block, about 0 to 1, and its first and last words."""
    blocks = document.blocks
    count = len(blocks)
    texts = [block.text for block in blocks]
    rows = [words(text[:READ]) or [NO_WORD] for text in texts]
    vocabulary = Vocabulary(rows)
    page = _Reader(document)
    own = subject.own_names(document, page.host, vocabulary)
    shown = Characters(texts)
    seen = Counter(texts)
    table = np.zeros((count, COLUMNS), dtype=np.float32)
    table[:, 0] = np.log1p(layout.chars) / 5.0
    table[:, 1] = np.log1p(shown.count(characters.BLANK) + layout.unspaced) / 5.0
    table[:, 3] = layout.linked / layout.chars
    _punctuation(shown, table)
    _numerals(texts, shown, table)
    table[[time.block for time in document.times if time.block < count], 21] = 1.0
    table[:, 22] = np.log1p([seen[text] for text in texts]) / 5.0
    _links(page, blocks, layout, table)
    table[:, 33] = layout.depth[layout.element] / 15.0
    _emphasis(blocks, layout, table)
    if page.own_name is not None:
        own_name = page.own_name.encode()
        raw = "\0".join(texts).encode()  # no text has a NUL: the parser drops them
        table[:, 36] = [own_name in text for text in raw.lower().split(b"\0")]
    masks = np.zeros((count, 2), dtype=np.int64)
    phrases = cues.phrases()
    for index, row in enumerate(rows):
        if row[0] in page.openings:
            table[index, 23:26] = page.likeness(texts[index], row)
        if row[0] in phrases or row[0][0].isdigit():
            masks[index] = cues.masks(row[:8])
    bits = masks[:, :, None] >> np.arange(len(cues.MEANINGS)) & 1
    table[:, CUES:SUBJECT] = bits.reshape(count, -1)
    exclamations = shown.count(characters.EXCLAMATION)
    table[:, SUBJECT:] = subject.numbers(document, layout, vocabulary, own, exclamations)
    ends = {
        index: words(texts[index][-LAST_CHARS:])[-LAST_WORDS:]
        for index in np.flatnonzero(vocabulary.lengths > WORDS).tolist()
    }
    said = vocabulary.cut(WORDS, ends)
    said.words = [OWN if word in own else word for word in said.words]
    return table, said


def _punctuation(shown: Characters, table: Floats) -> None:
    """Columns of what a block begins and ends with, its case, and marks at its beginning."""
    table[:, 4] = shown.last & characters.END > 0
    table[:, 5] = shown.last & characters.COLON > 0
    table[:, 6] = shown.last & characters.QUESTION > 0
    stops = shown.pairs(characters.DOT, characters.BLANK) + shown.count(characters.FULL_STOP)
    table[:, 7] = np.minimum(shown.count(characters.COMMA), 8) / 8.0
    table[:, 8] = np.minimum(stops, 8) / 8.0
    kinds, opening = shown.among(), shown.among(OPENING)
    table[:, 10] = kinds & (characters.UPPER | characters.LOWER) == characters.UPPER
    for column, kind in enumerate((characters.UPPER, characters.LOWER, characters.DIGIT), 11):
        table[:, column] = shown.first & kind > 0
    marks = characters.BAR, characters.COPYRIGHT, characters.AT, characters.CURRENCY
    for column, kind in enumerate(marks, 14):
        table[:, column] = opening & kind > 0
    table[:, 18] = shown.first & characters.OPENS_QUOTE > 0


def _numerals(texts: list[str], shown: Characters, table: Floats) -> None:
    """Columns of the share of digits at a block's beginning, a date there, a reading time."""
    digits = shown.count(characters.DIGIT, OPENING)
    table[:, 9] = digits / np.minimum(shown.ends - shown.starts, OPENING)
    for index, (text, count) in enumerate(zip(texts, digits.tolist(), strict=True)):
        if count and len(text) < 60 and _MINUTES.search(text):
            table[index, 20] = 1.0
        if count > 2 and _DATELIKE.search(opening := text[:OPENING]) and _DATE.search(opening):
            table[index, 19] = 1.0


def _links(page: _Reader, blocks: list[TextBlock], layout: Layout, table: Floats) -> None:
    """Columns of how many links a block has, and where the first of them lead."""
    linking = np.flatnonzero(layout.linked).tolist()
    if linking:
        found = np.array([page.links(blocks[index].spans) for index in linking], dtype=np.float64)
        table[linking, 2] = np.log1p(found[:, 0]) / 5.0
        table[linking, 26:33] = found[:, 1:] / np.clip(found[:, :1], 1, LINKS)


def _emphasis(blocks: list[TextBlock], layout: Layout, table: Floats) -> None:
    """Columns of the shares of a block's characters in bold and in italics."""
    marked = np.zeros((len(blocks), 2))
    for index, block in enumerate(blocks):
        for span in block.spans:
            if span.tag == "strong":
                marked[index, 0] += span.end - span.start
            elif span.tag == "em":
                marked[index, 1] += span.end - span.start
    table[:, 34:36] = np.minimum((marked.T * layout.dense / layout.chars).T, 1.0)
