"""Opening the database file, and sqlite3's errors in words that say what to do."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from scraper.errors import StoreError
from scraper.store.content import fold

WAIT = 30.0  # seconds a writer waits for another writer; readers never wait (WAL)
CACHE = 64 * 1024  # KiB of pages kept in memory: the hot part of the indexes of 200,000 articles


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """A connection with foreign keys checked; the caller says when transactions begin.

    Raises sqlite3.Error as it comes, StoreError for a missing file.
    """
    if not readonly:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError) as error:
            raise StoreError(f"{path}: {path.parent} is not a directory; name another") from error
        connection = _connect(f"{_uri(path)}?mode=rwc")
        with _closed_on_error(connection):
            # Of a new file only.  Texts are long: a quarter less work than with the default, 4096.
            connection.execute("PRAGMA page_size = 8192")
            _keep_log(connection)
            # A commit is on the disk when it returns, also through a power cut; NORMAL may lose
            # the last ones (https://www.sqlite.org/pragma.html#pragma_synchronous).
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 4096")  # pages: 32 MiB
            connection.execute("PRAGMA journal_size_limit = 67108864")  # give logs back: 64 MiB
        return connection
    if not path.exists():
        raise StoreError(
            f"{path}: no such database; run `scraper run` or `scraper demo` to make one, "
            "or name another with --database"
        )
    try:
        return _connect(f"{_uri(path)}?mode=ro")
    except sqlite3.OperationalError:
        # On read-only media SQLite cannot make the shared-memory file that WAL needs; with no
        # log beside the database nobody is writing, and it can be read as it stands.
        if path.with_name(path.name + "-wal").exists():
            raise
        return _connect(f"{_uri(path)}?immutable=1")


def _keep_log(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; waits for others that do the same at this moment.

    SQLite answers them "busy" at once: two that wait for each other here would wait for ever.
    """
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)


def _uri(path: Path) -> str:
    """The address of a file, whatever bytes its name is made of."""
    return f"file://{quote(bytes(path.absolute()))}"


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False
    )
    with _closed_on_error(connection):
        connection.create_function("fold", 1, fold, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = -{CACHE}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # reads the file
    return connection


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Whatever goes wrong with the file inside becomes a StoreError that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {_advice(error, path)}") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error
    except UnicodeEncodeError as error:
        raise StoreError(
            f"{path}: text that is not valid Unicode cannot be stored or found"
        ) from error
    except OverflowError as error:
        raise StoreError(f"{path}: a number beyond 64 bits is too large for it") from error


def _advice(error: sqlite3.Error, path: Path) -> str:
    """What happened and what to do; the names are those of sqlite3.h."""
    name: str = getattr(error, "sqlite_errorname", "")
    if path.is_dir():
        return "is a directory; name a file"
    for prefix, words in _ADVICE.items():
        if name.startswith(prefix):
            return words.format(path=path, wait=f"{WAIT:.0f}")
    return str(error)


_ADVICE = {
    "SQLITE_NOTADB": "is not an SQLite database; name another file with --database",
    "SQLITE_CORRUPT": "is damaged; restore a backup, or save what can be read with "
    "`sqlite3 {path} .recover | sqlite3 recovered.db`",
    "SQLITE_FULL": "the disk is full; free some space and run again (everything committed is safe)",
    "SQLITE_BUSY": "another program has kept the database locked for {wait} seconds; "
    "close it, or try again later",
    "SQLITE_LOCKED": "another program has the database locked; close it, or try again later",
    "SQLITE_READONLY": "is read-only: questions cannot change it, and a run needs permission to "
    "write to the file and its directory",
    "SQLITE_CANTOPEN": "cannot be opened; check that the directory exists and may be written",
    "SQLITE_PERM": "may not be opened; check its permissions",
    "SQLITE_IOERR": "the disk failed while reading or writing ({path}); check the disk and run "
    "again (everything committed is safe)",
    "SQLITE_TOOBIG": "a record is larger than SQLite can hold and was not stored",
    "SQLITE_INTERRUPT": "took too long and was stopped",
}
