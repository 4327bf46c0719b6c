"""Where the hub of a run keeps its data: SQLite in a folder, or a database of a PostgreSQL server.

The server's URL is asyncpg://user:password@host:port, without a database; the user may make databases.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
MADE = "demo-made"
"""The file by which the demonstration says that its data is whole."""


@dataclass(frozen=True)
class Store:
    """The data folder, and the URL of the database where that is not in it."""

    folder: Path
    url: str = ""

    @property
    def env(self) -> dict[str, str]:
        return {"HUB_DATABASE__URL": self.url} if self.url else {}

    @property
    def filled(self) -> bool:
        return (self.folder / MADE).exists()

    def megabytes(self) -> int:
        if not self.url:
            return round((self.folder / "hub.db").stat().st_size / 1e6)
        server, name = self.url.rsplit("/", 1)

        async def size(connection: Any) -> int:
            return int(await connection.fetchval("SELECT pg_database_size($1)", name))

        return round(asyncio.run(_on(server, size)) / 1e6)


def store(folder: Path, server: str | None, name: str) -> Store:
    """The database of that name on the server, made anew unless the folder says that it is filled."""
    made = Store(folder, f"{server}/{name}" if server else "")
    if server and not made.filled:
        asyncio.run(_on(server, lambda connection: _anew(connection, name)))
    return made


async def _anew(connection: Any, name: str) -> None:
    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    await connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")


async def _on(server: str, work: Callable[[Any], Awaitable[T]]) -> T:
    import asyncpg  # type: ignore[import-untyped]

    connection = await asyncpg.connect(f"{server.replace('asyncpg://', 'postgresql://', 1)}/postgres")
    try:
        return await work(connection)
    finally:
        await connection.close()
