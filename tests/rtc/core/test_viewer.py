"""What a viewer may ask for, and how often; no asking of one thing takes from another."""

import pytest

from rtc.core.rtcp import ReportBlock, ntp_time
from rtc.core.viewer import (
    KEY_FRAME_BURST,
    LONGEST_TRIP,
    MAX_REMEMBERED,
    RESEND_BURST,
    RESEND_EVERY,
    SOUND_RESEND_BURST,
    Allowance,
    Bucket,
    Viewer,
)

PICTURE, SOUND = 7, 8


def taken(bucket: Bucket, now: float, times: int = 1000) -> int:
    """How many of so many tries at one moment succeed."""
    return sum(bucket.take(now) for _ in range(times))


def test_bucket_gives_its_burst_at_once_then_its_rate_and_never_more_than_its_burst() -> None:
    bucket = Bucket(8, 40)
    assert [taken(bucket, at) for at in (5.0, 5.0625, 5.125, 5.625, 100.0, 100.125)] == [40, 0, 1, 4, 40, 1]


def test_bucket_that_becomes_larger_is_full_and_one_that_becomes_smaller_keeps_what_it_has() -> None:
    bucket = Bucket(10, 40)
    assert taken(bucket, 1.0, 35) == 35
    bucket.become(10, 20, 1.0)
    assert taken(bucket, 1.0) == 5
    bucket.become(10, 30, 1.0)
    assert taken(bucket, 1.0) == 30
    bucket.become(1, 4, 2.0)
    assert [taken(bucket, at) for at in (2.0, 3.0, 60.0)] == [0, 1, 4]


def viewer(trip: float | None = None) -> Viewer:
    """Of whose pictures the last report told this round trip."""
    made = Viewer("bo")
    if trip is not None:
        sent = ntp_time(50.0 - trip) >> 16 & 0xFFFFFFFF
        made.reports[PICTURE] = (ReportBlock(PICTURE, 0, 0, 1, 0, sent, 0), 50.0)
    return made


@pytest.mark.parametrize(
    ("trip", "pause"), [(None, RESEND_EVERY), (0.01, RESEND_EVERY), (0.2, 0.2), (3.0, LONGEST_TRIP)]
)
def test_packet_is_sent_again_once_in_a_round_trip(trip: float | None, pause: float) -> None:
    bo = viewer(trip)
    tries = (60.0, 60.0 + pause - 0.005, 60.0 + pause + 0.005)
    assert [bo.may_resend(PICTURE, 5, at, sound=False) for at in tries] == [True, False, True]
    assert bo.may_resend(PICTURE, 6, 60.0, sound=False)
    assert bo.may_resend(SOUND, 5, 60.0, sound=True)
    assert bo.resent == 4


def test_first_time_a_packet_is_asked_for_is_known() -> None:
    bo = viewer()
    assert bo.is_first_ask(SOUND, 5)
    bo.may_resend(SOUND, 5, 1.0, sound=True)
    assert [bo.is_first_ask(SOUND, 5), bo.is_first_ask(SOUND, 6), bo.is_first_ask(PICTURE, 5)] == [
        False,
        True,
        True,
    ]


def test_lost_pictures_take_nothing_from_lost_sound() -> None:
    bo = viewer()
    pictures = [bo.may_resend(PICTURE, n, 1.0, sound=False) for n in range(500)]
    sounds = [bo.may_resend(SOUND, n, 1.0, sound=True) for n in range(500)]
    assert (sum(pictures), sum(sounds)) == (RESEND_BURST, SOUND_RESEND_BURST)
    assert bo.resent == RESEND_BURST + SOUND_RESEND_BURST
    assert bo.is_first_ask(PICTURE, 499)


def test_what_is_remembered_of_repeats_is_bounded_however_many_are_asked_for() -> None:
    bo = viewer()
    bo.allow(Allowance(repairs=100_000), 1.0)
    for number in range(MAX_REMEMBERED):
        assert bo.may_resend(PICTURE, number, 1.0, sound=False)
    assert not bo.may_resend(PICTURE, 0, 1.0, sound=False)
    assert bo.may_resend(PICTURE, MAX_REMEMBERED, 1.0, sound=False)
    assert bo.may_resend(PICTURE, 0, 1.0, sound=False)


def test_allowance_bounds_repairs_and_redundancy() -> None:
    bo = viewer()
    bo.allow(Allowance(repairs=5, redundancy=1), 1.0)
    assert sum(bo.may_resend(PICTURE, n, 1.0, sound=False) for n in range(50)) == 5
    assert bo.hearing.most == 1
    assert bo.allowed.repairs == 5


def test_key_frames_are_asked_for_a_few_times_at_once_then_once_a_second() -> None:
    bo = viewer()
    asked = [sum(bo.may_ask_key_frame(at) for _ in range(50)) for at in (1.0, 1.9, 2.1, 4.2)]
    assert asked == [KEY_FRAME_BURST, 0, 1, 2]
