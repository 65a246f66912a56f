"""Scores and times on the bench pages: `python -m tests.bench [PEER ...]`, or `make bench`.

Prints one line a set for this package and for every installed peer that is named (trafilatura is
by default), all in one run; score.py beside the pages says what the figures mean.  The weights
that ship were trained on these pages: for figures on sites that a model has not seen, see
`python -m scraper.training.heldout`.
"""

from __future__ import annotations

import subprocess
import sys

from tests.bench.pages import BENCH

if __name__ == "__main__":
    if not BENCH.exists():
        sys.exit(f"no bench pages at {BENCH}: they are not part of this repository")
    peers = sys.argv[1:] or ["trafilatura"]
    sys.exit(subprocess.call([sys.executable, str(BENCH / "score.py"), "scraper", *peers]))
