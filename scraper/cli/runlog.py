"""What a run says while it works: JSON lines, plain lines, or progress bars on a terminal."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from scraper.cli.terminal import one_line, say

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Events that a run tells: document (a feed or sitemap was read), due (how many pages of a source
# are to be fetched), page (one page, with its outcome), later (the host's turn has not come),
# failed (a page or document), monitor (metrics or heartbeat failed), run (the end, all counts),
# error (the run could not be done).
LEVELS = {"failed": "warning", "monitor": "warning", "error": "error"}  # the others: "info"


class JsonLog:
    """One JSON object a line, for machines."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.flush()

    def tell(self, event: str, **details: Any) -> None:
        """Write one event; details that are None are left out."""
        import msgspec

        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "level": LEVELS.get(event, "info"),
            "event": event,
            **{name: value for name, value in details.items() if value is not None},
        }
        say(msgspec.json.encode(line).decode(), self._stream)


class PlainLog:
    """A line for what failed, or for everything with `verbose`; for people and mail."""

    def __init__(self, *, verbose: bool = False, stream: TextIO | None = None) -> None:
        self._verbose = verbose
        self._stream = stream or sys.stderr

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.flush()

    def tell(self, event: str, **details: Any) -> None:
        """Write one event where it is asked for."""
        if self._verbose and event != "run":
            words = " ".join(f"{name}={value}" for name, value in details.items())
            say(one_line(f"{event}: {words}"), self._stream)


class ProgressLog:
    """Progress bars, one a source; only where someone is looking."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._bars: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress:
            self._progress.stop()

    def tell(self, event: str, **details: Any) -> None:
        """Move the bar of the source that the event is about."""
        source = details.get("source")
        if self._progress is None or source is None:
            return
        if source not in self._bars:
            self._bars[source] = self._progress.add_task(source, total=None, note="looking")
        bar = self._bars[source]
        if event == "due":
            task = next(task for task in self._progress.tasks if task.id == bar)
            self._progress.update(bar, total=(task.total or 0) + details["pages"], note="")
        elif event in ("page", "later", "failed"):
            self._progress.update(bar, advance=1)
