"""Keeps an SQLite file safe while steps are taken that may delete rows.

Tortoise alters an SQLite table by building it anew: with foreign keys on, dropping the old one cascades to
its children, and its indexes and unique constraints are gone afterwards. So: a backup by VACUUM INTO, the
steps with foreign keys off, indexes made again from the models, foreign keys and row counts checked; else
the backup is copied back. A backup that still has its working name means that a migration was interrupted:
it is copied back first.
"""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

Index = tuple[bool, tuple[str, ...]]


class MigrationFailed(Exception):
    """The steps failed and the data is as before. The text says why, with table names and numbers only."""


def file_of(url: str) -> Path | None:
    """The file of an SQLite URL; None for a database that is not a file."""
    if not url.startswith("sqlite://") or ":memory:" in url:
        return None
    return Path(url.removeprefix("sqlite://").partition("?")[0])


def without_foreign_keys(url: str) -> str:
    """The URL with every pragma we want while tables are rebuilt."""
    bare = url.partition("?")[0]
    return f"{bare}?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&foreign_keys=OFF"


def back_up(file: Path) -> Path:
    """A consistent copy beside the file, complete or not there."""
    part, backup = _beside(file, "backup-part"), _beside(file, "backup-working")
    part.unlink(missing_ok=True)
    with _open(file) as database:
        database.execute("VACUUM INTO ?", (str(part),))
    part.rename(backup)
    return backup


def recover(file: Path) -> None:
    """Undo a migration that was interrupted before it could be checked."""
    backup = _beside(file, "backup-working")
    if backup.exists():
        restore(file, backup)


def restore(file: Path, backup: Path) -> None:
    """Copy the backup over the file, page by page in one transaction, and drop it."""
    with _open(backup) as old, _open(file) as database:
        old.backup(database)
    backup.unlink()


def keep(file: Path, backup: Path, first_step: str) -> None:
    """Keep the backup under the name of the first step that came after it; not one of an empty file."""
    with _open(backup) as old:
        empty = not _tables(old)
    if empty:
        backup.unlink()
    else:
        backup.replace(_beside(file, f"before-{first_step}"))


def drop_old(file: Path, moment: dt.datetime) -> int:
    """Delete the backups that were kept and are as old as `moment` or older; how many."""
    found = sorted(file.parent.glob(f"{file.name}.before-*"))
    old = [backup for backup in found if backup.stat().st_mtime <= moment.timestamp()]
    for backup in old:
        backup.unlink(missing_ok=True)
    return len(old)


def repair(file: Path, schema_sql: str) -> None:
    """Make the indexes again that the models have and the file has lost."""
    with _open(None) as ideal, _open(file) as database:
        ideal.executescript(schema_sql)
        for table in _tables(ideal):
            for unique, columns in sorted(_indexes(ideal, table) - _indexes(database, table)):
                database.execute(_index_sql(table, unique, columns))


def compare(file: Path, backup: Path, may_lose_rows: frozenset[str]) -> None:
    """Raise MigrationFailed if a foreign key points nowhere, or rows are gone that were to stay."""
    with _open(backup) as old, _open(file) as database:
        dangling = database.execute("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise MigrationFailed(f"{len(dangling)} references of table {dangling[0][0]} point nowhere")
        gone = _tables(old, "virtual") - _tables(database, "virtual") - may_lose_rows
        if gone:
            raise MigrationFailed(f"Table {min(gone)} would be gone")
        for table in sorted(_tables(old) - may_lose_rows):
            before, after = _count(old, table), _count(database, table)
            if after < before:
                raise MigrationFailed(f"Table {table} had {before} rows and would have {after}")


def failed(error: Exception) -> MigrationFailed:
    """What is told of any error after the backup was copied back."""
    if isinstance(error, MigrationFailed):
        return error
    return MigrationFailed(f"{type(error).__name__}: {error}")


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(f"{file.name}.{suffix}")


@contextlib.contextmanager
def _open(file: Path | None) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(":memory:" if file is None else file, timeout=30, isolation_level=None)
    try:
        yield database
    finally:
        database.close()


def _tables(database: sqlite3.Connection, kind: str = "table") -> set[str]:
    """Tables whose rows are ours; "virtual" ones are the full-text search's and cannot be counted."""
    rows = database.execute(
        "SELECT name FROM pragma_table_list WHERE type = ? AND schema = 'main' AND name NOT LIKE 'sqlite_%'",
        (kind,),
    )
    return {name for (name,) in rows if name != "tortoise_migrations"}


def _indexes(database: sqlite3.Connection, table: str) -> set[Index]:
    found: set[Index] = set()
    for row in database.execute(f'PRAGMA index_list("{table}")').fetchall():
        columns = database.execute(f'PRAGMA index_info("{row[1]}")').fetchall()
        found.add((bool(row[2]), tuple(column[2] for column in columns)))
    return found


def _index_sql(table: str, unique: bool, columns: tuple[str, ...]) -> str:
    kind, prefix = ("UNIQUE INDEX", "uid") if unique else ("INDEX", "idx")
    named = ", ".join(f'"{column}"' for column in columns)
    return f'CREATE {kind} "{prefix}_{table}_{"_".join(columns)}" ON "{table}" ({named})'


def _count(database: sqlite3.Connection, table: str) -> int:
    if table not in _tables(database):
        return 0
    return int(database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - our own names
