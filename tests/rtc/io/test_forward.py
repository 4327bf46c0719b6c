"""The hot path over real sockets: everybody gets the packet under own keys, and plaintext never leaves."""

import errno
import gc
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Error, Policy, Session

from rtc.io import forward, kernel, parcel
from rtc.io.forward import Audience
from rtc.io.outbox import HAND_OVER, PARCELS, Outbox, Outlet
from rtc.io.parcel import LONGEST, MESSAGES, Parcel, Tally
from rtc.io.sockaddr import pack_sockaddr
from rtc.io.srtp import PROFILES, Keys, Outgoing, Profile

PLAIN = bytes.fromhex("80e003e8000186a000020000") + b"a picture" * 20


@dataclass
class Viewer:
    """A socket with keys of its own."""

    profile: Profile
    number: int

    def __post_init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(2)
        key = (self.number + 1).to_bytes(2) * ((self.profile.key_size + self.profile.salt_size) // 2)
        self.outgoing = Outgoing(Keys(self.profile, bytes(len(key)), key))
        self.sockaddr = pack_sockaddr(self.socket.getsockname())
        self._session = Session(
            Policy(key=key, ssrc_type=Policy.SSRC_ANY_INBOUND, srtp_profile=self.profile.number)
        )

    def receive(self) -> bytes:
        """The next packet as it came."""
        return self.socket.recv(2048)

    def open(self, packet: bytes) -> bytes:
        return self._session.unprotect(packet)

    def open_rtcp(self, packet: bytes) -> bytes:
        return self._session.unprotect_rtcp(packet)


@pytest.fixture
def viewers() -> Iterator[list[Viewer]]:
    """More than two batches."""
    made = [Viewer(PROFILES[0], number) for number in range(2 * MESSAGES + 5)]
    yield made
    for viewer in made:
        viewer.socket.close()


@pytest.fixture(params=["at once", "by the thread"])
def outlet(request: pytest.FixtureRequest) -> Iterator[Outlet]:
    """A socket to send from."""
    outbox = Outbox()
    if request.param == "by the thread":
        outbox.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        bound.bind(("127.0.0.1", 0))
        yield Outlet(bound.fileno(), outbox)
        outbox.close()


def audience_of(outlet: Outlet, viewers: list[Viewer], payload_type: int = 0) -> tuple[Audience, Tally]:
    """They hear only this outlet: their ports may have been those of others, who are still sent to."""
    tally = Tally()
    audience = Audience(outlet, tally, payload_type)
    with socket.socket(fileno=os.dup(outlet.fd)) as sender:
        source = sender.getsockname()
    for viewer in viewers:
        viewer.socket.connect(source)
        audience.add(str(viewer.number), viewer.outgoing, viewer.sockaddr)
    return audience, tally


def packet(sequence: int, payload: bytes) -> bytes:
    return PLAIN[:2] + sequence.to_bytes(2) + PLAIN[4:12] + payload


def nothing_more(viewer: Viewer) -> bool:
    viewer.socket.setblocking(False)
    try:
        viewer.receive()
    except BlockingIOError:
        return True
    return False


def test_everybody_gets_the_packet_under_own_keys(viewers: list[Viewer], outlet: Outlet) -> None:
    audience, tally = audience_of(outlet, viewers)
    audience.send_rtp([PLAIN])
    assert [viewer.open(viewer.receive()) for viewer in viewers] == [PLAIN] * len(viewers)
    outlet.outbox.close()
    assert (tally.sent, tally.failed, tally.refused) == (len(viewers), 0, 0)


def test_run_of_packets_comes_separately_whole_and_in_order(viewers: list[Viewer], outlet: Outlet) -> None:
    """Also the shorter last one, and to the viewers of every batch."""
    run = [packet(n, bytes([n]) * (1000 if n < LONGEST else 300)) for n in range(1, LONGEST + 1)]
    audience, tally = audience_of(outlet, viewers)
    audience.send_rtp(run)
    for viewer in viewers:
        assert [viewer.open(viewer.receive()) for _ in run] == run
    outlet.outbox.close()
    assert tally.sent == len(viewers) * len(run)
    assert outlet.segments


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


def test_each_gets_the_payload_type_it_wants(viewers: list[Viewer], outlet: Outlet) -> None:
    audience, _ = audience_of(outlet, viewers[:1], payload_type=45)
    marked = bytes([0x80, 0x80 | 96]) + PLAIN[2:]
    audience.send_rtp([marked])
    assert viewers[0].open(viewers[0].receive())[1] == 0x80 | 45


def test_reports_are_protected_as_rtcp(viewers: list[Viewer], outlet: Outlet) -> None:
    report = bytes.fromhex("80c80006") + bytes(24)
    audience, _ = audience_of(outlet, viewers[:3], payload_type=45)
    audience.send_rtcp(report)
    assert [viewer.open_rtcp(viewer.receive()) for viewer in viewers[:3]] == [report] * 3


@pytest.mark.parametrize("count", [1, 3])
def test_viewer_whose_protection_fails_is_left_out_and_gets_no_plaintext(
    viewers: list[Viewer], outlet: Outlet, count: int
) -> None:
    """A packet far behind the window is refused by libsrtp, for those who got the newer one."""
    old = [packet(1000 + n, b"a picture" * 20) for n in range(count)]
    ahead = [viewers[0], viewers[2], viewers[MESSAGES]]
    audience_of(outlet, ahead)[0].send_rtp([packet(30000, b"new")])
    for viewer in ahead:
        viewer.receive()
    audience, tally = audience_of(outlet, viewers)
    audience.send_rtp(old)
    for viewer in viewers:
        if viewer not in ahead:
            assert [viewer.open(viewer.receive()) for _ in old] == old
    outlet.outbox.close()
    assert all(nothing_more(viewer) for viewer in ahead)
    assert (tally.sent, tally.refused) == ((len(viewers) - 3) * count, 3 * count)


def test_same_packet_may_be_sent_again_and_is_the_same_on_the_wire(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    audience, _ = audience_of(outlet, viewers[:1])
    for _ in range(2):
        audience.send_rtp([PLAIN])
    first, second = viewers[0].receive(), viewers[0].receive()
    assert first == second
    assert PLAIN[12:] not in first


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


def test_tampered_packet_is_not_opened(viewers: list[Viewer], outlet: Outlet) -> None:
    audience_of(outlet, viewers[:1])[0].send_rtp([PLAIN])
    packet = bytearray(viewers[0].receive())
    packet[20] ^= 1
    with pytest.raises(Error):
        viewers[0].open(bytes(packet))


def test_age_is_counted_once_for_each_packet_when_the_last_viewers_left(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    audience, _ = audience_of(outlet, viewers)
    audience.send_rtp([PLAIN, PLAIN[:50]], [0.0, 0.0])
    outlet.outbox.close()
    histogram = outlet.outbox.histogram()
    assert histogram[-1] == [60_000.0, 2]
    assert sum(count for _, count in histogram) == 2


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


def test_packet_whose_tag_would_not_fit_is_refused_and_the_parcel_goes_back(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    """libsrtp would write it into the next buffer."""
    audience, _ = audience_of(outlet, viewers[:1])
    for _ in range(2 * PARCELS):
        with pytest.raises(ValueError, match="different structures"):
            audience.send_rtp([bytes(forward.LARGEST + 1)])
    audience.send_rtp([PLAIN])
    assert viewers[0].open(viewers[0].receive()) == PLAIN


def test_parcel_goes_back_when_a_large_send_meets_a_bug(
    viewers: list[Viewer], outlet: Outlet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the loop would wait for ever for an empty one."""
    audience, _ = audience_of(outlet, viewers)
    with monkeypatch.context() as broken:
        broken.setattr(forward, "_protect", None)
        for _ in range(2 * PARCELS):
            with pytest.raises(TypeError):
                audience.send_rtp([PLAIN])
    audience.send_rtp([PLAIN])
    assert [viewer.open(viewer.receive()) for viewer in viewers] == [PLAIN] * len(viewers)


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


class Owned:
    """Owns a real session and tells when it is freed."""

    def __init__(self, viewer: Viewer, freed: Callable[[], None]) -> None:
        self.handle, self._kept, self._freed = viewer.outgoing.handle, viewer.outgoing, freed

    def __del__(self) -> None:
        self._freed()


def test_session_lives_as_long_as_somebody_is_sent_with_it_and_no_longer(
    viewers: list[Viewer], outlet: Outlet
) -> None:
    freed: list[int] = []
    audience = Audience(outlet, Tally())
    for viewer in viewers[:3]:
        audience.add(str(viewer.number), Owned(viewer, lambda: freed.append(1)), viewer.sockaddr)
    gc.collect()
    audience.send_rtp([PLAIN])
    assert freed == []
    for number, left in (("1", 2), ("2", 1), ("0", 0)):
        audience.remove(number)
        assert (len(audience), len(freed)) == (left, 3 - left)
    audience.send_rtp([PLAIN])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=60))
def test_whoever_comes_and_goes_the_right_ones_are_sent_to(moves: list[int]) -> None:
    """Each number toggles a viewer; a packet to all follows each move, and keys never change hands."""
    outbox = Outbox()
    outbox.start()
    made = [Viewer(PROFILES[0], number) for number in range(10)]
    inside: list[int] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        audience = Audience(Outlet(bound.fileno(), outbox), Tally())
        expected: dict[int, list[int]] = {viewer.number: [] for viewer in made}
        for sequence, number in enumerate(moves):
            if number in inside:
                inside.remove(number)
                audience.remove(str(number))
            else:
                inside.append(number)
                audience.add(str(number), made[number].outgoing, made[number].sockaddr)
            audience.send_rtp([packet(sequence, b"x")])
            for one in inside:
                expected[one].append(sequence)
        outbox.close()
        for viewer in made:
            opened = [viewer.open(viewer.receive()) for _ in expected[viewer.number]]
            assert [int.from_bytes(one[2:4]) for one in opened] == expected[viewer.number]
            assert nothing_more(viewer)
            viewer.socket.close()
