"""Simulcast from a publisher to viewers who are each sent the layer they chose, on lossy ways too."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtc.core import rtp
from rtc.core.allocate import Choice
from rtc.core.codecs import vp8
from tests.doubles.simulcast import RIDS, Eye, decodes
from tests.doubles.theatre import ALL, Theatre, check, choose, make, nack, shown_last


def test_time_lines_of_the_layers_agree_to_the_tick_once_reports_have_come() -> None:
    """Encodings of one frame lie a tick apart, so that both may be shown to somebody who changes there."""
    theatre = make("bo", "carl", "dora")
    theatre.run(40)
    for peer, rid in (("bo", "q"), ("carl", "h"), ("dora", "f")):
        choose(theatre, peer, Choice(rid, ALL))
    theatre.run(40)
    stamps = [shown_last(theatre.eyes[peer]).timestamp for peer in ("bo", "carl", "dora")]
    assert [stamp - stamps[0] for stamp in stamps] == [0, 1, 2]


def test_layers_of_time_are_not_told_to_viewers_and_all_they_get_is_numbered_one_by_one() -> None:
    theatre = make("bo", "carl")
    theatre.run(10)
    choose(theatre, "carl", Choice("f", 0))
    theatre.run(20)
    for eye in theatre.eyes.values():
        found = [
            vp8.parse(packet, header.start, header.end)
            for packet in eye.packets.values()
            for header in [rtp.parse(packet, len(packet))]
        ]
        assert {(one.temporal, one.layers_at, one.picture_bits) for one in found} == {(0, 0, 15)}
        check(eye)


def test_picture_of_a_layer_left_out_that_was_lost_whole_is_filled_in_when_it_comes_late() -> None:
    """Its number was held free, as nobody could know its layer."""
    theatre = make("carl")
    choose(theatre, "carl", Choice("q", 0))
    theatre.run(13)
    theatre.run(8, lost=[7 * n for n in range(8)])
    theatre.run(20)
    eye = theatre.eyes["carl"]
    assert {packets[0].temporal for packets in eye.frames() if packets[0].frame > 25} == {0}
    check(eye)


def test_layers_are_measured_with_all_below_them() -> None:
    theatre = make("bo")
    theatre.run(60)
    layers = theatre.room.layers("c0", theatre.now)
    assert [(one.rid, one.temporal, one.width) for one in layers] == [
        (rid, temporal, width)
        for rid, width in (("q", 320), ("h", 640), ("f", 1280))
        for temporal in range(3)
    ]
    rates = [one.bps for one in layers if one.rid == "f"]
    assert rates == sorted(rates)
    assert rates[2] == pytest.approx(2 * rates[1], rel=0.35)


PEERS = ("bo", "carl", "dora")

choices = st.one_of(st.none(), st.builds(Choice, st.sampled_from([*RIDS, ""]), st.integers(0, 2)))

steps = st.lists(
    st.tuples(st.sampled_from(PEERS), choices, st.integers(1, 25), st.sets(st.integers(0, 200), max_size=4)),
    max_size=12,
)


def play(theatre: Theatre, script: list[Any], *, harm: bool = True) -> None:
    theatre.run(12)
    for peer, choice, frames, places in script:
        choose(theatre, peer, choice)
        lost = [place for place in places if place % 3] if harm else []
        swapped = [place for place in places if not place % 3] if harm else []
        theatre.run(frames, lost, swapped)
    theatre.run(40)


@settings(deadline=None, max_examples=20)
@given(steps, st.integers(0, 50))
def test_whatever_is_chosen_numbers_times_and_pictures_go_forward_and_all_decodes(
    script: list[Any], seed: int
) -> None:
    theatre = make(*PEERS, seed=seed)
    play(theatre, script, harm=False)
    for eye in theatre.eyes.values():
        assert decodes(eye.frames()) == []
        check(eye)


@settings(deadline=None, max_examples=20)
@given(steps, st.integers(0, 50), st.sets(st.integers(1000, 1400), max_size=60))
def test_no_number_stands_for_two_packets_however_they_are_lost_swapped_and_asked_for(
    script: list[Any], seed: int, asked: set[int]
) -> None:
    """The eyes fail when it does; what was lost may not decode, but in the end all are shown pictures."""
    theatre = make(*PEERS, seed=seed, takes=())
    play(theatre, script)
    for peer, eye in theatre.eyes.items():
        for packet in nack(theatre, peer, *asked):
            eye.get(packet)
    theatre.run(60)
    for peer, eye in theatre.eyes.items():
        view = theatre.room.slots["c0"].views[peer]
        if view.choice is not None:
            frames = eye.frames()
            assert frames[-1][0].frame >= theatre.camera.number - 4
            calm = [packets for packets in frames if packets[0].frame > theatre.camera.number - 60]
            assert [one for one in decodes(calm) if "incomplete" in one] == []


@settings(deadline=None, max_examples=10)
@given(steps, st.integers(0, 20))
def test_what_others_choose_changes_nothing_of_what_a_viewer_is_shown(script: list[Any], seed: int) -> None:
    """Key frames come more often, as for everybody; pictures, layers and times are the same."""
    shown = []
    for others in ([], [step for step in script if step[0] != "bo"]):
        theatre = make(*PEERS, seed=seed)
        theatre.camera.hears = lambda packet, now: None  # type: ignore[method-assign]
        for frame in range(300):
            if frame % 20 == 0:
                for layer in theatre.camera.layers.values():
                    layer.key = True
            if frame % 20 == 7 and others:
                peer, choice, *_ = others.pop(0)
                choose(theatre, peer, choice)
            theatre.run(1)
        shown.append(
            [(one.index, one.timestamp, one.rid, one.frame, one.place) for one in theatre.eyes["bo"].shown]
        )
    assert shown[0] == shown[1]


def showing(eye: Eye, since: int) -> list[tuple[object, ...]]:
    return [(one.index, one.timestamp, one.rid, one.frame, one.place) for one in eye.shown[since:]]


def keyed(theatre: Theatre, script: list[Any], *, but: str = "") -> None:
    """Play the choices (but those of one viewer), with key frames at the same moments whatever is asked."""
    for peer, choice, frames, _ in script:
        if peer != but:
            choose(theatre, peer, choice)
        for layer in theatre.camera.layers.values():
            layer.key = True
        theatre.run(frames)


@settings(deadline=None, max_examples=20)
@given(steps, steps, st.integers(0, 20))
@example([("bo", Choice("f", 0), 1, set())], [], 0)
def test_whoever_has_settled_sees_no_leap_when_others_come_to_the_same_layer(
    before: list[Any], after: list[Any], seed: int
) -> None:
    """Those who come move, whoever has more viewers and whichever branch is older."""
    shown = []
    for others_choose in (False, True):
        theatre = make(*PEERS, seed=seed)
        theatre.camera.hears = lambda packet, now: None  # type: ignore[method-assign]
        keyed(theatre, before)
        keyed(theatre, [("nobody", None, 10, ())] * 6)
        eye, count = theatre.eyes["bo"], len(theatre.eyes["bo"].shown)
        script = after + [(peer, theatre.room.slots["c0"].views["bo"].choice, 10, ()) for peer in PEERS]
        script += [("nobody", None, 10, ())] * 6
        keyed(theatre, [("nobody" if not others_choose else peer, *rest) for peer, *rest in script], but="bo")
        shown.append(showing(eye, count))
    assert shown[0] == shown[1]
