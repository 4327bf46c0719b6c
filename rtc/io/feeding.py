"""The edges a live room feeds: other workers that show it to viewers of their own (`rtc.core.uplink`).

The edge's side of the relay lives in `edge`, the sockets in `relay`.
"""

from __future__ import annotations

from collections.abc import Callable

from rtc import wire
from rtc.core.room import Room
from rtc.io.relay import RelayEnd, RelayPort

EDGE_SILENT_SECONDS = 15.0


class Feeding:
    """Relays by their numbers."""

    def __init__(self, core: Room, clock: Callable[[], float]) -> None:
        self._core = core
        self._clock = clock
        self._relays: dict[int, RelayEnd] = {}

    def open(self, port: RelayPort, given: wire.Relay) -> None:
        """Feed an edge from now on; what the core wants done for it is in its outputs."""
        self.close(given.number)
        self._core.feed_edge(given.number, self._clock())
        heard = self._core.uplinks[given.number].heard

        def on_packet(data: bytearray, size: int, arrived: float) -> None:
            heard(data, size, self._clock())

        self._relays[given.number] = RelayEnd(port, given, on_packet, home=True)

    def close(self, number: int) -> None:
        """Closing what is not open changes nothing."""
        end = self._relays.pop(number, None)
        if end is not None:
            end.close()
        self._core.uplinks.pop(number, None)

    def close_all(self) -> None:
        for number in list(self._relays):
            self.close(number)

    def send(self, number: int, packet: bytes) -> None:
        if number in self._relays:
            self._relays[number].send(packet)

    def second(self, now: float) -> None:
        """An edge that has gone silent notices, and the hub opens another for its viewers."""
        for number, uplink in list(self._core.uplinks.items()):
            if uplink.exhausted or now - uplink.heard_at > EDGE_SILENT_SECONDS:
                self.close(number)
