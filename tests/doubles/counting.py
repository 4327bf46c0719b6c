"""How often something asks the database."""

from collections.abc import Awaitable, Callable
from typing import Any

from tortoise.connection import get_connection


async def counted(work: Callable[..., Awaitable[Any]], *words: Any) -> int:
    """The number of statements while `work` runs."""
    connection = get_connection("default")
    real, count = type(connection).execute_query, 0

    async def counting(self: Any, query: str, values: Any = None) -> Any:
        nonlocal count
        count += 1
        return await real(self, query, values)

    type(connection).execute_query = counting  # type: ignore[method-assign,assignment]
    try:
        await work(*words)
    finally:
        type(connection).execute_query = real  # type: ignore[method-assign]
    return count
