"""What viewers do in a room and what is done for them: they come, go, report, ask, and have links.

The other half is `publishing`. Which branch a viewer is sent is for `switching`, what a link carries for
`links`, what is sent again for `repair`.
"""

from __future__ import annotations

from collections.abc import Collection

from rtc.core import feedback, rtcp, stats, xr
from rtc.core.allocate import Choice, Layer, Limit
from rtc.core.encoding import SERVER_SSRC
from rtc.core.link import Link
from rtc.core.links import Links
from rtc.core.microphones import Microphones
from rtc.core.outputs import ToViewer, ToViewers
from rtc.core.repair import Repair
from rtc.core.reports import Reports
from rtc.core.rtp import Buffer
from rtc.core.scene import Scene
from rtc.core.shown import Shown
from rtc.core.speaker import Speakers
from rtc.core.switching import Switching
from rtc.core.viewer import Allowance, Viewer


class Viewing:
    """The viewers of a scene."""

    def __init__(
        self,
        scene: Scene,
        switching: Switching,
        repair: Repair,
        reports: Reports,
        microphones: Microphones,
        speakers: Speakers,
    ) -> None:
        self._scene = scene
        self._switching = switching
        self._repair = repair
        self._reports = reports
        self._microphones = microphones
        self._speakers = speakers
        self._links = Links(scene.outputs, self.choose, self._pad, self._allow, self._report_to)

    def enter(self, peer: str, now: float, takes: Collection[str]) -> None:
        """A viewer's connection is open: show what can be shown at once, ask for key frames for the rest.

        `takes` are the codecs its answer took, besides those everybody must.
        """
        self.leave(peer)
        self._scene.viewers[peer] = Viewer(peer, takes)
        self._links.enter(peer, padding="rtx" in takes)
        self._switching.enter(peer, now)
        self._reports.to_viewers(now, peer)

    def leave(self, peer: str) -> None:
        viewer = self._scene.viewers.pop(peer, None)
        if viewer is not None:
            stats.retire_viewer(self._scene, viewer)
            self._switching.leave(peer)
            self._links.leave(peer)

    def moved(self, peer: str, now: float) -> None:
        """A viewer is reached in another place: it missed what was sent meanwhile, and needs key frames."""
        viewer = self._scene.viewers.get(peer)
        if viewer is not None:
            self._links.moved(peer, now)
            self._repair.interrupted(viewer, now)

    def receive_rtcp(self, peer: str, data: Buffer, size: int, now: float) -> None:
        """RTCP of a viewer: packets wanted again, key frames wanted. Raises Malformed."""
        viewer, link = self._scene.viewers.get(peer), self._links.link(peer)
        if viewer is None or link is None:
            return
        calm = 0.0 if link.estimate.awaits else feedback.CALM
        timed = link.timed(now)
        rate, news = feedback.read(data, size, viewer.reports, now, calm, timed=timed)
        if rate >= 0:
            self._links.believed(link, rate, now)
            if link.estimate.after_outage:
                self._repair.interrupted(viewer, now)
        if not news:
            return
        for fact in news:
            if isinstance(fact, rtcp.ReportBlock):
                self._received(viewer, fact, now)
            elif isinstance(fact, xr.ReferenceTime):
                link.timed_at = now
                self._scene.outputs.append(ToViewers(xr.last_heard(SERVER_SSRC, fact), peer))
            else:
                self._repair.heard(viewer, fact, now)
        self._microphones.adapt(viewer, now)

    def client_told(self, peer: str, freezes: int, frozen_ms: int, concealed_ms: int) -> None:
        """What a viewer's browser counted since its viewing began: pictures that stood, sound made up."""
        viewer = self._scene.viewers.get(peer)
        if viewer is not None:
            viewer.freezes = max(viewer.freezes, freezes)
            viewer.frozen_ms = max(viewer.frozen_ms, frozen_ms)
            viewer.concealed_ms = max(viewer.concealed_ms, concealed_ms)

    def layers(self, mid: str, now: float) -> list[Layer]:
        """What arrives for a slot, lowest first, as measured; empty when nothing does."""
        slot = self._scene.slots.get(mid)
        live = slot.feed.live() if slot is not None and slot.feed is not None and slot.video else []
        return [layer for encoding in live for layer in encoding.layers(now)]

    def padding(self, peer: str, mid: str, octets: int, now: float) -> list[bytes]:
        """RTP packets of about so many bytes in all that repeat what a viewer was sent, to probe its link;
        none when it takes no retransmissions or is sent nothing of this slot."""
        viewer, slot = self._scene.viewers.get(peer), self._scene.slots.get(mid)
        return [] if viewer is None or slot is None else self._repair.padding(viewer, slot, octets, now)

    def _pad(self, peer: str, octets: int, now: float) -> int:
        """Part of a burst: something a viewer was sent, sent again; how many bytes it came to."""
        for mid, slot in self._scene.slots.items():
            packets = self.padding(peer, mid, octets, now) if slot.video else []
            if packets:
                self._scene.outputs.append(ToViewer(peer, packets))
                return sum(len(packet) for packet in packets)
        return 0

    def _report_to(self, peer: str, now: float) -> None:
        self._reports.to_viewers(now, peer)

    def _allow(self, peer: str, allowed: Allowance, now: float) -> None:
        viewer = self._scene.viewers.get(peer)
        if viewer is not None:
            viewer.allow(allowed, now)
            self._microphones.adapt(viewer, now)

    def second(self, now: float) -> None:
        """Once a second: what there is to be sent, and who is therefore sent what."""
        shown, sounds = {}, 0
        for mid, slot in self._scene.slots.items():
            if slot.feed is None or slot.owner is None or self._scene.is_paused(slot):
                continue
            if slot.video:
                shown[mid] = Shown(slot.owner, slot.feed, self.layers(mid, now))
            else:
                sounds += 1
        self._links.show(shown, self._speakers.current, sounds)
        self._links.second(now)

    def _received(self, viewer: Viewer, block: rtcp.ReportBlock, now: float) -> None:
        slot = self._scene.stage.by_ssrc.get(block.ssrc)
        view = slot.views.get(viewer.peer) if slot is not None else None
        if slot is None or view is None:
            return
        viewer.reports[block.ssrc] = (block, now)
        unsent = view.never_sent(block.highest)
        block = block._replace(highest=block.highest - unsent, lost=block.lost - unsent)
        self._links.heard(viewer.peer, block, now)
        if not slot.video:
            viewer.hearing.reported(block, now)

    def link(self, peer: str) -> Link | None:
        return self._links.link(peer)

    def tick(self, now: float) -> None:
        """To be called some fifty times a second."""
        self._links.tick(now)

    def choose(self, peer: str, mid: str, choice: Choice | None, now: float) -> None:
        """What a viewer is to be sent of a slot (`Room.choose`)."""
        slot = self._scene.slots.get(mid)
        if slot is not None:
            self._switching.choose(slot, peer, choice, now)

    def watch(self, peer: str, tiles: dict[str, int], limit: Limit, now: float) -> None:
        """What a viewer's page shows (mid -> height in pixels), and what its device can do."""
        self._links.watch(peer, tiles, limit, now)
