"""One migration at a time, however many servers start at once."""

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from tortoise.exceptions import DBConnectionError

PG_KEY = 7_305_641_129_870_001


def only_one(url: str, file: Path | None) -> contextlib.AbstractAsyncContextManager[None]:
    """Hold the right to migrate the database of `url` (`file`: its SQLite file); waits for whoever has it."""
    return _advisory_lock(url) if file is None else _file_lock(file)


@contextlib.asynccontextmanager
async def _advisory_lock(url: str) -> AsyncIterator[None]:
    try:
        import asyncpg  # type: ignore[import-untyped]
    except ImportError as error:
        raise DBConnectionError("PostgreSQL needs an extra: pip install 'sundhedshub[scale]'") from error
    try:
        connection = await asyncpg.connect(url.replace("asyncpg://", "postgresql://", 1))
    except asyncpg.PostgresError as error:
        raise DBConnectionError(f"{type(error).__name__}: {error}") from error
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", PG_KEY)
        yield
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def _file_lock(file: Path) -> AsyncIterator[None]:
    with await asyncio.to_thread(_locked, file.with_name(file.name + ".migrate-lock")):
        yield


def _locked(path: Path) -> IO[str]:
    lock = path.open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock
