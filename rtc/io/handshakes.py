"""DTLS handshakes in small steps between packets: a few hundred joins at once must not hold up forwarding.

A handshake costs about half a millisecond and 100 kB. So one datagram is worked on at a time, the event loop
looks at the sockets before the next, and only so many handshakes are under way: who comes later waits in line
with the first datagrams kept, and is served in the order of arrival. When a turn of the loop took long,
because much is to be forwarded, handshakes get a share of it, or nobody would ever get in.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from typing import Protocol

AT_ONCE = 32
STALLED_SECONDS = 1.0
KEPT_DATAGRAMS = 4
SHARE, LONGEST = 0.2, 0.004
MAX_STEPS = 16


class Party(Protocol):
    """A connection, as far as it shakes hands."""

    @property
    def shaking(self) -> bool: ...
    def shake(self, datagram: bytes) -> None: ...


class Handshakes:
    """`feed` takes what arrives for connections without keys; each turn of the event loop runs one step."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._steps: deque[tuple[Party, bytes]] = deque()
        self._lined_up: Counter[Party] = Counter()
        self._under_way: dict[Party, float] = {}
        self._waiting: dict[Party, list[bytes]] = {}
        self._scheduled = False
        self._scheduled_at = 0.0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def feed(self, party: Party, datagram: bytes, now: float) -> None:
        """Work on this datagram soon, or keep it until it is the connection's turn."""
        if party in self._under_way or (not self._waiting and self._has_room(now)):
            self._under_way[party] = now
            self._line_up(party, datagram)
        else:
            kept = self._waiting.setdefault(party, [])
            if len(kept) < KEPT_DATAGRAMS:
                kept.append(datagram)
            self._admit(now)
        self._schedule()

    def forget(self, party: Party, now: float) -> None:
        """The connection is keyed or closed: the next one's turn."""
        self._waiting.pop(party, None)
        if self._under_way.pop(party, None) is not None:
            self._admit(now)
            self._schedule()

    def _has_room(self, now: float) -> bool:
        """Whether another may begin; one that has been silent for a second holds nobody up."""
        if len(self._under_way) < AT_ONCE:
            return True
        for party, heard in list(self._under_way.items()):
            if now - heard > STALLED_SECONDS:
                del self._under_way[party]
        return len(self._under_way) < AT_ONCE

    def _admit(self, now: float) -> None:
        while self._waiting and self._has_room(now):
            party = next(iter(self._waiting))
            self._under_way[party] = now
            for datagram in self._waiting.pop(party):
                self._line_up(party, datagram)

    def _line_up(self, party: Party, datagram: bytes) -> None:
        """One connection may have MAX_STEPS in the queue: a flood would keep all others waiting behind it."""
        if self._lined_up[party] < MAX_STEPS:
            self._lined_up[party] += 1
            self._steps.append((party, datagram))

    def _schedule(self) -> None:
        if self._steps and not self._scheduled and self._loop is not None:
            self._scheduled, self._scheduled_at = True, self._loop.time()
            self._loop.call_soon(self._step)

    def _step(self) -> None:
        self._scheduled = False
        loop = self._loop
        assert loop is not None  # noqa: S101 - it scheduled this
        now = loop.time()
        until = now + min(SHARE * (now - self._scheduled_at), LONGEST)
        while self._steps:
            party, datagram = self._steps.popleft()
            self._lined_up[party] -= 1
            if not self._lined_up[party]:
                del self._lined_up[party]
            if party.shaking:
                party.shake(datagram)
            if loop.time() >= until:
                break
        self._schedule()
