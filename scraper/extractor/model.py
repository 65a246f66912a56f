"""The role model at run time: training/network.py's arithmetic in NumPy, weights from roles.npz."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from itertools import chain, repeat
from pathlib import Path

import numpy as np

from scraper.extractor.features import Features, Floats
from scraper.extractor.layout import Indices
from scraper.extractor.vocabulary import Said

# Multiplications of a matrix product that OpenBLAS still does in one thread.  More threads gain
# nothing at this size, and on a busy machine they wait for each other: 27 against 130 ms a page
# were measured on two cores with eight processes.
_ONE_THREAD = 250_000
TEXT_SCALE = 2.0  # the sum of n words' embeddings is scaled by this over the root of n


def vocabulary_word(word: str) -> str:
    """A word as the vocabularies hold it: a number by how many digits it has, up to four."""
    return "#" * min(len(word), 4) if word[0].isdigit() else word


class Model:
    """Weights and vocabularies; read-only once loaded."""

    def __init__(self, path: Path) -> None:
        """Load an .npz written by training; OSError or ValueError where it is none."""
        with np.load(path) as stored:
            vocabularies = json.loads(stored["vocabularies"].tobytes())
            weights = {k: stored[k].astype(np.float32) for k in stored if k != "vocabularies"}
        self.name_index: dict[str, int] = {w: i for i, w in enumerate(vocabularies["names"])}
        self.word_index: dict[str, int] = {w: i for i, w in enumerate(vocabularies["words"])}
        self.names, self.words = weights["names.weight"], weights["words.weight"]
        self.decay = 1.0 / (1.0 + np.exp(-weights["decay"]))
        self.enter, self.around, self.leave = (
            (np.ascontiguousarray(weights[f"{name}.weight"].T), weights[f"{name}.bias"])
            for name in ("enter", "around", "leave")
        )
        self.near = _kernels(weights, "near", (1, 2, 4, 8))
        self.again = _kernels(weights, "again", (1, 4))

    def probabilities(self, page: Features) -> Floats:
        """(B, roles): how likely each role is for each block of the page."""
        path, own = self._paths(page)
        indices, lengths = self._text_words(page.words), page.words.lengths
        text = _summed(self.words, indices, lengths)
        text *= TEXT_SCALE / np.sqrt(_known(indices, lengths))[:, None]
        weight, bias = self.enter
        named = np.concatenate([path[page.inner], own[page.element], text], axis=1)
        state = _product(named, weight[: named.shape[1]])
        state += _product(page.numbers, weight[named.shape[1] :])
        state = _convolved(_relu(state, bias), self.near)
        state += self._surroundings(page, state)
        weight, bias = self.leave
        scores = _product(_convolved(state, self.again), weight) + bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = scores / scores.sum(axis=1, keepdims=True)
        return found

    def _surroundings(self, page: Features, state: Floats) -> Floats:
        """What the means of the states over each container of a block add to its own."""
        weight, bias = self.around
        hidden = state.shape[1]
        summed = np.zeros((len(state) + 1, hidden), dtype=np.float32)
        np.cumsum(state, axis=0, out=summed[1:])
        found = _product(state, weight[:hidden])
        for level, containers in enumerate(page.containers.T, 1):
            first, last = page.first[containers], page.last[containers]
            means = summed.take(last, axis=0)
            means -= summed.take(first, axis=0)
            means /= np.maximum(last - first, 1).astype(np.float32)[:, None]
            found += _product(means, weight[level * hidden : (level + 1) * hidden])
        return _relu(found, bias)

    def _paths(self, page: Features) -> tuple[Floats, Floats]:
        """Embedding of what each element's chain of containers is called, and of itself."""
        get = self.name_index.get
        words = chain.from_iterable(page.kinds)
        indices = np.fromiter(map(get, words, repeat(0)), np.int64)
        lengths = np.fromiter(map(len, page.kinds), np.int64, len(page.kinds))
        own = _summed(self.names, indices, lengths).take(page.kind, axis=0)
        outside = len(own)  # a row of zeros, above the outermost and itself
        path = np.concatenate([own, np.zeros_like(own[:1])])
        above = np.append(np.where(page.parent < 0, outside, page.parent), outside)
        decay = self.decay
        for _ in range(int(page.depth.max()).bit_length()):  # each time twice as far up
            path += decay * path.take(above, axis=0)
            above = above[above]
            decay = decay * decay
        return path, own

    def _text_words(self, said: Said) -> Indices:
        """Index in `word_index` of every word, block after block; 0: unknown."""
        get = self.word_index.get
        known = np.fromiter(map(get, said.words, repeat(0)), np.int64, len(said.words))
        for index in np.flatnonzero(known == 0).tolist():  # no number is in it as it is written
            if (word := said.words[index])[0].isdigit():
                known[index] = get(vocabulary_word(word), 0)
        found: Indices = known[said.numbers]
        return found


def _kernels(
    weights: dict[str, Floats], name: str, dilations: tuple[int, ...]
) -> list[tuple[int, Floats, Floats]]:
    """Convolutions as matrices: (3 * hidden, hidden), of the blocks before, at and after."""
    layers = []
    for number, dilation in enumerate(dilations):
        kernel = weights[f"{name}.{number}.weight"]  # (out, in, 3)
        matrix = np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0]))
        layers.append((dilation, matrix, weights[f"{name}.{number}.bias"]))
    return layers


def _convolved(state: Floats, layers: list[tuple[int, Floats, Floats]]) -> Floats:
    count, hidden = state.shape
    for dilation, kernel, bias in layers:
        seen = np.zeros((count, 3, hidden), dtype=np.float32)  # the blocks before, at and after
        seen[dilation:, 0] = state[:-dilation]
        seen[:, 1] = state
        seen[:-dilation, 2] = state[dilation:]
        state = state + _relu(_product(seen.reshape(count, -1), kernel), bias)
    return state


def _relu(values: Floats, bias: Floats) -> Floats:
    values += bias
    return np.maximum(values, 0.0, out=values)


def _product(values: Floats, weight: Floats) -> Floats:
    """`values @ weight`, by as many rows at a time as OpenBLAS multiplies in one thread."""
    count = len(values)
    step = max(1, _ONE_THREAD // weight.size // 16 * 16)
    whole = count - count % step
    found: Floats = np.empty((count, weight.shape[1]), dtype=np.float32)
    by_steps = values[:whole].reshape(-1, step, len(weight))
    np.matmul(by_steps, weight, out=found[:whole].reshape(-1, step, weight.shape[1]))
    np.matmul(values[whole:], weight, out=found[whole:])
    return found


def _summed(table: Floats, indices: Indices, lengths: Indices) -> Floats:
    """The sum of the embeddings of every row of indices.

    `indices` holds them row after row, `lengths` how many each row has, never 0.  Index 0 is an
    unknown word: it counts where a row knows no other.
    """
    starts = np.cumsum(lengths) - lengths
    vectors = table.take(indices, axis=0)
    vectors[indices == 0] = 0.0
    found: Floats = np.add.reduceat(vectors, starts, axis=0)
    found[np.add.reduceat(indices, starts) == 0] += table[0]
    return found


def _known(indices: Indices, lengths: Indices) -> Floats:
    """How many known words each row has, at least 1; arguments as of `_summed`."""
    starts = np.cumsum(lengths) - lengths
    known = np.add.reduceat(indices != 0, starts, dtype=np.int64)
    return np.maximum(known, 1).astype(np.float32)


@lru_cache(maxsize=1)
def default() -> Model:
    """The model that ships with the package, loaded once."""
    return Model(Path(str(files("scraper.extractor") / "data" / "roles.npz")))
