"""Figures of rooms and participants: the shape PROTOCOL.md tells, and what the numbers mean."""

import re
from pathlib import Path

import pytest

from rtc.core import rtcp, stats
from tests.doubles.one_publisher import CAMERA_SSRC, make, picture, publish, receive, sound, viewer_says

CAMERA = 0x20000


def named(part: str) -> list[str]:
    """The keys of a table of figures on the protocol's page."""
    page = (Path(stats.__file__).parents[1] / "PROTOCOL.md").read_text()
    section = page.partition(f"Of a **{part}**")[2].partition("Of a **")[0].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z_, ]+) \|", section, re.MULTILINE)
    return [key for row in rows if row != "key" for key in row.split(", ")]


def test_room_tells_what_the_page_names() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    figures = room.stats(0.0)
    assert set(named("room")) == {*figures, "views", "publishers", "sent", "failed", "malformed"}
    assert set(figures["slots"]["c0"]) == {"peer", "packets", "octets", "branches"}


def test_participant_tells_what_the_page_names() -> None:
    room = make()
    assert list(room.stats(0.0, "anna")) == named("participant")
    assert room.stats(0.0, "nobody") == {"sends": {}, "views": {}}


def test_publishers_losses_rate_and_size_are_seen() -> None:
    room = make()
    receive(room, picture(10, key=True), 0.0)
    for sequence in (11, 12, 15):
        receive(room, picture(sequence), 0.1)
    receive(room, picture(16), 0.6)
    camera = room.stats(0.6, "anna")["sends"]["camera"]
    [encoding] = camera["encodings"].values()
    assert (camera["mid"], camera["paused"]) == ("c0", False)
    assert (encoding["active"], encoding["packets"], encoding["lost"]) == (True, 5, 2)
    assert encoding["rate"] == pytest.approx(4 * 7 * 8 / 0.6)
    assert room.stats(0.6)["received"] == 5
    assert room.stats(0.6)["lost"] == 2


def test_viewers_reception_and_round_trip_come_from_its_reports() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True), 0.0)
    last = rtcp.ntp_time(10.0) >> 16 & 0xFFFFFFFF
    block = rtcp.ReportBlock(CAMERA, 64, 7, 1005, 900, last, 65536 // 2)
    viewer_says(room, "bo", rtcp.receiver_report(5, [block]), 10.75)
    assert room.stats(10.75, "bo")["views"]["slots"]["c0"] == {
        "rid": "",
        "temporal": None,
        "spatial": None,
        "fraction_lost": 0.25,
        "lost": 7,
        "jitter": 0.01,
        "round_trip": 0.25,
    }


@pytest.mark.parametrize(("last", "delay", "round_trip"), [(0, 0, None), (1 << 20, 5, 0.0)])
def test_round_trip_is_unknown_without_a_report_and_never_negative(
    last: int, delay: int, round_trip: float | None
) -> None:
    block = rtcp.ReportBlock(1, 0, 0, 0, 0, last, delay)
    assert stats.reception(block, 90000, 1.0).round_trip == round_trip


def test_repeats_are_counted_once_they_are_sent() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True), 0.0)
    for _ in range(2):
        viewer_says(room, "bo", rtcp.nack(5, CAMERA, [1000, 4000]), 1.0)
    assert room.stats(1.0)["resent"] == 1
    assert room.stats(1.0, "bo")["views"]["resent"] == 1


def test_drops_are_counted_by_reason() -> None:
    room = make()
    receive(room, picture(1, key=True, ssrc=9), 0.0)
    receive(room, picture(1) + bytes(1500), 0.0)
    room.pause("anna", "microphone", True, 0.0)
    receive(room, sound(1), 0.0)
    assert room.stats(0.0)["dropped"] == {"unknown_stream": 1, "too_long": 1, "paused": 1}


def test_totals_go_on_when_publishers_and_viewers_have_gone() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    for sequence in (1, 2, 4):
        receive(room, picture(sequence, key=sequence == 1), 0.0)
    viewer_says(room, "bo", rtcp.nack(5, CAMERA, [1000]), 1.0)
    before = room.stats(1.0)
    assert (before["received"], before["lost"], before["resent"]) == (3, 1, 1)
    publish(room, "anna")
    room.unpublish("anna", 20.0)
    room.remove_viewer("bo")
    after = room.stats(2.0)
    assert {name: after[name] for name in ("received", "lost", "resent")} == {
        name: before[name] for name in ("received", "lost", "resent")
    }


def test_a_new_ssrc_of_the_same_source_is_counted_on() -> None:
    room = make()
    receive(room, picture(1, key=True), 0.0)
    [encoding] = room.publishers["anna"].feeds["camera"].encodings.values()
    encoding.begins(77)
    receive(room, picture(9, key=True, ssrc=CAMERA_SSRC), 0.0)
    assert room.stats(0.0)["received"] >= 1
    assert encoding.total_received == encoding.received + 1


def test_what_the_browser_counted_is_kept_and_added_up_over_viewings() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    room.client_told("bo", 2, 700, 30)
    room.client_told("bo", 1, 0, 0)
    room.client_told("nobody", 9, 9, 9)
    figures = room.stats(0.0)
    assert (figures["freezes"], figures["frozen_ms"], figures["concealed_ms"]) == (2, 700, 30)
    room.add_viewer("bo", 1.0)
    room.client_told("bo", 1, 10, 10)
    assert room.stats(1.0)["freezes"] == 3
    assert room.stats(1.0, "bo")["views"]["freezes"] == 1


def test_layer_a_viewer_is_sent_and_its_link_are_seen() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True), 0.0)
    room.slots["c0"].trunk.temporal = 0
    views = room.stats(0.1, "bo")["views"]
    assert views["slots"]["c0"]["temporal"] == 0
    assert views["level"] == "full"
    assert views["available_rate"] > 0
    layers = [branch["temporal"] for branch in room.stats(0.1)["slots"]["c0"]["branches"]]
    assert layers == [0]


def test_own_slot_is_not_among_what_a_participant_views() -> None:
    room = make()
    publish(room, "bo")
    room.add_viewer("bo", 0.0)
    assert set(room.stats(0.0, "bo")["views"]["slots"]) == {"m0", "c0"}
