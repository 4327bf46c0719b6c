"""How often the database is asked, for measurements; off unless `watch` is called."""

import contextlib
import contextvars
from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from typing import Any

from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionWrapper

METHODS = ("execute_query", "execute_query_dict", "execute_insert", "execute_many")

_count: contextvars.ContextVar[list[int] | None] = contextvars.ContextVar("asked", default=None)


def watch() -> None:
    """Count from now on, in every connection of this process. Calling it twice counts once."""
    for client in _clients():
        for name in METHODS:
            method = client.__dict__.get(name)
            if method is not None and not hasattr(method, "counts"):
                setattr(client, name, _counting(method))


@contextlib.contextmanager
def counted() -> Iterator[list[int]]:
    """What is asked while the block lasts, and in what it awaits, as the one number of a list."""
    count = [0]
    token = _count.set(count)
    try:
        yield count
    finally:
        _count.reset(token)


def _clients() -> list[type[Any]]:
    found: list[type[Any]] = [SqliteClient, SqliteTransactionWrapper]
    with contextlib.suppress(ImportError):
        from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper

        found += [AsyncpgDBClient, TransactionWrapper]
    return found


def _counting(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(method)
    async def ask(*args: Any, **more: Any) -> Any:
        count = _count.get()
        if count is not None:
            count[0] += 1
        return await method(*args, **more)

    ask.counts = True  # type: ignore[attr-defined]  # a mark, so that it is not wrapped again
    return ask
