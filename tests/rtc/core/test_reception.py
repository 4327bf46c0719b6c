"""Loss and delay out of receiver reports: what was only overtaken, what was an outage, what is a queue."""

import random

from rtc.core.reception import Reception
from rtc.core.rtcp import ReportBlock, ntp_time


class Viewer:
    """Sixty packets a second of one stream, reported five times a second; up to `held` are overtaken."""

    def __init__(self) -> None:
        self.reception = Reception()
        self.now, self.highest, self.lost = 10.0, 1000, 0

    def run(
        self, seconds: float, loss: float = 0.0, *, held: int = 0, jitter: int = 0, ssrc: int = 7
    ) -> float:
        """The greatest sudden loss that was seen."""
        seen, chance = 0.0, random.Random(1)
        for _ in range(round(seconds * 5)):
            self.now += 0.2
            self.highest += 12
            self.lost += round(12 * loss)
            lost = self.lost + chance.randint(0, held)
            self.reception.reported(ReportBlock(ssrc, 0, lost, self.highest, jitter, 0, 0), 0, self.now)
            seen = max(seen, self.reception.sudden(self.now).certain)
            if round(self.now * 5) % 5 == 0:
                self.reception.second(self.now)
        return seen

    def trip(self, seconds: float) -> float | None:
        """A report whose sender report took so long there and back."""
        self.now += 0.5
        sent = ntp_time(self.now - seconds) >> 16 & 0xFFFFFFFF
        self.reception.reported(
            ReportBlock(7, 0, self.lost, self.highest, 0, sent, 0), ntp_time(self.now), self.now
        )
        self.reception.second(self.now)
        return self.reception.round_trip


def test_many_losses_are_seen_with_the_reports_that_tell_of_them() -> None:
    viewer = Viewer()
    assert viewer.run(5) == 0
    assert viewer.run(1.2, 0.5) > 0.25


def test_many_losses_are_seen_in_half_a_second_and_not_mixed_with_the_good_time_before() -> None:
    viewer = Viewer()
    viewer.run(5)
    assert viewer.run(0.4, 0.75) > 0.5
    assert viewer.reception.sudden(viewer.now).share == 0.75


def test_what_was_lost_all_at_once_is_over_and_tells_nothing() -> None:
    viewer = Viewer()
    viewer.run(5)
    viewer.now += 0.4
    viewer.highest, viewer.lost = viewer.highest + 24, viewer.lost + 24
    assert viewer.run(2) == 0


def test_what_was_only_overtaken_is_not_lost() -> None:
    viewer = Viewer()
    viewer.run(5)
    assert viewer.run(10, held=20, jitter=6000) == 0
    assert viewer.reception.share < 0.08


def test_steady_loss_is_measured_once_a_second() -> None:
    viewer = Viewer()
    viewer.run(10, 1 / 6)
    assert abs(viewer.reception.share - 1 / 6) < 0.05


def test_little_that_is_known_tells_nothing() -> None:
    viewer = Viewer()
    viewer.run(0.2)
    assert viewer.run(0.2, 1.0) == 0


def test_an_outage_is_no_loss() -> None:
    viewer = Viewer()
    viewer.run(3)
    viewer.now += 3
    viewer.highest, viewer.lost = viewer.highest + 180, viewer.lost + 180
    assert viewer.run(3) == 0
    assert viewer.reception.share == 0


def test_what_was_lost_before_less_was_sent_is_not_held_against_what_is_sent_now() -> None:
    viewer = Viewer()
    viewer.run(3)
    viewer.run(0.8, 0.5)
    viewer.reception.restart(viewer.now)
    viewer.lost += 30
    assert viewer.run(3) == 0
    assert viewer.run(1, 0.5) > 0.25


def test_one_slow_round_trip_is_no_queue_and_seconds_without_a_quick_one_are() -> None:
    viewer = Viewer()
    for trip in (0.03, 0.03, 0.3, 0.03, 0.04):
        viewer.trip(trip)
    assert viewer.reception.late < 0.02
    for _ in range(4):
        viewer.trip(0.3)
    assert viewer.reception.late > 0.25


def test_a_path_that_has_become_longer_is_the_usual_after_a_while() -> None:
    viewer = Viewer()
    for trip in [0.03] * 3 + [0.3] * 12:
        viewer.trip(trip)
    assert viewer.reception.late < 0.01


def test_a_round_trip_is_slow_by_more_than_they_differ_anyway() -> None:
    even, uneven = Viewer(), Viewer()
    for trip in (0.03, 0.05) * 6:
        even.trip(trip)
    for trip in (0.1, 0.3) * 6:
        uneven.trip(trip)
    assert even.reception.slow(0.2, 0.08)
    assert not uneven.reception.slow(0.3, 0.08)
    assert uneven.reception.slow(0.7, 0.08)


def test_nonsense_is_no_round_trip() -> None:
    viewer = Viewer()
    assert viewer.trip(12.0) is None
    assert viewer.trip(-1.0) is None
