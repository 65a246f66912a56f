"""The role model as a PyTorch module; extractor/model.py is the same arithmetic in NumPy.

Words of an element's markup are embedded and summed, and handed down the tree with a learned decay;
numbers and words of the text join them; dilated convolutions look at neighbouring blocks, and the
mean of what they saw over each enclosing container decides whether it stands or falls as a whole.

Training takes away what a network would rather learn by heart: a word that falls out is gone from
the whole page, and some boxes of the page are not there at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from scraper.extractor.features import LEVELS, Features
from scraper.extractor.model import TEXT_SCALE
from scraper.extractor.roles import ROLES

Array = NDArray[np.int64]

MARKUP = 24  # dimensions of a word of markup
TEXT = 16  # dimensions of a word of text
HIDDEN = 64
WORD_DROPOUT = 0.4  # share of a page's different words that fall out in training
SLIP = 0.1  # share of single occurrences that fall out besides
DROPOUT = 0.3
DILATIONS = (1, 2, 4, 8)


@dataclass(slots=True)
class Batch:
    """Pages one after the other: B blocks, E elements, P pages of at most L blocks."""

    numbers: Tensor  # (B, F)
    text_words: Tensor  # flat indices into the vocabulary of text words
    text_offsets: Tensor  # (B,) where each block's begin
    text_page: Tensor  # page of each text word
    name_words: Tensor  # flat indices into the vocabulary of markup words
    name_offsets: Tensor  # (E,)
    name_page: Tensor  # page of each markup word
    levels: list[tuple[Tensor, Tensor]]  # per depth: elements, position of parents one level up
    order: Tensor  # (E,) where an element stands in the concatenated levels
    inner: Tensor  # (B,)
    element: Tensor  # (B,)
    first: Tensor  # (B, LEVELS) of each container, in blocks of the padded batch
    last: Tensor  # (B, LEVELS)
    place: Tensor  # (B,) position in the padded batch, page * L + block
    pages: int
    length: int  # L


def batch(
    pages: list[Features], names: list[tuple[Array, Array]], words: list[tuple[Array, Array]]
) -> Batch:
    """Put pages together.

    `names` and `words` are, page by page, the vocabulary indices of all words one after the
    other, and how many of them each element or block has.
    """
    length = max(len(p.inner) for p in pages)
    offsets_b = np.cumsum([0] + [len(p.inner) for p in pages])
    offsets_e = np.cumsum([0] + [len(p.parent) for p in pages])
    depth = np.concatenate([p.depth for p in pages])
    parent = np.concatenate(
        [np.where(p.parent >= 0, p.parent + o, -1) for p, o in zip(pages, offsets_e, strict=False)]
    )
    position = np.zeros(len(depth), dtype=np.int64)
    levels, start = [], 0
    order = np.zeros(len(depth), dtype=np.int64)
    for d in range(int(depth.max()) + 1):
        members = np.flatnonzero(depth == d)
        position[members] = np.arange(len(members))
        order[members] = start + position[members]
        start += len(members)
        above = position[parent[members]] if d else np.zeros(0, dtype=np.int64)
        levels.append((torch.from_numpy(members), torch.from_numpy(above)))
    place, first, last = [], [], []
    for number, page in enumerate(pages):
        base = number * length
        place.append(base + np.arange(len(page.inner)))
        first.append(base + page.first[page.containers])
        last.append(base + page.last[page.containers])

    def flat(rows: list[tuple[Array, Array]]) -> tuple[Tensor, Tensor, Tensor]:
        lengths = np.concatenate([length for _, length in rows])
        starts = np.cumsum(lengths) - lengths
        of_page = np.repeat(np.arange(len(rows)), [len(i) for i, _ in rows])
        together = np.concatenate([i for i, _ in rows])
        return torch.from_numpy(together), torch.from_numpy(starts), torch.from_numpy(of_page)

    text_words, text_offsets, text_page = flat(words)
    name_words, name_offsets, name_page = flat(names)
    shift_b = zip(pages, offsets_e, strict=False)
    inner, element = [], []
    for page, offset in shift_b:
        inner.append(page.inner + offset)
        element.append(page.element + offset)
    assert offsets_b[-1] == sum(len(p) for p in place)
    return Batch(
        numbers=torch.from_numpy(np.concatenate([p.numbers for p in pages])),
        text_words=text_words,
        text_offsets=text_offsets,
        text_page=text_page,
        name_words=name_words,
        name_offsets=name_offsets,
        name_page=name_page,
        levels=levels,
        order=torch.from_numpy(order),
        inner=torch.from_numpy(np.concatenate(inner)),
        element=torch.from_numpy(np.concatenate(element)),
        first=torch.from_numpy(np.concatenate(first)),
        last=torch.from_numpy(np.concatenate(last)),
        place=torch.from_numpy(np.concatenate(place)),
        pages=len(pages),
        length=length,
    )


class Network(nn.Module):
    """Batch -> one score a role for every block."""

    def __init__(self, name_count: int, word_count: int, number_count: int) -> None:
        super().__init__()
        self.names = nn.Embedding(name_count, MARKUP)
        self.words = nn.Embedding(word_count, TEXT)
        nn.init.normal_(self.names.weight, std=0.1)
        nn.init.normal_(self.words.weight, std=0.1)
        self.decay = nn.Parameter(torch.zeros(MARKUP))
        self.enter = nn.Linear(2 * MARKUP + TEXT + number_count, HIDDEN)
        self.near = nn.ModuleList(
            nn.Conv1d(HIDDEN, HIDDEN, 3, dilation=d, padding=d) for d in DILATIONS
        )
        self.around = nn.Linear((1 + LEVELS) * HIDDEN, HIDDEN)
        self.again = nn.ModuleList(
            nn.Conv1d(HIDDEN, HIDDEN, 3, dilation=d, padding=d) for d in (1, 4)
        )
        self.leave = nn.Linear(HIDDEN, len(ROLES))
        self.dropout = nn.Dropout(DROPOUT)
        self.noise = nn.Dropout(0.1)

    def embedded(self, table: nn.Embedding, words: Tensor, offsets: Tensor, page: Tensor) -> Tensor:
        weights = None
        if self.training:
            keep = torch.rand(int(page[-1]) + 1, len(table.weight)) > WORD_DROPOUT
            slip = torch.rand(len(words)) > SLIP
            weights = (keep[page, words] & slip).float() / (1.0 - WORD_DROPOUT) / (1.0 - SLIP)
        if table is self.words:
            count = torch.diff(offsets, append=torch.tensor([len(words)]))
            scale = torch.repeat_interleave(TEXT_SCALE * count.float().rsqrt(), count)
            weights = scale if weights is None else weights * scale
        return functional.embedding_bag(
            words, table.weight, offsets, mode="sum", per_sample_weights=weights
        )

    def forward(self, b: Batch, present: Tensor | None = None) -> Tensor:
        """(B, roles); `present` (B,) is 0 for blocks that the page is to be read without."""
        own = self.embedded(self.names, b.name_words, b.name_offsets, b.name_page)
        decay = torch.sigmoid(self.decay)
        paths: list[Tensor] = []
        for depth, (members, above) in enumerate(b.levels):
            here = own[members]
            paths.append(here + decay * paths[-1][above] if depth else here)
        path = torch.cat(paths)[b.order]
        text = self.embedded(self.words, b.text_words, b.text_offsets, b.text_page)
        seen = torch.cat([path[b.inner], own[b.element], text, self.noise(b.numbers)], dim=1)
        hidden = self.dropout(torch.relu(self.enter(seen)))
        mask = hidden.new_zeros(b.pages * b.length, 1)
        mask[b.place] = 1.0 if present is None else present[:, None]
        empty = hidden.new_zeros(b.pages * b.length, HIDDEN)
        padded = empty.index_copy(0, b.place, hidden) * mask
        padded = self.convolve(self.near, padded, mask, b)
        own_state = padded[b.place]
        joined = torch.cat([own_state, self.means(padded, mask, b).flatten(1)], dim=1)
        state = own_state + self.dropout(torch.relu(self.around(joined)))
        padded = empty.index_copy(0, b.place, state) * mask
        padded = self.convolve(self.again, padded, mask, b)
        scores: Tensor = self.leave(padded[b.place])
        return scores

    def means(self, padded: Tensor, mask: Tensor, b: Batch) -> Tensor:
        """(B, LEVELS, HIDDEN) means over the containers of each block."""
        summed = torch.cat([padded.new_zeros(1, HIDDEN), torch.cumsum(padded, dim=0)])
        counted = torch.cat([mask.new_zeros(1, 1), torch.cumsum(mask, dim=0)])
        count = (counted[b.last] - counted[b.first]).clamp(min=1)
        return (summed[b.last] - summed[b.first]) / count

    def convolve(self, layers: nn.ModuleList, padded: Tensor, mask: Tensor, b: Batch) -> Tensor:
        for layer in layers:
            shaped = padded.view(b.pages, b.length, HIDDEN).transpose(1, 2)
            moved = torch.relu(layer(shaped)).transpose(1, 2).reshape(-1, HIDDEN)
            padded = (padded + self.dropout(moved)) * mask
        return padded
