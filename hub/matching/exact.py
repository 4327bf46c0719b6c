"""The extra `exact`: the search and the bound in machine code, in two processes of their own.

`Helpers` starts them, hears what they find and ends them; the clock of each is held here. What they are told
and tell goes through pipes as arrays. Without the extra nothing of this file but `installed` is used.
"""

import contextlib
import importlib.util
import multiprocessing
import multiprocessing.connection
import time
from multiprocessing.connection import Connection
from typing import Any

from hub.matching.grid import Grid

NONE = -1
LOOKS = 1 << 15
"""Between two looks at the clock and the pipe."""
FURTHER, LAST = 3, 0.95
"""A round of cooling is the last when the next, this many times as long, would not end in time: then it gets
this share of the time left."""
LIKELY_AFTER = 60
"""Rounds after which the bound tells which pairs are likely; again after twice as many, and so on."""
SECONDS_BETWEEN = 0.5
"""At least so long between two things the bound tells."""
PATIENCE = 5.0
"""Seconds the search has to tell its last plan when it was told to end."""


Arrays = tuple[Any, Any]
"""A Table and its Sums; named by no type here, for they need the extra."""


def installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("numba") is not None


def arrays(grid: Grid) -> Arrays:
    """The grid as both processes need it."""
    from hub.matching.table import sums, table

    return table(grid), sums(grid)


class Helpers:
    """Both processes, as a context: they end with it. `points`, `who` and `bound` are the best heard so far.

    `who` is a list, the professional for each demand or -1; None until the first plan came.
    """

    def __init__(self, arrays: Arrays, who: list[int], points: float, seed: int, ends: float) -> None:
        """`arrays` of `table`, a plan with its points to start from, and the end on the monotonic clock."""
        context = multiprocessing.get_context("spawn")
        self.points = points
        self.who: list[int] | None = None
        self.bound: float | None = None
        self._processes = []
        self._pipes: list[Connection] = []
        for work, more in ((_search, (seed, ends)), (_prove, (points,))):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, arrays, who, *more), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._pipes.append(ours)
        self._searching, self._proving = self._pipes

    def __enter__(self) -> "Helpers":
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.kill()
            process.join()

    def hear(self, seconds: float) -> None:
        """Take what comes within `seconds`; returns as soon as something did."""
        alive = [pipe for pipe in self._pipes if not pipe.closed]
        ready = multiprocessing.connection.wait(alive, seconds) if alive else []
        for pipe in alive:
            if pipe not in ready:
                continue
            try:
                found = pipe.recv()
            except (EOFError, OSError):
                pipe.close()
                continue
            if pipe is self._searching:
                self._plan(*found)
            elif isinstance(found, float):
                self.bound = found
            else:
                self._send(self._searching, found)

    def hear_last(self) -> None:
        """End the search, and hear the plan it has then."""
        until = time.monotonic() + PATIENCE
        if self.who is not None and self.searching:
            self._send(self._searching, None)
            while self.searching and time.monotonic() < until:
                self.hear(until - time.monotonic())

    @property
    def searching(self) -> bool:
        """Whether plans may still come."""
        return not self._searching.closed

    def _plan(self, points: float, who: list[int]) -> None:
        self.points, self.who = points, who
        self._send(self._proving, points)

    @staticmethod
    def _send(pipe: Connection, what: object) -> None:
        if not pipe.closed:
            with contextlib.suppress(OSError):
                pipe.send(what)


def _search(pipe: Connection, arrays: Arrays, who: list[int], seed: int, ends: float) -> None:
    """Tell every better plan, until the time is up or it is told to end."""
    import numpy as np

    from hub.matching.cooling import Cooling

    with contextlib.suppress(EOFError, OSError):
        _Searching(pipe, Cooling(*arrays, seed, np.array(who, np.int64)), ends).run()


class _Searching:
    """The search and what it is told: the pairs that are `likely`, or None: to end."""

    def __init__(self, pipe: Connection, search: Any, ends: float) -> None:
        self._pipe, self._search, self._ends = pipe, search, ends
        self._likely: Any = None
        self._ended = False
        self._told = float("inf")

    def run(self) -> None:
        """Round after round; each draws from the likely pairs, and descends by all."""
        search = self._search
        self._tell()
        for looks in _lengths(len(search.free), self._ends):
            if self._likely is not None:
                search.narrow(self._likely)
            round_ = search.round(looks)
            while round_.left and not self._over():
                round_.run(LOOKS)
            search.widen()
            self._tell()
            if self._over():
                return

    def _over(self) -> bool:
        """Hear what there is to hear. What is likely waits for the next round."""
        while not self._ended and self._pipe.poll():
            told = self._pipe.recv()
            self._ended = told is None
            self._likely = self._likely if told is None else told
        return self._ended or time.monotonic() > self._ends

    def _tell(self) -> None:
        search = self._search
        search.descend()
        if search.points < self._told:
            self._told = search.points
            self._pipe.send((search.points, search.who().tolist()))


def _lengths(free: int, ends: float) -> Any:
    """How long each round is, doubling; the last as the time left allows: that one the clock decides."""
    from hub.matching.cooling import FIRST_ROUND

    looks, done, began = FIRST_ROUND * free, 0, time.monotonic()
    while free:
        left, pace = ends - time.monotonic(), done / max(time.monotonic() - began, 1e-3)
        if done and FURTHER * looks > pace * left:
            looks = max(int(LAST * pace * left), free)
        yield looks
        done += looks
        looks *= 2


def _prove(pipe: Connection, arrays: Arrays, who: list[int], points: float) -> None:
    """Tell every better bound, until the pipe is closed; told the points of every better plan."""
    import numpy as np

    from hub.matching.prices import Prices

    prices, told, at = Prices(*arrays, np.array(who, np.int64), points), -float("inf"), 0.0
    rounds, next_likely = 0, LIKELY_AFTER
    try:
        while True:
            prices.round()
            rounds += 1
            if rounds == next_likely:
                pipe.send(prices.likely())
                next_likely *= 2
            while pipe.poll():
                prices.plan = pipe.recv()
            if prices.proven > told and time.monotonic() > at + SECONDS_BETWEEN:
                pipe.send(prices.proven)
                told, at = prices.proven, time.monotonic()
    except (EOFError, OSError):
        return
