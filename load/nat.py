"""An address translation that forgot everybody: the far end's packets come from elsewhere from now on.

Whoever is behind it notices nothing and keeps the sockets it has; whoever is in front sees another address
and another port, and what is sent to the old ones is lost. Pure; checksums are carried on as RFC 1624 says.
"""

from struct import pack_into, unpack_from

UDP = 17
SOURCE, DESTINATION = 12, 16
OTHER_PORT = 0x0100
"""The bit of a port that is turned over: two sockets never come to share one."""


class Nat:
    """IPv4 packets of one host, whose address (four bytes) is `inside`, and `outside` to others."""

    def __init__(self, inside: bytes, outside: bytes) -> None:
        self._inside, self._outside = inside, outside

    def leaving(self, packet: bytes) -> bytes:
        """A packet of the host, as others see it."""
        return _readdressed(packet, SOURCE, self._outside)

    def entering(self, packet: bytes) -> bytes | None:
        """A packet for the host, as it sees it; None when it went to where the host is no longer."""
        if packet[DESTINATION : DESTINATION + 4] != self._outside:
            return None
        return _readdressed(packet, DESTINATION, self._inside)


def _readdressed(packet: bytes, at: int, address: bytes) -> bytes:
    changed = bytearray(packet)
    header = (packet[0] & 15) * 4
    before = packet[at : at + 4]
    changed[at : at + 4] = address
    _carry_on(changed, 10, before, address)
    if packet[9] == UDP and len(packet) >= header + 8:
        port = header + (0 if at == SOURCE else 2)
        (number,) = unpack_from("!H", packet, port)
        pack_into("!H", changed, port, number ^ OTHER_PORT)
        if unpack_from("!H", packet, header + 6) != (0,):
            after = address + changed[port : port + 2]
            _carry_on(changed, header + 6, before + packet[port : port + 2], after)
    return bytes(changed)


def _carry_on(packet: bytearray, at: int, before: bytes, after: bytes) -> None:
    """The checksum at `at` covered `before`, and is to cover `after` (RFC 1624 section 3)."""
    words = f"!{len(before) // 2}H"
    total = ~unpack_from("!H", packet, at)[0] & 0xFFFF
    total += sum(~word & 0xFFFF for word in unpack_from(words, before)) + sum(unpack_from(words, after))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    pack_into("!H", packet, at, ~total & 0xFFFF or 0xFFFF)  # 0 would mean that there is none (RFC 768)
