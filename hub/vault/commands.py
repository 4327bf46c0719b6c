"""`hub vault`: how sealing stands, new data keys, a new outer key."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from config.settings import Settings, load
from hub import clock, db
from hub.vault import keys, outer, rotation
from hub.vault.models import DataKey

T = TypeVar("T")

console = Console(highlight=False)
told = Console(stderr=True, highlight=False)


def _run(work: Callable[[Settings], Coroutine[Any, Any, T]]) -> T:
    async def opened() -> T:
        settings = load()
        keys.configure(settings)
        await db.connect(settings)
        try:
            return await work(settings)
        finally:
            await db.close()

    return asyncio.run(opened())


@click.group()
def vault() -> None:
    """The keys of letters and what else is sealed."""


@vault.command()
def status() -> None:
    """Show which keys there are and what is sealed; exit code 2 if it cannot be opened."""

    async def work(_: Settings) -> tuple[str, list[DataKey], list[rotation.ColumnState]]:
        await keys.check()
        rows = await DataKey.all().order_by("municipality_id", "number").prefetch_related("municipality")
        return keys.outer_name(), rows, await rotation.states()

    outer_name, rows, states = _run(work)
    console.print(f"Outer key: {outer_name or 'none yet, nothing is sealed'}")
    data_keys = Table("Municipality", "Data key", "Number", "Made", "Wrapped by")
    for row in rows:
        made = f"{clock.local(row.created_at):%Y-%m-%d %H.%M}"
        data_keys.add_row(
            str(getattr(row.municipality, "name", "")), row.name, str(row.number), made, row.outer
        )
    sealed = Table("Column", "Sealed", "With an older key")
    for state in states:
        sealed.add_row(state.name, str(state.sealed), str(state.old))
    console.print(data_keys, sealed)


@vault.command()
def rotate() -> None:
    """Make new data keys and seal everything again with them.

    The server may run meanwhile. If it is interrupted, run it again: it goes on where it stopped.
    """
    with Progress(console=told, transient=True) as progress:
        task = progress.add_task("Looking at what is sealed", total=None)

        def tell(done: int, total: int, name: str) -> None:
            progress.update(task, completed=done, total=total, description=name)

        async def work(_: Settings) -> rotation.Rotated:
            await keys.check()
            return await rotation.rotate(tell)

        done = _run(work)
    console.print(f"New data keys: {done.made}. Sealed again: {done.sealed}.")
    if done.unreadable:
        raise click.ClickException(
            f"{done.unreadable} sealed values cannot be opened; they were left as they are."
        )


@vault.command()
@click.option("--finish", is_flag=True, help="Make no new key; forget those that wrap nothing any more.")
def rewrap(finish: bool) -> None:
    """Put a new outer key first in the key file and wrap the data keys with it.

    A running server reads the file again by itself. A day later, --finish takes the old keys out of the file.
    With a key in the settings: set the new one as key, the old one in old_keys, restart, and run this.
    """

    async def work(settings: Settings) -> int:
        await keys.check()
        file = outer.file_of(settings)
        if file is not None and file.exists() and not finish:
            outer.put_first(file)
        done = await keys.rewrap()
        if file is not None and finish:
            outer.keep_first(file)
        return done

    done = _run(work)
    console.print(f"Data keys wrapped with the outer key in force: {done}.")
