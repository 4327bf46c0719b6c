"""Which viewer is sent which branch: choices, what is there to be sent instead, and what somebody sees first.

A viewer changes to another encoding at its next key frame, which is asked for at once, and to other temporal
layers at the next frame. How the numbers go on is decided in `moves`.
"""

from __future__ import annotations

from rtc.core.allocate import Choice
from rtc.core.branch import Branch
from rtc.core.encoding import SPATIAL_NAMES, Encoding
from rtc.core.feed import Feed
from rtc.core.outputs import ToViewer
from rtc.core.rewrite import ALL_LAYERS
from rtc.core.scene import Scene
from rtc.core.shedding import ENCODINGS, TEMPORAL
from rtc.core.stage import Slot
from rtc.core.view import AUTOMATIC, Target, View

REPLAY_AGE, REPLAY_PACKETS, REPLAY_OCTETS = 0.5, 150, 150_000
"""What somebody who comes is sent at once, of whose link nothing is known yet: more would stand in its queue
for longer than a key frame of their own takes to come."""


class Switching:
    """Moves viewers between the branches of a scene's slots."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def enter(self, peer: str, now: float) -> None:
        """A new viewer: it is sent every slot but its own, and shown at once what can be shown."""
        for slot in self._scene.slots.values():
            slot.views[peer] = view = View(peer)
            self._aim(slot, view, now)

    def leave(self, peer: str) -> None:
        """The viewer is gone."""
        for slot in self._scene.slots.values():
            view = slot.views.pop(peer, None)
            if view is not None:
                self._stop(slot, view, 0.0)

    def tick(self, now: float) -> None:
        """To be called often: notice what has stopped coming, and ask again for what somebody waits for.

        A publisher whose link collapsed gives up upper encodings, never the lowest, whatever holes it has.
        """
        for slot in self._scene.slots.values():
            if not slot.video or slot.feed is None:
                continue
            live = slot.feed.live()
            publisher = self._scene.publishers.get(slot.owner or "")
            collapsed = publisher is not None and publisher.backlog.collapsed(now)
            stopped = [one for one in live[collapsed:] if one.stopped(now, collapsed=collapsed)]
            if stopped and len(stopped) < len(live):
                for encoding in stopped:
                    encoding.ends(now, given_up=collapsed)
                self.aim(slot, now)
            for view in slot.waiting.values():
                if view.target is not None and not _same_encoding(view):
                    self._ask(slot, view.target.encoding, now)
                    break

    def ask_for(self, slot: Slot, encoding: Encoding, now: float) -> None:
        """A packet of this encoding was of no use to a branch that waits for its key frame."""
        for branch in slot.branches:
            if branch.encoding is encoding and not branch.rewriter.started:
                self._ask(slot, encoding, now)
                return

    def send_late(self, slot: Slot, branch: Branch, sequence: int, packet: bytes) -> None:
        """A late packet, for those only to whom its number was not sent on another branch."""
        for peer in branch.viewers:
            if slot.views[peer].since <= sequence:
                self._scene.outputs.append(ToViewer(peer, [packet]))

    def choose(self, slot: Slot, peer: str, choice: Choice | None, now: float) -> None:
        """A viewer is to be sent this encoding and its layers, or nothing (None) of this slot."""
        view = slot.views.get(peer)
        if view is not None and view.choice != choice:
            view.choice = choice
            self._aim(slot, view, now)

    def owner_changes(self, slot: Slot, owner: str | None, now: float) -> None:
        """A slot gets another owner: who had it may view it from now on, who has it now does not."""
        before, slot.owner = slot.owner, owner
        for peer in {before, owner} - {None}:
            view = slot.views.get(peer or "")
            if view is not None:
                self._aim(slot, view, now)

    def bind(self, slot: Slot, feed: Feed | None, now: float) -> None:
        """The slot goes on with another feed (or the same after a break), from its next key frame."""
        slot.feed = feed
        slot.time_line.restart()
        slot.redundancy.clear()
        for branch in slot.branches:
            view = next((slot.views[peer] for peer in branch.viewers), None)
            target = self._resolve(slot, view.choice if view else AUTOMATIC)
            branch.follow(*(target or (None, branch.temporal, branch.spatial)))
        self.aim(slot, now)

    def begins_anew(self, encoding: Encoding) -> None:
        """An encoding comes under another SSRC (RFC 3550 section 8.2): its numbers and times have nothing to
        do with those before, so viewers are shown it from its next key frame on."""
        feed = encoding.feed
        slot = self._scene.slots[feed.slot.mid] if feed.slot is not None else None
        if slot is None or slot.feed is not feed:
            return
        slot.redundancy.clear()
        for branch in slot.branches:
            if branch.encoding is encoding:
                branch.follow(encoding, branch.temporal, branch.spatial)

    def aim(self, slot: Slot, now: float, begins: Encoding | None = None) -> None:
        """What is there to be sent has changed: look again at what everybody is sent.

        An encoding that `begins` does so with a key frame, as a rule: it is asked for one at the next tick,
        when somebody still waits for it.
        """
        for view in slot.views.values():
            self._aim(slot, view, now, begins)
        trunk, target = slot.trunk, self._resolve(slot, AUTOMATIC)
        if not trunk.viewers and target is not None and trunk.encoding is not target.encoding:
            trunk.follow(*target)

    def _aim(self, slot: Slot, view: View, now: float, begins: Encoding | None = None) -> None:
        if view.choice is None or not self._scene.shows(slot, view.peer):
            self._stop(slot, view, now)
            return
        if not slot.video:
            if view.branch is None:
                view.enter(slot.trunk, slot.trunk.rewriter.highest + 1)
            return
        target = self._resolve(slot, view.choice)
        branch = view.branch
        if branch is None and view.place is None:
            self._join(slot, view, target, now)
        elif target is None or (branch is not None and _shown(branch) == target):
            view.target = None
            slot.waiting.pop(view.peer, None)
        elif view.target != target:
            view.target = target
            slot.waiting[view.peer] = view
            begun = target.encoding is begins
            if not begun and (branch is None or not _reached_without_key_frame(branch, target)):
                self._ask(slot, target.encoding, now)

    def _resolve(self, slot: Slot, choice: Choice | None) -> Target | None:
        """What a choice comes to now: the encoding chosen, else the best below it, else the next above;
        less when something must be given up."""
        if slot.feed is None or choice is None:
            return None
        encodings, live = slot.feed.encodings, slot.feed.live()
        wanted, spatial = encodings.get(choice.rid), ALL_LAYERS
        if wanted is None and choice.rid in SPATIAL_NAMES and len(encodings) == 1:
            shown, spatial = slot.feed.best, SPATIAL_NAMES.index(choice.rid)
        elif wanted is None:
            shown = live[-1] if live else slot.feed.best
        elif wanted in live or not live:
            shown = wanted
        else:
            lower = [one for one in live if one.rank < wanted.rank]
            shown = lower[-1] if lower else live[0]
        temporal = choice.temporal
        if self._scene.shed >= ENCODINGS:
            shown, spatial = live[0] if live else shown, 0 if shown.spatial else spatial
        if self._scene.shed >= TEMPORAL:
            temporal = 0
        return Target(shown, temporal if temporal < shown.temporal else ALL_LAYERS, spatial)

    def _stop(self, slot: Slot, view: View, now: float) -> None:
        view.exit(now)
        view.target = None
        slot.waiting.pop(view.peer, None)
        slot.prune()

    def _join(self, slot: Slot, view: View, target: Target | None, now: float) -> None:
        """A viewer that was never sent anything of this slot may begin anywhere."""
        branch = slot.trunk if target is None else slot.find(*target)
        if branch is None and target is not None:
            branch = slot.trunk if not slot.trunk.viewers else slot.new_branch()
            branch.follow(*target)
        if branch is None:
            return
        limits = (REPLAY_AGE, REPLAY_PACKETS, REPLAY_OCTETS)
        kept = branch.ring.since_key_frame(now, *limits) if slot.feed else []
        view.enter(branch, kept[0][0] if kept else branch.rewriter.highest + 1)
        branch.barrier = max(branch.barrier, view.since)
        if kept:
            self._scene.outputs.append(ToViewer(view.peer, [packet for _, packet in kept]))
        elif target is not None:
            self._ask(slot, target.encoding, now)

    def _ask(self, slot: Slot, encoding: Encoding, now: float) -> None:
        if slot.video and slot.owner is not None and not self._scene.is_paused(slot):
            self._scene.ask_key_frame(slot.owner, encoding, now)


def _same_encoding(view: View) -> bool:
    return (
        view.branch is not None and view.target is not None and view.branch.encoding is view.target.encoding
    )


def _reached_without_key_frame(branch: Branch, target: Target) -> bool:
    return branch.encoding is target.encoding and target.spatial <= branch.rewriter.spatial


def _shown(branch: Branch) -> Target | None:
    return None if branch.encoding is None else Target(branch.encoding, branch.temporal, branch.spatial)
