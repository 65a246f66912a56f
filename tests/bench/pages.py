"""Where the bench pages lie, when they do."""

from __future__ import annotations

from pathlib import Path

BENCH = Path(__file__).parents[3] / "shared" / "bench"
