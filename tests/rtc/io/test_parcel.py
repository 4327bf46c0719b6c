"""What becomes of a parcel of packets when the kernel takes it whole, in pieces or not at all."""

import errno
from typing import Any

import pytest

from rtc.io import kernel, parcel
from rtc.io.outbox import PARCELS, Outlet
from rtc.io.sockaddr import pack_sockaddr
from tests.doubles.keyed import PLAIN, Viewer, audience_of, packet


def test_viewer_that_cannot_be_reached_does_not_stop_the_others(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    viewers[0].sockaddr = pack_sockaddr(("255.255.255.255", 9))
    audience, tally = audience_of(outlet, viewers[:3])
    audience.send_rtp([PLAIN])
    assert viewers[2].open(viewers[2].receive()) == PLAIN
    outlet.outbox.close()
    assert (tally.sent, tally.failed) == (2, 1)


@pytest.mark.parametrize(
    ("error", "stays"), [(errno.EINVAL, False), (errno.EIO, False), (errno.EMSGSIZE, True)]
)
def test_what_cannot_be_segmented_is_sent_packet_by_packet(
    viewers: list[Viewer], outlet: Outlet, monkeypatch: pytest.MonkeyPatch, error: int, stays: bool
) -> None:
    """The kernel's refusal is played; what follows goes over real sockets."""
    refuse = refusing(error)
    monkeypatch.setattr(parcel, "libc", refuse)
    monkeypatch.setattr(parcel, "last_error", lambda: error)
    run = [packet(n, bytes(700)) for n in range(3)]
    audience, tally = audience_of(outlet, viewers[:4])
    audience.send_rtp(run)
    for viewer in viewers[:4]:
        assert [viewer.open(viewer.receive()) for _ in run] == run
    outlet.outbox.close()
    assert outlet.segments is stays
    assert (tally.sent, tally.failed) == (12, 0)


def refusing(error: int) -> Any:
    """libc whose sendmmsg takes no message with a control part."""

    class Libc:
        sendto = kernel.libc.sendto

        @staticmethod
        def sendmmsg(fd: int, headers: Any, count: int, flags: int) -> int:
            if headers[0].msg_hdr.msg_controllen:
                return -1
            return int(kernel.libc.sendmmsg(fd, headers, count, flags))

    return Libc


def test_socket_that_cannot_segment_is_not_asked_to(viewers: list[Viewer], outlet: Outlet) -> None:
    outlet.segments = False
    run = [packet(n, bytes(700)) for n in range(3)]
    audience, _ = audience_of(outlet, viewers[:1])
    audience.send_rtp(run, [0.0, 0.0, 0.0])
    assert [viewers[0].open(viewers[0].receive()) for _ in run] == run
    outlet.outbox.close()
    assert sum(outlet.outbox.ages) == 3


def test_full_socket_drops_and_counts(
    viewers: list[Viewer], outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcel, "libc", full())
    monkeypatch.setattr(parcel, "last_error", lambda: errno.EAGAIN)
    monkeypatch.setattr(parcel, "_writable", lambda fd, milliseconds: False)
    audience, tally = audience_of(outlet, viewers[:4])
    audience.send_rtp([PLAIN])
    outlet.outbox.close()
    assert (tally.sent, tally.failed) == (0, 4)


def full() -> Any:
    class Libc:
        @staticmethod
        def sendmmsg(*_: Any) -> int:
            return -1

    return Libc


def test_bug_in_a_parcel_costs_neither_the_parcel_nor_the_thread(
    viewers: list[Viewer], outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    audience, _ = audience_of(outlet, viewers[:1])
    with monkeypatch.context() as broken:
        broken.setattr(parcel, "libc", None)
        for _ in range(2 * PARCELS):
            audience.send_rtp([PLAIN])
        outlet.outbox.flush()
    audience.send_rtp([PLAIN])
    assert viewers[0].open(viewers[0].receive()) == PLAIN
