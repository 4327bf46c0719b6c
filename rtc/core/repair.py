"""What was lost: holes upstream are asked for, packets viewers miss are sent again, key frames asked for."""

from __future__ import annotations

from rtc.core import rtcp, rtx
from rtc.core.encoding import Encoding
from rtc.core.outputs import ToPublisher, ToViewer
from rtc.core.ring import Ring
from rtc.core.scene import Scene
from rtc.core.stage import Slot
from rtc.core.view import View
from rtc.core.viewer import Viewer

PLAYOUT_BUDGET = 0.2
NEW, APART = 0.1, 0.04
"""Seconds: what is older than that is only repeated to those who ask; between two unasked repeats."""


class Repair:
    """NACK both ways and PLI upstream, for a scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def arrived(self, peer: str, encoding: Encoding, sequence: int, now: float) -> None:
        """A packet arrived: holes before it are asked for at once."""
        lost = encoding.gaps.arrived(sequence, now)
        if lost:
            self.ask(peer, encoding, lost, now)

    def ask(self, peer: str, encoding: Encoding, lost: list[int], now: float) -> None:
        """Ask for what is missing; unless it has to wait."""
        if not self._waits(peer, encoding, now):
            self._scene.outputs.append(ToPublisher(peer, encoding.nack(lost)))

    def chase(self, now: float) -> None:
        """Ask again for what has not come."""
        for publisher in self._scene.publishers.values():
            for feed in publisher.feeds.values():
                for encoding in feed.arriving():
                    self._chase(publisher.peer, encoding, now)
                paused = (publisher.peer, feed.source) in self._scene.paused
                if feed.video and not paused and feed.key_frames.due(now):
                    self._scene.send_pli(publisher.peer, feed)

    def heard(self, viewer: Viewer, fact: rtcp.Fact, now: float) -> None:
        """A viewer asked for packets again, or for a key frame."""
        if isinstance(fact, rtcp.Nack):
            self._resend(viewer, fact, now)
        elif isinstance(fact, rtcp.KeyFrameRequest):
            self._wanted(viewer, fact.ssrc, now)

    def interrupted(self, viewer: Viewer, now: float) -> None:
        """Nothing reached a viewer for a while. A key frame shows it more, and sooner, than all it missed:
        that is not even kept when it was long, and browsers then wait three seconds before they ask."""
        shown = [one for slot in self._scene.slots.values() if (one := self._shown(slot, viewer, now))]
        if shown and viewer.may_ask_key_frame(now):
            for owner, encoding in shown:
                self._scene.ask_key_frame(owner, encoding, now)

    def _waits(self, peer: str, encoding: Encoding, now: float) -> bool:
        """Whether repeats would only be in the way: of an upper encoding, when its publisher's link has
        collapsed (`backlog`)."""
        if not self._scene.publishers[peer].backlog.collapsed(now):
            return False
        live = encoding.feed.live()
        return bool(live) and encoding.rank > live[0].rank

    def _chase(self, peer: str, encoding: Encoding, now: float) -> None:
        if self._waits(peer, encoding, now):
            return
        again = encoding.gaps.due(now)
        if again:
            self._scene.outputs.append(ToPublisher(peer, encoding.nack(again)))
        if encoding.gaps.take_hopeless() and encoding.feed.video:
            self._scene.ask_key_frame(peer, encoding, now)

    def _resend(self, viewer: Viewer, nack: rtcp.Nack, now: float) -> None:
        slot = self._scene.stage.by_ssrc.get(nack.ssrc)
        if slot is None:
            return
        view = slot.views.get(viewer.peer)
        if view is None or (view.branch is None and not view.past):
            return
        past = not (slot.video and viewer.allowed.narrow)  # what another key frame has replaced
        found = [kept for sequence in nack.lost if (kept := view.find(sequence, now, past=past))]
        if not slot.video:
            age = slot.trunk.rewriter.age
            found = [kept for kept in found if age(kept[1], now) <= PLAYOUT_BUDGET]
            first = [number for number, _ in found if viewer.is_first_ask(nack.ssrc, number)]
            viewer.hearing.missed(slot.mid, first, now)
        may, sound = viewer.may_resend, not slot.video
        packets = [packet for number, packet in found if may(nack.ssrc, number, now, sound=sound)]
        if packets:
            if slot.video and "rtx" in viewer.takes:
                packets = packets * 2 if viewer.allowed.twice else packets
                packets = [self._wrap(slot, view, packet, now) for packet in packets]
            self._scene.outputs.append(ToViewer(viewer.peer, packets))

    def _wanted(self, viewer: Viewer, ssrc: int, now: float) -> None:
        slot = self._scene.stage.by_ssrc.get(ssrc)
        shown = self._shown(slot, viewer, now) if slot is not None else None
        if shown is not None and viewer.may_ask_key_frame(now):
            self._scene.ask_key_frame(*shown, now)

    def _shown(self, slot: Slot, viewer: Viewer, now: float) -> tuple[str, Encoding] | None:
        """Whose encoding a viewer is sent as a picture; None when no key frame would help it."""
        if slot.feed is None or slot.owner is None or not slot.video or self._scene.is_paused(slot):
            return None
        view = slot.views.get(viewer.peer)
        if view is None or view.branch is None or view.served_at(now):
            return None
        return slot.owner, view.branch.encoding or slot.feed.best

    def padding(self, viewer: Viewer, slot: Slot, octets: int, now: float) -> list[bytes]:
        """Retransmissions of what was sent last, to probe with."""
        view = slot.views.get(viewer.peer)
        if view is None or view.branch is None or "rtx" not in viewer.takes:
            return []
        kept = view.branch.ring.newest(octets, view.since)
        return [self._wrap(slot, view, packet, now) for packet in kept]

    def repeat(self, now: float) -> None:
        """To be called some fifty times a second: send pictures again to those who lose some of what they
        would ask for them with. A moment after the time before, as what is lost is often lost together."""
        for viewer in self._scene.viewers.values():
            if viewer.allowed.unasked and "rtx" in viewer.takes:
                for slot in self._scene.slots.values():
                    view = slot.views.get(viewer.peer) if slot.video else None
                    if view is not None and view.branch is not None:
                        for nth in range(viewer.allowed.unasked):
                            self._repeat(slot, view, view.branch.ring, nth, now)

    def _repeat(self, slot: Slot, view: View, ring: Ring, nth: int, now: float) -> None:
        packets, view.repeated[nth] = ring.fresh(view.repeated[nth], now - NEW, now - nth * APART)
        if packets:
            again = [self._wrap(slot, view, packet, now) for packet in packets]
            self._scene.outputs.append(ToViewer(view.peer, again))

    def _wrap(self, slot: Slot, view: View, packet: bytes, now: float) -> bytes:
        view.repair_sequence = view.repair_sequence + 1 & 0xFFFF
        return rtx.wrap(packet, slot.name.repair_ssrc, view.repair_sequence, now)
