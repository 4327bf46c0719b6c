"""`hub vault` as an operator meets it, and a hub that will not start without its outer key."""

import asyncio
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tortoise.backends.base.executor import EXECUTOR_CACHE

from config.settings import load
from hub import db, vault
from hub.accounts.models import Municipality
from hub.cli import main
from web.app import create_pages


class Hub:
    """A data folder with one municipality that has sealed something."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"HUB_DATA__FOLDER": str(folder), "HUB_CONFIG": "", "COLUMNS": "200", "NO_COLOR": "1"}
        self.key = folder / "vault.key"
        for words in ("migrate", "municipality add --name Ærø --accent lyng --phone 70000006"):
            assert self(*words.split()).exit_code == 0
        self.sealed = asyncio.run(self._seal())

    def __call__(self, *words: str) -> Result:
        EXECUTOR_CACHE.clear()
        return CliRunner().invoke(main, words, env=self.env)

    async def _seal(self) -> bytes:
        settings = load(env=self.env)
        vault.configure(settings)
        await db.connect(settings)
        try:
            return await vault.seal((await Municipality.get()).id, "letter:1", b"hemmeligt")
        finally:
            await db.close()

    def read(self) -> bytes:
        async def work() -> bytes:
            settings = load(env=self.env)
            vault.configure(settings)
            await db.connect(settings)
            try:
                return await vault.unseal((await Municipality.get()).id, "letter:1", self.sealed)
            finally:
                await db.close()

        return asyncio.run(work())


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path / "data")


def test_status_tells_of_every_key_and_prints_none(hub: Hub) -> None:
    told = hub("vault", "status").stdout
    assert re.search(r"Outer key: [0-9a-f]{16}", told)
    assert re.search(r"Ærø +│ [0-9a-f]{16} │ 1 ", told)
    assert hub.key.read_text().strip() not in told


def test_rotating_says_how_much_it_did(hub: Hub) -> None:
    assert hub("vault", "rotate").stdout.startswith("New data keys: 1. Sealed again: ")
    assert hub.read() == b"hemmeligt"


def test_a_new_outer_key_takes_over_and_the_old_one_goes_when_told(hub: Hub) -> None:
    old = hub.key.read_text().strip()
    assert hub("vault", "rewrap").stdout == "Data keys wrapped with the outer key in force: 1.\n"
    assert hub.key.read_text().split()[1] == old
    assert hub.key.stat().st_mode & 0o777 == 0o600
    assert hub("vault", "rewrap", "--finish").exit_code == 0
    assert len(hub.key.read_text().split()) == 1
    assert old not in hub.key.read_text()
    assert hub.read() == b"hemmeligt"


@pytest.mark.parametrize("command", ["status", "rotate", "rewrap"])
def test_without_the_outer_key_every_command_ends_with_a_sentence(hub: Hub, command: str) -> None:
    hub.key.unlink()
    result = hub("vault", command)
    assert result.exit_code == 2
    assert " ".join(result.stderr.split()).startswith(
        "Error: The letters are sealed and the outer key is missing."
    )
    assert not hub.key.exists()


def test_without_the_outer_key_the_pages_do_not_start(hub: Hub) -> None:
    hub.key.unlink()

    async def start() -> None:
        pages = create_pages(load(env=hub.env))
        async with pages.router.lifespan_context(pages):
            raise AssertionError("it started")

    with pytest.raises(vault.VaultLocked, match="Put it back"):
        asyncio.run(start())


def test_the_settings_are_shown_without_the_key() -> None:
    env = {"HUB_VAULT__KEY": "c2VjcmV0", "HUB_VAULT__OLD_KEYS": "b2xk", "HUB_CONFIG": "", "NO_COLOR": "1"}
    told = CliRunner().invoke(main, ["config", "show"], env=env).stdout
    assert "c2VjcmV0" not in told
    assert "b2xk" not in told
