"""Which viewer is sent which branch, and what somebody sees first."""

from __future__ import annotations

from rtc.core.outputs import ToViewer
from rtc.core.scene import Scene
from rtc.core.stage import Slot
from rtc.core.viewer import Viewer

REPLAY_AGE, REPLAY_PACKETS = 0.5, 150


class Switching:
    """Moves viewers between the branches of a scene's slots."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def enter(self, viewer: Viewer, now: float) -> None:
        """A new viewer: it is sent every slot but its own, and shown at once what can be shown."""
        for slot in self._scene.slots.values():
            if self._scene.shows(slot, viewer.peer):
                self._join(viewer, slot)
                if slot.video and slot.feed is not None:
                    self._show_picture(viewer, slot, now)

    def leave(self, peer: str) -> None:
        """The viewer is gone."""
        for slot in self._scene.slots.values():
            for branch in slot.branches:
                branch.viewers.discard(peer)

    def owner_changes(self, slot: Slot, owner: str | None) -> None:
        """A slot gets another owner: who had it may view it from now on, who has it now does not."""
        before = self._scene.viewers.get(slot.owner or "")
        if before is not None and not self._scene.echo:
            self._join(before, slot)
        if owner is not None and not self._scene.echo:
            for branch in slot.branches:
                branch.viewers.discard(owner)

    def _join(self, viewer: Viewer, slot: Slot) -> None:
        viewer.since[slot.mid] = slot.trunk.rewriter.highest + 1
        slot.trunk.viewers.add(viewer.peer)

    def _show_picture(self, viewer: Viewer, slot: Slot, now: float) -> None:
        """The last key frame and what followed, when it is fresh; else a new key frame is asked for."""
        kept = slot.trunk.ring.since_key_frame(now, REPLAY_AGE, REPLAY_PACKETS)
        if kept:
            viewer.since[slot.mid] = kept[0][0]
            self._scene.outputs.append(ToViewer(viewer.peer, [packet for _, packet in kept]))
        elif slot.feed is not None and not self._scene.is_paused(slot):
            self._scene.ask_key_frame(slot.owner or "", slot.feed, now)
