"""The home's end of a relay: every slot's encodings to one edge, and what the edge asks for.

A packet goes as it arrived, but without CSRCs, padding and header extensions (but for the dependency
descriptor): what a publisher sends twice is then the same twice, as one key and number demand (RFC 7714
section 8.2), and is sent once. The last packets are kept, so that a hole between workers is filled from here
and not from the publisher.
"""

from __future__ import annotations

from struct import Struct

import msgspec

from rtc.core import relay, rtcp, rtp
from rtc.core.codecs import dependency
from rtc.core.encoding import Encoding
from rtc.core.feed import Feed
from rtc.core.outputs import ToEdge
from rtc.core.relay import Heard, Lane, SlotState
from rtc.core.ring import Ring
from rtc.core.rtp import Buffer, Header, newer
from rtc.core.scene import Scene
from rtc.core.stage import Slot

AGAIN = 0.1
LATEST = 512
LAST_INDEX = (1 << relay.INDEX_BITS) - 1

_HEADER = Struct("!BBHII")


class Relayed:
    """One encoding on its way: its SSRC on the relay and the packets that went lately."""

    def __init__(self, encoding: Encoding, ssrc: int) -> None:
        self.encoding = encoding
        self.source = encoding.ssrc
        self.ssrc = ssrc
        self.ring = Ring()
        self._highest: int | None = None
        self._reported: rtcp.SenderReport | None = None

    def write(self, data: Buffer, header: Header, now: float) -> bytes:
        """The packet for the edge; empty when it went before or is too old to matter."""
        highest = header.sequence + 0x10000 if self._highest is None else self._highest
        sequence = highest + newer(header.sequence, highest & 0xFFFF)
        if sequence <= highest - LATEST:
            return b""
        kept = self.ring.find(header.sequence)
        if kept is not None and kept[0] == sequence:
            return b""
        self._highest = max(highest, sequence)
        second = (0x80 if header.marker else 0) | header.payload_type
        descriptor = self._descriptor(data, header)
        first = 0x90 if descriptor else 0x80
        head = _HEADER.pack(first, second, header.sequence, header.timestamp, self.ssrc)
        packet = head + descriptor + bytes(data[header.start : header.end])
        self.ring.put(sequence, packet, now)
        return packet

    def _descriptor(self, data: Buffer, header: Header) -> bytes:
        """The dependency descriptor as a header extension, the same whenever the packet comes."""
        wanted = self.encoding.feed.descriptor_extension
        value = rtp.extension(data, header, wanted) if wanted else None
        return dependency.alone(value, relay.DESCRIPTOR_EXTENSION) if value else b""

    def report(self) -> bytes:
        """The publisher's sender report under the relay's SSRC, once each; empty when there is no new one."""
        last = self.encoding.last_report
        if last is None or last is self._reported:
            return b""
        self._reported = last
        return rtcp.sender_report(self.ssrc, last.ntp, last.timestamp, 0, 0)


class Uplink:
    """One edge of a room, as its home sees it; `heard_at` is when it was last heard of."""

    def __init__(self, scene: Scene, number: int, now: float) -> None:
        self.number = number
        self.heard_at = now
        self.exhausted = False
        self._watched: dict[str, list[str]] = {}
        self._scene = scene
        self._relayed: dict[Encoding, Relayed] = {}
        self._by_ssrc: dict[int, Relayed] = {}
        self._shown: dict[str, Feed | None] = {}
        self._states: dict[str, SlotState] = {}
        self._told_at: dict[str, float] = {}
        self._acknowledged: dict[str, int] = {}
        self._feeds: dict[Feed, int] = {}
        self._version = self._index = 0

    def take(self, slot: Slot, encoding: Encoding, data: Buffer, header: Header, now: float) -> None:
        """A packet that arrived for a slot; whatever the edge must know to place it goes first."""
        one = self._relayed.get(encoding)
        if one is None or one.source != encoding.ssrc:
            if self._index == LAST_INDEX:
                self.exhausted = True
                return
            one = self._begin(encoding)
            self._compare(slot, now)
        elif self._shown.get(slot.mid) is not slot.feed:
            self._compare(slot, now)
        packet = one.write(data, header, now)
        if packet:
            self._send(packet)

    def heard(self, data: Buffer, size: int, now: float) -> None:
        """RTCP of the edge: packets and key frames wanted, what it has and watches. Raises Malformed."""
        self.heard_at = now
        if size > 1 and data[1] == relay.APP:
            told = relay.parse(data, size)
            if isinstance(told, Heard):
                self._acknowledged, self._watched = told.versions, told.watched
            return
        for fact in rtcp.parse(data, size):
            if isinstance(fact, rtcp.Nack):
                self._resend(fact)
            elif isinstance(fact, rtcp.KeyFrameRequest):
                self._ask_key_frame(fact.ssrc, now)

    def wanted(self, slot: Slot) -> set[str]:
        """The encodings of a slot that viewers of the edge watch; all until it says otherwise."""
        every = list(slot.feed.encodings) if slot.feed is not None else []
        return set(self._watched.get(slot.mid, every))

    def tick(self, now: float) -> None:
        """To be called some fifty times a second: what changed, and again what was not heard of."""
        for slot in self._scene.slots.values():
            self._compare(slot, now)
        for mid, state in self._states.items():
            if self._acknowledged.get(mid) != state.version and now - self._told_at[mid] >= AGAIN:
                self._tell(state, now)
        for one in self._relayed.values():
            report = one.report()
            if report:
                self._send(report)

    def second(self) -> None:
        """To be called once a second: a sign of life, and what nobody publishes any more is forgotten."""
        self._send(relay.packet(self.number, relay.Alive()))
        live = {feed for publisher in self._scene.publishers.values() for feed in publisher.feeds.values()}
        self._relayed = {one: kept for one, kept in self._relayed.items() if one.feed in live}
        self._by_ssrc = {kept.ssrc: kept for kept in self._relayed.values()}
        self._feeds = {feed: number for feed, number in self._feeds.items() if feed in live}

    def _begin(self, encoding: Encoding) -> Relayed:
        self._index += 1
        one = Relayed(encoding, relay.ssrc(self.number, self._index))
        self._relayed[encoding] = self._by_ssrc[one.ssrc] = one
        self._feeds.setdefault(encoding.feed, self._index)
        return one

    def _compare(self, slot: Slot, now: float) -> None:
        """Tell the edge when the slot is not as it was told last."""
        self._shown[slot.mid] = slot.feed
        before, state = self._states.get(slot.mid), self._state(slot)
        if before is None and not state.feed:
            return
        if before is None or msgspec.structs.replace(before, version=0) != state:
            self._version += 1
            self._states[slot.mid] = told = msgspec.structs.replace(state, version=self._version)
            self._tell(told, now)

    def _state(self, slot: Slot) -> SlotState:
        feed = slot.feed
        number = self._feeds.get(feed, 0) if feed is not None else 0
        if feed is None or not number:
            return SlotState(0, slot.mid, None, 0, 0, "", False, [])
        lanes = [Lane(one.rid, self._ssrc(one)) for one in feed.encodings.values()]
        paused = self._scene.is_paused(slot)
        return SlotState(0, slot.mid, slot.owner, number, feed.payload_type, feed.format.name, paused, lanes)

    def _ssrc(self, encoding: Encoding) -> int:
        one = self._relayed.get(encoding)
        return 0 if one is None else one.ssrc

    def _tell(self, state: SlotState, now: float) -> None:
        self._told_at[state.mid] = now
        self._send(relay.packet(self.number, state))

    def _send(self, packet: bytes) -> None:
        self._scene.outputs.append(ToEdge(self.number, packet))

    def _resend(self, nack: rtcp.Nack) -> None:
        one = self._by_ssrc.get(nack.ssrc)
        if one is not None:
            for kept in filter(None, map(one.ring.find, nack.lost)):
                self._send(kept[1])

    def _ask_key_frame(self, ssrc: int, now: float) -> None:
        one = self._by_ssrc.get(ssrc)
        feed = one.encoding.feed if one is not None else None
        for slot in self._scene.slots.values():
            if one is not None and slot.feed is feed and not self._scene.is_paused(slot):
                self._scene.ask_key_frame(slot.owner or "", one.encoding, now)
