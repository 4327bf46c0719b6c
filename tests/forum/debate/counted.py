"""How many times the database was asked, whatever its kind."""

import contextlib
from collections.abc import Iterator
from typing import Any

from tortoise.connection import get_connection


class Asked:
    """The statements sent while it was open."""

    def __init__(self) -> None:
        self.statements: list[str] = []


@contextlib.contextmanager
def asked(monkeypatch: Any) -> Iterator[Asked]:
    """Count what reading sends to the open database."""
    seen, client = Asked(), get_connection("default")

    with monkeypatch.context() as patch:
        for name in ("execute_query", "execute_query_dict", "execute_insert"):
            patch.setattr(client, name, _counting(getattr(client, name), seen))
        yield seen


def _counting(inner: Any, seen: Asked) -> Any:
    async def run(query: str, *values: Any, **named: Any) -> Any:
        seen.statements.append(query)
        return await inner(query, *values, **named)

    return run
