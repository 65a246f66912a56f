"""Weighs the evidence for candidates: a table of named weights, learned from labelled pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp, fsum

import msgspec


@cache
def weights(field: str) -> Mapping[str, float]:
    """Evidence -> weight in log-odds for one field, from weights.json."""
    raw = files("scraper.extractor").joinpath("words/weights.json").read_bytes()
    table: dict[str, dict[str, float]] = msgspec.json.decode(raw)
    return table.get(field, {})


def score(evidence: Iterable[str], table: Mapping[str, float]) -> float:
    """Sum of the weights of what speaks for a candidate; unknown evidence weighs nothing.

    Rounded once: in whichever order a set gives its evidence, equals stay equals.
    """
    get = table.get
    return fsum([get(name, 0.0) for name in evidence])


def softmax(scores: list[float]) -> list[float]:
    """Probabilities that one of several candidates is the right one."""
    top = max(scores, default=0.0)
    shares = [exp(value - top) for value in scores]
    total = sum(shares) or 1.0
    return [share / total for share in shares]


def sigmoid(value: float) -> float:
    """Probability of log-odds."""
    return 1.0 / (1.0 + exp(-max(-40.0, min(40.0, value))))
