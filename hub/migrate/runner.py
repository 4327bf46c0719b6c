"""Takes the steps of hub.migrations with Tortoise's own executor, on a connection of its own.

Call it before `db.connect`: on SQLite nobody else should have the file open meanwhile.
"""

import asyncio
import contextlib
import datetime as dt
import importlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.schema_generator.state import ModelState, State

from config.settings import Settings
from hub import clock, db
from hub.migrate import guard
from hub.migrate.locks import only_one
from hub.migrate.states import Executor

Progress = Callable[[int, int, str], None]
STEPS = "hub.migrations"
HEADER = """\"\"\"Made by `hub migrate --make`; a step that an installation has taken is never edited.\"\"\"

# ruff: noqa
"""


async def migrate(settings: Settings, progress: Progress | None = None, *, module: str = STEPS) -> list[str]:
    """Take every step of `module` not yet taken; their names.

    `progress(done, total, name)` is told before each. On SQLite a step that fails or loses rows is undone
    from a backup: MigrationFailed.
    """
    url = settings.database_url
    file = guard.file_of(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    async with only_one(url, file):
        if file is None:
            return await _take(url, module, progress)
        return await _take_guarded(url, file, module, progress)


async def pending(settings: Settings, *, module: str = STEPS) -> list[str]:
    """Names of the steps not yet taken; an SQLite file that is not there has taken none.

    Raises what the driver raises for a database that does not answer.
    """
    file = guard.file_of(settings.database_url)
    there = file is None or file.exists()
    return await _pending(settings.database_url if there else "sqlite://:memory:", module)


async def drop_old_backups(settings: Settings) -> int:
    """Delete what was saved before steps taken longer ago than the setting says; how many files."""
    file = guard.file_of(settings.database_url)
    if file is None:
        return 0
    moment = clock.now() - dt.timedelta(days=settings.database.backup_days)
    return await asyncio.to_thread(guard.drop_old, file, moment)


async def changed_models() -> list[str]:
    """What the models have that no step makes, one line each; empty when steps and models agree."""
    async with _opened("sqlite://:memory:") as (context, config):
        writers = await _detector(context, config).changes()
        return [operation.describe() for writer in writers for operation in writer.operations]


async def write_step() -> list[Path]:
    """Write the step that makes the tables as the models are now; the files written, none if they agree."""
    async with _opened("sqlite://:memory:") as (context, config):
        made = [Path(path) for path in await _detector(context, config).write()]
    for path in made:
        await asyncio.to_thread(_finish, path)
    return made


def _finish(path: Path) -> None:
    """Add the header, and what the writer forgets: which keys are not generated."""
    text = path.read_text("utf-8").replace("(primary_key=True", "(generated=False, primary_key=True")
    path.write_text(HEADER + text, "utf-8")


class _Detector(MigrationAutodetector):
    """Tortoise's comparison of models and steps, with two corrections.

    A docstring is no part of the schema; and an index that names a relation means its column (Tortoise's
    steps would name the relation, which PostgreSQL refuses and SQLite takes for a text).
    """

    def _current_state(self) -> State:
        state = super()._current_state()
        for model in state.models.values():
            model.options.pop("table_description", None)
            if "indexes" in model.options:
                model.options["indexes"] = tuple(_columns(model, index) for index in model.options["indexes"])
        return state


def _columns(model: ModelState, index: Any) -> Any:
    if not isinstance(index, tuple | list):
        return index
    fields = model.fields
    return tuple(
        f"{name}_id" if isinstance(fields.get(name), ForeignKeyFieldInstance) else name for name in index
    )


async def _take_guarded(url: str, file: Path, module: str, progress: Progress | None) -> list[str]:
    await asyncio.to_thread(guard.recover, file)
    if not await _pending(url, module):
        return []
    backup = await asyncio.to_thread(guard.back_up, file)
    try:
        taken = await _take(guard.without_foreign_keys(url), module, progress)
        await asyncio.to_thread(guard.repair, file, await _schema_sql())
        await asyncio.to_thread(guard.compare, file, backup, _may_lose_rows(module))
    except Exception as error:
        await asyncio.to_thread(guard.restore, file, backup)
        raise guard.failed(error) from error
    await asyncio.to_thread(guard.keep, file, backup, taken[0])
    return taken


async def _take(url: str, module: str, progress: Progress | None) -> list[str]:
    taken: list[str] = []
    async with _opened(url, module) as (_, config):
        executor = _executor(config)
        total = len(await executor.plan())

        def tell(event: str, _app: str, name: str) -> None:
            if event == "apply_start":
                if progress is not None:
                    progress(len(taken), total, name)
                taken.append(name)

        await executor.migrate(direction="forward", progress=tell)
        if module == STEPS:
            await db.make_raw_tables()
    return taken


async def _pending(url: str, module: str) -> list[str]:
    async with _opened(url, module) as (_, config):
        return [step.migration.name for step in await _executor(config).plan()]


async def _schema_sql() -> str:
    """What generate_schemas would run on an empty SQLite database."""
    async with _opened("sqlite://:memory:"):
        connection = get_connection("default")
        return str(connection.schema_generator(connection).get_create_schema_sql(safe=False))


def _executor(config: dict[str, Any]) -> Executor:
    return Executor(get_connection("default"), config["apps"])


def _detector(context: TortoiseContext, config: dict[str, Any]) -> _Detector:
    if context.apps is None:
        raise RuntimeError("Tortoise has no models")
    return _Detector(context.apps, config["apps"])


@contextlib.asynccontextmanager
async def _opened(url: str, module: str = STEPS) -> AsyncIterator[tuple[TortoiseContext, dict[str, Any]]]:
    """The database of `url` in a context of its own, closed afterwards; one that does not answer raises."""
    config = db.config_for(url)
    config["apps"]["hub"]["migrations"] = module
    async with TortoiseContext() as context:
        await context.init(config=config)
        await get_connection("default").execute_query("SELECT 1")
        yield context, config


def _may_lose_rows(module: str) -> frozenset[str]:
    return frozenset(importlib.import_module(module).MAY_LOSE_ROWS)
