"""Takes the steps of hub.migrations with Tortoise's own executor, on a connection of its own.

Call it before `db.connect`: on SQLite nobody else should have the file open meanwhile.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.schema_generator.state import State

from config.settings import Settings
from hub import db
from hub.migrate import guard
from hub.migrate.locks import only_one

Progress = Callable[[int, int, str], None]
HEADER = """\"\"\"Made by `hub migrate --make`; a step that an installation has taken is never edited.\"\"\"

# ruff: noqa
"""


async def migrate(settings: Settings, progress: Progress | None = None) -> list[str]:
    """Take every step not yet taken; their names. `progress(done, total, name)` is told before each.

    On SQLite a step that fails or loses rows is undone from a backup: MigrationFailed.
    """
    url = settings.database_url
    file = guard.file_of(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    async with only_one(url, file):
        if file is None:
            return await _take(url, progress)
        return await _take_guarded(url, file, progress)


async def pending(settings: Settings) -> list[str]:
    """Names of the steps not yet taken; a database that is not there has taken none."""
    file = guard.file_of(settings.database_url)
    if file is not None and not file.exists():
        return await _pending("sqlite://:memory:")
    return await _pending(settings.database_url)


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
    """Tortoise's comparison of models and steps, but a docstring is no part of the schema."""

    def _current_state(self) -> State:
        state = super()._current_state()
        for model in state.models.values():
            model.options.pop("table_description", None)
        return state


async def _take_guarded(url: str, file: Path, progress: Progress | None) -> list[str]:
    await asyncio.to_thread(guard.recover, file)
    if not await _pending(url):
        return []
    backup = await asyncio.to_thread(guard.back_up, file)
    try:
        taken = await _take(guard.without_foreign_keys(url), progress)
        await asyncio.to_thread(guard.repair, file, await _schema_sql())
        await asyncio.to_thread(guard.compare, file, backup)
    except Exception as error:
        await asyncio.to_thread(guard.restore, file, backup)
        raise guard.failed(error) from error
    await asyncio.to_thread(guard.keep, file, backup, taken[0])
    return taken


async def _take(url: str, progress: Progress | None) -> list[str]:
    taken: list[str] = []
    async with _opened(url) as (_, config):
        executor = _executor(config)
        total = len(await executor.plan())

        def tell(event: str, _app: str, name: str) -> None:
            if event == "apply_start":
                if progress is not None:
                    progress(len(taken), total, name)
                taken.append(name)

        await executor.migrate(direction="forward", progress=tell)
    return taken


async def _pending(url: str) -> list[str]:
    async with _opened(url) as (_, config):
        return [step.migration.name for step in await _executor(config).plan()]


async def _schema_sql() -> str:
    """What generate_schemas would run on an empty SQLite database."""
    async with _opened("sqlite://:memory:"):
        connection = get_connection("default")
        return str(connection.schema_generator(connection).get_create_schema_sql(safe=False))


def _executor(config: dict[str, Any]) -> MigrationExecutor:
    return MigrationExecutor(get_connection("default"), config["apps"])


def _detector(context: TortoiseContext, config: dict[str, Any]) -> _Detector:
    if context.apps is None:
        raise RuntimeError("Tortoise has no models")
    return _Detector(context.apps, config["apps"])


@contextlib.asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[TortoiseContext, dict[str, Any]]]:
    """The database of `url` in a context of its own, closed afterwards."""
    config = db.config_for(url)
    async with TortoiseContext() as context:
        await context.init(config=config)
        yield context, config
