"""The extra `exact`: the search and the bound in machine code, in two processes of their own.

`Helpers` starts them, hears what they find and ends them; the clock of each is held here. What they are told
and tell goes through pipes as arrays. Without the extra nothing of this file but `installed` is used.
"""

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
            if pipe is self._proving:
                self.bound = found
            else:
                self._plan(*found)

    def hear_last(self) -> None:
        """End the search, and hear the plan it has then."""
        until = time.monotonic() + PATIENCE
        if self.who is not None and self.searching:
            self._searching.send(None)
            while self.searching and time.monotonic() < until:
                self.hear(until - time.monotonic())

    @property
    def searching(self) -> bool:
        """Whether plans may still come."""
        return not self._searching.closed

    def _plan(self, points: float, who: list[int]) -> None:
        self.points, self.who = points, who
        if not self._proving.closed:
            try:
                self._proving.send(points)
            except OSError:
                self._proving.close()


def _search(pipe: Connection, arrays: Arrays, who: list[int], seed: int, ends: float) -> None:
    """Tell every better plan, until the pipe is closed."""
    import numpy as np

    from hub.matching.cooling import Cooling

    search = Cooling(*arrays, seed, np.array(who, np.int64))
    search.descend()
    told = _tell(pipe, search, float("inf"))
    for looks in _lengths(len(search.free), ends):
        round_ = search.round(looks)
        while round_.left:
            round_.run(LOOKS)
            if time.monotonic() > ends or pipe.poll():
                break
        search.descend()
        told = _tell(pipe, search, told)
        if time.monotonic() > ends or pipe.poll():
            return


def _tell(pipe: Connection, search: Any, told: float) -> float:
    if search.points < told:
        pipe.send((search.points, search.who().tolist()))
    return min(told, float(search.points))


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
    try:
        while True:
            prices.round()
            while pipe.poll():
                prices.plan = pipe.recv()
            if prices.best > told and time.monotonic() > at + SECONDS_BETWEEN:
                pipe.send(prices.best)
                told, at = prices.best, time.monotonic()
    except (EOFError, OSError):
        return
