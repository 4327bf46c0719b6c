"""Viewers come, go, move and report; what that changes is theirs alone."""

from collections.abc import Callable

import pytest

from rtc.core import rtcp
from rtc.core.allocate import Choice
from rtc.core.link import SOUND_RATE
from rtc.core.outputs import ToViewer
from rtc.core.room import Room
from tests.doubles.one_publisher import PLI, make, picture, receive, viewer_says
from tests.doubles.simulcast import FRAME
from tests.doubles.theatre import Theatre

NO_SLOTS = rtcp.ReportBlock(99, 0, 5, 1000, 0, 0, 0)


def test_joining_viewer_makes_a_key_frame_be_asked_for_at_once() -> None:
    room = make()
    room.add_viewer("bo", 1.0)
    assert room.take_outputs() == [PLI]


def test_viewer_who_joins_just_after_a_key_frame_is_shown_it() -> None:
    room = make()
    receive(room, picture(1, key=True), 1.0)
    receive(room, picture(2), 1.1)
    room.take_outputs()
    room.add_viewer("bo", 1.3)
    [shown] = room.take_outputs()
    assert isinstance(shown, ToViewer)
    assert [packet[20:] for packet in shown.packets] == [picture(1, key=True)[12:], picture(2)[12:]]
    room.add_viewer("carl", 1.8)
    assert room.take_outputs() == [PLI]


def test_viewer_who_comes_to_another_network_is_shown_key_frames_without_asking() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    room.take_outputs()
    receive(room, picture(1, key=True), 0.1)
    room.viewer_moved("bo", 1.0)
    assert room.take_outputs() == [PLI]
    receive(room, picture(2, key=True), 1.1)
    room.pause("anna", "camera", True, 1.2)
    room.viewer_moved("bo", 2.0)
    assert PLI not in room.take_outputs()


def test_viewer_who_moves_all_the_time_costs_a_key_frame_a_second_and_a_stranger_none() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    asked = 0
    for i in range(1, 500):
        receive(room, picture(i, key=True), i / 10)
        room.viewer_moved("bo", i / 10)
        room.viewer_moved("nobody", i / 10)
        asked += room.take_outputs().count(PLI)
    assert 45 <= asked <= 56


def test_viewer_who_comes_again_takes_the_place_of_the_one_it_was() -> None:
    theatre = Theatre()
    theatre.view("bo")
    theatre.run(10)
    theatre.room.choose("bo", "c0", Choice("q", 2), theatre.now)
    theatre.run(10)
    theatre.view("bo")
    assert [list(branch.viewers) for branch in theatre.room.slots["c0"].branches] == [["bo"]]


def test_what_a_browser_counted_never_becomes_less() -> None:
    room, told = make(), []
    room.add_viewer("bo", 0.0)
    bo = room.viewers["bo"]
    for counts in ((2, 700, 30), (1, 600, 20), (3, 600, 20), (3, 800, 20), (3, 800, 40)):
        room.client_told("bo", *counts)
        told.append((bo.freezes, bo.frozen_ms, bo.concealed_ms))
    assert told == [(2, 700, 30), (2, 700, 30), (3, 700, 30), (3, 800, 30), (3, 800, 40)]


@pytest.mark.parametrize("mid", ["c0", "m0"])
def test_numbers_never_sent_to_a_viewer_are_neither_expected_nor_lost_on_its_link(mid: str) -> None:
    """Of a hundred numbers forty were left out by a leap; of the other sixty ten were lost."""
    room = make()
    room.add_viewer("bo", 0.0)
    slot, link = room.slots[mid], room._viewing.link("bo")
    assert link is not None
    for now, highest, lost in ((1.0, 1000, 0), (2.0, 1100, 50)):
        block = rtcp.ReportBlock(slot.name.ssrc, 0, lost, highest, 0, 0, 0)
        viewer_says(room, "bo", rtcp.receiver_report(5, [block]), now)
        room.report(now)
        slot.views["bo"].leap(40, 1060)
    assert link.estimate.reception.share == pytest.approx(10 / 60)
    assert room.viewers["bo"].hearing.loss(2.0) == (pytest.approx(10 / 60) if mid == "m0" else 0)


@pytest.mark.parametrize(
    "act",
    [
        lambda room: room.remove_viewer("nobody"),
        lambda room: room.viewer_moved("nobody", 1.0),
        lambda room: viewer_says(room, "nobody", rtcp.pli(5, 0x20000) + rtcp.nack(5, 0x20000, [1000]), 1.0),
        lambda room: viewer_says(room, "nobody", rtcp.remb(5, 50_000, [1]), 1.0),
        lambda room: viewer_says(room, "bo", rtcp.receiver_report(5, [NO_SLOTS]), 1.0),
        lambda room: room.client_told("nobody", 9, 9, 9),
        lambda room: room.watch("nobody", {"c0": 0}, "sound", 1.0),
        lambda room: room.choose("nobody", "c0", None, 1.0),
        lambda room: room.choose("bo", "c9", None, 1.0),
        lambda room: room.padding("nobody", "c0", 1000, 1.0),
        lambda room: room.padding("bo", "c9", 1000, 1.0),
    ],
)
def test_what_is_told_of_nobody_or_of_no_slot_changes_nothing(act: Callable[[Room], object]) -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True), 0.0)
    room.take_outputs()
    before = room.stats(1.0), room.stats(1.0, "bo"), room.stats(1.0, "nobody")
    assert act(room) in (None, [])
    assert room.take_outputs() == []
    assert (room.stats(1.0), room.stats(1.0, "bo"), room.stats(1.0, "nobody")) == before


@pytest.mark.parametrize("paused", [True, False])
def test_slot_that_is_paused_or_nobodys_costs_no_link_anything(paused: bool) -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    link = room._viewing.link("bo")
    for number in range(60):
        receive(room, picture(number, key=number == 0), number / 30)
    room.report(2.0)
    assert link is not None
    assert link.ladder is not None
    assert list(link.ladder.choices(0)) == ["c0"]
    assert link.sent > SOUND_RATE
    for source, mid in (("camera", "c0"), ("microphone", "m0")):
        if paused:
            room.pause("anna", source, True, 2.1)
        else:
            room.slots[mid].owner = None
    room.report(2.2)
    assert list(link.ladder.choices(0)) == []
    assert link.sent == 0


def test_who_is_heard_of_again_after_an_outage_is_shown_a_key_frame_at_once() -> None:
    """A browser that missed seconds waits for three more before it asks."""
    theatre = Theatre()
    for peer in ("bo", "carl"):
        theatre.view(peer)
    data, asked = rtcp.remb(1, 2_000_000, [1]), list[int]()
    theatre.run(40)
    for seconds in (0.5, 1.5, 3.0, 0.2):
        theatre.run(int(seconds / FRAME))
        theatre.camera.asked.clear()
        theatre.room.receive_viewer_rtcp("bo", data, len(data), theatre.now)
        theatre.pause(0.02)
        asked.append(len(theatre.camera.asked))
    assert asked == [0, 0, 1, 0]
