"""Simulcast from a publisher to viewers who are each sent the layer they chose, on lossy ways too."""

import itertools
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtc.core import rtcp, rtp
from rtc.core.allocate import Choice
from rtc.core.codecs import vp8
from rtc.core.estimate import START
from rtc.core.outputs import ToPublisher, ToViewer, Wanted
from rtc.core.rewrite import Place
from rtc.core.viewer import Allowance
from rtc.core.wanting import UNWANTED_SECONDS
from tests.doubles.simulcast import FRAME, RIDS, Eye, Shown, Theatre, decodes

SLOT, REPAIRS = 0x20000, 0x120000
ALL = 2


def make(*peers: str, seed: int = 0, takes: tuple[str, ...] = ("vp8", "rtx")) -> Theatre:
    theatre = Theatre(seed, takes)
    for peer in peers:
        theatre.view(peer)
    return theatre


def choose(theatre: Theatre, peer: str, choice: Choice | None) -> None:
    theatre.room.choose(peer, "c0", choice, theatre.now)
    theatre.carry_out()


def shown_last(eye: Eye) -> Shown:
    return eye.frames()[-1][0]


def nack(theatre: Theatre, peer: str, *indexes: int) -> list[bytes]:
    data = rtcp.nack(2, SLOT, [index & 0xFFFF for index in indexes])
    theatre.room.receive_viewer_rtcp(peer, data, len(data), theatre.now)
    outputs = theatre.room.take_outputs()
    return [packet for output in outputs if isinstance(output, ToViewer) for packet in output.packets]


def check(eye: Eye) -> None:
    """What holds for every viewer whatever happens: numbers, times and pictures only go forward, and there is
    a gap only before a key frame."""
    frames = eye.frames()
    for before, after in itertools.pairwise(frames):
        first, last = after[0], before[-1]
        assert 0 < first.timestamp - last.timestamp & 0xFFFFFFFF < 0x80000000
        step = first.picture - last.picture & 0x7FFF
        assert 0 < step < 0x4000 if first.key else step == 1
        assert first.tl0 - last.tl0 & 0xFF < 0x80
        if not first.key:
            assert first.index - last.index == 1
    for packets in frames:
        assert {one.timestamp for one in packets} == {packets[0].timestamp}
        assert [one.index - packets[0].index for one in packets] == [one.place for one in packets]


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
    theatre.run(10)
    assert shown_last(theatre.eyes["bo"]).rid == "h"
    theatre.camera.layers["f"].active = theatre.camera.layers["f"].key = True
    theatre.run(10)
    assert shown_last(theatre.eyes["bo"]).rid == "f"
    assert decodes(theatre.eyes["bo"].frames()) == []


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


def test_time_lines_of_the_layers_agree_to_the_tick_once_reports_have_come() -> None:
    """Encodings of one frame lie a tick apart, so that both may be shown to somebody who changes there."""
    theatre = make("bo", "carl", "dora")
    theatre.run(40)
    for peer, rid in (("bo", "q"), ("carl", "h"), ("dora", "f")):
        choose(theatre, peer, Choice(rid, ALL))
    theatre.run(40)
    stamps = [shown_last(theatre.eyes[peer]).timestamp for peer in ("bo", "carl", "dora")]
    assert [stamp - stamps[0] for stamp in stamps] == [0, 1, 2]


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


def test_branches_that_show_the_same_become_one_at_the_next_key_frames() -> None:
    theatre = make(*(f"v{number}" for number in range(12)))
    theatre.run(30)
    for turn in range(12):
        choose(theatre, f"v{turn}", Choice("q", turn % 3))
        theatre.run(20)
    for turn in range(12):
        choose(theatre, f"v{turn}", Choice("f", ALL))
        theatre.run(10)
    for _ in range(4):
        choose(theatre, "v0", Choice("q", ALL))
        theatre.run(20)
    assert sorted(len(branch.viewers) for branch in theatre.room.slots["c0"].branches) == [1, 11]
    for eye in theatre.eyes.values():
        assert decodes(eye.frames()) == []
        check(eye)


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


def test_lost_packets_come_again_as_retransmissions_of_their_own_numbers() -> None:
    theatre = make("bo", "carl")
    theatre.run(10)
    [first, second] = nack(theatre, "bo", 1010, 1011)
    headers = [rtp.parse(packet, len(packet)) for packet in (first, second)]
    assert [(one.ssrc, one.sequence, one.payload_type) for one in headers] == [
        (REPAIRS, 1, 97),
        (REPAIRS, 2, 97),
    ]
    original = theatre.eyes["bo"].packets[1010]
    assert first[20:22] == original[2:4]
    assert first[22:] == original[20:]
    theatre.pause(1.0)
    [again] = nack(theatre, "bo", 1010)
    assert rtp.parse(again, len(again)).sequence == 3


def test_where_repairs_are_lost_too_they_go_out_twice_under_numbers_of_their_own() -> None:
    theatre = make("bo")
    theatre.run(10)
    theatre.room.viewers["bo"].allow(Allowance(twice=True), theatre.now)
    headers = [rtp.parse(packet, len(packet)) for packet in nack(theatre, "bo", 1010, 1011)]
    assert [(one.ssrc, one.sequence) for one in headers] == [(REPAIRS, n) for n in (1, 2, 3, 4)]


def test_where_asks_are_lost_too_each_picture_is_repeated_once_unasked_under_numbers_of_its_own() -> None:
    theatre = make("bo", "carl")
    theatre.run(40)
    bo, carl = theatre.eyes["bo"], theatre.eyes["carl"]
    before = max(bo.packets)
    theatre.room.viewers["bo"].allow(Allowance(unasked=1), theatre.now)
    theatre.run(20)
    repeated = [int.from_bytes(packet[20:22]) for packet in bo.repairs.values()]
    new = [index & 0xFFFF for index in sorted(bo.packets) if index > before]
    assert repeated[-len(new) :] == new
    assert len(set(repeated)) == len(repeated) < len(new) + 20  # and what was on its way when it began
    assert carl.repairs == {}
    theatre.room.viewers["bo"].allow(Allowance(), theatre.now)
    theatre.run(20)
    assert len(bo.repairs) == len(repeated)


def test_where_very_much_is_lost_pictures_are_repeated_a_second_time_a_moment_after_the_first() -> None:
    theatre = make("bo")
    theatre.room.viewers["bo"].allow(Allowance(unasked=2), theatre.now)
    theatre.run(10)
    last = max(theatre.eyes["bo"].packets) & 0xFFFF
    repeated = [int.from_bytes(packet[20:22]) for packet in theatre.eyes["bo"].repairs.values()]
    assert repeated.count(last) == 1
    theatre.pause(0.1)
    repeated = [int.from_bytes(packet[20:22]) for packet in theatre.eyes["bo"].repairs.values()]
    assert last in repeated
    assert {repeated.count(number) for number in repeated} == {2}


def test_who_is_heard_of_again_after_an_outage_is_shown_a_key_frame_at_once() -> None:
    """A browser that missed seconds waits for three more before it asks."""
    theatre = make("bo", "carl")
    data, asked = rtcp.remb(1, 2_000_000, [1]), list[int]()
    theatre.run(40)
    for seconds in (0.5, 1.5, 3.0, 0.2):
        theatre.run(int(seconds / FRAME))
        theatre.camera.asked.clear()
        theatre.room.receive_viewer_rtcp("bo", data, len(data), theatre.now)
        theatre.pause(0.02)
        asked.append(len(theatre.camera.asked))
    assert asked == [0, 0, 1, 0]


def test_who_takes_no_retransmissions_is_repeated_nothing_unasked() -> None:
    theatre = make("bo", takes=())
    theatre.room.viewers["bo"].allow(Allowance(unasked=1), theatre.now)
    theatre.room.take_outputs()
    theatre.run(5)
    assert theatre.eyes["bo"].repairs == {}


def test_what_a_key_frame_has_replaced_is_not_sent_again_on_a_full_link() -> None:
    theatre = make("bo", "carl")
    theatre.run(40)
    eye = theatre.eyes["carl"]
    old = shown_last(eye).index
    choose(theatre, "carl", Choice("q", ALL))
    theatre.run(20)
    new = shown_last(eye).index
    theatre.room.viewers["carl"].allow(Allowance(narrow=True), theatre.now)
    assert len(nack(theatre, "carl", old, new)) == 1
    theatre.room.viewers["carl"].allow(Allowance(), theatre.now)
    assert len(nack(theatre, "carl", old)) == 1


def test_who_takes_no_retransmissions_gets_the_very_same_packet_again() -> None:
    theatre = make("bo", takes=())
    theatre.run(10)
    assert nack(theatre, "bo", 1010) == [theatre.eyes["bo"].packets[1010]]
    assert theatre.room.padding("bo", "c0", 5000, theatre.now) == []


def test_packet_of_the_branch_before_is_found_and_what_was_never_sent_is_not() -> None:
    theatre = make("bo", "carl")
    theatre.run(40)
    eye = theatre.eyes["carl"]
    choose(theatre, "carl", Choice("q", ALL))
    theatre.run(20)
    choose(theatre, "carl", Choice("f", ALL))
    theatre.run(10)
    indexes = sorted(eye.packets)
    never = [index for index in range(indexes[0], indexes[-1]) if index not in eye.packets]
    assert len(never) > 20
    old = [one.index for one in eye.shown if one.rid == "f" and one.frame == 35]
    assert [packet[22:] for packet in nack(theatre, "carl", *old)] == [eye.packets[one][20:] for one in old]
    theatre.pause(0.5)
    assert nack(theatre, "carl", *never[:100]) == []


def told(theatre: Theatre, peer: str, lost: int) -> None:
    """The viewer reports all it was sent, and so many losses."""
    highest = max(theatre.eyes[peer].packets)
    report = rtcp.receiver_report(2, [rtcp.ReportBlock(SLOT, 0, lost, highest, 0, 0, 0)])
    theatre.room.receive_viewer_rtcp(peer, report, len(report), theatre.now)


@pytest.mark.parametrize("missing", ["left out", "lost upstream"])
def test_numbers_that_were_never_sent_are_not_lost_on_a_viewers_link(missing: str) -> None:
    theatre = make("bo", "carl")
    theatre.run(40)
    told(theatre, "carl", 0)
    if missing == "left out":
        choose(theatre, "carl", Choice("q", ALL))
        theatre.run(20)
        choose(theatre, "carl", Choice("f", ALL))
        theatre.run(12)
    else:
        theatre.camera.hears = lambda packet, now: None  # type: ignore[method-assign]
        theatre.run(20, lost=range(40, 100))
    indexes = theatre.eyes["carl"].packets.keys()
    lost = max(indexes) - min(indexes) + 1 - len(indexes)
    assert lost > 20
    view = theatre.room.slots["c0"].views["carl"]
    assert view.never_sent(max(indexes)) == lost
    told(theatre, "carl", lost)
    assert theatre.room.stats(theatre.now, "carl")["views"]["available_rate"] == START


def test_loss_that_is_the_links_own_is_counted_from_a_leap_on() -> None:
    """A report that does not reach beyond the leap knows nothing of it yet."""
    theatre = make("carl")
    theatre.run(10)
    view = theatre.room.slots["c0"].views["carl"]
    view.leap(30, 2000)
    assert [view.never_sent(highest) for highest in (1900, 1999, 2000, 2100)] == [0, 0, 30, 30]


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


def test_probe_repeats_what_was_sent_last_to_this_viewer() -> None:
    theatre = make("bo")
    theatre.run(10)
    padding = theatre.room.padding("bo", "c0", 300, theatre.now)
    newest = [theatre.eyes["bo"].packets[index] for index in sorted(theatre.eyes["bo"].packets, reverse=True)]
    assert [packet[22:] for packet in padding] == [packet[20:] for packet in newest[: len(padding)]]
    assert 300 <= sum(map(len, padding)) < 600


def test_packet_lost_on_the_way_up_comes_as_retransmission_and_takes_its_place() -> None:
    theatre = make("bo")
    theatre.run(10)
    theatre.run(20, lost=[3, 19, 20, 50])
    eye = theatre.eyes["bo"]
    assert decodes(eye.frames()) == []
    check(eye)


def test_repeat_that_nobody_waits_for_is_dropped() -> None:
    theatre = make("bo")
    theatre.run(10)
    layer = theatre.camera.layers["f"]
    count = len(theatre.eyes["bo"].shown)
    theatre.camera.hears(rtcp.nack(1, layer.ssrc, [layer.sequence - 3 & 0xFFFF]), theatre.now)
    theatre.pause(0.1)
    assert len(theatre.eyes["bo"].shown) == count


def wanted(theatre: Theatre, seconds: float) -> list[tuple[str, ...]]:
    told = []
    for _ in range(round(seconds / FRAME)):
        for packet in theatre.camera.frame():
            theatre.room.receive("anna", packet, len(packet), theatre.now)
        theatre.now += FRAME
        theatre.room.tick(theatre.now)
        for output in theatre.room.take_outputs():
            if isinstance(output, Wanted):
                assert (output.peer, output.source) == ("anna", "camera")
                told.append(output.rids)
            elif isinstance(output, ToPublisher):
                theatre.camera.hears(output.rtcp, theatre.now)
    return told


def test_layers_nobody_watches_are_told_after_a_while_and_those_wanted_again_at_once() -> None:
    theatre = make("bo", "carl")
    choose(theatre, "carl", Choice("q", ALL))
    assert wanted(theatre, UNWANTED_SECONDS - 0.5) == []
    assert wanted(theatre, 1.0) == [("q", "f")]
    choose(theatre, "bo", Choice("h", 0))
    assert wanted(theatre, 0.5) == [("q", "h", "f")]
    choose(theatre, "bo", None)
    assert wanted(theatre, UNWANTED_SECONDS + 0.5) == [("q", "h"), ("q",)]


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


def test_one_viewer_stays_and_the_twelve_who_come_later_move() -> None:
    theatre = make("bo", *(f"v{number}" for number in range(12)))
    theatre.run(20)
    choose(theatre, "bo", Choice("h", ALL))
    theatre.run(5)
    for number in range(12):
        choose(theatre, f"v{number}", Choice("q", ALL))
    theatre.run(20)
    count = len(theatre.eyes["bo"].shown)
    for number in range(12):
        choose(theatre, f"v{number}", Choice("h", ALL))
    for _ in range(5):
        theatre.run(10)
        theatre.camera.layers["h"].key = True
    assert len(theatre.room.slots["c0"].branches) == 1
    numbers = [one.index for one in theatre.eyes["bo"].shown[count:]]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


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
