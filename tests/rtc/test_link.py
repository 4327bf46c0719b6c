"""What a worker answers comes back to whoever asked, as a result or as a refusal."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rtc import wire
from rtc.link import MediaRefused, WorkerLink
from tests.doubles.control_socket import ControlSocket

ANSWERS: dict[str, wire.Result] = {
    "described": wire.Described("v=0"),
    "done": wire.Done(),
    "refused": wire.Refusal("bad_sdp", "no m-line in use"),
}


def answer(command: wire.Command) -> wire.Result:
    """As the room is called."""
    assert isinstance(command, wire.OfferAgain)
    return ANSWERS[command.room]


@pytest.fixture
async def link(tmp_path: Path) -> AsyncIterator[WorkerLink]:
    worker = ControlSocket(tmp_path / "worker", answer)
    await worker.open()
    link = WorkerLink(worker.path, lambda *_: None)
    link.start()
    async with asyncio.timeout(5):
        await link.ready.wait()
    yield link
    await link.stop()
    worker.close()


async def test_description_is_returned_as_its_text(link: WorkerLink) -> None:
    assert await link.described(wire.OfferAgain("described", "bo")) == "v=0"


@pytest.mark.parametrize(("room", "code"), [("refused", "bad_sdp"), ("done", "worker_lost")])
async def test_anything_else_than_a_description_is_refused(link: WorkerLink, room: str, code: str) -> None:
    with pytest.raises(MediaRefused) as refused:
        await link.described(wire.OfferAgain(room, "bo"))
    assert refused.value.code == code


async def test_answers_come_back_to_whoever_asked(link: WorkerLink) -> None:
    rooms = ["done", "described", "done"]
    results = await asyncio.gather(*(link.ask(wire.OfferAgain(room, "bo")) for room in rooms))
    assert results == [ANSWERS[room] for room in rooms]


async def test_worker_that_is_not_connected_cannot_be_asked(link: WorkerLink) -> None:
    await link.stop()
    with pytest.raises(MediaRefused) as refused:
        await link.ask(wire.OfferAgain("done", "bo"))
    assert refused.value.code == "worker_lost"


async def test_worker_that_has_not_said_hello_cannot_be_asked_yet(tmp_path: Path) -> None:
    connected = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_unix_server(say_nothing, str(tmp_path / "worker"))
    link = WorkerLink(str(tmp_path / "worker"), lambda *_: None)
    link.start()
    async with asyncio.timeout(5):
        await connected.wait()
        with pytest.raises(MediaRefused, match="is being restarted"):
            await link.ask(wire.Probe())
    await link.stop()
    server.close()
