"""Who is sent which layer: what was chosen, or the best that comes, from a frame where it may begin."""

import pytest

from rtc.core import rtcp
from rtc.core.allocate import Choice
from rtc.core.rewrite import Place
from tests.doubles.simulcast import RIDS, decodes
from tests.doubles.theatre import ALL, SLOT, check, choose, make, shown_last


def test_best_layer_is_shown_to_those_who_chose_nothing_from_the_first_frame_on() -> None:
    theatre = make("bo")
    theatre.run(10)
    eye = theatre.eyes["bo"]
    assert {(packets[0].rid, packets[0].frame) for packets in eye.frames()} >= {("f", n) for n in range(10)}
    assert decodes(eye.frames()) == []
    check(eye)


def test_layer_that_never_comes_is_not_waited_for() -> None:
    theatre = make("bo")
    theatre.camera.layers["f"].active = False
    theatre.run(30)
    assert shown_last(theatre.eyes["bo"]).rid == "h"
    asked = len(theatre.camera.asked)
    theatre.camera.layers["f"].active = theatre.camera.layers["f"].key = True
    theatre.run(10)
    assert shown_last(theatre.eyes["bo"]).rid == "f"
    assert decodes(theatre.eyes["bo"].frames()) == []
    assert len(theatre.camera.asked) == asked, "it begins with a key frame"


def test_layer_of_which_the_first_packet_is_lost_is_asked_for_a_key_frame() -> None:
    theatre = make("bo")
    theatre.camera.layers["f"].active = False
    theatre.run(30)
    asked = len(theatre.camera.asked)
    theatre.camera.layers["f"].active = theatre.camera.layers["f"].key = True
    theatre.run(10, lost=[2 + 4])
    assert len(theatre.camera.asked) > asked
    assert shown_last(theatre.eyes["bo"]).rid == "f"


def test_when_a_publishers_machine_stalls_nobody_is_sent_another_layer_for_it() -> None:
    """Its encodings stop together, but not in the same tick, and do not go on in the same one either."""
    theatre = make("bo", "carl")
    theatre.run(10)
    choose(theatre, "carl", Choice("q", ALL))
    theatre.run(30)
    before, asked = theatre.camera.number, len(theatre.camera.asked)
    theatre.camera.layers["q"].active = False
    theatre.run(1)
    theatre.pause(0.25)
    theatre.run(1)
    theatre.camera.layers["q"].active = True
    theatre.run(10)
    eye = theatre.eyes["carl"]
    assert {packets[0].rid for packets in eye.frames() if packets[0].frame >= before} == {"q"}
    assert len(theatre.camera.asked) == asked


def test_chosen_layer_comes_with_a_key_frame_asked_for_at_once() -> None:
    theatre = make("bo", "carl")
    theatre.run(60)
    asked = len(theatre.camera.asked)
    choose(theatre, "carl", Choice("q", ALL))
    assert len(theatre.camera.asked) == asked + 1
    theatre.run(2)
    assert shown_last(theatre.eyes["carl"]).rid == "q"
    assert shown_last(theatre.eyes["bo"]).rid == "f"
    for eye in theatre.eyes.values():
        assert decodes(eye.frames()) == []
        check(eye)


def test_twenty_choices_at_once_make_one_request_and_all_are_served_within_a_second() -> None:
    theatre = make(*(f"v{number}" for number in range(20)))
    theatre.run(60)
    theatre.camera.asked.clear()
    for number in range(20):
        choose(theatre, f"v{number}", Choice(RIDS[number % 2], ALL))
        theatre.run(1)
    theatre.run(30)
    assert len(theatre.camera.asked) <= 3
    assert [shown_last(theatre.eyes[f"v{n}"]).rid for n in range(20)] == ["q", "h"] * 10


def test_temporal_layers_go_at_once_and_come_back_where_that_decodes_without_a_key_frame() -> None:
    theatre = make("bo", "carl")
    theatre.run(37)
    theatre.camera.asked.clear()
    choose(theatre, "carl", Choice("f", 0))
    theatre.run(20)
    eye = theatre.eyes["carl"]
    assert {packets[0].temporal for packets in eye.frames() if packets[0].frame >= 37} == {0}
    choose(theatre, "carl", Choice("f", ALL))
    theatre.run(30)
    assert {packets[0].temporal for packets in eye.frames()[-8:]} == {0, 1, 2}
    assert theatre.camera.asked == []
    for one in theatre.eyes.values():
        assert decodes(one.frames()) == []
        check(one)
    assert theatre.room.slots["c0"].branch_of("carl") is not theatre.room.slots["c0"].branch_of("bo")


def test_layer_that_stops_is_replaced_within_half_a_second_and_taken_again_when_it_comes() -> None:
    theatre = make("bo")
    theatre.run(30)
    theatre.camera.layers["f"].active = False
    theatre.run(15)
    assert shown_last(theatre.eyes["bo"]).rid == "h"
    theatre.camera.layers["f"].active = theatre.camera.layers["f"].key = True
    theatre.run(5)
    assert shown_last(theatre.eyes["bo"]).rid == "f"
    assert decodes(theatre.eyes["bo"].frames()) == []


def test_whoever_chose_nothing_gets_nothing_and_comes_back_however_long_it_was() -> None:
    theatre = make("bo", "carl")
    theatre.run(10)
    choose(theatre, "carl", None)
    eye = theatre.eyes["carl"]
    count = len(eye.packets)
    slot = theatre.room.slots["c0"]
    theatre.run(10)
    assert len(eye.packets) == count
    place = slot.views["carl"].place
    assert place is not None
    behind = Place(
        place.sequence - 40_000 + 0x10000, place.timestamp, place.picture + 20_000, place.tl0 + 140 & 0xFF
    )
    slot.views["carl"].place = behind  # as if the others had gone on for an hour
    eye._highest = behind.sequence
    eye.packets.clear()
    eye.shown.clear()
    choose(theatre, "carl", Choice("f", ALL))
    for _ in range(4):
        theatre.run(30)
        theatre.camera.layers["f"].key = True
    theatre.run(30)
    assert slot.branch_of("carl") is slot.branch_of("bo")
    assert decodes(eye.frames()) == []
    check(eye)


def test_browser_that_asks_for_a_key_frame_because_it_leapt_has_it_already() -> None:
    theatre = make("bo", "carl")
    theatre.run(10)
    choose(theatre, "carl", Choice("q", ALL))
    theatre.run(60)
    choose(theatre, "bo", Choice("q", ALL))  # so that carl, who was there first, stays where it is
    theatre.run(40)
    eye, slot, pli, leaps = theatre.eyes["bo"], theatre.room.slots["c0"], rtcp.pli(2, SLOT), 0
    while len(slot.branches) > 1:
        last = eye.shown[-1].index
        theatre.camera.layers["q"].key = True
        theatre.run(1)
        theatre.camera.asked.clear()
        leaps += eye.shown[-1].index - last > 20_000
        theatre.room.receive_viewer_rtcp("bo", pli, len(pli), theatre.now)
        theatre.carry_out()
        assert theatre.camera.asked == []
        theatre.run(40)
    assert 1 <= leaps <= 3


def test_who_joins_is_sent_the_picture_so_far_unless_that_is_too_much_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    theatre = make("bo")
    theatre.run(4)
    asked = len(theatre.camera.asked)
    assert shown_last(theatre.view("carl")).rid == "f"
    assert len(theatre.camera.asked) == asked
    monkeypatch.setattr("rtc.core.switching.REPLAY_OCTETS", 100)
    assert theatre.view("dora").frames() == []
    theatre.run(20)
    assert len(theatre.camera.asked) == asked + 1
    frames = theatre.eyes["dora"].frames()
    first = next(place for place, packets in enumerate(frames) if packets[0].key)
    assert decodes(frames[first:]) == []
