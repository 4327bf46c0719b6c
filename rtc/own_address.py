"""Addresses by which a browser on this very machine reaches the media plane; what demonstrations announce.

Chromium sends media to loopback. Firefox does not, but to the address by which the machine is known to its
network. An installation names its addresses itself, in the settings.
"""

import socket

LOOPBACK = "127.0.0.1"
ELSEWHERE = ("198.51.100.1", 9)
"""An address that is nobody's (RFC 5737) on the port for what is thrown away (RFC 863)."""


def own_addresses() -> tuple[str, ...]:
    """Loopback, and the machine's own IPv4 address if it has a way to others. Nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return (LOOPBACK,)
        return tuple(dict.fromkeys((LOOPBACK, str(probe.getsockname()[0]))))
