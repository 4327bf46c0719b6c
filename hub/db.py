"""The database: connecting, one kind of transaction, and locks. Tables live with their nouns.

Sharp edges handled here, so that nobody else needs to know them:
- On SQLite a transaction begins IMMEDIATE. Tortoise's plain BEGIN lets a command beside the server read
  first and fail at its first write with "database is locked".
- A task created inside a transaction inherits it. `transaction()` marks the context, and `no_transaction()`
  lets announcements and task starters refuse.
- A long-lived task whose transaction failed to begin is poisoned for ever on PostgreSQL; `unit()` runs each
  piece of a loop's work in a task of its own.
"""

import asyncio
import contextlib
import contextvars
import importlib
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from importlib.metadata import entry_points
from typing import Any, TypeVar

from tortoise import Tortoise
from tortoise.backends.sqlite.client import SqliteTransactionWrapper
from tortoise.connection import get_connection
from tortoise.models import Model
from tortoise.transactions import in_transaction

from config.settings import Settings

GROUP = "hub.models"
"""Entry points of crafts above hub: each is a list of modules that hold tables."""

MODELS = [
    "hub.audit",
    "hub.jobs",
    "hub.vault.models",
    "hub.accounts.models",
    "hub.rota.models",
    "hub.sessions.models",
    "hub.calendars.models",
    "hub.rooms.models",
    "hub.chat.models",
    "hub.schedule.models",
    "hub.ledger.models",
    "hub.booking.models",
]
T = TypeVar("T")
AnyModel = TypeVar("AnyModel", bound=Model)

_inside: contextvars.ContextVar[bool] = contextvars.ContextVar("inside_transaction", default=False)


async def _begin_immediate(self: Any) -> None:
    await self._connection.commit()
    await self._connection.execute("BEGIN IMMEDIATE")


SqliteTransactionWrapper.begin = _begin_immediate  # type: ignore[method-assign]


def models() -> list[str]:
    """Every module that holds tables: hub's own and those of the crafts above it."""
    return MODELS + [module for point in sorted(entry_points(group=GROUP)) for module in point.load()]


def config_for(url: str, modules: list[str] | None = None) -> dict[str, Any]:
    """Tortoise's configuration for `url`; SQLite in WAL mode with foreign keys and a patient lock."""
    if url.startswith("sqlite://") and "?" not in url:
        url += "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=5000&foreign_keys=ON"
    return {
        "connections": {"default": url},
        "apps": {
            "hub": {
                "models": modules or models(),
                "default_connection": "default",
                "migrations": "hub.migrations",
            }
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def connect(settings: Settings) -> None:
    """Open the database of `settings`; `hub migrate` has made its tables."""
    if settings.database_url.startswith("sqlite"):
        settings.data.path.mkdir(parents=True, exist_ok=True)
    else:
        _leave_connections_as_they_are()
    await Tortoise.init(config=config_for(settings.database_url), _enable_global_fallback=True)


def _leave_connections_as_they_are() -> None:
    """Every statement borrows a connection, and asyncpg asks the server to clean it after each: of locks,
    cursors, listeners and settings. The hub makes none, so it was twice the way for nothing; a transaction
    left open is still rolled back."""
    import asyncpg  # type: ignore[import-untyped]
    from tortoise.backends.asyncpg.client import AsyncpgDBClient

    class Plain(asyncpg.Connection):  # type: ignore[misc]
        def get_reset_query(self) -> str:
            return ""

    AsyncpgDBClient.connection_class = Plain


async def close() -> None:
    """Close every connection of this process."""
    await Tortoise.close_connections()


@contextlib.asynccontextmanager
async def transaction() -> AsyncIterator[None]:
    """One unit of writing: all of it happens, with its audit rows, or nothing."""
    async with in_transaction():
        token = _inside.set(True)
        try:
            yield
        finally:
            _inside.reset(token)


def no_transaction(what: str) -> None:
    """Refuse to do `what` inside a transaction: it would be seen before it is true."""
    if _inside.get():
        raise RuntimeError(f"{what} inside a transaction")


async def make_raw_tables() -> None:
    """Make what no ORM can describe, where it is missing: RAW_TABLES of the modules that hold tables.

    A module's RAW_TABLES has the statements for "sqlite" and "postgres"; each says IF NOT EXISTS.
    """
    connection = get_connection("default")
    for module in models():
        raw = getattr(importlib.import_module(module), "RAW_TABLES", {})
        for statement in raw.get("postgres" if on_postgres() else "sqlite", ()):
            await connection.execute_script(statement)


def on_postgres() -> bool:
    """Whether the open database is PostgreSQL."""
    return bool(get_connection("default").capabilities.support_for_update)


async def lock_row(model: type[AnyModel], key: int) -> AnyModel | None:
    """The row with `key`, locked until the transaction ends; None if it is gone.

    PostgreSQL locks the row; rows that refer to it may still be written meanwhile, as by somebody who holds
    another lock and then names this person. SQLite's BEGIN IMMEDIATE has already made us the only writer.
    """
    if not _inside.get():
        raise RuntimeError("lock_row outside a transaction")
    return await model.filter(pk=key).select_for_update(no_key=True).first()


async def lock_rows(model: type[AnyModel], keys: Iterable[int]) -> list[AnyModel]:
    """The rows with `keys` that are there, locked in order: two who want the same ones wait, not deadlock.

    Rows that refer to them may still be written meanwhile.
    """
    if not _inside.get():
        raise RuntimeError("lock_rows outside a transaction")
    wanted = model.filter(pk__in=sorted(keys)).order_by(model._meta.pk_attr)
    return await wanted.select_for_update(no_key=True)


async def unit(work: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run one piece of a long-lived loop's work in a task of its own: a failed transaction dies with it."""
    return await asyncio.create_task(work())


async def ready() -> bool:
    """Whether the database answers."""
    try:
        await asyncio.wait_for(unit(_ask), timeout=2)
    except Exception:
        return False
    return True


async def _ask() -> None:
    await get_connection("default").execute_query("SELECT 1")
