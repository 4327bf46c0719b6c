"""Figures over the control socket, of a room in which packets flow."""

from typing import Any

import pytest

from rtc.control import MediaRefused


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
