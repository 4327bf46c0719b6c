"""The room a health probe goes through: what it sends as a microphone comes back to it as a viewer.

It takes the way of any packet: the media port, SRTP, the room, the hot path of sending. Only DTLS is left
out: the keys go over the control socket, and nobody else can use it. `rtc.probe` is the other end.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from rtc import wire
from rtc.core.accepting import Accepted
from rtc.core.description import Codec, Media, Transport
from rtc.io.connection import Connection
from rtc.io.dtls import Identity
from rtc.io.live import LiveRoom
from rtc.io.srtp import PROFILES, Keys
from rtc.io.udp import MediaPort

GCM = PROFILES[0]
KEY_BYTES = GCM.key_size + GCM.salt_size
SECONDS, AT_ONCE = 5.0, 8
PEER, SSRC = "probe", 7
LAYOUT = wire.Layout(microphones=1, cameras=0, screens=0, echo=True)


def keys(both: bytes) -> Keys:
    """Of a probe, for the worker's side; the prober's has them the other way round."""
    return Keys(GCM, client=both[:KEY_BYTES], server=both[KEY_BYTES:])


class Probing:
    """The probes under way in a worker; each ends by itself after a few seconds."""

    def __init__(self, port: MediaPort, identity: Identity, clock: Callable[[], float]) -> None:
        self._port = port
        self._identity = identity
        self._clock = clock
        self._rooms: dict[LiveRoom, float] = {}

    def open(self) -> wire.Probed:
        """Make a room for one probe."""
        self.tick(self._clock())
        if len(self._rooms) >= AT_ONCE:
            self._end(next(iter(self._rooms)))
        room = LiveRoom("", LAYOUT, {}, self._clock, lambda event: None)
        connection = Connection(self._port, self._identity, self._clock, SECONDS, counted=False)
        key = secrets.token_bytes(2 * KEY_BYTES)
        room.core.publish(PEER, [_microphone()], self._clock())
        room.add_view(PEER, connection)
        connection.open_with(keys(key))
        room.add_publishing(PEER, connection)
        self._rooms[room] = self._clock()
        return wire.Probed(connection.credentials.ufrag, connection.credentials.password_text, key)

    def tick(self, now: float) -> None:
        """To be called now and then: end what is over."""
        for room in [room for room, began in self._rooms.items() if now - began > SECONDS]:
            self._end(room)

    def close(self) -> None:
        for room in list(self._rooms):
            self._end(room)

    def _end(self, room: LiveRoom) -> None:
        del self._rooms[room]
        room.close()


def _microphone() -> Accepted:
    media = Media("audio", 9, "UDP/TLS/RTP/SAVPF", ["111"], Transport(), mid="0")
    media.ssrcs = [SSRC]
    return Accepted("microphone", media, Codec(111, "opus", 48000, 2), 0, 0)
