"""Keep a database as the present schema writes it: run this before adding a migration.

`python tests/store/keep_version.py` writes `old/version-N.db.gz`, N being the present version.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from harbour import NOW, harbour_week, lesson, looked_at

from scraper.store import RunCounts, Store
from scraper.store.schema import migrations


def main() -> None:
    """Fill a database with `harbour_week()` and compress it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        with Store.open(path) as store:
            run = store.begin_run(NOW)
            for number, article in enumerate(harbour_week(), 1):
                store.save(article, looked_at(article.url), run, lesson=lesson(number))
            store.end_run(run, NOW, RunCounts(found=4, added=4, fetched=4, new=4))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("VACUUM")
        target = Path(__file__).parent / "old" / f"version-{len(migrations())}.db.gz"
        target.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        print(target)


if __name__ == "__main__":
    main()
