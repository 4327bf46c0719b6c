"""Overload: what is given up, in which order, that it is never sound, and how it comes back."""

from rtc.core import rtcp
from rtc.core.allocate import Choice
from rtc.core.outputs import ToPublisher
from rtc.core.shedding import (
    ENCODINGS,
    LONGEST_REST,
    NOTHING,
    PATIENCE,
    PICTURES,
    REST,
    TEMPORAL,
    TOO_OLD,
    YOUNG,
    Shedding,
)
from tests.doubles.one_publisher import CAMERA_SSRC, make, picture, receive, sound
from tests.doubles.simulcast import decodes
from tests.doubles.theatre import Theatre

OLD = TOO_OLD + 0.01


def wait(shedding: Shedding, age: float, now: float, seconds: float) -> tuple[int, float]:
    """Note a packet of this age every 20 ms until something is to be done or the time is over."""
    until, step = now + seconds, 0
    while not step and now < until:
        now += 0.02
        step = shedding.note(age, now)
    return step, now


def strained(*rooms: str) -> tuple[Shedding, float]:
    shedding = Shedding()
    step, now = wait(shedding, OLD, 10.0, 1.0)
    assert step == 1
    shedding.more(dict.fromkeys(rooms, 1.0))
    return shedding, now


def test_something_is_given_up_when_every_packet_of_a_while_was_too_old() -> None:
    shedding = Shedding()
    assert shedding.note(OLD, 10.0) == 0
    assert shedding.note(OLD, 10.0 + PATIENCE * 0.9) == 0
    assert shedding.note(OLD, 10.0 + PATIENCE * 1.1) == 1


def test_stall_that_is_over_when_it_is_noticed_costs_nothing() -> None:
    """A queue of old packets is read within milliseconds; one packet in time is enough."""
    shedding = Shedding()
    assert not any(shedding.note(1.0 - n / 1000, 10.0 + n / 1000) for n in range(200))
    assert shedding.note(0.0, 10.2) == 0
    assert shedding.note(OLD, 11.0) == 0


def test_heaviest_rooms_go_first_and_each_gives_up_layers_before_anybody_gives_up_pictures() -> None:
    shedding = Shedding()
    loads = {"small": 1.0, "large": 60.0, "middle": 25.0, "silent": 0.0}
    assert shedding.more(loads) == ["large", "middle"]
    assert shedding.more(loads) == ["small"]
    assert shedding.levels == {"large": TEMPORAL, "middle": TEMPORAL, "small": TEMPORAL}
    assert shedding.more(loads) == ["large", "middle"]
    assert shedding.more(loads) == ["small"]
    assert shedding.levels == {"large": ENCODINGS, "middle": ENCODINGS, "small": ENCODINGS}
    assert shedding.more(loads) == ["large", "middle"]
    assert shedding.levels == {"large": PICTURES, "middle": PICTURES, "small": ENCODINGS}
    assert shedding.less() == ["large", "middle"]
    assert shedding.levels["large"] == ENCODINGS


def test_steps_are_taken_back_one_by_one_when_packets_have_been_young_for_a_while() -> None:
    shedding, now = strained("r")
    assert wait(shedding, 0.0, now, REST * 0.9)[0] == 0
    now += REST * 0.9
    assert shedding.note(YOUNG * 2, now) == 0
    step, later = wait(shedding, 0.0, now, REST * 2)
    assert (step, later - now > REST) == (-1, True)
    assert shedding.less() == ["r"]
    assert shedding.levels == {}
    assert wait(shedding, 0.0, later, 10 * REST)[0] == 0


def test_nothing_more_is_given_up_while_the_queue_empties() -> None:
    shedding, now = strained("r")
    ages = [3.0 * 0.9**count for count in range(28)]
    assert [shedding.note(age, now + count / 10) for count, age in enumerate(ages) if age > TOO_OLD] == [
        0 for age in ages if age > TOO_OLD
    ]


def test_pause_before_something_comes_back_grows_while_it_was_too_early() -> None:
    shedding, now = strained("r")
    pauses = []
    for _ in range(8):
        step, later = wait(shedding, 0.0, now, 100.0)
        assert step == -1
        shedding.less()
        pauses.append(round(later - now))
        step, now = wait(shedding, OLD, later, 1.0)
        assert step == 1
        shedding.more({"r": 1.0})
    assert pauses == [1, 2, 4, 8, 16, 32, 32, 32]
    assert LONGEST_REST == 32


def test_closed_room_is_forgotten() -> None:
    shedding, _ = strained("r", "s")
    shedding.forget("r")
    assert shedding.levels == {"s": TEMPORAL}
    assert shedding.less() == ["s"]


def test_room_in_need_drops_pictures_and_never_sound() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    assert receive(room, picture(1, key=True)) == "c0"
    assert room.load(0.5) > 0
    room.shed(PICTURES, 1.0)
    assert receive(room, picture(2), 1.0) is None
    assert receive(room, picture(3, key=True), 1.0) is None
    assert receive(room, sound(1), 1.0) == "m0"
    assert room.stats(1.0)["dropped"]["overload"] == 2
    assert room.load(1.0) == 0


def test_nothing_is_asked_of_publishers_while_pictures_are_dropped() -> None:
    """Neither lost packets nor key frames: they would only add to the load."""
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True))
    room.shed(PICTURES, 1.0)
    room.take_outputs()
    for sequence in (2, 5, 9):
        receive(room, picture(sequence), 1.0)
    room.tick(1.5)
    asked = [one.rtcp for one in room.take_outputs() if isinstance(one, ToPublisher)]
    assert not any(fact for data in asked for fact in rtcp.parse(data, len(data)))


def test_pictures_come_again_from_a_key_frame_on_that_is_asked_for() -> None:
    room = make()
    room.add_viewer("bo", 0.0)
    receive(room, picture(1, key=True))
    before = room.slots["c0"].trunk.rewriter.highest
    room.shed(PICTURES, 1.0)
    receive(room, picture(2), 1.0)
    room.take_outputs()
    room.shed(ENCODINGS, 5.0)
    assert ToPublisher("anna", rtcp.pli(1, CAMERA_SSRC)) in room.take_outputs()
    assert receive(room, picture(3), 5.0) is None
    assert receive(room, picture(4, key=True), 5.1) == "c0"
    assert room.slots["c0"].trunk.rewriter.highest == before + 1


def test_upper_layers_go_first_whatever_was_chosen_and_come_back_without_a_fault() -> None:
    theatre = Theatre()
    for peer, choice in (("bo", Choice("", 2)), ("carl", Choice("h", 2)), ("dora", Choice("q", 0))):
        theatre.view(peer)
        theatre.room.choose(peer, "c0", choice, theatre.now)
    theatre.run(40)
    loads = [theatre.room.load(theatre.now)]
    for level, seconds in ((TEMPORAL, 0.5), (ENCODINGS, 1.5)):
        theatre.room.shed(level, theatre.now)
        theatre.carry_out()
        theatre.run(round(seconds * 30))
        loads.append(theatre.room.load(theatre.now))
        last = {peer: eye.frames()[-1][0] for peer, eye in theatre.eyes.items()}
        assert {one.temporal for one in last.values()} == {0}
        expected = {"bo": "f", "carl": "h", "dora": "q"} if level == TEMPORAL else dict.fromkeys(last, "q")
        assert {peer: one.rid for peer, one in last.items()} == expected
    assert loads[0] > loads[1] > loads[2] > 0
    theatre.room.shed(NOTHING, theatre.now)
    theatre.carry_out()
    theatre.run(40)
    for peer, rid in (("bo", "f"), ("carl", "h"), ("dora", "q")):
        frames = theatre.eyes[peer].frames()
        assert frames[-1][0].rid == rid
        assert ({one[0].temporal for one in frames[-8:]} == {0, 1, 2}) == (peer != "dora")
        assert decodes(frames) == []
