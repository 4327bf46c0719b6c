"""The hot path over real sockets: everybody gets the packet under own keys, and plaintext never leaves."""

import gc
import socket
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylibsrtp import Error

from rtc.io import forward
from rtc.io.forward import Audience
from rtc.io.outbox import PARCELS, Outbox, Outlet
from rtc.io.parcel import LONGEST, MESSAGES, Tally
from rtc.io.srtp import PROFILES
from tests.doubles.keyed import PLAIN, Viewer, audience_of, nothing_more, packet


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


def test_tampered_packet_is_not_opened(viewers: list[Viewer], outlet: Outlet) -> None:
    audience_of(outlet, viewers[:1])[0].send_rtp([PLAIN])
    packet = bytearray(viewers[0].receive())
    packet[20] ^= 1
    with pytest.raises(Error):
        viewers[0].open(bytes(packet))


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
