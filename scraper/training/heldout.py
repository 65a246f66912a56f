"""Models that have not seen a site: what cross-validation scores with, and fields are learned from.

    python -m scraper.training.heldout BENCH WEIGHTS [SET ...]

prints the scores of BENCH/score.py with every page read by the model whose training left its site
out.  WEIGHTS is the folder where `python -m scraper.training` keeps the models of the folds.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from scraper.extractor import extract, model
from scraper.training.gold import FOLDS, fold_of


def weights_of(folder: Path, fold: int) -> Path:
    """Where the model that has not seen the sites of `fold` is kept."""
    return folder / f"roles-without-{fold}.npz"


class HeldOut:
    """The models of all folds."""

    def __init__(self, folder: Path) -> None:
        self.models = [model.Model(weights_of(folder, fold)) for fold in range(FOLDS)]

    @contextmanager
    def reading(self, address: str) -> Iterator[None]:
        """Within: the extractor's model is the one that has not seen the site of `address`."""
        shipped = model.default
        chosen = self.models[fold_of(urlsplit(address).netloc, FOLDS)]
        model.default = lambda: chosen  # type: ignore[assignment]
        try:
            yield
        finally:
            model.default = shipped


def scorer(bench: Path) -> ModuleType:
    """The bench's own score.py."""
    spec = importlib.util.spec_from_file_location("score", bench / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(bench / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answer(html: bytes, url: str | None) -> dict[str, Any]:
    """A page's record as score.py wants it."""
    article = extract(html, url=url)
    return {
        "text": article.to_text(facts=True),
        "title": article.title,
        "authors": [author.name for author in article.authors],
        "date": str(article.published or "")[:10],
        "article": article,
    }


def scores(bench: Path, set_name: str, held_out: HeldOut | None = None) -> dict[str, Any]:
    """Figures of one set; with `held_out`, every page is read by a model that missed its site."""
    score = scorer(bench)
    pages, seconds = [], 0.0
    for gold, html in score.load(set_name, None):
        started = time.process_time()
        if held_out is None:
            found = answer(html, gold["url"])
        else:
            with held_out.reading(gold["url"] or gold["file"]):
                found = answer(html, gold["url"])
        seconds += time.process_time() - started
        pages.append((gold, found))
    result, per_page = getattr(score, "score_" + set_name.replace("-", "_"))(pages)
    found = {"set": set_name, "pages": len(pages), "cpu_ms": round(1000 * seconds / len(pages), 2)}
    found |= result
    if set_name in ("articles", "newsroom"):
        found["exact"] = round(sum(page[2] > 0.99999 for page in per_page) / len(per_page), 3)
    return found


def arguments() -> tuple[Path, Path]:
    """The folders BENCH and WEIGHTS on the command line; one line ends the program without them."""
    if len(sys.argv) < 3:
        sys.exit("name two folders: that of the bench pages, and that of the role models")
    bench, weights = map(Path, sys.argv[1:3])
    if not bench.is_dir():
        sys.exit(f"no bench pages at {bench}: they are not part of this repository")
    return bench, weights


if __name__ == "__main__":
    bench, weights = arguments()
    folder = HeldOut(weights)
    for name in sys.argv[3:] or scorer(bench).SETS:
        print(json.dumps(scores(bench, name, folder)), flush=True)
