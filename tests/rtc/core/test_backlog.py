"""When a publisher's link counts as collapsed: its queue is felt, and it carries less than half of before."""

import random

import pytest

from load.link import Impairment, Link
from rtc.core.backlog import BEFORE, DECIDED, MAX_STREAMS, REMEMBERED, SLOT, SLOTS, Backlog

FREE = Impairment(delay=0.02)
PACE, SIZE = 200, 500
"""Packets a second and their size: 800 kbit/s."""
CHANGES = 3.0


class Publisher:
    """Sends evenly through a link, and notes when its backlog says that this collapsed."""

    def __init__(self, clock: int = 90_000, streams: int = 2) -> None:
        self.backlog = Backlog()
        self.collapses: list[float] = []
        self._clock, self._streams = clock, streams
        self._number = 0

    def send(self, how: Impairment, seconds: float, leap: int = 0, share: int = 1) -> None:
        """For so long; times begin at 1000. `leap` is added to the timestamps of one stream, and only each
        `share`-th packet is sent."""
        link = Link(how, random.Random(1))
        arrivals = []
        for _ in range(round(seconds * PACE)):
            at, stream = self._number / PACE, self._number % self._streams
            arrives = None if self._number % share else link.send(SIZE, at)
            if arrives is not None:
                stamp = int(at * self._clock) + (0 if stream else leap) & 0xFFFFFFFF
                arrivals.append((arrives + 1000, stream, stamp))
            self._number += 1
        end = 1000 + self._number / PACE  # what comes later only tells that no more is sent
        for now, stream, stamp in sorted(one for one in arrivals if one[0] < end):
            before = self.backlog.collapsed(now)
            self.backlog.arrived(stream, stamp, self._clock, SIZE, now)
            if self.backlog.collapsed(now) and not before:
                self.collapses.append(now - 1000)


def after(how: Impairment, seconds: float = 10.0, **more: int) -> list[float]:
    publisher = Publisher()
    publisher.send(FREE, CHANGES)
    publisher.send(how, seconds, **more)
    return publisher.collapses


@pytest.mark.parametrize("rate", [100e3, 300e3])
def test_a_link_that_carries_a_part_of_what_is_sent_has_collapsed_within_a_moment(rate: float) -> None:
    first, *_ = after(Impairment(delay=0.02, rate=rate, queue=0.3))
    assert CHANGES < first < CHANGES + 0.5


@pytest.mark.parametrize(
    "how",
    [
        Impairment(delay=0.02, rate=600e3, queue=0.3),
        Impairment(delay=0.02, rate=300e3, queue=0.05),
        Impairment(delay=0.3),
        Impairment(delay=0.02, loss=0.3),
        Impairment(delay=0.1, jitter=0.1),
        Impairment(delay=0.02, loss=0.7),
    ],
    ids=["a part too much", "no queue", "a longer way", "loss", "jitter", "much loss and no queue"],
)
def test_other_trouble_is_no_collapse(how: Impairment) -> None:
    assert after(how) == []


def test_a_way_is_as_long_as_its_quickest_packets_say_not_those_that_open_a_second() -> None:
    backlog, before = Backlog(), 0
    for number in range(PACE * 5 // 2):
        now = 1000 + number / PACE
        took, before = 0.25 if int(now) != before else 0.02, int(now)
        backlog.arrived(1, int((now - took) * 90_000), 90_000, SIZE, now)
    for number in range(30):
        sent, now = 1002.5 + number * 0.01, 1002.5 + number * 0.02
        backlog.arrived(1, int(sent * 90_000), 90_000, SIZE, now)
    assert backlog.collapsed(now)


def test_it_is_over_when_the_browser_has_made_up_its_mind_and_comes_again_only_after_a_while() -> None:
    publisher = Publisher()
    publisher.send(FREE, CHANGES)
    publisher.send(Impairment(delay=0.02, rate=300e3, queue=0.3), 1.0)
    [first] = publisher.collapses
    assert publisher.backlog.collapsed(1000 + first + DECIDED - 0.01)
    assert not publisher.backlog.collapsed(1000 + first + DECIDED)
    publisher.send(FREE, DECIDED + REMEMBERED - 1.5)
    publisher.send(Impairment(delay=0.02, rate=100e3, queue=0.3), 0.4)
    assert publisher.collapses == [first]
    publisher.send(FREE, 3.0)
    publisher.send(Impairment(delay=0.02, rate=100e3, queue=0.3), 1.0)
    assert len(publisher.collapses) == 2


def test_who_sends_less_without_need_has_no_queue_though_a_packet_is_late_now_and_then() -> None:
    assert after(Impairment(delay=0.1, jitter=0.08), share=5) == []


def test_who_sends_less_on_a_way_that_has_become_longer_has_no_queue_either() -> None:
    publisher = Publisher()
    publisher.send(FREE, CHANGES)
    publisher.send(Impairment(delay=0.3), REMEMBERED + 2.0)
    publisher.send(Impairment(delay=0.3), 2.0, share=5)
    assert publisher.collapses == []


def test_one_stream_that_lags_is_no_queue_when_others_come_in_time() -> None:
    backlog = Backlog()
    for number in range(400):
        sent = 1000 + number / PACE
        if number < 200 or number % 10 in (4, 5):
            lag = 0.2 if number >= 200 and not number % 2 else 0.0
            backlog.arrived(number % 2, int((sent - lag) * 90_000), 90_000, SIZE, sent)
            assert not backlog.collapsed(sent)


def test_arrivals_whose_times_go_to_and_fro_break_nothing() -> None:
    backlog = Backlog()
    backlog.arrived(1, 0, 90_000, SIZE, 1000.01)
    for number in range(4 * BEFORE):
        backlog.arrived(1, 0, 90_000, SIZE, 1000.31 + (number % 2) * SLOTS * SLOT)
    assert not backlog.collapsed(1001)


def test_a_large_picture_is_late_by_itself_and_no_queue_before_the_others() -> None:
    backlog = Backlog()
    for frame in range(60):
        for part in range(40 if frame % 20 == 10 else 2):
            now = 1000 + frame / 20 + part * 0.004
            backlog.arrived(1, int(frame * 4500), 90_000, SIZE, now)
            assert not backlog.collapsed(now)


def test_what_comes_at_once_after_a_stall_is_no_collapse() -> None:
    backlog = Backlog()
    for number in range(300):
        sent = number / PACE
        now = 1000 + (max(sent, 2.6) if 2.0 < sent < 2.6 else sent)
        backlog.arrived(1, int(sent * 90_000), 90_000, SIZE, now)
        assert not backlog.collapsed(now)


def test_nothing_is_known_of_a_link_that_never_carried_more() -> None:
    publisher = Publisher()
    publisher.send(Impairment(delay=0.02, rate=300e3, queue=0.3), SLOT * BEFORE)
    assert publisher.collapses == []


def test_a_clock_that_leaps_or_wraps_is_no_queue() -> None:
    assert after(FREE, leap=90_000 * 60) == []
    assert after(FREE, leap=-90_000 * 60) == []
    assert after(FREE, leap=0x1_0000_0000 - int(90_000 * (CHANGES + 1))) == []


def test_streams_without_number_are_forgotten() -> None:
    backlog = Backlog()
    for ssrc in range(10 * MAX_STREAMS):
        backlog.arrived(ssrc, 0, 90_000, SIZE, 1000 + ssrc / 100)
        assert len(backlog._ways) <= MAX_STREAMS
