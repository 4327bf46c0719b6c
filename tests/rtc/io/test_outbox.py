"""When parcels leave: at once or by the thread, in the order in which they were handed over."""

import socket
import sys
import threading

import pytest

from rtc.io.outbox import HAND_OVER, PARCELS, Outbox, Outlet
from rtc.io.parcel import MESSAGES, Parcel
from tests.doubles.keyed import PLAIN, Viewer, audience_of, nothing_more, packet


def test_packets_of_many_sends_keep_their_order_for_each_viewer(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    """More of them than there are parcels, sound among pictures."""
    few = viewers[:3]
    audience, _ = audience_of(outlet, few)
    expected: list[bytes] = []
    for turn in range(4 * PARCELS):
        run = [packet(3 * turn + n, bytes([turn]) * 500) for n in range(2)]
        sound = packet(3 * turn + 2, b"sound")
        audience.send_rtp(run)
        audience.send_rtp([sound])
        expected += [*run, sound]
    for viewer in few:
        assert [viewer.open(viewer.receive()) for _ in expected] == expected


def test_age_is_counted_once_for_each_packet_when_the_last_viewers_left(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    audience, _ = audience_of(outlet, viewers)
    audience.send_rtp([PLAIN, PLAIN[:50]], [0.0, 0.0])
    outlet.outbox.close()
    histogram = outlet.outbox.histogram()
    assert histogram[-1] == [60_000.0, 2]
    assert sum(count for _, count in histogram) == 2


def test_small_room_is_served_before_send_returns(viewers: list[Viewer], outlet: Outlet) -> None:
    """By the loop itself, though there is a thread."""
    audience, tally = audience_of(outlet, viewers[:MESSAGES])
    for number in range(10):
        audience.send_rtp([packet(number, b"sound")])
        assert tally.sent == MESSAGES * (number + 1)


def test_small_room_waits_behind_what_the_thread_still_has(
    viewers: list[Viewer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would overtake its own packets."""
    outbox, held = Outbox(), threading.Event()
    run = Parcel.send
    monkeypatch.setattr(Parcel, "send", lambda parcel, patience: held.wait(5) and run(parcel, patience))
    outbox.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        outlet = Outlet(bound.fileno(), outbox)
        audience_of(outlet, viewers)[0].send_rtp([packet(1, b"first")])
        audience_of(outlet, viewers[:2])[0].send_rtp([packet(2, b"second")])
        assert nothing_more(viewers[0])
        held.set()
        outbox.close()
        viewers[0].socket.settimeout(2)
        assert [viewers[0].open(viewers[0].receive()) for _ in range(2)] == [
            packet(1, b"first"),
            packet(2, b"second"),
        ]


def test_thread_is_let_in_soon() -> None:
    before = sys.getswitchinterval()
    outbox = Outbox()
    outbox.start()
    outbox.close()
    assert sys.getswitchinterval() == pytest.approx(HAND_OVER)
    sys.setswitchinterval(before)
