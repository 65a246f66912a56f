"""Where the bench pages are at hand, no score falls below what has been reached."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from scraper.training.heldout import scores
from tests.bench.pages import BENCH

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@pytest.mark.skipif(not BENCH.exists(), reason="the bench pages are not part of this repository")
@pytest.mark.parametrize("set_name", FLOORS)
def test_no_score_falls_below_what_has_been_reached(set_name: str) -> None:
    reached = flat(scores(BENCH, set_name))
    missed = {
        name: (reached[name], floor)
        for name, floor in FLOORS[set_name].items()
        if (reached[name] > floor if name == "leak" else reached[name] < floor)
    }
    assert missed == {}


def flat(found: dict[str, Any]) -> dict[str, float]:
    """Figures by one name each: the F1 of what has precision and recall."""
    return {
        name: value["f1"] if isinstance(value, dict) else value for name, value in found.items()
    }
