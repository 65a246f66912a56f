# Two commands: `make run` does the main job on the demo site, `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test soak bench train lock clean setup

run: $(READY)
	$(BIN)/scraper demo --database data/articles.db

test: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not soak"

soak: $(READY)
	$(BIN)/pytest -m soak --timeout 7200

bench: $(READY)
	$(BIN)/python -m tests.bench

train: $(READY)  # writes the weights that ship with the package
	@test -d ../shared/bench || { echo "no bench pages at ../shared/bench" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check "torch==2.13.0"
	$(BIN)/python -m scraper.training ../shared/bench build/training

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed; try make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header --quiet \
	    --python-version 3.11 --extra dev --extra explore --extra render pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV)
