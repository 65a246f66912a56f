"""How the role model's weights are made; never imported at run time.

`python -m scraper.training BENCH` reads the gold pages below BENCH, trains with fixed seeds and
writes scraper/extractor/data/roles.npz.  Needs the extra `train`.
"""
