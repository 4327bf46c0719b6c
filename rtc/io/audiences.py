"""Who of a room is reached how: keeps the prepared audiences of `forward` in step with the core's watchers.

A viewer who comes, goes or moves costs one entry in each group it is in, however many there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from rtc.core.branch import Branch
from rtc.core.player import Types
from rtc.io.connection import Connection
from rtc.io.forward import Audience
from rtc.io.outbox import Outlet
from rtc.io.parcel import Tally

Way = tuple[Outlet, int, int]


class Group:
    """The audiences of one branch, by socket, payload type and length of tag. Those `aside` (peer -> payload
    type) are `paced`, and are not among them."""

    def __init__(self, tally: Tally, paced: Collection[str] = ()) -> None:
        self.version = self.payload_type = 0
        self.aside: dict[str, int] = {}
        self._tally = tally
        self._paced = paced
        self._by_way: dict[Way, Audience] = {}
        self._way_of: dict[str, tuple[Way, int]] = {}

    def __iter__(self) -> Iterator[Audience]:
        return iter(self._by_way.values())

    def add(self, peer: str, view: Connection | None, payload_type: int) -> None:
        """Reach this peer too, unless it cannot be reached."""
        self.remove(peer)
        if peer in self._paced:
            self.aside[peer] = payload_type
            return
        if view is None or not view.open or view.path.where is None or view.outgoing is None:
            return
        way = (view.path.where.outlet, payload_type, view.outgoing.tag_size)
        if way not in self._by_way:
            self._by_way[way] = Audience(view.path.where.outlet, self._tally, payload_type)
        self._by_way[way].add(peer, view.outgoing, view.path.sockaddr)
        self._way_of[peer] = way, payload_type

    def remove(self, peer: str) -> None:
        """Removing twice changes nothing."""
        self.aside.pop(peer, None)
        way, _ = self._way_of.pop(peer, (None, 0))
        if way is not None:
            self._by_way[way].remove(peer)
            if not self._by_way[way]:
                del self._by_way[way]

    def moved(self, peer: str, view: Connection | None) -> None:
        """Its address changed, or whether it is paced."""
        if peer in self._way_of:
            self.add(peer, view, self._way_of[peer][1])
        elif peer in self.aside:
            self.add(peer, view, self.aside[peer])


class Audiences:
    """All groups of a room. `views`, `players` (payload types of their own) and `paced` (who is sent pictures
    by itself) belong to the room."""

    def __init__(
        self, views: dict[str, Connection], players: dict[str, Types], paced: Collection[str] = ()
    ) -> None:
        self.tally = Tally()
        self.everybody = Group(self.tally)
        self._views = views
        self._players = players
        self._paced = paced
        self._groups: dict[int, Group] = {}

    def of(self, branch: Branch) -> Group:
        """Whom a branch is sent to, by now."""
        group = self._groups.get(branch.key)
        if group is not None and group.payload_type != branch.payload_type:
            group = None  # another codec
        elif group is not None and group.version == branch.viewers.version:
            return group
        changes = branch.viewers.since(group.version) if group is not None else None
        if group is None or changes is None:
            group = self._groups[branch.key] = Group(self.tally, self._paced if branch.slot.video else ())
            changes = [(peer, True) for peer in branch.viewers]
        self._follow(group, branch, changes)
        return group

    def came(self, peer: str) -> None:
        """A viewer's connection is open."""
        self.everybody.add(peer, self._views.get(peer), 0)

    def gone(self, peer: str) -> None:
        """A viewer's connection is closed: nothing is sent to it from here on."""
        for group in (self.everybody, *self._groups.values()):
            group.remove(peer)

    def moved(self, peer: str) -> None:
        """A viewer's address changed, or whether it is paced."""
        for group in (self.everybody, *self._groups.values()):
            group.moved(peer, self._views.get(peer))

    def forget_all_but(self, keys: set[int]) -> None:
        """Other branches are no more."""
        for key in self._groups.keys() - keys:
            del self._groups[key]

    def _follow(self, group: Group, branch: Branch, changes: Iterable[tuple[str, bool]]) -> None:
        name = branch.slot.name
        for peer, came in changes:
            types, number = self._players.get(peer), branch.payload_type
            if came and (types is None or number in types.get(name.ssrc, {})):
                number = number if types is None else types[name.ssrc][number]
                group.add(peer, self._views.get(peer), number)
            else:
                group.remove(peer)
        group.version, group.payload_type = branch.viewers.version, branch.payload_type
