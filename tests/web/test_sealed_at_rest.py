"""Nothing that was written in letters lies readable anywhere: database, journal, backup, dump, mails, logs.

Planted through the pages of the real app and the desk, on both databases. With sealing bypassed
every one of them is found, so the test can see.
"""

import logging
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import Settings
from forum.letterbox import actions, sealing
from forum.letterbox.models import LetterMessage
from hub import jobs
from hub.jobs import Job
from hub.migrate import guard
from hub.rooms import actions as rooms
from tests.conftest import Clock
from tests.doubles import papers, postgres, traces
from tests.web.conftest import Browser
from tests.web.world import World
from web.app import configure, create_pages
from web.security import armoured

PLANTED = {
    "subject": "SOLSORTEMNE",
    "letter": "SOLSORTBREV",
    "follow_up": "SOLSORTMERE",
    "draft": "SOLSORTKLADDE",
    "file": "SOLSORTFIL",
    "file_name": "SOLSORTNAVN",
    "answer": "SOLSORTSVAR",
    "half_answer": "SOLSORTHALVT",
    "note": "SOLSORTNOTE",
    "reason": "SOLSORTGRUND",
    "glass": "SOLSORTGLAS",
}


@pytest.fixture
async def kirsten(database: Settings, frozen_clock: Clock) -> AsyncIterator[tuple[Browser, World]]:
    """The citizen at her browser, on each kind of database."""
    configure(database)
    rooms.start(database, None)
    world = World()
    await world.fill()
    await world.furnish_writing()
    pages = create_pages(database)
    pages.state.ready = True
    one = Browser(armoured(pages, database))
    one.client.cookies.set("hub", world.tokens["citizen"], domain="127.0.0.1")
    yield one, world
    await one.client.aclose()
    await rooms.stop()


async def plant(kirsten: Browser, world: World) -> str:
    """Everything of PLANTED written where it belongs; the letter's address."""
    await kirsten.get("/letters/new")
    begun = await kirsten.post("/letters/new", {"function": "fysioterapi"})
    letter = str(begun.headers["location"]).removesuffix("/write")
    public_id = letter.rpartition("/")[2]
    content = f"BT /F1 12 Tf ({PLANTED['file']}) Tj ET".encode()
    paper = papers.pdf(f"({PLANTED['file']})".encode(), content=content, page=b"/X 10 0 R")
    file = {"file": (f"{PLANTED['file_name']}.pdf", paper, "application/pdf")}
    first = {"subject": PLANTED["subject"], "text": PLANTED["letter"], "do": "send"}
    assert (await kirsten.post(f"{letter}/write", first, files=file)).status_code == 303
    professional = world.people["professional"]
    await actions.open_letter(professional, public_id)
    await actions.note(professional, public_id, PLANTED["note"])
    await actions.answer(professional, public_id, PLANTED["answer"])
    more = {"text": PLANTED["follow_up"], "do": "send"}
    assert (await kirsten.post(f"{letter}/write", more)).status_code == 303
    await actions.save_answer(professional, public_id, PLANTED["half_answer"])
    await kirsten.post(f"{letter}/write", {"text": PLANTED["draft"], "do": "save"})
    await actions.open_letter(world.people["other_professional"], public_id, PLANTED["glass"])
    await actions.give_back(professional, public_id, PLANTED["reason"])
    page = (await kirsten.get(letter)).text
    for place in ("subject", "letter", "file_name", "answer", "follow_up", "glass"):
        assert PLANTED[place] in page, place
    return letter


def rest(settings: Settings) -> list[Path]:
    """Every file the hub has made, with a backup as a migration makes it, or a dump of PostgreSQL."""
    folder = settings.data.path
    folder.mkdir(parents=True, exist_ok=True)
    if settings.database_url.startswith("sqlite"):
        kept = guard.back_up(folder / "hub.db")
        kept.rename(folder / "hub.db.before-test")
        assert (folder / "hub.db-wal").stat().st_size > 0
    else:
        url = settings.database_url.replace("asyncpg://", "postgresql://")
        program = postgres.binary("pg_dump")
        subprocess.run([program, "--dbname", url, "--file", str(folder / "dump.sql")], check=True)
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_nothing_written_in_letters_can_be_read_at_rest(
    kirsten: tuple[Browser, World], database: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser, world = kirsten
    letter = await plant(browser, world)
    await jobs.run_due()
    await a_bug_in_the_middle(browser, letter)
    files = rest(database)
    outbox = [path for path in files if path.suffix == ".eml"]
    assert len(outbox) >= 3
    assert traces.in_files(PLANTED.values(), files) == {}
    assert traces.found(PLANTED.values(), caplog.text.encode()) == set()
    waiting = "".join(str(job.payload) for job in await Job.all())
    assert "notice" in waiting
    assert traces.found(PLANTED.values(), waiting.encode()) == set()


async def a_bug_in_the_middle(kirsten: Browser, letter: str) -> None:
    """A sealed row is damaged: page and form fail while they hold private text, and the log tells of it."""
    public_id = letter.rpartition("/")[2]
    row = await LetterMessage.filter(letter__public_id=public_id, number=1).get()
    await LetterMessage.filter(id=row.id).update(sealed=b"\x01" + row.sealed[1:-1] + b"!")
    for answer in (
        await kirsten.get(letter),
        await kirsten.post(f"{letter}/write", {"text": PLANTED["draft"], "do": "send"}),
    ):
        assert answer.status_code in (303, 500)
        assert PLANTED["letter"] not in answer.text
    assert (await kirsten.get(letter)).status_code == 500


async def test_with_sealing_bypassed_every_text_is_found(
    kirsten: tuple[Browser, World], database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard of the guard."""

    async def bare(municipality_id: int, about: str, plain: bytes) -> bytes:
        return plain

    monkeypatch.setattr(sealing.vault, "seal", bare)
    monkeypatch.setattr(sealing.vault, "unseal", bare)
    browser, world = kirsten
    await plant(browser, world)
    seen = traces.in_files(PLANTED.values(), rest(database))
    name = "hub.db.before-test" if database.database_url.startswith("sqlite") else "dump.sql"
    assert seen[name] == set(PLANTED.values())
