"""What the role model sees of a page: one row of numbers a block, and words of markup and text."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from scraper.extractor import cues
from scraper.extractor.document import Document

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]

LEVELS = 4  # containers above a block whose statistics are features
TEXT_WORDS = 10  # words from the beginning of a block that are features; and as many at its end
OPENING = 120  # characters of a block that are read closely
TITLE, HEAD_PART = 23, 24  # columns of _block_rows: equal to <title>, beginning of it
LINKS = 4  # links of a block that are read closely
_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"\b(?:19|20)\d\d[-./年]\s?\d|\d{1,2}[./]\s?\d{1,2}[./]\s?(?:19|20)?\d\d|\b\d{1,2}\.?\s(?:de\s)?"
    r"[^\W\d_]{3,10}\.?,?\s(?:de\s)?(?:19|20)\d\d|[^\W\d_]{3,10}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s"
    r"(?:19|20)\d\d"
)
COPYRIGHT = re.compile(r"©|\(c\)|copyright|all rights reserved", re.I)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
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


@dataclass(slots=True)
class Features:
    """Arrays of one page: B blocks, E elements."""

    numbers: Floats  # (B, len of a row)
    inner: Indices  # (B,) innermost element of each block
    element: Indices  # (B,) its nearest block-level element
    containers: Indices  # (B, LEVELS) the next larger containers above it
    first: Indices  # (E,) blocks[first:last] lie inside the element
    last: Indices  # (E,)
    parent: Indices  # (E,) -1: none
    depth: Indices  # (E,)
    names: list[tuple[str, ...]]  # (E,) words of each element, its tag as "<tag>" among them
    words: list[tuple[str, ...]]  # (B,) first and last words of the text


def folded(text: str | None) -> str:
    return " ".join(_WORD.findall((text or "").lower()))


def _block_rows(
    document: Document,
) -> tuple[list[tuple[float, ...]], list[tuple[int, int]], list[tuple[str, ...]]]:
    """Plain numbers, cue masks and words of every block."""
    rows: list[tuple[float, ...]] = []
    masks: list[tuple[int, int]] = []
    words_of: list[tuple[str, ...]] = []
    blocks, elements = document.blocks, document.elements
    head = folded(document.head_title)
    og_title = folded(next(iter(document.metas.get("og:title", ())), ""))
    described = (
        folded(next(iter(document.metas.get("og:description", ())), ""))
        or folded(next(iter(document.metas.get("description", ())), ""))
    )[:60]
    try:
        host = urlsplit(document.url or "").netloc.removeprefix("www.") or "\0"
    except ValueError:  # an address with half an IPv6 host
        host = "\0"
    own_name = max(host.split("."), key=len)  # "example" of "news.example.org"
    seen = Counter([block.text for block in blocks])
    timed = {time.block for time in document.times}
    for index, block in enumerate(blocks):
        text = block.text
        length = len(text)
        opening = text[:OPENING]
        words = _WORD.findall(opening.lower())
        title = head_part = summary = False
        if length > 8:
            opened = " ".join(words)
            if length > OPENING:
                if length < 300 and og_title[:60] == opened[:60]:
                    title = folded(text) in (og_title, head)
            else:
                title = opened in (og_title, head)
                head_part = len(words) > 1 and head.startswith(opened)
            summary = len(described) > 20 and opened.startswith(described)
        share = article = person = tag = fragment = outside = inside = links = 0
        if block.link_chars:
            for span in block.spans:
                if span.tag != "a" or not (href := span.href):
                    continue
                links += 1
                if links > LINKS:
                    continue
                if href[0] == "#":
                    fragment += 1
                    continue
                parts = href.lower().split("/", 7)
                if len(parts) > 2 and not parts[1]:
                    if host in parts[2]:
                        inside += 1
                    else:
                        outside += 1
                        share += not _SHARING.isdisjoint(parts[2].split("."))
                article += href.count("-") > 2 or "/20" in href
                if not PEOPLE.isdisjoint(parts):
                    person += 1
                elif not TOPICS.isdisjoint(parts):
                    tag += 1
        strong = emphasis = 0
        for span in block.spans:
            if span.tag == "strong":
                strong += span.end - span.start
            elif span.tag == "em":
                emphasis += span.end - span.start
        digits = len(_DIGIT.findall(opening))
        start, end = text[0], text[-1]
        rows.append(
            (
                length,
                text.count(" "),
                links,
                block.link_chars / length,
                end in _END,
                end in ":：",
                end == "?",
                text.count(","),
                text.count(". ") + text.count("。"),
                digits / len(opening),
                text.isupper(),
                start.isupper(),
                start.islower(),
                start.isdigit(),
                "|" in opening,
                "©" in opening,
                "@" in opening,
                "$" in opening or "€" in opening or "£" in opening,
                start in '"“«„‘',
                digits > 2 and _DATE.search(opening) is not None,
                digits > 0 and length < 60 and _MINUTES.search(opening) is not None,
                index in timed,
                seen[text],
                title,
                head_part,
                summary,
                share,
                article,
                person,
                tag,
                fragment,
                outside,
                inside,
                elements[block.element].depth,
                min(strong / length, 1.0),
                min(emphasis / length, 1.0),
                len(own_name) > 3 and own_name in text.lower(),
            )
        )
        masks.append(cues.masks([word for word in words[:8] if not word[0].isdigit()]))
        last = _WORD.findall(text[-60:].lower())[-3:] if length > OPENING else ()
        words_of.append((*words[:TEXT_WORDS], *last))
    return rows, masks, words_of


def _scaled(rows: list[tuple[float, ...]], masks: list[tuple[int, int]]) -> Floats:
    """Numbers of _block_rows brought to about 0 to 1, the bits of the masks behind them."""
    table = np.array(rows, dtype=np.float32)
    some = np.clip(table[:, 2:3], 1, LINKS)
    table[:, 26:33] /= some
    table[:, [0, 1, 2, 22]] = np.log1p(table[:, [0, 1, 2, 22]]) / 5.0
    table[:, [7, 8]] = np.minimum(table[:, [7, 8]], 8.0) / 8.0
    table[:, 33] /= 15.0
    bits = np.arange(len(cues.MEANINGS))
    cue = np.array(masks, dtype=np.int64)[:, :, None] >> bits & 1
    return np.hstack([table, cue.reshape(len(rows), -1).astype(np.float32)])


def compute(document: Document) -> Features:
    """The features of every block of a page; a page without blocks gives empty arrays."""
    blocks, elements = document.blocks, document.elements
    count = len(blocks)
    first = np.array([e.first for e in elements], dtype=np.int64)
    last = np.array([e.last for e in elements], dtype=np.int64)
    parent_list = [e.parent for e in elements]
    size = (last - first).tolist()
    larger: list[int] = []  # the nearest container that holds more blocks
    for i, above in enumerate(parent_list):
        larger.append(above if above < 0 or size[above] > size[i] else larger[above])
    climb = np.maximum(np.array(larger, dtype=np.int64), 0)
    rows, masks, words = _block_rows(document)
    element = np.array([b.element for b in blocks], dtype=np.int64)
    inner = np.array([b.inner for b in blocks], dtype=np.int64)
    containers = np.zeros((count, LEVELS), dtype=np.int64)
    here = element
    for level in range(LEVELS):
        here = climb[here] if count else here
        containers[:, level] = here
    names = [(*e.words, f"<{e.tag}>") for e in elements]
    numbers = np.zeros((0, 0), dtype=np.float32)
    if count:
        about = _containers(document, containers, first, last)
        numbers = np.hstack(
            [
                _scaled(rows, masks),
                _positions(document, rows),
                _named(document, inner),
                _alike(document, names),
                _repeated(document, names),
                about,
            ]
        )
    return Features(
        numbers=numbers,
        inner=inner,
        element=element,
        containers=containers,
        first=first,
        last=last,
        parent=np.array(parent_list, dtype=np.int64),
        depth=np.array([e.depth for e in elements], dtype=np.int64),
        names=names,
        words=words,
    )


@lru_cache(maxsize=1)
def _kinds() -> tuple[dict[str, int], int]:
    """Word of markup -> mask of the kinds of element it names, and how many kinds there are."""
    path = files("scraper.extractor") / "data" / "markup.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found: dict[str, int] = {}
    for bit, words in enumerate(table.values()):
        for word in words:
            found[word] = found.get(word, 0) | 1 << bit
    return found, len(table)


def _named(document: Document, element: Indices) -> Floats:
    """What the markup calls the surroundings of each block: anywhere above it, and close by."""
    known, kinds = _kinds()
    masks: dict[tuple[str, ...], int] = {}
    above: list[int] = []
    close: list[tuple[int, int, int]] = []
    for inside in document.elements:
        own = masks.get(inside.words)
        if own is None:
            own = 0
            for word in inside.words:
                own |= known.get(word, 0)
            masks[inside.words] = own
        parent = inside.parent
        if parent < 0 or inside.tag == "body":
            above.append(0)
            close.append((0, 0, 0))
            continue
        above.append(own | above[parent])
        close.append((own, *close[parent][:2]))
    bits = np.arange(kinds)
    anywhere = np.array(above, dtype=np.int64)[element, None] >> bits & 1
    near = np.bitwise_or.reduce(np.array(close, dtype=np.int64), axis=1)
    return np.hstack([anywhere, near[element, None] >> bits & 1]).astype(np.float32)


def _alike(document: Document, names: list[tuple[str, ...]]) -> Floats:
    """Statistics of the blocks in the same markup: cards of a list, paragraphs of a text."""
    different: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
    which = []
    for block in document.blocks:
        parent = document.elements[block.element].parent
        key = names[block.element], names[parent] if parent >= 0 else ()
        which.append(different.setdefault(key, len(different)))
    group = np.array(which, dtype=np.int64)
    chars = np.array([len(b.text) for b in document.blocks], dtype=np.float64)
    linked = np.array([b.link_chars for b in document.blocks], dtype=np.float64)
    long = chars * ((chars > 100) & (linked < 0.4 * chars))
    count = np.bincount(group)
    sums = [np.bincount(group, weights=w) for w in (chars, linked, long)]
    table = np.stack(
        [
            np.log1p(count) / 5.0,
            np.log1p(sums[0] / count) / 6.0,
            sums[1] / np.maximum(1.0, sums[0]),
            sums[2] / max(1.0, float(sums[2].sum())),
        ],
        axis=1,
    )
    found: Floats = table[group].astype(np.float32)
    return found


def _repeated(document: Document, names: list[tuple[str, ...]]) -> Floats:
    """Whether a block stands in one of many like siblings, and whether those link away."""
    elements = document.elements
    groups: dict[tuple[int, tuple[str, ...]], int] = {}
    which = [
        groups.setdefault((e.parent, n), len(groups)) for e, n in zip(elements, names, strict=True)
    ]
    linked = np.array(
        [len(b.text) > 11 and b.link_chars > 0.9 * len(b.text) for b in document.blocks]
    )
    before = np.concatenate([[0], np.cumsum(linked)])
    first = np.array([e.first for e in elements], dtype=np.int64)
    last = np.array([e.last for e in elements], dtype=np.int64)
    headed = (before[last] > before[first]) & (last > first)
    group = np.array(which, dtype=np.int64)
    count = np.bincount(group)
    table = np.zeros((len(elements) + 1, 3))
    own = np.stack(
        [
            np.log1p(count) / 4.0,
            np.bincount(group, weights=headed) / count,
            np.log1p(np.bincount(group, weights=last - first) / count) / 4.0,
        ],
        axis=1,
    )[group]
    many = (count >= 3)[group].tolist()
    nearest: list[int] = []  # the nearest enclosing element with like siblings; last row: none
    for index, inside in enumerate(elements):
        if many[index]:
            nearest.append(index)
        else:
            nearest.append(nearest[inside.parent] if inside.parent >= 0 else -1)
    table[:-1] = own
    # a list item is repeated anyway: what counts is the nearest repetition above the block itself
    found: Floats = table[np.array(nearest)[[b.element for b in document.blocks]]].astype(
        np.float32
    )
    above = [
        nearest[elements[b.element].parent] if elements[b.element].parent >= 0 else -1
        for b in document.blocks
    ]
    outer: Floats = table[above].astype(np.float32)
    return np.hstack([found, outer])


def _headline(document: Document, rows: list[tuple[float, ...]]) -> int:
    """The block most likely to be the headline: one that <title> begins with, best an <h1>."""
    best, found = 0, -1
    for index, block in enumerate(document.blocks):
        shown = rows[index][TITLE] or rows[index][HEAD_PART]
        if block.tag == "h1" or (shown and len(block.text) > 9):
            worth = 1000 * bool(shown) + 500 * (block.tag == "h1") + min(len(block.text), 300)
            if worth > best:
                best, found = worth, index
    return found


def _positions(document: Document, rows: list[tuple[float, ...]]) -> Floats:
    """Where each block stands: in the page, and from the headline."""
    blocks = document.blocks
    count = len(blocks)
    place = np.arange(count, dtype=np.float32)
    chars = np.array([len(b.text) for b in blocks], dtype=np.float32)
    done = np.cumsum(chars) - chars
    head = _headline(document, rows)
    columns: list[Any] = [place / count, done / max(1.0, float(chars.sum()))]
    if head >= 0:
        distance = place - head
        columns += [
            np.sign(distance) * np.log1p(np.abs(distance)) / 5.0,
            (distance > 0).astype(np.float32),
            np.ones(count, dtype=np.float32),
        ]
    else:
        columns += [np.zeros(count, dtype=np.float32)] * 3
    return np.stack(columns, axis=1).astype(np.float32)


def _containers(document: Document, containers: Indices, first: Indices, last: Indices) -> Floats:
    """Statistics of the containers of each block: size, share of the page, link density."""
    blocks = document.blocks
    chars = np.array([len(b.text) for b in blocks], dtype=np.float64)
    linked = np.array([b.link_chars for b in blocks], dtype=np.float64)
    long = (chars > 100) & (linked < 0.4 * chars)
    headed = np.array([b.tag in ("h1", "h2", "h3", "h4", "h5", "h6") for b in blocks])
    cumulated = np.zeros((len(blocks) + 1, 4))
    np.cumsum(np.stack([chars, linked, long * chars, headed], axis=1), axis=0, out=cumulated[1:])
    sums = cumulated[last] - cumulated[first]  # (E, 4)
    count = (last - first).astype(np.float64)
    table = np.stack(
        [
            np.log1p(sums[:, 0]) / 9.0,
            np.log1p(count) / 5.0,
            sums[:, 1] / np.maximum(1.0, sums[:, 0]),
            sums[:, 0] / max(1.0, float(chars.sum())),
            sums[:, 2] / max(1.0, float(cumulated[-1, 2])),
            sums[:, 2] / np.maximum(1.0, sums[:, 0]),
            sums[:, 3] / np.maximum(1.0, count),
            np.log1p(sums[:, 0] / np.maximum(1.0, count)) / 6.0,
        ],
        axis=1,
    )
    found: Floats = table[containers].reshape(len(blocks), -1).astype(np.float32)
    return found
