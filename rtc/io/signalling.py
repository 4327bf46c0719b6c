"""How connections of a worker's rooms come about: offers, answers, and restarts of ICE.

What else a command does to a room is in `rooms`; what is written and read, in `rtc.core`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from rtc import wire
from rtc.core import accepting, answers, describe, fragment, player, sdp
from rtc.core.accepting import Rates
from rtc.core.describe import Local
from rtc.core.malformed import Malformed
from rtc.core.slots import SlotName
from rtc.core.stage import NoFreeSlot
from rtc.io.connection import Connection
from rtc.io.dtls import Identity
from rtc.io.live import LiveRoom
from rtc.io.udp import MediaPort
from rtc.settings import MediaSettings

START_SHARE = 0.6


class Refused(Exception):
    """A command that cannot be done, with its stable code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.refusal = wire.Refusal(code, message)


class Signalling:
    """Makes the connections of a worker and knows all that are not closed.

    Commands raise Refused, Malformed (a description) and NoFreeSlot, and then change nothing. `ceilings` are
    the most that pictures of a source may take, bits per second.
    """

    def __init__(
        self, port: MediaPort, identity: Identity, settings: MediaSettings, clock: Callable[[], float]
    ) -> None:
        self._port = port
        self._identity = identity
        self._settings = settings
        self._clock = clock
        self._connections: set[Connection] = set()
        self._opening: set[Connection] = set()
        self._codecs = settings.video_codecs
        self._rates = {
            "camera": Rates(int(settings.camera_rate * START_SHARE), settings.camera_rate),
            "screen": Rates(int(settings.screen_rate * START_SHARE), settings.screen_rate),
        }
        self.ceilings = {source: rates.ceiling for source, rates in self._rates.items()}

    def tick(self, now: float) -> None:
        """About fifty times a second: handshakes under way."""
        for connection in list(self._opening):
            connection.tick(now)
        self._opening = {one for one in self._opening if not one.open and not one.closed}

    def second(self, now: float) -> None:
        """Once a second: consent."""
        for connection in list(self._connections):
            connection.tick(now)
        self._connections = {connection for connection in self._connections if not connection.closed}

    def view(self, room: LiveRoom, command: wire.View) -> wire.Described:
        slots = [slot.name for slot in room.core.slots.values()]
        if command.offer is not None:
            return self._view_offered(room, command.peer, command.offer, slots)
        connection = self._connect()
        room.add_view(command.peer, connection)
        return self._offer(room, connection)

    def _offer(self, room: LiveRoom, connection: Connection) -> wire.Described:
        slots = [slot.name for slot in room.core.slots.values()]
        local, session = self._local(connection), connection.credentials.session
        return wire.Described(describe.viewer_offer(slots, local, session, self._codecs))

    def offer_again(self, room: LiveRoom, peer: str) -> wire.Described:
        connection = room.views.get(peer)
        if connection is None or not connection.open:
            raise Refused("unknown_peer", "this peer does not view")
        connection.restart_ice()
        return self._offer(room, connection)

    def _view_offered(self, room: LiveRoom, peer: str, text: str, slots: list[SlotName]) -> wire.Described:
        offer = sdp.parse(text)
        transport = offer.transport()
        if transport.setup == "passive":
            raise Malformed("the offer must not be passive")
        shown = player.choose(offer, slots, self._codecs)
        connection = self._connect()
        connection.takes = frozenset(codec.name for one in shown for codec in one.codecs)
        room.add_view(peer, connection, player.payload_types(shown))
        connection.expect(transport.strongest)
        local = self._local(connection)
        return wire.Described(player.answer(offer, shown, local, secrets.randbits(62)))

    def answer(self, room: LiveRoom, peer: str, text: str) -> None:
        connection = room.views.get(peer)
        if connection is None:
            raise Refused("unknown_peer", "this peer was not offered a view")
        description = answers.parse(text)
        transport = description.transport()
        if transport.setup != "active":
            raise Malformed("the answer must be active")
        connection.takes = description.codec_names
        connection.expect(transport.strongest)

    def publish(self, room: LiveRoom, command: wire.Publish) -> wire.Described:
        offer = sdp.parse(command.sdp)
        transport = offer.transport()
        if transport.setup == "passive":
            raise Malformed("the offer must not be passive")
        accepted = accepting.accept(offer, dict(command.sources), room.core.common(self._codecs))
        earlier = room.publishings.get(command.peer)
        again = earlier is not None and earlier.describes(transport.strongest, transport.ufrag, offer.session)
        connection = earlier if earlier is not None and again else self._connect()
        try:
            room.core.publish(command.peer, accepted, self._clock(), again=again)
        except NoFreeSlot:
            if not again:
                connection.close()
            raise
        room.add_publishing(command.peer, connection)
        connection.expect(transport.strongest)
        connection.described(transport.ufrag, offer.session)
        room.carry_out()
        local, session = self._local(connection), connection.credentials.session
        return wire.Described(accepting.publisher_answer(offer, accepted, local, session, self._rates))

    def restart_ice(self, room: LiveRoom, peer: str, way: wire.Way) -> wire.Described:
        connection = (room.views if way == "view" else room.publishings).get(peer)
        if connection is None:
            raise Refused("unknown_peer", "this peer has no such connection")
        connection.restart_ice()
        own = connection.credentials
        candidates = describe.candidate_lines(self._port.addresses)
        return wire.Described(fragment.write(own.ufrag, own.password_text, candidates))

    def _connect(self) -> Connection:
        if len(self._port) >= self._settings.max_connections:
            raise Refused("busy", "this worker has as many connections as it may")
        connection = Connection(self._port, self._identity, self._clock, self._settings.consent_seconds)
        self._connections.add(connection)
        self._opening.add(connection)
        return connection

    def _local(self, connection: Connection) -> Local:
        own, fingerprint = connection.credentials, self._identity.fingerprint
        return Local(own.ufrag, own.password_text, fingerprint, self._port.addresses, own.version)
