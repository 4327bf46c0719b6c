"""What one viewer was sent: found again on the branches it was on, and told from what it never was."""

import pytest

from rtc.core import rtcp
from rtc.core.allocate import Choice
from rtc.core.estimate import START
from tests.doubles.theatre import ALL, SLOT, Theatre, choose, make, nack


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
