"""The steps make the tables that the models describe, on both databases, and keep every row."""

import asyncio
import contextlib
import datetime as dt
import importlib
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connection
from tortoise.migrations import operations as ops

import hub.migrations
from config.settings import Settings, load
from hub import audit, db, migrate
from hub.accounts import demo
from tests.doubles import schema

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
FIRST = Path(hub.migrations.__path__[0]) / "0001_initial.py"
ALL = sorted(step.stem for step in FIRST.parent.glob("0*.py"))

Steps = Callable[[str], str]
NewPostgres = Callable[[], Settings]


@pytest.fixture
def new_postgres(postgres_url: str, make_settings: Callable[..., Settings]) -> Callable[[], Settings]:
    """Settings with an empty PostgreSQL database, a new one at every call."""

    def make() -> Settings:
        name = "m" + secrets.token_hex(6)
        asyncio.run(_create(postgres_url, name))
        return make_settings(database={"url": f"{postgres_url}/{name}"})

    return make


async def _create(server: str, name: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(server.replace("asyncpg://", "postgresql://", 1) + "/postgres")
    try:
        await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    finally:
        await connection.close()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the first step taken and people in it."""
    folder = tmp_path_factory.mktemp("template")
    settings = load(env={}, overrides={"data": {"folder": str(folder)}})
    asyncio.run(migrate.migrate(settings))
    asyncio.run(fill(settings))
    return folder / "hub.db"


@pytest.fixture
def filled(template: Path, settings: Settings) -> Settings:
    """Settings whose database is a copy of the template."""
    settings.data.path.mkdir(parents=True)
    shutil.copy(template, file_of(settings))
    return settings


@pytest.fixture
def two_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Steps:
    """A package of steps: the first of ours, and a second one with the given operations."""

    def write(operations: str) -> str:
        name = "steps_" + secrets.token_hex(6)
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text('MAY_LOSE_ROWS = frozenset({"audit_tail"})\n')
        shutil.copy(FIRST, folder)
        (folder / "0002_second.py").write_text(
            "from tortoise import fields, migrations\n"
            "from tortoise.migrations import operations as ops\n\n\n"
            "class Migration(migrations.Migration):\n"
            '    dependencies = [("hub", "0001_initial")]\n'
            f"    operations = [{operations}]\n"
        )
        monkeypatch.syspath_prepend(tmp_path)
        importlib.invalidate_caches()
        return name

    return write


WIDER = 'ops.AlterField("Person", "name", fields.CharField(max_length=200))'
EMPTIED = 'ops.RunSQL("DELETE FROM role_grant", "SELECT 1")'
DANGLING = 'ops.RunSQL("INSERT INTO role_grant (person_id, role) VALUES (999, \'citizen\')", "SELECT 1")'
BROKEN = 'ops.RunSQL("SELECT * FROM nothing_of_the_kind", "SELECT 1")'
FORGOTTEN = 'ops.RunSQL("DELETE FROM audit_tail", "SELECT 1")'


async def generate(settings: Settings) -> None:
    """Tables as the models describe them, without any step."""
    await db.connect(settings)
    await Tortoise.generate_schemas(safe=False)
    await db.make_raw_tables()
    await db.close()


async def fill(settings: Settings) -> None:
    """People in the demonstration's municipalities."""
    EXECUTOR_CACHE.clear()
    await db.connect(settings)
    await demo.fill(NOW)
    await db.close()


async def rows(settings: Settings) -> dict[str, int]:
    """How many rows there are of each model."""
    EXECUTOR_CACHE.clear()
    await db.connect(settings)
    models = list((Tortoise.apps or {})["hub"].values())
    found = {model._meta.db_table: await model.all().count() for model in models}
    await db.close()
    return found


def file_of(settings: Settings) -> Path:
    return settings.data.path / "hub.db"


def beside(settings: Settings) -> list[str]:
    """What else lies with the database."""
    return sorted(
        path.name for path in settings.data.path.iterdir() if "backup" in path.name or "before" in path.name
    )


async def test_models_and_steps_agree() -> None:
    assert await migrate.changed_models() == []


@pytest.mark.parametrize("name", ALL[1:])
def test_a_step_adds_no_column_that_rows_already_there_cannot_fill(name: str) -> None:
    """Neither database takes one: it is added empty, filled, and then made to be there always."""
    step = importlib.import_module(f"hub.migrations.{name}").Migration
    added = [one for one in step.operations if isinstance(one, ops.AddField)]
    assert [one.name for one in added if not one.field.null and not one.field.has_db_default()] == []


async def test_the_steps_make_the_tables_of_the_models_on_sqlite(
    make_settings: Callable[..., Settings], tmp_path: Path
) -> None:
    stepped = make_settings(data={"folder": str(tmp_path / "stepped")})
    generated = make_settings(data={"folder": str(tmp_path / "generated")})
    assert await migrate.migrate(stepped) == ALL
    await generate(generated)
    tables = schema.of_sqlite(file_of(stepped))
    assert len(tables) > 20
    assert tables == schema.of_sqlite(file_of(generated))


def test_the_steps_make_the_tables_of_the_models_on_postgres(new_postgres: NewPostgres) -> None:
    stepped, generated = new_postgres(), new_postgres()
    assert asyncio.run(migrate.migrate(stepped)) == ALL
    asyncio.run(generate(generated))
    told = asyncio.run(schema.of_postgres(stepped.database_url))
    assert len(told["columns"]) > 100
    assert told == asyncio.run(schema.of_postgres(generated.database_url))


async def test_what_is_waiting_is_told_before_and_after(settings: Settings) -> None:
    assert await migrate.pending(settings) == ALL
    assert not file_of(settings).exists()
    told: list[tuple[int, int, str]] = []
    await migrate.migrate(settings, lambda *what: told.append(what))
    assert told == [(at, len(ALL), name) for at, name in enumerate(ALL)]
    assert await migrate.pending(settings) == []
    assert await migrate.migrate(settings) == []
    assert beside(settings) == []


async def test_two_at_once_take_each_step_once(settings: Settings) -> None:
    taken = await asyncio.gather(migrate.migrate(settings), migrate.migrate(settings))
    assert sorted(taken) == [[], ALL]


def test_two_at_once_take_each_step_once_on_postgres(new_postgres: NewPostgres) -> None:
    settings = new_postgres()

    async def both() -> list[list[str]]:
        return list(await asyncio.gather(migrate.migrate(settings), migrate.migrate(settings)))

    assert sorted(asyncio.run(both())) == [[], ALL]


async def test_a_step_that_builds_a_table_anew_keeps_rows_and_indexes(
    filled: Settings, two_steps: Steps
) -> None:
    before, tables = await rows(filled), schema.of_sqlite(file_of(filled))
    assert await migrate.migrate(filled, module=two_steps(WIDER)) == ["0002_second"]
    assert await rows(filled) == before
    after = schema.of_sqlite(file_of(filled))
    assert {name: kind for name, kind, *_ in after["person"]["columns"]}["name"] == "VARCHAR(200)"
    assert {name: table["indexes"] for name, table in after.items()} == {
        name: table["indexes"] for name, table in tables.items()
    }
    assert beside(filled) == ["hub.db.before-0002_second"]


def test_a_step_keeps_rows_on_postgres(new_postgres: NewPostgres, two_steps: Steps) -> None:
    settings = new_postgres()
    asyncio.run(migrate.migrate(settings))
    asyncio.run(fill(settings))
    before = asyncio.run(rows(settings))
    assert asyncio.run(migrate.migrate(settings, module=two_steps(WIDER))) == ["0002_second"]
    assert asyncio.run(rows(settings)) == before
    told = asyncio.run(schema.of_postgres(settings.database_url))
    assert ("person", "name", "character varying", "NO", None, 200) in told["columns"]


async def test_the_log_still_holds_after_a_step(filled: Settings, two_steps: Steps) -> None:
    await migrate.migrate(filled, module=two_steps(WIDER))
    await db.connect(filled)
    assert await audit.first_broken() is None
    _, found = await get_connection("default").execute_query("PRAGMA foreign_keys")
    assert [tuple(row) for row in found] == [(1,)]
    await db.close()


@pytest.mark.parametrize(
    ("operations", "reason"),
    [
        (EMPTIED, "Table role_grant had 26 rows and would have 0"),
        (f"{EMPTIED}, {BROKEN}", "OperationalError: no such table: nothing_of_the_kind"),
        (DANGLING, "1 references of table role_grant point nowhere"),
        (f"{WIDER}, {EMPTIED}", "Table role_grant had 26 rows and would have 0"),
    ],
    ids=["rows lost", "fails half-way", "points nowhere", "built anew and rows lost"],
)
async def test_a_broken_step_leaves_everything_as_it_was(
    filled: Settings, two_steps: Steps, operations: str, reason: str
) -> None:
    before, tables = await rows(filled), schema.of_sqlite(file_of(filled))
    steps = two_steps(operations)
    with pytest.raises(migrate.MigrationFailed) as caught:
        await migrate.migrate(filled, module=steps)
    assert str(caught.value) == reason
    assert (await rows(filled), schema.of_sqlite(file_of(filled))) == (before, tables)
    assert await migrate.pending(filled, module=steps) == ["0002_second"]
    assert beside(filled) == []


async def test_rows_may_go_where_the_steps_say_so(filled: Settings, two_steps: Steps) -> None:
    assert await migrate.migrate(filled, module=two_steps(FORGOTTEN)) == ["0002_second"]
    assert (await rows(filled))["audit_tail"] == 0


async def test_an_interrupted_migration_is_undone_before_the_next(filled: Settings) -> None:
    before = await rows(filled)
    migrate.guard.back_up(file_of(filled))
    with sqlite3.connect(file_of(filled)) as database:
        database.execute("DROP TABLE role_grant")
        database.execute("DELETE FROM person_competence")
    database.close()
    assert await migrate.migrate(filled) == []
    assert await rows(filled) == before
    assert beside(filled) == []


async def test_a_backup_that_was_cut_short_is_not_taken_for_one(filled: Settings) -> None:
    before = await rows(filled)
    part = file_of(filled).with_name("hub.db.backup-part")
    part.write_bytes(b"half a file")
    assert await migrate.migrate(filled) == []
    assert await rows(filled) == before


async def test_a_database_that_does_not_answer_is_said(make_settings: Callable[..., Settings]) -> None:
    nowhere = make_settings(database={"url": "asyncpg://hub:hub@127.0.0.1:1/hub"})
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        await migrate.migrate(nowhere)
    with pytest.raises(Exception, match=r"127\.0\.0\.1"):
        await migrate.pending(nowhere)


def filed(file: Path) -> list[tuple[int]]:
    """What the full-text search finds in the file."""
    with contextlib.closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT rowid FROM search_words WHERE search_words MATCH 'kost0'").fetchall()


async def test_the_full_text_search_survives_a_step_that_builds_tables_anew(
    filled: Settings, two_steps: Steps
) -> None:
    with contextlib.closing(sqlite3.connect(file_of(filled))) as database:
        database.execute("INSERT INTO search_words (rowid, words) VALUES (7, 'kost0')")
        database.commit()
    await migrate.migrate(filled, module=two_steps(WIDER))
    assert filed(file_of(filled)) == [(7,)]


async def test_a_step_that_drops_the_full_text_search_is_undone(filled: Settings, two_steps: Steps) -> None:
    dropped = two_steps('ops.RunSQL("DROP TABLE search_words", "SELECT 1")')
    with pytest.raises(migrate.MigrationFailed, match="search_words would be gone"):
        await migrate.migrate(filled, module=dropped)
    assert filed(file_of(filled)) == []
