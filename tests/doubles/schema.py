"""What a database's tables are like, told without names of constraints, so that two can be compared.

A column's place is left out: one that came with a later step stands last."""

import sqlite3
from pathlib import Path
from typing import Any

Table = dict[str, Any]


def of_sqlite(file: Path) -> dict[str, Table]:
    """Columns, references and indexes of every table in the file, but the migrations' own."""
    database = sqlite3.connect(file)
    try:
        rows = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
        ours = [(name, sql) for name, sql in rows if not name.startswith(("sqlite_", "tortoise_migrations"))]
        return {name: _sqlite_table(database, name, sql) for name, sql in ours}
    finally:
        database.close()


def _sqlite_table(database: sqlite3.Connection, table: str, sql: str) -> Table:
    def pragma(what: str, name: str = table) -> list[tuple[Any, ...]]:
        return database.execute(f'PRAGMA {what}("{name}")').fetchall()

    return {
        "columns": sorted((column[1:] for column in pragma("table_info")), key=lambda one: one[0]),
        "references": sorted(reference[2:] for reference in pragma("foreign_key_list")),
        "indexes": sorted(
            (bool(index[2]), [column[2] for column in pragma("index_info", index[1])])
            for index in pragma("index_list")
        ),
        "autoincrement": "AUTOINCREMENT" in sql,
    }


COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default, character_maximum_length
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name <> 'tortoise_migrations'
    ORDER BY table_name, column_name
"""
CONSTRAINTS = """
    SELECT c.relname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relname <> 'tortoise_migrations'
    ORDER BY 1, 2
"""
INDEXES = """
    SELECT tablename, regexp_replace(indexdef, ' INDEX [^ ]+ ', ' INDEX ')
    FROM pg_indexes
    WHERE schemaname = 'public' AND tablename <> 'tortoise_migrations'
    ORDER BY 1, 2
"""


async def of_postgres(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Columns, constraints and indexes of every table, but the migrations' own."""
    import asyncpg

    connection = await asyncpg.connect(url.replace("asyncpg://", "postgresql://", 1))
    try:
        asked = {"columns": COLUMNS, "constraints": CONSTRAINTS, "indexes": INDEXES}
        return {what: [tuple(row) for row in await connection.fetch(sql)] for what, sql in asked.items()}
    finally:
        await connection.close()
