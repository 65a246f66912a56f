"""The last run and the state of every source as a Prometheus text file.

For node_exporter's textfile collector; the format is
https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from scraper.errors import InputError
from scraper.report.sources import SourceReport
from scraper.summary import Summary

Sample = tuple[dict[str, str], float]


def render(summary: Summary, reports: Sequence[SourceReport]) -> str:
    """All metrics, as text."""
    ended = summary.ended or summary.started
    families: list[tuple[str, str, Iterable[Sample]]] = [
        ("last_run_timestamp_seconds", "When the last run ended.", [({}, ended.timestamp())]),
        ("last_run_duration_seconds", "How long the last run took.", [({}, summary.seconds)]),
        ("last_run_exit_code", "Exit code of the last run.", [({}, summary.exit_code)]),
        ("last_run_pages", "Pages of the last run by what became of them.", _pages(summary)),
        ("last_run_errors", "Failures of the last run by their kind.", _errors(summary)),
        (
            "source_articles",
            "Stored articles of a source.",
            [({"source": r.name}, r.articles) for r in reports],
        ),
        (
            "source_articles_per_day",
            "Articles of a source stored a day, over the last 30 days.",
            [({"source": r.name}, r.articles_per_day) for r in reports],
        ),
        (
            "source_waiting",
            "Addresses of a source that are known but not fetched yet.",
            [({"source": r.name}, r.waiting) for r in reports],
        ),
        (
            "source_last_success_timestamp_seconds",
            "When a feed, sitemap or section page of a source was last read.",
            [
                ({"source": r.name}, r.last_success.timestamp())
                for r in reports
                if r.last_success is not None
            ],
        ),
        (
            "source_flags",
            "Things about a source that need a person; `scraper status` names them.",
            [({"source": r.name}, len(r.flags)) for r in reports],
        ),
    ]
    return "".join(_family(f"scraper_{name}", about, samples) for name, about, samples in families)


def write(path: Path, text: str) -> None:
    """Replace the file in one step, so that no half of it is ever read; InputError if not."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.chmod(0o644)
        os.replace(part, path)
    except OSError as error:
        raise InputError(f"{path}: metrics were not written: {error.strerror}") from None


def _pages(summary: Summary) -> Iterator[Sample]:
    for source, done in summary.sources.items():
        for name in asdict(summary.counts):
            yield {"source": source, "outcome": name}, done.counts[name]


def _errors(summary: Summary) -> Iterator[Sample]:
    for source, done in summary.sources.items():
        for kind, number in done.errors.items():
            yield {"source": source, "kind": kind}, number


def _family(name: str, about: str, samples: Iterable[Sample]) -> str:
    lines = [f"# HELP {name} {about}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        pairs = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"{name}{{{pairs}}} {value:.17g}" if pairs else f"{name} {value:.17g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
