"""What becomes of a microphone's packets: heard for who speaks, holes filled, written plain and redundant.

Which of these forms a viewer is sent is decided here too; packets are read and made in `sounds`.
"""

from __future__ import annotations

from rtc.core import rtp
from rtc.core.branch import Branch
from rtc.core.encoding import Encoding
from rtc.core.feed import Feed
from rtc.core.repair import Repair
from rtc.core.rtp import Buffer, Header
from rtc.core.scene import Scene
from rtc.core.speaker import Speakers
from rtc.core.stage import Slot
from rtc.core.viewer import Viewer


class Microphones:
    """The sound of a scene."""

    def __init__(self, scene: Scene, repair: Repair, speakers: Speakers) -> None:
        self._scene = scene
        self._repair = repair
        self._speakers = speakers

    def open(self, peer: str, encoding: Encoding, data: Buffer, header: Header, now: float) -> list[Header]:
        """A packet of a microphone that may be heard: the frames it brings, as headers that lie in `data`."""
        self._listen(peer, encoding.feed, data, header, now)
        frames = encoding.intake.take(data, header)
        for frame in frames:
            self._repair.arrived(peer, encoding, frame.sequence, now)
        return frames

    def adapt(self, viewer: Viewer, now: float) -> None:
        """Send a viewer its sound with as much redundancy as its link needs."""
        if "red" not in viewer.takes:
            return
        for slot in self._scene.slots.values():
            branch = None if slot.video else slot.branch_of(viewer.peer)
            if branch is not None and branch.depth != viewer.hearing.depth:
                view = slot.views[viewer.peer]
                view.exit(now)
                view.enter(slot.branches[viewer.hearing.depth], branch.rewriter.highest + 1)

    def _listen(self, peer: str, feed: Feed, data: Buffer, header: Header, now: float) -> None:
        if feed.level_extension:
            level = rtp.extension(data, header, feed.level_extension)
            if level:
                self._speakers.heard(peer, level[0] & 0x7F, header.timestamp, now)


def write(slot: Slot, data: Buffer, header: Header, now: float) -> list[Branch]:
    """Write one frame plain, and in each form somebody is sent. The number of a frame says the same to all,
    but a viewer gets one form of it only: two under one number would give the key stream away. Padding has no
    number for them."""
    plain = slot.trunk
    if header.start == header.end:
        plain.rewriter.skip(header.sequence)
        return []
    if not plain.write(data, header, None, now):
        return []
    sequence = plain.rewriter.sequence
    written = [plain]
    slot.redundancy.put(sequence, plain.out, plain.size)
    for branch in slot.branches[1:]:
        if branch.viewers:
            branch.size = slot.redundancy.write(sequence, plain.out, plain.size, branch.depth, branch.out)
            branch.ring.put(sequence, bytes(branch.out[: branch.size]), now)
            written.append(branch)
    return written
