"""One run at a time on one database: a lock that the system takes back when its process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scraper.errors import LockHeld, StoreError


@contextmanager
def run_lock(database: Path) -> Iterator[None]:
    """Hold the lock beside `database`; LockHeld where another process has it.

    The lock is on the open file, not its existence: a killed run leaves none behind.  A link
    to the database has the lock of the database.
    """
    file = database.resolve()
    path = file.with_name(file.name + ".lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise StoreError(
            f"{path}: {error.strerror}; a run needs to write into this directory"
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
            named = f" (process {holder})" if holder.isdigit() else ""
            raise LockHeld(f"another run works on {database}{named}; nothing was done") from None
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            pass  # a full disk: the lock holds all the same
        yield
    finally:
        os.close(handle)
