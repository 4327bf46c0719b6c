"""`hub forum category`, run as an operator runs it."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tortoise import Tortoise

from config.settings import load
from hub import clock, db
from hub.accounts import demo
from hub.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `hub forum category ...` on a database with the invented people."""
    monkeypatch.setenv("HUB_DATA__FOLDER", str(tmp_path))
    monkeypatch.setenv("HUB_SITE__SECRET", "s" * 40)
    monkeypatch.setenv("COLUMNS", "200")
    asyncio.run(_people())
    return lambda *words: CliRunner().invoke(main, ["forum", "category", *words])


async def _people() -> None:
    await db.connect(load())
    await Tortoise.generate_schemas()
    await db.make_raw_tables()
    await demo.fill(clock.now())
    await db.close()


def test_a_topic_is_made_listed_closed_and_opened_again(run: Run) -> None:
    names = ("--title", "Gå [b]tur[/b]", "--title-en", "Walks")
    made = run("make", "gaa-tur", *names, "--municipality", "kolding", "--owner", "kolding")
    assert made.output == "Topic gaa-tur is open.\n"
    listed = run("list").output
    for words in ("gaa-tur", "Gå [b]tur[/b]", "Kolding", "open"):
        assert words in listed
    assert run("close", "gaa-tur").output == "Topic gaa-tur is closed.\n"
    assert "closed" in run("list").output
    assert run("reopen", "gaa-tur").output == "Topic gaa-tur is open.\n"
    assert "closed" not in run("list").output


def test_what_cannot_be_done_is_said_and_fails(run: Run) -> None:
    names = ("--title", "Gå tur", "--title-en", "Walks")
    assert run("make", "Gå tur", *names).exit_code == 2
    assert run("make", "gaa-tur", *names, "--owner", "nowhere").exit_code == 2
    assert run("close", "nothing").exit_code == 1
