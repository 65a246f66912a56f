"""Learns weights of evidence from labelled candidates: softmax or logistic regression in NumPy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one page, and which of them are right."""

    site: str
    evidence: Sequence[frozenset[str]]  # of each candidate
    right: Sequence[bool]  # of each candidate


def fit(
    examples: Sequence[Example], *, one: bool, penalty: float = 0.3, rarest: int = 3
) -> dict[str, float]:
    """Weights that make the right candidates likely.

    `one`: exactly one candidate of a page is right (softmax over the page's candidates); pages
    without a right candidate teach nothing then.  Otherwise each is judged alone (logistic; the
    weight "" is its intercept).  `penalty`: L2.  Evidence seen on fewer than `rarest` sites is
    not used.
    """
    if one:
        examples = [example for example in examples if any(example.right)]
    sites: dict[str, set[str]] = {}
    for example in examples:
        for evidence in example.evidence:
            for name in evidence:
                sites.setdefault(name, set()).add(example.site)
    names = sorted(name for name, where in sites.items() if len(where) >= rarest)
    column = {name: index for index, name in enumerate(names)}
    rows: list[int] = []
    columns: list[int] = []
    group: list[int] = []
    right: list[bool] = []
    for number, example in enumerate(examples):
        for evidence, is_right in zip(example.evidence, example.right, strict=True):
            for name in evidence:
                if name in column:
                    rows.append(len(group))
                    columns.append(column[name])
            group.append(number)
            right.append(is_right)
    table = _Table(np.array(rows), np.array(columns), len(group), len(names))
    good = np.array(right, dtype=np.float64)
    pages = np.array(group)
    weight = np.zeros(len(names) + 1)

    def gradient(weight: Array) -> Array:
        scores = table.times(weight[:-1]) + weight[-1]
        if one:
            scores = np.exp(scores - _top(scores, pages, len(examples))[pages])
            share = scores / np.bincount(pages, scores, len(examples))[pages]
            kept = share * good
            target = kept / np.maximum(np.bincount(pages, kept, len(examples))[pages], 1e-12)
            slope = share - target
        else:
            slope = 1 / (1 + np.exp(-scores)) - good
        back = np.append(table.back(slope), 0.0 if one else slope.sum())
        back[:-1] += penalty * weight[:-1]
        return back

    mean, square = np.zeros_like(weight), np.zeros_like(weight)
    for step in range(1, 1201):  # Adam; the rate falls to a tenth
        slope = gradient(weight)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        rate = 0.05 * (1 - 0.9 * step / 1200)
        weight -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
    learned = {name: round(float(weight[index]), 3) for name, index in column.items()}
    learned = {name: value for name, value in learned.items() if abs(value) >= 0.02}
    if not one:
        learned[""] = round(float(weight[-1]), 3)
    return learned


class _Table:
    """A sparse matrix of ones."""

    def __init__(self, rows: NDArray[np.int64], columns: NDArray[np.int64], m: int, n: int) -> None:
        self.rows, self.columns, self.m, self.n = rows, columns, m, n

    def times(self, weight: Array) -> Array:
        return np.bincount(self.rows, weight[self.columns], self.m).astype(np.float64)

    def back(self, slope: Array) -> Array:
        return np.bincount(self.columns, slope[self.rows], self.n).astype(np.float64)


def _top(scores: Array, pages: NDArray[np.int64], count: int) -> Array:
    top = np.full(count, -np.inf)
    np.maximum.at(top, pages, scores)
    return top


def folds(examples: Sequence[Example], count: int) -> list[list[int]]:
    """Indices of the examples in `count` parts, no site in two of them."""
    order = sorted(Counter(example.site for example in examples))
    part = {site: number % count for number, site in enumerate(order)}
    return [[i for i, e in enumerate(examples) if part[e.site] == k] for k in range(count)]
