"""What workers count, gathered: of each worker, of a room wherever it is shown, of one participant.

What the figures mean is in PROTOCOL.md; for Prometheus they are written in `metrics`.
"""

from __future__ import annotations

from rtc import wire
from rtc.fleet import Fleet
from rtc.link import WorkerLink
from rtc.spread import Spread


class Figures:
    """Asks who has them."""

    def __init__(self, fleet: Fleet, spread: Spread[WorkerLink]) -> None:
        self._fleet = fleet
        self._spread = spread

    async def of_workers(self) -> dict[str, object]:
        """{socket path: figures} of every worker that can be asked."""
        probes = self._fleet.probes
        probed = {path: {"probe": seconds} for path, seconds in probes.items()}
        return {
            link.path: {**await _counted(link, None), **probed.get(link.path, {})}
            for link in self._fleet.ready()
        }

    async def of(self, room: str, peer: str | None) -> dict[str, object]:
        """What the home counts, and under `edges` what each edge does; of a participant, both in one."""
        home = await _counted(self._spread.home(room), room, peer)
        place = self._spread.rooms[room]
        if peer is not None:
            where = self._spread.of_view(room, peer)
            if where is not place.home:
                home["views"] = (await _counted(where, room, peer)).get("views", {})
            return home
        if place.edges:
            home["edges"] = {link.path: await _counted(link, room) for link in list(place.edges)}
        return home


async def _counted(link: WorkerLink, room: str | None, peer: str | None = None) -> dict[str, object]:
    result = await link.ask(wire.GetStats(room, peer))
    return result.stats if isinstance(result, wire.Counted) else {}
