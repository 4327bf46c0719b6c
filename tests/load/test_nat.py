"""A translation checked with checksums that are summed up from the beginning."""

import socket
from struct import pack, unpack

from hypothesis import given
from hypothesis import strategies as st

from load.nat import Nat

INSIDE, OUTSIDE, OTHER = (socket.inet_aton(one) for one in ("10.0.0.2", "192.0.2.6", "10.0.0.1"))
NAT = Nat(INSIDE, OUTSIDE)
ports = st.integers(0, 65535)


def total(octets: bytes) -> int:
    """The Internet checksum's sum (RFC 1071); 0xFFFF over anything whose checksum is right."""
    padded = octets + bytes(len(octets) % 2)
    added = sum(unpack(f"!{len(padded) // 2}H", padded))
    while added >> 16:
        added = (added & 0xFFFF) + (added >> 16)
    return added


def packet(source: bytes, destination: bytes, ports: tuple[int, int], payload: bytes) -> bytes:
    length = 8 + len(payload)
    pseudo = source + destination + pack("!HH", 17, length)
    udp = pack("!HHHH", *ports, length, 0) + payload
    udp = udp[:6] + pack("!H", (~total(pseudo + udp) & 0xFFFF) or 0xFFFF) + payload
    ip = pack("!BBHHHBBH4s4s", 0x45, 0, 20 + length, 7, 0, 64, 17, 0, source, destination)
    return ip[:10] + pack("!H", ~total(ip) & 0xFFFF) + ip[12:] + udp


def is_whole(one: bytes) -> bool:
    pseudo = one[12:20] + pack("!HH", 17, len(one) - 20)
    return total(one[:20]) == 0xFFFF and total(pseudo + one[20:]) == 0xFFFF


@given(ports, ports, st.binary(max_size=60))
def test_who_leaves_is_seen_elsewhere_and_answers_find_back(mine: int, theirs: int, payload: bytes) -> None:
    left = NAT.leaving(packet(INSIDE, OTHER, (mine, theirs), payload))
    assert is_whole(left)
    assert (left[12:16], left[16:20], left[28:]) == (OUTSIDE, OTHER, payload)
    seen, same = unpack("!HH", left[20:24])
    assert (seen != mine, same) == (True, theirs)
    answer = NAT.entering(packet(OTHER, OUTSIDE, (theirs, seen), payload))
    assert answer == packet(OTHER, INSIDE, (theirs, mine), payload)


def test_what_is_sent_to_the_old_address_is_lost() -> None:
    assert NAT.entering(packet(OTHER, INSIDE, (1, 2), b"old")) is None


def test_what_is_not_udp_only_changes_its_address() -> None:
    echo = bytearray(packet(INSIDE, OTHER, (1, 2), b"ping"))
    echo[9] = 1
    left = NAT.leaving(bytes(echo))
    assert (left[12:16], left[20:]) == (OUTSIDE, bytes(echo[20:]))
