"""The edge's end of a relay: a room whose publishers are with another worker, its home.

The feeds of the home are put into the same slots here, and their packets go the way of any publisher's:
holes, key frames, branches, rings and reports are the room's own. Who speaks and who gets a slot is decided
at home.
"""

from __future__ import annotations

from rtc.core import relay, rtcp
from rtc.core.branch import Branch
from rtc.core.codecs.formats import FORMATS
from rtc.core.feed import Feed
from rtc.core.incoming import NOBODY
from rtc.core.malformed import Malformed
from rtc.core.outputs import ToHome, Wanted
from rtc.core.publisher import Publisher
from rtc.core.relay import Heard, SlotState
from rtc.core.room import Room
from rtc.core.rtp import HEADER_SIZE, Buffer


class Edge:
    """`heard_at` is when the home was last heard of."""

    def __init__(self, room: Room, number: int, now: float) -> None:
        self.heard_at = now
        self._room = room
        self._number = number
        self._states: dict[str, SlotState] = {}
        self._peers: dict[int, str] = {}
        self._watched: dict[str, list[str]] = {}

    def receive(self, data: Buffer, size: int, now: float) -> list[Branch]:
        """An RTP packet of the home, as `Room.receive`; raises Malformed."""
        self.heard_at = now
        if size < HEADER_SIZE:
            raise Malformed("rtp size")
        peer = self._peers.get(int.from_bytes(data[8:12], "big"))
        return NOBODY if peer is None else self._room.receive(peer, data, size, now)

    def receive_rtcp(self, data: Buffer, size: int, now: float) -> None:
        """RTCP of the home: what slots show, and publishers' clocks. Raises Malformed."""
        self.heard_at = now
        if size > 1 and data[1] == relay.APP:
            told = relay.parse(data, size)
            if isinstance(told, SlotState):
                self._place(told, now)
                self.acknowledge()
            return
        for fact in rtcp.parse(data, size):
            if isinstance(fact, rtcp.SenderReport) and fact.ssrc in self._peers:
                self._room.publishers[self._peers[fact.ssrc]].reported(fact, now)

    def acknowledge(self) -> None:
        """Tell the home what is known; to be called once a second as well, as a sign of life."""
        versions = {mid: state.version for mid, state in self._states.items()}
        self._room.outputs.append(ToHome(relay.packet(self._number, Heard(versions, self._watched))))

    def wants(self, wanted: Wanted) -> None:
        """Viewers here watch these encodings of a feed and no others."""
        for state in self._states.values():
            if state.peer == wanted.peer and self._room.slots[state.mid].name.source == wanted.source:
                self._watched[state.mid] = list(wanted.rids)
        self.acknowledge()

    def _place(self, state: SlotState, now: float) -> None:
        before = self._states.get(state.mid)
        if state.mid not in self._room.slots or (before is not None and before.version >= state.version):
            return
        if state.feed and (state.format not in FORMATS or not state.lanes):
            raise Malformed("relay format")
        self._states[state.mid] = state
        slot = self._room.slots[state.mid]
        same = before is not None and before.feed == state.feed and before.peer == state.peer
        if not same:
            self._watched.pop(state.mid, None)
        if not state.feed or state.peer is None:
            self._room.show(state.mid, "", None, now)
        elif same and slot.feed is not None:
            self._know(slot.feed, state)
        else:
            self._begin(state, now)
        if state.peer is not None:
            self._room.pause(state.peer, slot.name.source, state.paused, now)
        self._tidy()

    def _begin(self, state: SlotState, now: float) -> None:
        slot, peer = self._room.slots[state.mid], state.peer or ""
        rids = tuple(lane.rid for lane in state.lanes)
        made = (state.payload_type, 0, FORMATS[state.format], rids)
        feed = Feed(slot.name.source, slot.name, state.mid, *made)
        feed.descriptor_extension = relay.DESCRIPTOR_EXTENSION if state.format == "av1" else 0
        publisher = self._room.publishers.setdefault(peer, Publisher(peer))
        publisher.feeds[feed.source] = feed
        self._know(feed, state)
        self._room.show(state.mid, peer, feed, now)

    def _know(self, feed: Feed, state: SlotState) -> None:
        """The SSRCs of a feed's encodings, some of which may begin later than others."""
        publisher = self._room.publishers[state.peer or ""]
        for lane in state.lanes:
            encoding = feed.encodings.get(lane.rid)
            if encoding is not None and lane.ssrc and encoding.ssrc != lane.ssrc:
                publisher.know(encoding, lane.ssrc)

    def _tidy(self) -> None:
        """Forget SSRCs and publishers that fill no slot any more."""
        shown = [state for state in self._states.values() if state.feed and state.peer is not None]
        self._peers = {lane.ssrc: state.peer or "" for state in shown for lane in state.lanes if lane.ssrc}
        peers = {state.peer for state in shown}
        for peer in [peer for peer in self._room.publishers if peer not in peers]:
            del self._room.publishers[peer]
