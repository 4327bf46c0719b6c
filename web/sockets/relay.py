"""From the bus to the sockets: one emit for each message and group, never a loop over members.

The bus calls while an action runs and must not wait, so messages pass a bounded queue and leave one by one
in their order. Group membership changes at once, before anything that follows is sent: whoever has joined
misses nothing, and numbers (`n`) let a client drop what its snapshot already has.
"""

from hub import bus
from web.sockets.base import StrictNamespace
from web.sockets.server import StrictServer
from web.sockets.speaking import Speaker

INSIDE = ("hosts", "audience")


class Relay(Speaker):
    """Listens for all rooms of this process and speaks in the namespace of the rooms."""

    def __init__(self, server: StrictServer, rooms: StrictNamespace) -> None:
        super().__init__(server, rooms)
        self._unsubscribe += [
            bus.subscribe("room.", self._room),
            bus.subscribe("chat.", self._chat),
            bus.subscribe("sessions.join_link.", self._link),
        ]

    def _room(self, topic: str, message: bus.Message) -> None:
        if "group" in message:
            self._regroup(topic, message)
        elif "section" in message:
            self._emit("section", message, topic)
        elif "media" in message:
            self._emit("media", {"what": message["media"]}, topic)
        elif "moving" in message:
            self._emit("moving", {}, topic)
        elif "taken_over" in message:
            self._end(message["taken_over"], "taken_over")
        elif "removed" in message:
            self._end(message["connection"], "removed")

    def _regroup(self, topic: str, message: bus.Message) -> None:
        """`topic` is a seat's. Its connection leaves every other group of the session and enters this one."""
        connection = self._namespace.connections.get(message["connection"])
        if connection is None:
            return
        session = topic.split(".")[1]
        wanted = {topic}
        if message["group"] is not None:
            wanted.add(f"room.{session}.{message['group']}")
        if message["group"] in INSIDE:
            wanted.add(f"chat.{session}")
        self._enter(connection, wanted)

    def _chat(self, topic: str, message: bus.Message) -> None:
        self._emit("chat", message, topic)

    def _link(self, topic: str, message: bus.Message) -> None:
        link = int(topic.rpartition(".")[2])
        for connection in self._all():
            if connection.actor.link_id == link:
                self._end(connection.sid, "link_expired")
