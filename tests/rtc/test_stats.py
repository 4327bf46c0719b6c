"""Figures over the control socket, of a room in which packets flow."""

import re
from pathlib import Path
from typing import Any

import pytest

from rtc import wire
from rtc.control import MediaRefused

PAGE = (Path(wire.__file__).parent.parent / "PROTOCOL.md").read_text()


def listed(whose: str) -> dict[str, set[str]]:
    """The table of PROTOCOL.md: figure -> the names its row tells of what is in it."""
    table = PAGE.partition(f"Of a **{whose}**")[2].partition("\n\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| ([a-z_, ]+) \| (.*) \|$", table, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", told)) for names, told in rows for name in names.split(", ")}


def names(*figures: dict[str, Any]) -> set[str]:
    return {name for each in figures for name in each}


async def test_page_lists_exactly_the_figures_there_are(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 1)
    [worker] = (await studio.control.stats()).values()
    room = await studio.control.stats("r")
    sends = (await studio.control.stats("r", "anna"))["sends"]["camera"]
    views = (await studio.control.stats("r", "bo"))["views"]
    page = listed("worker")
    assert names(worker) | {"probe"} == page.keys()
    assert names(worker["totals"]) == page["totals"]
    assert names(room) == listed("room").keys()
    slot = room["slots"]["c0"]
    assert names(slot, slot["branches"][0]) == listed("room")["slots"]
    page = listed("participant")
    assert page.keys() == {"sends", "views"}
    assert names(sends, sends["encodings"][""]) == page["sends"]
    assert names(views, views["slots"]["c0"]) == page["views"]


async def test_figures_of_room_participant_and_worker(studio: Any) -> None:
    await studio.publisher("anna")
    viewer = await studio.viewer("bo")
    await viewer.wait_frames("c0", 10)
    await studio.control.client_stats("r", "bo", 1, 250, 40)
    room = await studio.control.stats("r")
    assert (room["viewers"], room["views"], room["publishers"]) == (1, 1, 1)
    assert (room["freezes"], room["frozen_ms"], room["concealed_ms"]) == (1, 250, 40)
    assert room["sent"] >= 10
    assert room["lost"] == 0
    sends = (await studio.control.stats("r", "anna"))["sends"]
    assert set(sends) == {"microphone", "camera"}
    assert sends["camera"]["encodings"][""]["packets"] >= 10
    views = (await studio.control.stats("r", "bo"))["views"]
    assert set(views["slots"]) == {"m0", "c0"}
    [worker] = (await studio.control.stats()).values()
    assert worker["rooms"]["r"]["publishers"] == 1
    await studio.control.close_room("r")
    [closed] = (await studio.control.stats()).values()
    assert closed["rooms"] == {}
    assert closed["totals"]["sent"] >= room["sent"]
    assert closed["totals"]["freezes"] == 1


async def test_browsers_figures_of_a_room_that_is_gone_are_no_error(studio: Any) -> None:
    await studio.control.close_room("r")
    await studio.control.client_stats("r", "bo", 1, 250, 40)
    with pytest.raises(MediaRefused):
        await studio.control.stats("r")
