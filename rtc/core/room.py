"""A room of the media plane: its slots, who fills them, who is sent what. Input and now in, outputs out.

It knows no sockets, keys or people; a peer is a name. `rtc.io.rooms` feeds it and carries out what it says.
This file is its table of contents: what is known stands in `scene`, the work is done in `incoming` (what
becomes of a packet), `publishing` and `casting` (who holds which slot), `viewing` (who comes and goes, and
what their links carry), `switching` (who is sent which branch), `repair` (what was lost) and `reports`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rtc.core import rtcp, stats
from rtc.core.accepting import Accepted
from rtc.core.allocate import Choice, Layer, Limit
from rtc.core.branch import Branch
from rtc.core.burst import Kept
from rtc.core.casting import Casting
from rtc.core.feed import Feed
from rtc.core.incoming import Incoming
from rtc.core.microphones import Microphones
from rtc.core.outputs import Output, Speaking
from rtc.core.publishing import Publishing
from rtc.core.recording import Take
from rtc.core.repair import Repair
from rtc.core.reports import Reports
from rtc.core.rtp import Buffer
from rtc.core.scene import Scene
from rtc.core.shedding import PICTURES
from rtc.core.speaker import Speakers
from rtc.core.stage import Stage
from rtc.core.switching import Switching
from rtc.core.uplink import Uplink
from rtc.core.viewing import Viewing
from rtc.core.wanting import Wanting


class Room:
    """`outputs` collects what is to be done; whoever calls in takes them out with `take_outputs`."""

    def __init__(
        self,
        microphones: int,
        cameras: int,
        screens: int,
        ceilings: dict[str, int],
        *,
        echo: bool = False,
        selective: bool = False,
    ) -> None:
        self.stage = Stage(microphones, cameras, screens)
        self.slots = self.stage.slots
        self._scene = Scene(self.stage, echo=echo)
        self.viewers = self._scene.viewers
        self.publishers = self._scene.publishers
        self.outputs = self._scene.outputs
        self.uplinks: dict[int, Uplink] = {}
        self._switching = Switching(self._scene)
        self._repair = Repair(self._scene)
        self._wanting = Wanting(self._scene)
        self._reports = Reports(self._scene, ceilings)
        self._speakers = Speakers()
        self._microphones = Microphones(self._scene, self._repair, self._speakers)
        self._takes: dict[str, Take] = {}
        self._casting = Casting(self._scene, self._switching, self._speakers, selective=selective)
        held = (self._casting, self._switching, self._speakers, self._takes)
        self._publishing = Publishing(self._scene, *held)
        parts = (self._switching, self._repair, self._casting, self._microphones)
        self._incoming = Incoming(self._scene, *parts, self.uplinks, self._takes)
        watched = (self._repair, self._reports, self._microphones, self._speakers)
        self._viewing = Viewing(self._scene, self._switching, *watched)

    def take_outputs(self) -> list[Output]:
        outputs = list(self.outputs)
        self.outputs.clear()
        return outputs

    def add_viewer(self, peer: str, now: float, takes: Collection[str] = ()) -> None:
        """A viewer's connection is open: show what can be shown at once, ask for key frames for the rest.

        `takes` are the codecs its answer took, besides those everybody must.
        """
        self._viewing.enter(peer, now, takes)

    def remove_viewer(self, peer: str) -> None:
        self._viewing.leave(peer)

    def viewer_moved(self, peer: str, now: float) -> None:
        """A viewer is reached in another place: it missed what was sent meanwhile, and needs key frames."""
        self._viewing.moved(peer, now)

    def publish(self, peer: str, accepted: list[Accepted], now: float, *, again: bool = False) -> None:
        """Bind the sources of a new publishing connection, or (`again`) of the same described anew. Raises
        NoFreeSlot and then changes nothing."""
        self._publishing.publish(peer, accepted, now, again=again)

    def unpublish(self, peer: str, now: float) -> None:
        """The peer's publishing ended: its slots become free."""
        self._publishing.unpublish(peer, now)

    def feed_edge(self, number: int, now: float) -> None:
        """Another worker shows this room to viewers of its own: send it what arrives, once (`uplink`)."""
        self.uplinks[number] = Uplink(self._scene, number, now)

    def show(self, mid: str, peer: str, feed: Feed | None, now: float) -> None:
        """This room is an edge: a slot shows a feed that comes from its home, or nothing."""
        slot = self.slots[mid]
        if feed is not None:
            self._casting.bind(slot, peer, feed, now)
        elif slot.owner is not None:
            self._casting.release([slot], now)

    def forget(self, peer: str, now: float) -> None:
        """The peer left for good."""
        self.remove_viewer(peer)
        self.unpublish(peer, now)
        self._scene.paused -= {pair for pair in self._scene.paused if pair[0] == peer}
        self._casting.pinned.discard(peer)

    def pause(self, peer: str, source: str, paused: bool, now: float) -> None:
        """Drop or forward a source; a screen gives its slot back meanwhile. Raises NoFreeSlot for one that
        comes again when there is none, and then changes nothing."""
        self._publishing.pause(peer, source, paused, now)

    def shed(self, level: int, now: float) -> None:
        """Give up so much (`shedding`) because the worker cannot keep up."""
        self._publishing.shed(level, now)

    def load(self, now: float) -> float:
        """What pictures cost: bits per second to all viewers; 0 while they are dropped."""
        return 0.0 if self._scene.shed == PICTURES else stats.load(self._scene, now)

    def pin(self, peer: str, pinned: bool) -> None:
        """Let a peer keep its slots and be served first; remembered until it leaves."""
        (self._casting.pinned.add if pinned else self._casting.pinned.discard)(peer)

    def record(self, peer: str, now: float) -> Take:
        """From now on what the peer publishes goes into a recording too; an earlier one gets nothing more."""
        return self._publishing.record(peer, now)

    def stop_recording(self, peer: str) -> None:
        """At once: not one packet more."""
        self._publishing.stop_recording(peer)

    def receive(self, peer: str, data: Buffer, size: int, now: float) -> list[Branch]:
        """An RTP packet of a publisher that arrived at `now`; raises Malformed.

        Returned are the branches to be sent at once: the packet stands rewritten in
        `branch.out[:branch.size]` for `branch.viewers`, until the next call.
        """
        return self._incoming.receive(peer, data, size, now)

    def common(self, codecs: Sequence[str]) -> list[str]:
        """Those of these video codecs that every viewer takes, in the same order."""
        return self._scene.common(codecs)

    def choose(self, peer: str, mid: str, choice: Choice | None, now: float) -> None:
        """What a viewer is to be sent of a slot: an encoding (rid "" is the best there is) up to a temporal
        layer, or nothing. Takes effect at the next key frame, which is asked for; layers at a frame."""
        self._viewing.choose(peer, mid, choice, now)

    def watch(self, peer: str, tiles: dict[str, int], limit: Limit, now: float) -> None:
        """What a viewer's page shows (mid -> height in pixels), and what its device can do."""
        self._viewing.watch(peer, tiles, limit, now)

    def layers(self, mid: str, now: float) -> list[Layer]:
        """What arrives for a slot, lowest first, as measured; empty when nothing does."""
        return self._viewing.layers(mid, now)

    def padding(self, peer: str, mid: str, octets: int, now: float) -> list[bytes]:
        """RTP packets of about so many bytes in all that repeat what a viewer was sent, to probe its link;
        none when it takes no retransmissions or is sent nothing of this slot."""
        return self._viewing.padding(peer, mid, octets, now)

    def leave(self, branch: Branch, now: float) -> list[list[Kept]]:
        """Runs of pictures' packets that waited and are to be sent to `branch.viewers` now.

        Who came to the branch while they waited is not sent them: it may have been sent their numbers.
        """
        runs = branch.leave(now)
        late = [one for run in runs for one in run if one.sequence < branch.barrier]
        if not late:
            return runs
        for one in late:
            self._switching.send_late(branch.slot, branch, one.sequence, one.packet)
        later = ([one for one in run if one.sequence >= branch.barrier] for run in runs)
        return [run for run in later if run]

    def receive_rtcp(self, peer: str, data: Buffer, size: int, now: float) -> None:
        """RTCP of a publisher. Raises Malformed."""
        publisher = self.publishers.get(peer)
        for fact in rtcp.parse(data, size):
            if publisher is not None and isinstance(fact, rtcp.SenderReport):
                publisher.reported(fact, now)

    def receive_viewer_rtcp(self, peer: str, data: Buffer, size: int, now: float) -> None:
        """RTCP of a viewer: packets wanted again, key frames wanted. Raises Malformed."""
        self._viewing.receive_rtcp(peer, data, size, now)

    def tick(self, now: float) -> None:
        """To be called some fifty times a second: asks again for what has not come, tells what has."""
        self._repair.chase(now)
        self._switching.tick(now)
        for slot in self.slots.values():
            if slot.feed is not None and slot.feed.simulcast:
                wanted = (uplink.wanted(slot) for uplink in self.uplinks.values())
                slot.feed.wanted_elsewhere = set().union(*wanted)
        self._wanting.tick(now)
        self._viewing.tick(now)
        self._repair.repeat(now)
        self._reports.arrivals(now)
        for uplink in self.uplinks.values():
            uplink.tick(now)

    def report(self, now: float) -> None:
        """To be called once a second: reports both ways."""
        self._reports.to_publishers(now)
        for slot in self.slots.values():
            for branch in slot.branches:
                branch.ring.expire(now)
        self._reports.to_viewers(now)
        self._viewing.second(now)
        for uplink in self.uplinks.values():
            uplink.second()

    def look_for_speaker(self, now: float) -> None:
        """To be called some fifty times a second: who speaks, and whose picture is shown for it."""
        if self._speakers.changed(now):
            self.outputs.append(Speaking(self._speakers.current))
        self._casting.look(now)

    def stats(self, now: float, peer: str | None = None) -> stats.Figures:
        """Figures of the room, or of one participant."""
        if peer is None:
            return stats.of_room(self._scene, now)
        return stats.of_peer(self._scene, peer, self._viewing.link(peer), now)

    def client_told(self, peer: str, freezes: int, frozen_ms: int, concealed_ms: int) -> None:
        """What a viewer's browser counted since its viewing began: pictures that stood, sound made up."""
        self._viewing.client_told(peer, freezes, frozen_ms, concealed_ms)
