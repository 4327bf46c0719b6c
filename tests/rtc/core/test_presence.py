"""Whether an encoding comes: it stops with its packets, and comes back at once, or when it comes steadily."""

import pytest

from rtc.core.presence import FRAMES_MISSED, HURRY, JERK, LONGEST_PAUSE, SILENT_AFTER, STEADY, Presence

FRAME = 1 / 30


def coming(seconds: float = 2.0, frame: float = FRAME) -> tuple[Presence, int, float]:
    """An encoding that has come for a while, its frames and when the last packet came."""
    presence, frames = Presence(), round(seconds / frame)
    for number in range(1, frames + 1):
        presence.arrived(number * frame)
        presence.began(number, number * frame)
        presence.comes(number * frame)
    return presence, frames, frames * frame


def test_an_encoding_is_live_from_its_first_packet_on_and_that_is_told_once() -> None:
    presence = Presence()
    assert not presence.active(0.0)
    presence.arrived(0.0)
    assert presence.comes(0.0)
    assert presence.live
    presence.arrived(0.1)
    assert not presence.comes(0.1)


@pytest.mark.parametrize(("frame", "pause"), [(FRAME, SILENT_AFTER), (0.2, 4 * 0.2), (0.9, LONGEST_PAUSE)])
def test_it_is_active_for_as_long_as_its_own_pace_allows(frame: float, pause: float) -> None:
    presence, _, at = coming(60 * frame, frame)
    assert presence.active(at + pause - 0.01)
    assert not presence.active(at + pause + 0.01)


def test_it_has_stopped_when_the_others_went_on_without_it() -> None:
    presence, frames, at = coming()
    late = at + SILENT_AFTER + 0.01
    assert not presence.stopped(frames + FRAMES_MISSED - 1, 1, late)
    assert presence.stopped(frames + FRAMES_MISSED, 1, late)
    assert not presence.stopped(frames + 2 * FRAMES_MISSED - 1, 2, late)
    assert not presence.stopped(frames + FRAMES_MISSED, 1, at + SILENT_AFTER - 0.01)


def test_of_a_link_that_has_collapsed_it_is_believed_in_half_the_time() -> None:
    presence, frames, at = coming()
    missed, soon = int(FRAMES_MISSED * HURRY), at + SILENT_AFTER * HURRY + 0.01
    assert presence.stopped(frames + missed, 1, soon, collapsed=True)
    assert not presence.stopped(frames + missed - 1, 1, soon, collapsed=True)
    assert not presence.stopped(frames + missed, 1, soon - 0.02, collapsed=True)
    assert not presence.stopped(frames + missed, 1, soon)


def test_what_stopped_for_another_reason_comes_back_at_once() -> None:
    presence, _, at = coming()
    presence.ends(at, given_up=False)
    assert not presence.live
    presence.arrived(at + 5)
    assert presence.comes(at + 5)


def comes_back(gaps: list[float]) -> float | None:
    """When an encoding that was given up comes back for good, its packets these seconds apart."""
    presence, _, now = coming()
    presence.ends(now, given_up=True)
    now = began = now + 5.0
    for gap in gaps:
        presence.arrived(now)
        if presence.comes(now):
            return now - began
        now += gap
    return None


def test_what_was_given_up_comes_back_when_it_has_come_steadily() -> None:
    back = comes_back([0.1] * 40)
    assert back is not None
    assert STEADY <= back < STEADY + 0.11


def test_a_jerk_begins_the_wait_anew() -> None:
    back = comes_back([0.1] * 10 + [JERK + 0.1] + [0.1] * 40)
    assert back is not None
    assert back >= 0.9 + JERK + 0.1 + STEADY
    assert comes_back([JERK + 0.1] * 40) is None


def test_what_was_on_its_way_when_it_was_given_up_brings_nothing_back() -> None:
    presence, _, now = coming()
    presence.ends(now, given_up=True)
    for _ in range(10):
        now += FRAME
        presence.arrived(now)
        assert not presence.comes(now)


def test_once_back_it_comes_and_goes_as_before() -> None:
    presence, _, now = coming()
    presence.ends(now, given_up=True)
    for _ in range(100):
        now += FRAME
        presence.arrived(now)
        presence.comes(now)
    assert presence.live
    presence.ends(now, given_up=False)
    presence.arrived(now + 5)
    assert presence.comes(now + 5)
