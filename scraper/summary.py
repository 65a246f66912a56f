"""What one run did: counts by source, what is new, what failed; as records and in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from scraper.store.records import RunCounts


@dataclass(slots=True)
class SourceCounts:
    """What one run did for one source."""

    documents: int = 0  # feeds, sitemaps and section pages asked for
    documents_failed: int = 0
    counts: Counter[str] = field(default_factory=Counter)  # by the names of RunCounts
    errors: Counter[str] = field(default_factory=Counter)  # failures by FetchError.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article that the run stored for the first time."""

    url: str
    source: str
    title: str | None


@dataclass(slots=True, kw_only=True)
class Summary:
    """What one run did."""

    run_id: int
    started: datetime  # UTC
    ended: datetime | None = None  # UTC; None: still running
    stopped: str | None = None  # why it ended early: "time", "signal", "interrupt"; None: all done
    sources: dict[str, SourceCounts] = field(default_factory=dict)
    new: list[NewArticle] = field(default_factory=list)

    @property
    def counts(self) -> RunCounts:
        """All sources together."""
        total: Counter[str] = Counter()
        for source in self.sources.values():
            total.update(source.counts)
        return RunCounts(**total)

    @property
    def errors(self) -> Counter[str]:
        """Failures of all sources by their kind."""
        total: Counter[str] = Counter()
        for source in self.sources.values():
            total.update(source.errors)
        return total

    @property
    def exit_code(self) -> int:
        """0: done; 1: done, something failed; 3: everything that was tried failed."""
        failed = self.errors.total()
        if not failed:
            return 0
        tried = self.counts.fetched + sum(source.documents for source in self.sources.values())
        broken = sum(source.documents_failed for source in self.sources.values())
        return 1 if tried > broken else 3

    @property
    def seconds(self) -> float:
        """How long the run took; 0 while it runs."""
        return (self.ended - self.started).total_seconds() if self.ended else 0.0

    def line(self) -> str:
        """The run in one line, for a log that is read by people."""
        counts = self.counts
        parts = [
            f"{counts.new} new",
            f"{counts.changed} changed",
            f"{counts.unchanged + counts.not_modified} unchanged",
        ]
        if counts.skipped:
            parts.append(f"{counts.skipped} no articles")
        errors = self.errors
        kinds = ", ".join(f"{kind} {number}" for kind, number in errors.most_common(5))
        parts.append(f"{errors.total()} failed" + (f" ({kinds})" if kinds else ""))
        early = {
            "time": "; stopped at --max-time",
            "signal": "; stopped by a signal",
            "interrupt": "; interrupted",
        }
        sources = f"{len(self.sources)} source{'s' if len(self.sources) != 1 else ''}"
        end = early.get(self.stopped or "", "")
        return f"{', '.join(parts)}; {sources}, {self.seconds:.1f} s{end}"

    def to_dict(self) -> dict[str, Any]:
        """The run as JSON types, for logs."""
        return {
            "run": self.run_id,
            "seconds": round(self.seconds, 3),
            "stopped": self.stopped,
            "exit_code": self.exit_code,
            **asdict(self.counts),
            "documents": sum(source.documents for source in self.sources.values()),
            "errors": dict(self.errors),
        }
