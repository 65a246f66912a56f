"""What the containers of a site hold, by the role model's word on the blocks of its pages.

A theme puts its promotions, author boxes and lists into containers of the same names on every
page.  Where the model is unsure of a block, what it said on the site's other pages of blocks in
the same container says more than the block alone: `learn` keeps that of one page, `merge` makes
it the knowledge of a site, and `weigh` reads another page with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from scraper.extractor.document import Document, Element
from scraper.extractor.features import Floats
from scraper.extractor.layout import Indices
from scraper.extractor.roles import ROLE, ROLES, TEXT

MOST = 40  # containers of a page that are remembered
ABOVE, BELOW = 6, 20  # blocks before and after the text whose containers are looked at too
HEAD, TAIL = 20, 40  # blocks looked at: the first and the last ones of these
NAMES = 3  # words of an element that name it: themes put what varies from page to page last
# Tuned by cross-validation on 71 sites of which the bench has several pages.
SURE = 0.6  # how sure the model must have been on other pages
SINGLE = 0.25  # a container of one block counts for 1 / 1.25 of how sure the model was of it
HEARD = 0.65  # most that other pages count against the page itself; one page counts for a half
ELSE = 0.01  # likelihood that other pages leave to every other role
CERTAIN = 0.9  # likelihood of a menu or a footer that is not asked about
STEPS = 8  # in which is kept how sure the model was
_RECORD = np.dtype([("signature", "<u4"), ("vote", "u1")])  # vote: role * STEPS + step
_SURROUNDS = np.isin(range(len(ROLES)), (ROLE["nav"], ROLE["footer"]))  # no field is made of them
_IS_TEXT = np.isin(range(len(ROLES)), TEXT)
_WHOLE = frozenset(("article", "main", "body", "html"))
_PRIME, _MASK = 16777619, 0xFFFFFFFF  # of FNV-1, 32 bits

Marks = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What the containers of a site hold: a row for each."""

    signatures: Marks  # ascending
    roles: Indices  # index in ROLES
    sure: Floats  # mean likelihood of that role, 0 to 1; pages that say otherwise lower it
    pages: Indices  # that have the container


class Containers:
    """The containers of the blocks in and around the text of a page."""

    def __init__(self, document: Document, likely: Floats, around: Sequence[int]) -> None:
        """`around`: indices of the blocks of the text; empty: none are looked at."""
        self.likely = likely
        first, last = (around[0] - ABOVE, around[-1] + BELOW) if around else (0, 0)
        rows = np.arange(max(first, 0), min(last, len(likely)))
        if len(rows) > HEAD + TAIL:
            rows = np.concatenate((rows[:HEAD], rows[-TAIL:]))
        self._best, self._most = likely[rows].argmax(axis=1), likely[rows].max(axis=1)
        asked = (self._most < CERTAIN) | ~_SURROUNDS[self._best]
        self._best, self._most = self._best[asked], self._most[asked]
        self.rows = rows[asked]
        self.signatures = np.array(_signatures(document, self.rows.tolist()), dtype=np.uint32)

    def learn(self) -> bytes:
        """What the model takes them to hold, the largest first."""
        wanted = np.flatnonzero(~_SURROUNDS[self._best])
        if not len(wanted):
            return b""
        order = wanted[np.argsort(self.signatures[wanted], kind="stable")]
        found, first, blocks = np.unique(
            self.signatures[order], return_index=True, return_counts=True
        )
        sums = np.add.reduceat(self.likely[self.rows[order]], first, axis=0)
        sure = sums.max(axis=1) / (blocks + SINGLE)
        records = np.empty(len(found), dtype=_RECORD)
        records["signature"] = found
        records["vote"] = sums.argmax(axis=1) * STEPS + (sure * STEPS).astype(np.int64)
        return records[np.argsort(-blocks, kind="stable")[:MOST]].tobytes()

    def weigh(self, held: Held) -> Floats:
        """The likelihoods of the page, with what its containers hold on the site's other pages.

        Other pages are heard where they are surer than the page itself: the likelihoods are the
        weighted geometric mean of both.
        """
        if not len(held.signatures) or not len(self.rows):
            return self.likely
        at = np.searchsorted(held.signatures, self.signatures).clip(max=len(held.signatures) - 1)
        heard = (held.signatures[at] == self.signatures) & (held.sure[at] > self._most)
        at, rows = at[heard], self.rows[heard]
        if not len(rows):
            return self.likely
        weight = np.minimum(HEARD, held.pages[at] / (held.pages[at] + 1))[:, None]
        others = np.full((len(rows), self.likely.shape[1]), ELSE)
        others[np.arange(len(rows)), held.roles[at]] = held.sure[at]
        mixed = (self.likely[rows] + 1e-5) ** (1 - weight) * others**weight
        found = self.likely.copy()
        found[rows] = mixed / mixed.sum(axis=1, keepdims=True)
        return found


def merge(pages: Iterable[bytes]) -> Held:
    """What is known of a site's containers from what was learned of its pages.

    Containers of text are left out: lines of promotion stand among its paragraphs, paragraphs
    among promotions hardly ever, and on the bench nothing was gained by hearing of them.
    """
    records = np.frombuffer(b"".join(pages), dtype=_RECORD)
    signatures, which, count = np.unique(
        records["signature"], return_inverse=True, return_counts=True
    )
    role, step = np.divmod(records["vote"].astype(np.int64), STEPS)
    sums = np.zeros((len(signatures), 256 // STEPS))
    np.add.at(sums, (which, role), (step + 0.5) / STEPS)
    sure = sums.max(axis=1, initial=0.0) / count
    roles = sums.argmax(axis=1)
    known = (sure >= SURE) & ~_IS_TEXT[roles]
    return Held(
        signatures=signatures[known],
        roles=roles[known],
        sure=sure[known].astype(np.float32),
        pages=count[known],
    )


def _signatures(document: Document, rows: Iterable[int]) -> list[int]:
    """32 bits for each block: its kind, and the names of all elements it stands in."""
    blocks, elements = document.blocks, document.elements
    paths = {-1: 0}
    names: dict[int, int] = {}  # by kind of element
    found = []
    for index in rows:
        block = blocks[index]
        above = block.inner
        chain = []
        while (path := paths.get(above, -1)) < 0:
            chain.append(above)
            above = elements[above].parent
        while chain:
            above = chain.pop()
            element = elements[above]
            name = names.get(element.kind)
            if name is None:
                name = names[element.kind] = crc32(name_of(element).encode("utf-8", "replace"))
            path = paths[above] = (path * _PRIME ^ name) & _MASK
        linked = 3 * block.link_chars // (len(block.text) or 1)
        found.append((path ^ _kind(block.tag, linked)) * _PRIME & _MASK)
    return found


@lru_cache(maxsize=1024)
def _kind(tag: str, linked: int) -> int:
    """Fingerprint of a kind of block; `linked`: thirds of its text that are links."""
    return crc32(f"{tag} {min(linked, 2)}".encode("utf-8", "replace"))


def name_of(element: Element) -> str:
    """What an element is called; names of what holds a whole page differ from page to page."""
    if element.tag in _WHOLE:
        return element.tag
    return ".".join((element.tag, *element.words[:NAMES]))
