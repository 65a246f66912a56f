"""docs/fetching.md says what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from scraper.errors import FetchError
from scraper.fetcher import FetchSettings, errors
from scraper.fetcher.retries import retry_at
from tests.fetcher.test_decisions import NOON, error_of

DOCUMENT = (Path(__file__).parents[2] / "docs" / "fetching.md").read_text(encoding="utf-8")
WAITS = {"never again": None, "an hour": 1, "a day": 24, "a week": 24 * 7}


def kinds() -> set[str]:
    """Every kind that a failure can have."""
    leaves = {
        found.kind
        for found in vars(errors).values()
        if isinstance(found, type) and issubclass(found, FetchError)
    }
    return leaves - {"fetch", "host"} | set(errors._INTERSTITIALS)


def test_every_kind_of_failure_is_documented_with_its_first_wait() -> None:
    documented = {}
    for names, wait in re.findall(r"^\| (`.*`) \|.*\| ([^|]+) \|$", DOCUMENT, re.MULTILINE):
        documented |= dict.fromkeys(re.findall(r"`([\w-]+)`", names), wait)
    assert kinds() <= set(documented)
    for kind in kinds() - {"later", "throttled"}:
        hours = WAITS[documented[kind]]
        moment = retry_at(error_of(kind), 1, NOON, 0.5)
        assert (moment and (moment - NOON).total_seconds() / 3600) == hours, kind


def test_examples_are_valid_settings() -> None:
    examples = re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)
    tables = [tomllib.loads(example).get("fetch", {}) for example in examples]
    assert any(tables)
    for table in tables:
        FetchSettings(**{**table, "allow": frozenset(table.get("allow", ()))})
