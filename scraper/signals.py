"""Being asked to stop: finish what is under way within ten seconds, then end."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading

from scraper.pipeline import Run

LAST_CALL = 9.5  # seconds after which the process ends whatever hangs; all committed is safe


def stopping(run: Run) -> None:
    """SIGTERM and SIGINT stop `run`; a second one, or LAST_CALL, ends the process at once."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, run, number)


def _stop(run: Run, number: signal.Signals) -> None:
    if run.summary.stopped in ("signal", "interrupt"):
        _leave()
    run.stop("interrupt" if number == signal.SIGINT else "signal")
    watch = threading.Timer(LAST_CALL, _leave)
    watch.daemon = True
    watch.start()


def _leave() -> None:
    print("scraper: stopped; the next run does the rest", file=sys.stderr, flush=True)
    os._exit(1)
