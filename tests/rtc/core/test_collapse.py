"""What viewers see when a publisher's link suddenly carries a part of what it sends, and when it recovers."""

from __future__ import annotations

import random

import pytest

from load.link import Impairment, Link
from rtc.core import rtcp
from rtc.core.allocate import Choice
from rtc.core.backlog import DECIDED
from rtc.core.outputs import ToPublisher
from rtc.core.presence import STEADY
from tests.doubles.simulcast import FRAME, RIDS, decodes
from tests.doubles.theatre import ALL, Theatre, choose, shown_last

FREE = Impairment(delay=0.02)
NARROW = Impairment(delay=0.02, rate=300_000, queue=0.3)
OCTETS = {"q": 500, "h": 1100, "f": 1100}
NOTICED = 0.4
"""Seconds until the browser sends less, as Chromium was seen to."""
LOWEST = 5000


class Weak(Theatre):
    """A theatre whose camera is behind a link, with one viewer. What is asked for again does not come."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        """SSRCs of which packets were asked for again."""
        super().__init__()
        self._link = Link(FREE, random.Random(1))
        self._on_the_way: list[tuple[float, int, bytes]] = []
        self._sent = 0
        self.eye = self.view("bo")

    def play(self, seconds: float, how: Impairment) -> None:
        self._link.impairment = how
        for _ in range(round(seconds / FRAME)):
            packets, turn = self.camera.frame(), self.camera.number
            for packet in sorted(packets, key=lambda one: (_layer(one) + turn) % 3):
                arrives = self._link.send(OCTETS[RIDS[_layer(packet)]], self.now)
                self._sent += 1
                if arrives is not None:
                    self._on_the_way.append((arrives, self._sent, packet))
            for _ in range(4):
                self.now += FRAME / 4
                self._arrive()

    def stop_uppers(self) -> None:
        self.camera.layers["h"].active = self.camera.layers["f"].active = False

    def carry_out(self) -> None:
        for output in self.room.outputs:
            if isinstance(output, ToPublisher):
                facts = rtcp.parse(output.rtcp, len(output.rtcp))
                self.asked += [fact.ssrc for fact in facts if isinstance(fact, rtcp.Nack)]
        super().carry_out()

    def _arrive(self) -> None:
        due = sorted(one for one in self._on_the_way if one[0] <= self.now)
        self._on_the_way = [one for one in self._on_the_way if one[0] > self.now]
        for _, _, packet in due:
            self.arrive(packet)
        self.room.tick(self.now)
        for branch in self.room.slots["c0"].branches:
            self._forward(branch)
        self.carry_out()
        self.camera.repairs.clear()


def _layer(packet: bytes) -> int:
    return int.from_bytes(packet[8:12]) - LOWEST


@pytest.fixture
def weak() -> Weak:
    """Its link has just collapsed, and the browser has stopped its upper encodings."""
    weak = Weak()
    weak.play(4.0, FREE)
    assert shown_last(weak.eye).rid == "f"
    assert weak.asked == []
    weak.play(NOTICED, NARROW)
    weak.stop_uppers()
    weak.asked.clear()
    return weak


def test_repeats_of_upper_encodings_do_not_stand_in_the_way_of_the_lowest(weak: Weak) -> None:
    weak.play(DECIDED, NARROW)
    assert weak.asked == []
    assert shown_last(weak.eye).rid == "q"


def test_whoever_is_shown_the_lowest_is_sent_what_is_missing_of_it() -> None:
    weak = Weak()
    choose(weak, "bo", Choice("q", ALL))
    weak.play(4.0, FREE)
    weak.play(NOTICED + DECIDED / 2, NARROW)
    assert set(weak.asked) == {LOWEST}


def test_the_lowest_is_shown_soon_after_the_upper_ones_have_ended(weak: Weak) -> None:
    weak.play(0.7, NARROW)
    assert shown_last(weak.eye).rid == "q"


def test_the_lowest_is_not_given_up_for_a_hole_of_its_own() -> None:
    weak = Weak()
    weak.play(4.0, FREE)
    weak.play(NOTICED, NARROW)
    weak.camera.layers["q"].active = False
    weak.play(0.6, NARROW)
    assert "q" in [one.rid for one in weak.room.slots["c0"].feed.live()]


def test_an_upper_one_that_comes_back_in_jerks_is_shown_when_it_comes_steadily(weak: Weak) -> None:
    weak.play(3.0, NARROW)
    weak.play(1.0, FREE)
    upper = weak.camera.layers["f"]
    for _ in range(3):
        upper.active = upper.key = True
        weak.play(0.1, FREE)
        upper.active = False
        weak.play(0.5, FREE)
    assert {packets[0].rid for packets in weak.eye.frames()[-60:]} == {"q"}
    upper.active = True
    asked = len(weak.camera.asked)
    weak.play(STEADY - 0.1, FREE)
    assert shown_last(weak.eye).rid == "q"
    weak.play(0.3, FREE)
    assert shown_last(weak.eye).rid == "f"
    assert len(weak.camera.asked) == asked + 1
    frames = weak.eye.frames()
    lowest = next(at for at, packets in enumerate(frames) if packets[0].rid == "q")
    assert decodes(frames[lowest:]) == []
