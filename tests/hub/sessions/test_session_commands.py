"""`hub session`, run as an operator runs it: whole processes' worth of settings, database and exit codes."""

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tortoise import Tortoise

from hub import clock, db
from hub.accounts import demo as accounts_demo
from hub.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `hub ...` on a database with the invented people."""
    monkeypatch.setenv("HUB_DATA__FOLDER", str(tmp_path))
    monkeypatch.setenv("HUB_SITE__SECRET", "s" * 40)
    monkeypatch.setenv("COLUMNS", "200")
    asyncio.run(_people())
    return lambda *words: CliRunner().invoke(main, ["session", *words])


async def _people() -> None:
    from config.settings import load

    await db.connect(load())
    await Tortoise.generate_schemas()
    await accounts_demo.fill(clock.now())
    await db.close()


def planned(*more: str) -> tuple[str, ...]:
    starts = (clock.local(clock.now()) + dt.timedelta(days=7)).strftime("%Y-%m-%dT19:00")
    return (
        *("create", "--title", "Gå [bold]sammen[/bold]", "--starts", starts, "--municipality", "kolding"),
        *(
            "--host",
            "fys@demo.invalid",
            "--host",
            "sygeplejerske@demo.invalid",
            "--offered-by",
            "varde",
            *more,
        ),
    )


def test_a_session_is_made_published_shown_and_cancelled(run: Run) -> None:
    assert run(*planned("--capacity", "30")).output == "Session 1 is a draft.\n"
    assert run("publish", "1").output == "Session 1 is published.\n"
    shown = run("show", "1").output
    for words in (
        "Gå [bold]sammen[/bold]",
        "published",
        "0 of 30 taken",
        "Kolding, Varde",
        "(Varde, co_host)",
    ):
        assert words in shown
    assert "[bold]sammen[/bold]" in run("list", "--search", "SAMMEN").output
    assert "sammen" not in run("list", "--state", "draft").output
    assert run("cancel", "1", "--reason", "Sygdom").exit_code == 0
    assert "cancelled" in run("list").output


def test_a_guests_link_is_printed_once(run: Run) -> None:
    run(*planned("--publish"))
    [link] = run("join-link", "1", "--name", "Tove Tolk", "--role", "interpreter").output.splitlines()
    assert link.startswith("http://127.0.0.1:8000/join/")
    assert len(link.rpartition("/")[2]) == 43


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("show", "7"), 1, "missing"),
        (("publish", "7"), 1, "missing"),
        (("join-link", "7", "--name", "Tove"), 1, "missing"),
        (("cancel", "7", "--reason", ""), 2, "required"),
        (
            ("create", "--title", "x", "--starts", "2020-01-01T10:00", "--municipality", "kolding"),
            2,
            "in_the_past",
        ),
        (
            ("create", "--title", "x", "--starts", "2020-01-01T10:00", "--municipality", "oslo"),
            2,
            "unknown_municipality",
        ),
        (planned("--host", "borger@demo.invalid"), 2, "unknown_host"),
        (planned("--host", "nobody@demo.invalid"), 2, "unknown_host"),
        (planned("--capacity", "0"), 2, "bad_capacity"),
    ],
)
def test_what_cannot_be_done_ends_with_a_code_and_a_sentence(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    result = run(*words)
    assert (result.exit_code, f"({says})" in result.output) == (code, True)
