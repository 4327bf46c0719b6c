"""RTCP reports of a room: to publishers what arrived, to viewers which clock their streams run on."""

from __future__ import annotations

from rtc.core import rtcp
from rtc.core.outputs import ToPublisher, ToViewers
from rtc.core.scene import Scene
from rtc.core.stage import Slot


class Reports:
    """`ceilings` are bits per second by source, told to publishers."""

    def __init__(self, scene: Scene, ceilings: dict[str, int]) -> None:
        self._scene = scene
        self._ceilings = ceilings

    def to_publishers(self, now: float) -> None:
        """Receiver reports and the rate each may send at."""
        for publisher in self._scene.publishers.values():
            feedback = publisher.feedback(self._ceilings, now)
            self._scene.outputs.append(ToPublisher(publisher.peer, feedback))

    def arrivals(self, now: float) -> None:
        """Transport-wide feedback to those who negotiated it."""
        for publisher in self._scene.publishers.values():
            for packet in publisher.transport_feedback(now):
                self._scene.outputs.append(ToPublisher(publisher.peer, packet))

    def to_viewers(self, now: float, peer: str | None = None) -> None:
        """Sender reports of all running slots in one compound packet, for all viewers or for one."""
        reports = names = b""
        for slot in self._scene.slots.values():
            shown = self._timestamp(slot, now)
            if shown is not None:
                stream, clock = slot.name, rtcp.ntp_time(now)
                reports += rtcp.sender_report(stream.ssrc, clock, shown, slot.packets, slot.octets)
                names += rtcp.sdes(stream.ssrc, stream.stream)
        if reports:
            self._scene.outputs.append(ToViewers(reports + names, peer))

    def _timestamp(self, slot: Slot, now: float) -> int | None:
        """The RTP timestamp viewers would see now; None when nothing runs or no clock is known."""
        branch = next((one for one in slot.branches if one.rewriter.started), slot.trunk)
        if slot.owner is None or branch.encoding is None or not branch.rewriter.started:
            return None
        timestamp = self._scene.publishers[slot.owner].timestamp_at(branch.encoding, now)
        return None if timestamp is None else branch.rewriter.timestamp_of(timestamp)
