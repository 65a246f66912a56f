"""The role model at run time: training/network.py's arithmetic in NumPy, weights from roles.npz."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from scraper.extractor.features import Features, Floats
from scraper.extractor.layout import Indices

# Multiplications of a matrix product that OpenBLAS still does in one thread.  More threads gain
# nothing at this size, and on a busy machine they wait for each other: 27 against 130 ms a page
# were measured on two cores with eight processes.
_ONE_THREAD = 250_000


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
        self.dense = {
            name: (np.ascontiguousarray(weights[f"{name}.weight"].T), weights[f"{name}.bias"])
            for name in ("enter", "around", "leave")
        }
        self.near = _kernels(weights, "near", (1, 2, 4, 8))
        self.again = _kernels(weights, "again", (1, 4))

    def probabilities(self, page: Features) -> Floats:
        """(B, roles): how likely each role is for each block of the page."""
        path, own = self._paths(page)
        text = _summed(self.words, self._word_rows(page.words))
        seen = np.hstack([path[page.inner], own[page.element], text, page.numbers])
        state = self._convolved(_relu(seen, *self.dense["enter"]), self.near)
        summed = np.zeros((len(state) + 1, state.shape[1]), dtype=np.float32)
        np.cumsum(state, axis=0, out=summed[1:])
        first, last = page.first[page.containers], page.last[page.containers]
        means = (summed[last] - summed[first]) / np.maximum(last - first, 1)[:, :, None]
        joined = np.hstack([state, means.reshape(len(state), -1)])
        state = self._convolved(state + _relu(joined, *self.dense["around"]), self.again)
        weight, bias = self.dense["leave"]
        scores = _product(state, weight) + bias
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Floats = scores / scores.sum(axis=1, keepdims=True)
        return found

    def _paths(self, page: Features) -> tuple[Floats, Floats]:
        """Embedding of what each element's chain of containers is called, and of itself."""
        index = self.name_index
        rows = [[i for w in row if (i := index.get(w, 0))] or [0] for row in page.kinds]
        own = _summed(self.names, rows)[page.kind]
        path = own.copy()
        for depth in range(1, int(page.depth.max()) + 1):
            members = np.flatnonzero(page.depth == depth)
            path[members] += self.decay * path[page.parent[members]]
        return path, own

    def _word_rows(self, words: list[tuple[str, ...]]) -> list[list[int]]:
        get = self.word_index.get
        digits = [get("#" * n, 0) for n in range(5)]
        return [
            [
                i
                for w in row
                if (i := get(w, 0) or (digits[min(len(w), 4)] if w[0].isdigit() else 0))
            ]
            or [0]
            for row in words
        ]

    @staticmethod
    def _convolved(state: Floats, layers: list[tuple[int, Floats, Floats]]) -> Floats:
        for dilation, kernel, bias in layers:
            padded = np.pad(state, ((dilation, dilation), (0, 0)))
            count = len(state)
            near = np.hstack([padded[:count], state, padded[2 * dilation :]])
            state = state + _relu(near, kernel, bias)
        return state


def _kernels(
    weights: dict[str, Floats], name: str, dilations: tuple[int, ...]
) -> list[tuple[int, Floats, Floats]]:
    """Convolutions as matrices: (3 * hidden, hidden) for the blocks before, at and after."""
    layers = []
    for number, dilation in enumerate(dilations):
        kernel = weights[f"{name}.{number}.weight"]  # (out, in, 3)
        matrix = np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, kernel.shape[0]))
        layers.append((dilation, matrix, weights[f"{name}.{number}.bias"]))
    return layers


def _relu(values: Floats, weight: Floats, bias: Floats) -> Floats:
    found = _product(values, weight)
    found += bias
    return np.maximum(found, 0.0, out=found)


def _product(values: Floats, weight: Floats) -> Floats:
    """`values @ weight`, by as many rows at a time as OpenBLAS multiplies in one thread."""
    found: Floats = np.empty((len(values), weight.shape[1]), dtype=np.float32)
    step = max(1, _ONE_THREAD // weight.size)
    for start in range(0, len(values), step):
        np.matmul(values[start : start + step], weight, out=found[start : start + step])
    return found


def _summed(table: Floats, rows: list[list[int]]) -> Floats:
    """The sum of the embeddings of every row of indices; no row is empty."""
    lengths = [len(row) for row in rows]
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    flat: Indices = np.array([i for row in rows for i in row], dtype=np.int64)
    found: Floats = np.add.reduceat(table[flat], starts, axis=0)
    return found


@lru_cache(maxsize=1)
def default() -> Model:
    """The model that ships with the package, loaded once."""
    return Model(Path(str(files("scraper.extractor") / "data" / "roles.npz")))
