"""Fixtures for every test: a clock that stands still, settings of its own, a database of each kind."""

import atexit
import datetime as dt
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE

from config.settings import Settings, load
from hub import clock, db, limits, notify, vault

# The gate tries the same examples every time, on however slow a machine; others are looked for by hand:
# pytest --hypothesis-profile="other examples" (and --hypothesis-seed=7 to see the same ones again).
PATIENT = hypothesis.settings(deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.register_profile("other examples", PATIENT)
hypothesis.settings.register_profile("any machine", PATIENT, derandomize=True)
hypothesis.settings.load_profile("any machine")

_made: dict[str, str] = {}
"""What empty databases are copied from, made once: a server's database by name; under "" SQLite's folder."""


class Clock:
    """A clock that moves only when told."""

    def __init__(self, moment: dt.datetime) -> None:
        self.moment = moment

    def __call__(self) -> dt.datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        self.moment += dt.timedelta(**amount)


@pytest.fixture
def frozen_clock() -> Iterator[Clock]:
    """Monday 2 March 2026, 09.00 in Copenhagen, until it is moved."""
    double = Clock(dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC))
    clock.set_clock(double)
    yield double
    clock.set_clock(None)


@pytest.fixture
def make_settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings in a folder of the test's own; sections may be overridden by name."""

    def make(**overrides: dict[str, object]) -> Settings:
        tree: dict[str, dict[str, object]] = {
            "data": {"folder": str(tmp_path / "data")},
            "site": {"secret": "s" * 40},
        }
        for section, values in overrides.items():
            tree.setdefault(section, {}).update(values)
        return load(env={}, overrides=tree)

    return make


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL cluster of this run's own; the URL of its server without a database name."""
    from tests.doubles.postgres import cluster

    with cluster() as url:
        yield url


async def _open(settings: Settings) -> None:
    """Open it, with all tables: a database of PostgreSQL has them already, SQLite's file is copied."""
    file = settings.data.path / "hub.db"
    if settings.database_url.startswith("sqlite") and not file.exists():
        if "" not in _made:
            _made[""] = tempfile.mkdtemp(prefix="hub-empty-")
            atexit.register(shutil.rmtree, _made[""], ignore_errors=True)
            await _make_tables({"data": {"folder": _made[""]}})
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(_made[""]) / "hub.db", file)
    EXECUTOR_CACHE.clear()  # Tortoise keeps each model's SQL in the words of the first database it met.
    await db.connect(settings)
    limits.configure(settings.limits)
    notify.configure(settings)
    vault.configure(settings)


@pytest.fixture(params=["sqlite", "postgres"])
async def database(
    request: pytest.FixtureRequest, make_settings: Callable[..., Settings]
) -> AsyncIterator[Settings]:
    """An empty database with all tables, once of each kind; gives the settings it was opened with."""
    if request.param == "sqlite":
        settings = make_settings()
    else:
        settings = make_settings(
            database={"url": await _new_database(request.getfixturevalue("postgres_url"))}
        )
    await _open(settings)
    yield settings
    await db.close()
    if request.param == "postgres":
        await _drop(settings.database.url)


@pytest.fixture
async def sqlite_database(make_settings: Callable[..., Settings]) -> AsyncIterator[Settings]:
    """An empty SQLite database, where the kind makes no difference."""
    settings = make_settings()
    await _open(settings)
    yield settings
    await db.close()


async def _new_database(server: str) -> str:
    """The URL of a new database with all tables: the server's first is made, every other copied from it."""
    if server not in _made:
        name = await _create(server, "template0")
        await _make_tables({"database": {"url": f"{server}/{name}"}})
        _made[server] = name
    return f"{server}/{await _create(server, _made[server])}"


async def _create(server: str, model: str) -> str:
    name = "t" + secrets.token_hex(6)
    await _tell(server, f'CREATE DATABASE "{name}" TEMPLATE "{model}" ENCODING \'UTF8\' STRATEGY FILE_COPY')
    return name


async def _drop(url: str) -> None:
    """Each is twelve megabytes: thousands of them would fill the disk, and keep it busy all the while."""
    server, _, name = url.rpartition("/")
    await _tell(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _tell(server: str, statement: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(f"{server.replace('asyncpg://', 'postgresql://', 1)}/postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def _make_tables(where: dict[str, dict[str, object]]) -> None:
    EXECUTOR_CACHE.clear()
    await db.connect(load(env={}, overrides={"site": {"secret": "s" * 40}, **where}))
    await Tortoise.generate_schemas(safe=False)
    await db.make_raw_tables()
    await db.close()
