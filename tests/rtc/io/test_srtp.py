import pytest
from pylibsrtp import Policy, Session

from rtc.core.ring import CAPACITY
from rtc.io.srtp import PROFILES, Incoming, Keys, Outgoing, Profile, buffer_of

PLAIN = bytes.fromhex("806f03e8000186a012345678") + b"sound"
REPORT = bytes.fromhex("80c80006") + bytes(24)


def keys(profile: Profile) -> Keys:
    size = profile.key_size + profile.salt_size
    return Keys(profile, bytes([1]) * size, bytes([2]) * size)


@pytest.mark.parametrize("profile", PROFILES)
def test_what_the_peer_protected_is_opened_in_place(profile: Profile) -> None:
    policy = Policy(key=keys(profile).client, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile.number)
    peer, incoming = Session(policy), Incoming(keys(profile))
    for protect, open_, plain in (
        (peer.protect, incoming.open_rtp, PLAIN),
        (peer.protect_rtcp, incoming.open_rtcp, REPORT),
    ):
        space = bytearray(protect(plain) + bytes(100))
        size = len(space) - 100
        assert open_(buffer_of(space), size) == len(plain)
        assert bytes(space[: len(plain)]) == plain


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_not_authentic_or_comes_twice_is_not_opened(profile: Profile) -> None:
    policy = Policy(key=keys(profile).client, ssrc_type=Policy.SSRC_ANY_OUTBOUND, srtp_profile=profile.number)
    peer, incoming = Session(policy), Incoming(keys(profile))
    packet = peer.protect(PLAIN)
    tampered = bytearray(packet)
    tampered[14] ^= 1
    assert incoming.open_rtp(buffer_of(tampered), len(tampered)) == 0
    assert incoming.open_rtp(buffer_of(bytearray(packet)), len(packet)) == len(PLAIN)
    assert incoming.open_rtp(buffer_of(bytearray(packet)), len(packet)) == 0
    assert incoming.open_rtcp(buffer_of(bytearray(packet)), len(packet)) == 0


@pytest.mark.parametrize("profile", PROFILES)
def test_refused_packets_come_back_empty_never_as_plaintext(profile: Profile) -> None:
    outgoing = Outgoing(keys(profile))
    newer = PLAIN[:2] + (9000).to_bytes(2) + PLAIN[4:]
    assert PLAIN[12:] not in outgoing.rtp(newer) != b""
    assert outgoing.rtp(PLAIN) == b""
    assert outgoing.rtp(bytes(3000)) == b""
    assert outgoing.rtcp(b"\x80") == b""


def test_whatever_a_ring_keeps_can_be_sent_again() -> None:
    profile = PROFILES[0]
    outgoing = Outgoing(Keys(profile, b"c" * 28, b"s" * 28))
    packets = [b"\x80\x60" + n.to_bytes(2) + bytes(8) + b"picture" for n in range(CAPACITY)]
    first = [outgoing.rtp(one) for one in packets]
    assert [outgoing.rtp(one) for one in packets] == first
    assert all(first)
