"""Gold pages as training examples: features of every block, with what is known of its role."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from scraper.extractor.blocks import read
from scraper.extractor.decode import decode
from scraper.extractor.document import Document, TextBlock
from scraper.extractor.features import Features, compute
from scraper.extractor.layout import Indices
from scraper.extractor.roles import ROLES
from scraper.extractor.wording import visible, words

UNKNOWN = -1
FOLDS = 4  # of sites, in cross-validation
SHINGLE = 4  # words


@dataclass(slots=True)
class Example:
    """One page: its features, and per block the role and whether it belongs to the text."""

    set_name: str
    file: str
    site: str
    features: Features
    roles: Indices  # (B,) index in ROLES, UNKNOWN where nobody said
    in_text: Indices  # (B,) 1 in the article's text, 0 not, UNKNOWN


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, as bench/score.py deals them."""
    return int(hashlib.md5(site.encode()).hexdigest(), 16) % folds


def _labelled(document: Document, gold: list[dict[str, Any]]) -> Indices:
    """Roles of hand-labelled blocks, carried over by aligning the two lists of texts."""
    ours = ["".join(b.text.split()) for b in document.blocks]
    theirs = ["".join(visible(b["text"]).split()) for b in gold]
    roles = np.full(len(ours), UNKNOWN, dtype=np.int64)
    for kind, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if kind == "equal":
            for i, j in zip(range(a, b), range(c, d), strict=True):
                roles[i] = ROLES.index(gold[j]["role"])
            continue
        for i in range(a, b):
            for j in range(c, d):
                if ours[i] in theirs[j] or theirs[j] in ours[i]:
                    roles[i] = ROLES.index(gold[j]["role"])
                    break
    return roles


def _membership(document: Document, body: str) -> Indices:
    """Which blocks stand in a published body text: by shingles, short ones by their neighbours."""
    published = words(body)
    text = f" {' '.join(published)} "
    shingles = {tuple(published[i : i + SHINGLE]) for i in range(len(published) - SHINGLE + 1)}
    found = np.full(len(document.blocks), UNKNOWN, dtype=np.int64)
    short = []
    for index, block in enumerate(document.blocks):
        own = words(block.text)
        if len(own) >= SHINGLE:
            parts = [tuple(own[i : i + SHINGLE]) for i in range(len(own) - SHINGLE + 1)]
            if block.link_chars > 0.9 * len(block.text) and _within_page(block):
                continue  # a table of contents: published texts keep some
            share = sum(part in shingles for part in parts) / len(parts)
            found[index] = 1 if share > 0.7 else 0 if share < 0.3 else UNKNOWN
        elif own and f" {' '.join(own)} " in text:
            short.append(index)
        else:
            found[index] = 0
    known = found.copy()
    for index in short:
        before = next((known[i] for i in range(index - 1, -1, -1) if known[i] >= 0), 0)
        after = next((known[i] for i in range(index + 1, len(known)) if known[i] >= 0), 0)
        found[index] = 1 if before == after == 1 else 0 if before == after == 0 else UNKNOWN
    return found


def _within_page(block: TextBlock) -> bool:
    return all((span.href or "#").startswith("#") for span in block.links)


def _newsroom(document: Document, gold: dict[str, Any]) -> Indices | None:
    best: tuple[float, Indices] | None = None
    for version in gold["versions"].values():
        body = version.get("body") or {}
        parts: list[str] = list(body.get("summary") or [])
        for section in body.get("sections", []):
            parts += section.get("headline", []) + section.get("paragraphs", [])
        if not parts:
            continue
        found = _membership(document, "\n".join(parts))
        chars = sum(len(b.text) for b, m in zip(document.blocks, found, strict=True) if m == 1)
        share = min(1.0, chars / max(1, sum(map(len, parts))))
        if best is None or share > best[0]:
            best = share, found
    return best[1] if best and best[0] > 0.7 else None


def _snippets(document: Document, gold: dict[str, Any]) -> Indices:
    found = np.full(len(document.blocks), UNKNOWN, dtype=np.int64)
    for key, value in (("with", 1), ("without", 0)):
        for snippet in gold[key]:
            wanted = " ".join(snippet.split())
            hits = [i for i, b in enumerate(document.blocks) if wanted in b.text]
            if len(hits) == 1:
                found[hits[0]] = value
    return found


def _pages(bench: Path, set_name: str) -> Iterator[tuple[dict[str, Any], bytes]]:
    with (bench / set_name / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            yield gold, gzip.decompress((bench / set_name / gold["file"]).read_bytes())


def examples(bench: Path) -> list[Example]:
    """Every page of the labelled sets that says something about its blocks."""
    found: list[Example] = []
    labelled: set[str] = set()
    for set_name in ("anatomy", "articles", "newsroom", "segments"):
        for gold, html in _pages(bench, set_name):
            if set_name != "anatomy" and gold["url"] in labelled:
                continue
            document = read(decode(html), gold["url"])
            count = len(document.blocks)
            if not count:
                continue
            roles = np.full(count, UNKNOWN, dtype=np.int64)
            in_text: Indices | None = roles.copy()
            if set_name == "anatomy":
                roles = _labelled(document, gold["blocks"])
                labelled.add(gold["url"])
            elif set_name == "articles":
                in_text = _membership(document, gold["body"])
            elif set_name == "newsroom":
                in_text = _newsroom(document, gold)
            else:
                in_text = _snippets(document, gold)
            if in_text is None:
                continue
            site = urlsplit(gold["url"] or gold["file"]).netloc
            found.append(Example(set_name, gold["file"], site, compute(document), roles, in_text))
    return found
