"""Train the role model: hand-labelled roles, and published body texts as partial labels."""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from scraper.extractor.model import vocabulary_word
from scraper.extractor.roles import ROLES
from scraper.training.gold import FOLDS, UNKNOWN, Example, fold_of
from scraper.training.network import Array, Batch, Network, batch

SEED = 20261123
EPOCHS = 12
PAGES = 12  # in one batch
BOXES = 1.0  # boxes that a page misses on average, in training
LARGEST = 0.4  # share of the page's blocks that such a box may hold
NAMES_FROM = 8  # sites that must use a word of markup
WORDS_FROM = 15  # sites that must use a word of text
TEXT_ROLES = [ROLES.index(r) for r in ("body", "facts", "facts_heading")]
# published body texts keep some of what an editor would call by another name
PERHAPS_ROLES = [ROLES.index(r) for r in ("promo", "toc", "caption")]
PERHAPS = 0.3  # how much of their likelihood agrees with "in the published text"


def vocabulary(pages: list[Example], kind: str, least: int) -> list[str]:
    """Words that at least `least` sites use; the first two stand for unknown and for none."""
    sites: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        rows = page.features.names if kind == "names" else page.features.words.rows
        for row in set(rows):
            for word in row:
                sites[vocabulary_word(word)].add(page.site)
    return ["", *sorted(w for w, s in sites.items() if len(s) >= least)]


def indexed(rows: list[tuple[str, ...]], index: dict[str, int]) -> tuple[Array, Array]:
    """Vocabulary indices of all rows, and how many each has; unknown words are left out."""
    found = [[i for w in row if (i := index.get(vocabulary_word(w), 0))] or [0] for row in rows]
    flat = np.array([i for row in found for i in row], dtype=np.int64)
    return flat, np.array([len(row) for row in found], dtype=np.int64)


def loss_of(scores: Tensor, roles: Tensor, in_text: Tensor, weight: Tensor, size: Tensor) -> Tensor:
    """Cross entropy where the role is known, and of "in the text" where only that is."""
    total = scores.new_zeros(())
    known = roles != UNKNOWN
    if known.any():
        total = total + functional.cross_entropy(
            scores[known], roles[known], weight=weight, label_smoothing=0.02
        ) * (known.sum() / 1500)
    part = in_text != UNKNOWN
    if part.any():
        chosen = scores[part]
        inside = torch.logsumexp(
            torch.cat([chosen[:, TEXT_ROLES], chosen[:, PERHAPS_ROLES] + math.log(PERHAPS)], 1), 1
        )
        outside = torch.logsumexp(
            chosen[:, [i for i in range(len(ROLES)) if i not in TEXT_ROLES]], 1
        )
        margin = inside - outside
        total = total + functional.binary_cross_entropy_with_logits(
            margin, in_text[part].float(), weight=size[part]
        ) * (part.sum() / 1500)
    return total


def with_boxes_missing(page: Example) -> NDArray[np.float32]:
    """(B,) 0 for the blocks of a few boxes of the page, drawn at random, else 1."""
    features = page.features
    count = len(features.inner)
    present = np.ones(count, dtype=np.float32)
    size = features.last - features.first
    boxes = np.flatnonzero((size > 0) & (size < LARGEST * count))
    for box in np.random.choice(boxes, np.random.poisson(BOXES)) if len(boxes) else ():
        present[features.first[box] : features.last[box]] = 0.0
    return present


def train(pages: list[Example]) -> Trained:
    """Fit one model on these pages."""
    random.seed(SEED)
    np.random.seed(SEED)
    torch.manual_seed(SEED)
    names = vocabulary(pages, "names", NAMES_FROM)
    words = vocabulary(pages, "words", WORDS_FROM)
    trained = Trained(names, words, pages[0].features.numbers.shape[1])
    prepared = [trained.indices(p) for p in pages]
    counts = np.zeros(len(ROLES))
    for page in pages:
        np.add.at(counts, page.roles[page.roles >= 0], 1)
    weight = torch.tensor((counts.sum() / np.maximum(counts, 1)) ** 0.25, dtype=torch.float32)
    weight = weight / weight.mean()
    network = trained.network
    # hand-labelled pages are few: they come four times an epoch
    deck = [i for i, p in enumerate(pages) for _ in range(4 if p.set_name == "anatomy" else 1)]
    steps = EPOCHS * (len(deck) // PAGES + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps + 1)
    network.train()
    for _epoch in range(EPOCHS):
        random.shuffle(deck)
        for start in range(0, len(deck), PAGES):
            chosen = deck[start : start + PAGES]
            b = batch(
                [pages[i].features for i in chosen],
                [prepared[i][0] for i in chosen],
                [prepared[i][1] for i in chosen],
            )
            roles = torch.from_numpy(np.concatenate([pages[i].roles for i in chosen]))
            in_text = torch.from_numpy(np.concatenate([pages[i].in_text for i in chosen]))
            present = torch.from_numpy(
                np.concatenate([with_boxes_missing(pages[i]) for i in chosen])
            )
            roles[present == 0] = UNKNOWN
            in_text[present == 0] = UNKNOWN
            # longer blocks matter more to the text, by about the cube root of their length
            size = torch.clamp(b.numbers[:, 0], 0.2, 1.5)
            loss = loss_of(network(b, present), roles, in_text, weight, size)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
    network.eval()
    return trained


class Trained:
    """A network with its vocabularies."""

    def __init__(self, names: list[str], words: list[str], numbers: int) -> None:
        self.names, self.words = names, words
        self.name_index = {w: i for i, w in enumerate(names)}
        self.word_index = {w: i for i, w in enumerate(words)}
        self.network = Network(len(names), len(words), numbers)

    def indices(self, page: Example) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        return (
            indexed(page.features.names, self.name_index),
            indexed(page.features.words.rows, self.word_index),
        )

    def batch(self, page: Example) -> Batch:
        names, words = self.indices(page)
        return batch([page.features], [names], [words])

    def probabilities(self, page: Example) -> np.ndarray:
        """(B, roles)"""
        with torch.no_grad():
            found: np.ndarray = torch.softmax(self.network(self.batch(page)), 1).numpy()
        return found

    def save(self, path: Path) -> None:
        """Write weights (half precision) and vocabularies as one .npz."""
        arrays = {
            key: value.detach().numpy().astype(np.float16)
            for key, value in self.network.state_dict().items()
        }
        vocabularies = json.dumps({"names": self.names, "words": self.words})
        np.savez_compressed(
            path, vocabularies=np.frombuffer(vocabularies.encode(), dtype=np.uint8), **arrays
        )


def without(pages: list[Example], fold: int) -> list[Example]:
    """The pages of all sites but those of one fold."""
    return [page for page in pages if fold_of(page.site, FOLDS) != fold]
