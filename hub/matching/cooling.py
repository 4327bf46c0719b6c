"""The search in machine code: descend, then anneal with moves of one demand, a series, or two. Pure.

Needs the extra `exact`. What `search` does in plain Python, some dozens of times as fast, and with moves that
pay only at that speed: what somebody has of a series goes to another, who may give something back for it
(`swap`), or a demand goes to somebody whose other demand moves on to whoever takes it cheapest (`eject`).
Deterministic for a seed: progress is counted in looks.
"""

from math import exp

import numpy as np

from hub.matching.compiled import Ints, compiled
from hub.matching.swift import (
    NEXT,
    NONE,
    PAIR,
    PERSON,
    State,
    clash,
    draw,
    empty,
    find,
    fits,
    give,
    points,
    price,
    take,
)
from hub.matching.table import FIRST, LAST, PINNED, SERIES, WHO, Sums, Table

GAIN = 1e-9
BLOCK = 1024
"""Looks at one temperature."""
WARM, COLD, FIRST_ROUND = 6.0, 0.02, 200
"""Points that chance forgives as a round begins and ends; looks for each demand in the first round."""
OF_SERIES, WHOLE, SWAPPED, EJECTED = 0.35, 0.3, 0.35, 0.1
"""Shares of the looks: at series (of these: whole ones; swaps), and at demands that push another out."""


class Cooling:
    """`best` is the pair of each demand (NONE: unfilled) of the best plan so far, `points` its cost."""

    def __init__(self, table: Table, sums: Sums, seed: int, start: Ints) -> None:
        """`start`: who fills each demand (NONE: nobody), a plan within the limits."""
        self.table = table
        self.state = empty(table, sums, seed)
        for d, p in enumerate(start):
            if p != NONE:
                give(table, self.state, d, find(table, d, p))
        some = table.demand[:, FIRST] < table.demand[:, LAST]
        self.free = np.flatnonzero(some & (table.demand[:, PINNED] == 0))
        self.points = self._now = points(table, self.state)
        self.best = self.state.at[:, PAIR].copy()

    def round(self, looks: int) -> "_Round":
        """One cooling of `looks` looks, which the caller drives."""
        return _Round(self, looks)

    def descend(self) -> None:
        """Rounds over everything until nothing gains; keeps the plan if it is the best."""
        now = points(self.table, self.state)
        while True:
            before, now = now, now - descend(self.table, self.state, self.free)
            if now > before - GAIN:
                break
        self._now = points(self.table, self.state)
        if self._now < self.points:
            self.points, self.best = self._now, self.state.at[:, PAIR].copy()

    def who(self) -> Ints:
        """The best plan: who fills each demand, or NONE."""
        who = np.full(len(self.best), NONE)
        filled = self.best != NONE
        who[filled] = self.table.pair[self.best[filled], WHO]
        return who


class _Round:
    """A cooling under way."""

    def __init__(self, search: Cooling, looks: int) -> None:
        self.left = looks
        self._search = search
        self._heat = WARM
        self._cool = (COLD / WARM) ** (BLOCK / looks)

    def run(self, looks: int) -> None:
        """Go on for so many looks, at most to the end; the best plan met on the way is kept."""
        search = self._search
        looks = min(looks, self.left)
        self.left -= looks
        search._now, search.points, self._heat = anneal(
            search.table,
            search.state,
            search.free,
            looks,
            self._heat,
            self._cool,
            search._now,
            search.points,
            search.best,
        )


@compiled
def anneal(
    t: Table, s: State, free: Ints, looks: int, heat: float, cool: float, now: float, best: float, keep: Ints
) -> tuple[float, float, float]:
    """So many looks; points of the plan, of the best, and the heat. `keep` gets the best plan's pairs."""
    series, several = len(t.begins) - 1, len(free)
    for look in range(looks):
        kind = draw(s)
        if series > 0 and kind < OF_SERIES:
            now += move(t, s, int(draw(s) * series), heat, draw(s))
        elif kind < OF_SERIES + EJECTED:
            now += eject(t, s, free[int(draw(s) * several)], heat)
        else:
            now += single(t, s, free[int(draw(s) * several)], heat)
        if look % BLOCK == BLOCK - 1:
            heat *= cool
            if now < best - 1e-7:
                best = now
                keep[:] = s.at[:, PAIR]
    return now, best, heat


@compiled
def descend(t: Table, s: State, free: Ints) -> float:
    """Each demand once to whom it costs least; the points gained."""
    gained = 0.0
    for d in free:
        before = lift(t, s, d, 0)
        after = place(t, s, d, -before)
        if s.at[d, PERSON] != NONE:
            gained -= before + after
        elif s.log[0, 1] != NONE:
            give(t, s, d, s.log[0, 1])
    return gained


@compiled
def forgiven(s: State, cost: float, heat: float) -> bool:
    """Whether a move that adds `cost` is taken."""
    return cost <= 0 or (cost < 20 * heat and draw(s) < exp(-cost / heat))


@compiled
def any_pair(t: Table, s: State, d: int) -> int:
    """A pair of d drawn by chance."""
    first = t.demand[d, FIRST]
    return int(first + int(draw(s) * (t.demand[d, LAST] - first)))


@compiled
def any_held(s: State, p: int) -> int:
    """One of the demands p fills drawn by chance, or NONE."""
    found, seen, e = NONE, 0, s.head[p]
    while e != NONE:
        seen += 1
        if draw(s) * seen < 1:
            found = e
        e = s.at[e, NEXT]
    return int(found)


@compiled
def lift(t: Table, s: State, d: int, n: int) -> float:
    """Nobody fills d any longer, as entry n of the log remembers; the points added."""
    s.log[n, 0], s.log[n, 1] = d, s.at[d, PAIR]
    if s.at[d, PAIR] == NONE:
        return 0.0
    k = take(t, s, d)
    return -price(t, s, d, k)


@compiled
def undo(t: Table, s: State, n: int) -> None:
    """Everything as it was before the first n entries of the log."""
    for i in range(n):
        if s.at[s.log[i, 0], PAIR] != NONE:
            take(t, s, s.log[i, 0])
    for i in range(n):
        if s.log[i, 1] != NONE:
            give(t, s, s.log[i, 0], s.log[i, 1])


@compiled
def place(t: Table, s: State, d: int, ceiling: float) -> float:
    """Give d to whom it costs least, if that is below `ceiling`; the points added, 0 if nobody got it."""
    least, at = ceiling - GAIN, NONE
    for k in range(t.demand[d, FIRST], t.demand[d, LAST]):
        added = price(t, s, d, k)
        if added < least and fits(t, s, d, k):
            least, at = added, k
    if at == NONE:
        return 0.0
    give(t, s, d, at)
    return least


@compiled
def single(t: Table, s: State, d: int, heat: float) -> float:
    """d to anybody; the points added."""
    k, was, before = any_pair(t, s, d), s.at[d, PAIR], 0.0
    if k == was:
        return 0.0
    if was != NONE:
        take(t, s, d)
        before = price(t, s, d, was)
    added = price(t, s, d, k) - before
    if forgiven(s, added, heat) and fits(t, s, d, k):
        give(t, s, d, k)
        return added
    if was != NONE:
        give(t, s, d, was)
    return 0.0


@compiled
def eject(t: Table, s: State, d: int, heat: float) -> float:
    """d to anybody, whose demand in the way (or any other) goes to its cheapest; the points added."""
    k = any_pair(t, s, d)
    p = t.pair[k, WHO]
    other = in_the_way(t, s, d, p)
    if s.at[d, PERSON] == p or other == NONE or t.demand[other, PINNED]:
        return 0.0
    added = lift(t, s, other, 0) + lift(t, s, d, 1)
    if fits(t, s, d, k):
        added += price(t, s, d, k)
        give(t, s, d, k)
        added += place(t, s, other, 0.0)
        if forgiven(s, added, heat):
            return added
    undo(t, s, 2)
    return 0.0


@compiled
def in_the_way(t: Table, s: State, d: int, p: int) -> int:
    """The one demand of p that clashes with d, any if none does, NONE if several do."""
    found, e = NONE, s.head[p]
    while e != NONE:
        if clash(t, d, e):
            if found != NONE:
                return NONE
            found = e
        e = s.at[e, NEXT]
    return any_held(s, p) if found == NONE else int(found)


@compiled
def move(t: Table, s: State, series: int, heat: float, kind: float) -> float:
    """What somebody has of a series (or all of it) to another, or a swap with her; the points added."""
    first, last = t.begins[series], t.begins[series + 1]
    d = t.members[first + int(draw(s) * (last - first))]
    if t.demand[d, FIRST] == t.demand[d, LAST]:
        return 0.0
    p, q = t.pair[any_pair(t, s, d), WHO], s.at[d, PERSON]
    if kind < WHOLE:
        return hand(t, s, series, NONE, p, heat)
    if p == q:
        return 0.0
    if q == NONE or kind < 1 - SWAPPED:
        return hand(t, s, series, q, p, heat)
    return swap(t, s, series, q, p, heat)


@compiled
def lift_series(t: Table, s: State, series: int, q: int, p: int, n: int) -> tuple[float, int]:
    """Lift what q (NONE: anybody but p) has of a series and p may fill; points added, entries of the log."""
    added = 0.0
    for i in range(t.begins[series], t.begins[series + 1]):
        e = t.members[i]
        w = s.at[e, PERSON]
        if w != p and (q == NONE or w == q) and not t.demand[e, PINNED] and find(t, e, p) != NONE:
            added += lift(t, s, e, n)
            n += 1
    return added, n


@compiled
def hand(t: Table, s: State, series: int, q: int, p: int, heat: float) -> float:
    """What q (NONE: anybody) has of a series to p, as far as she can; the points added."""
    added, n = lift_series(t, s, series, q, p, 0)
    for i in range(n):
        added += put(t, s, i, p)
    if n and forgiven(s, added, heat):
        return added
    undo(t, s, n)
    return 0.0


@compiled
def put(t: Table, s: State, i: int, p: int) -> float:
    """Entry i of the log to p, or back if she cannot, or to nobody; the points added."""
    d, was = s.log[i]
    k = find(t, d, p)
    if k == NONE or not fits(t, s, d, k):
        k = was
        if k == NONE or not fits(t, s, d, k):
            return 0.0
    added = price(t, s, d, k)
    give(t, s, d, k)
    return added


@compiled
def swap(t: Table, s: State, series: int, q: int, p: int, heat: float) -> float:
    """What q has of a series to p, who gives q something of hers for it; the points added."""
    e = any_held(s, p)
    if e == NONE or t.demand[e, SERIES] == series or t.demand[e, PINNED]:
        return 0.0
    if t.demand[e, SERIES] == NONE:
        added, n = lift(t, s, e, 0), 1
    else:
        added, n = lift_series(t, s, t.demand[e, SERIES], p, q, 0)
    more, last = lift_series(t, s, series, q, p, n)
    added += more
    for i in range(n, last):
        added += put(t, s, i, p)
    for i in range(n):
        added += put(t, s, i, q)
    if last > n > 0 and forgiven(s, added, heat):
        return added
    undo(t, s, last)
    return 0.0
