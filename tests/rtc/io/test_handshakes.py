"""Handshakes take turns: few at once, one datagram between two looks at the sockets, nobody is forgotten."""

import asyncio
from collections.abc import Callable
from typing import Any

from rtc.io.handshakes import AT_ONCE, KEPT_DATAGRAMS, MAX_STEPS, STALLED_SECONDS, Handshakes


class Loop:
    """An event loop's list of what is to be called soon."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []
        self.now = 0.0

    def time(self) -> float:
        return self.now

    def call_soon(self, callback: Callable[[], None]) -> None:
        self.soon.append(callback)

    def once(self) -> None:
        """One turn: what was scheduled before it."""
        now, self.soon = self.soon, []
        for callback in now:
            callback()

    def empty(self) -> None:
        while self.soon:
            self.once()


class Peer:
    def __init__(self) -> None:
        self.shaking = True
        self.heard: list[bytes] = []

    def shake(self, datagram: bytes) -> None:
        self.heard.append(datagram)


class SlowPeer(Peer):
    """One whose every step takes half a millisecond."""

    def __init__(self, loop: Loop) -> None:
        super().__init__()
        self._loop = loop

    def shake(self, datagram: bytes) -> None:
        super().shake(datagram)
        self._loop.now += 0.0005


def line() -> tuple[Handshakes, Any]:
    handshakes, loop = Handshakes(), Loop()
    handshakes.start(loop)  # type: ignore[arg-type]
    return handshakes, loop


def test_each_turn_of_the_loop_works_on_one_datagram() -> None:
    handshakes, loop = line()
    peers = [Peer() for _ in range(3)]
    for peer in peers:
        handshakes.feed(peer, b"hello", 0.0)
    counts = []
    for _ in range(4):
        loop.once()
        counts.append(sum(len(peer.heard) for peer in peers))
    assert counts == [1, 2, 3, 3]


def test_a_long_turn_of_forwarding_is_followed_by_a_share_of_handshakes() -> None:
    handshakes, loop = line()
    peers = [SlowPeer(loop) for _ in range(20)]
    for peer in peers:
        handshakes.feed(peer, b"hello", 0.0)
    loop.now += 0.010
    loop.once()
    assert sum(len(peer.heard) for peer in peers) == 4  # half a millisecond each, a fifth of ten
    loop.now += 0.300
    loop.once()
    assert sum(len(peer.heard) for peer in peers) == 4 + 8  # never longer than four milliseconds


def test_those_beyond_the_limit_wait_their_turn_with_what_they_said() -> None:
    handshakes, loop = line()
    first = [Peer() for _ in range(AT_ONCE)]
    late, later = Peer(), Peer()
    for peer in [*first, late, later, late]:
        handshakes.feed(peer, b"hello", 0.0)
    loop.empty()
    assert [peer.heard for peer in (*first, late, later)] == [[b"hello"]] * AT_ONCE + [[], []]
    assert (handshakes.under_way, handshakes.waiting) == (AT_ONCE, 2)
    handshakes.forget(first[0], 0.1)
    loop.empty()
    assert (late.heard, later.heard) == ([b"hello", b"hello"], [])


def test_who_waits_cannot_pile_up_datagrams() -> None:
    handshakes, loop = line()
    first, late = [Peer() for _ in range(AT_ONCE)], Peer()
    for peer in [*first, *[late] * (KEPT_DATAGRAMS + 3)]:
        handshakes.feed(peer, b"hello", 0.0)
    for peer in first:
        handshakes.forget(peer, 0.1)
    loop.empty()
    assert len(late.heard) == KEPT_DATAGRAMS


def test_flood_of_one_handshake_lines_up_a_few_steps_only() -> None:
    handshakes, loop = line()
    flooding, honest = Peer(), Peer()
    for _ in range(1000):
        handshakes.feed(flooding, b"junk", 0.0)
    handshakes.feed(honest, b"hello", 0.0)
    loop.empty()
    assert (len(flooding.heard), honest.heard) == (MAX_STEPS, [b"hello"])
    handshakes.feed(flooding, b"hello after all", 0.0)
    loop.empty()
    assert flooding.heard[-1] == b"hello after all"


def test_silent_handshakes_hold_nobody_up_for_longer_than_a_second() -> None:
    handshakes, loop = line()
    late = Peer()
    for peer in [*(Peer() for _ in range(AT_ONCE)), late]:
        handshakes.feed(peer, b"hello", 0.0)
    handshakes.feed(late, b"hello again", STALLED_SECONDS + 0.1)
    loop.empty()
    assert late.heard == [b"hello", b"hello again"]


def test_connection_that_ended_while_it_waited_costs_nothing() -> None:
    handshakes, loop = line()
    gone, stays = Peer(), Peer()
    handshakes.feed(gone, b"hello", 0.0)
    gone.shaking = False
    handshakes.feed(stays, b"hello", 0.0)
    handshakes.forget(gone, 0.0)
    loop.empty()
    assert (gone.heard, stays.heard, handshakes.under_way) == ([], [b"hello"], 1)


async def test_it_runs_on_a_real_loop() -> None:
    handshakes, peer = Handshakes(), Peer()
    handshakes.start(asyncio.get_running_loop())
    handshakes.feed(peer, b"hello", 0.0)
    assert peer.heard == []
    await asyncio.sleep(0)
    assert peer.heard == [b"hello"]
