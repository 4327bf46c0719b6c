"""Viewers who come to be shown the same become one branch, and nobody who was there sees a leap."""

from rtc.core.allocate import Choice
from tests.doubles.simulcast import decodes
from tests.doubles.theatre import ALL, check, choose, make


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
