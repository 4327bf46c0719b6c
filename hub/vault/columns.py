"""Where sealed bytes lie. Crafts register their columns beside their tables; rotation finds them here."""

from collections.abc import Callable
from typing import Any, NamedTuple

from tortoise.models import Model


class SealedColumn(NamedTuple):
    """One column of sealed bytes (null or empty where nothing is sealed).

    `bound(row)` gives what the bytes were sealed with: municipality and `about`; `related` names the
    relations it needs.
    """

    model: type[Model]
    column: str
    bound: Callable[[Any], tuple[int, str]]
    related: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Table and column."""
        return f"{self.model._meta.db_table}.{self.column}"


_columns: dict[str, SealedColumn] = {}


def register(column: SealedColumn) -> None:
    """Make a column known to rotation; call it in the module of its table."""
    _columns[column.name] = column


def registered() -> list[SealedColumn]:
    """Every sealed column, by name."""
    return [_columns[name] for name in sorted(_columns)]


def forget(column: SealedColumn) -> None:
    """Undo `register`, for tests with tables of their own."""
    _columns.pop(column.name, None)
