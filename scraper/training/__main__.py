"""Train everything that is learned: `python -m scraper.training BENCH WEIGHTS`.

First the role model, once without the sites of each fold (kept in the folder WEIGHTS, for honest
figures), then on all; then the fields' weights, from pages whose roles were given by models that
had not seen their sites.  About an hour on two cores.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from scraper.training import fields, gold, train
from scraper.training.heldout import HeldOut, arguments, weights_of


def main(bench: Path, weights: Path) -> None:
    weights.mkdir(parents=True, exist_ok=True)
    pages = gold.examples(bench)
    for fold in range(gold.FOLDS):
        train.train(train.without(pages, fold)).save(weights_of(weights, fold))
        print(f"fold {fold} trained", flush=True)
    shipped = Path(str(files("scraper.extractor"))) / "data" / "roles.npz"
    train.train(pages).save(shipped)
    fields.main(bench, HeldOut(weights))


if __name__ == "__main__":
    main(*arguments())
