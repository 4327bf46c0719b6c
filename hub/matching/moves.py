"""The moves of the search in machine code: of one demand, of a series, of two. Pure; extra `exact`.

Each changes the plan and tells the points added, or changes nothing and tells 0. What somebody has of a
series goes to another (`hand`), who may give something back for it (`swap`); a demand goes to anybody
(`single`), or to somebody whose other demand moves on to whoever takes it cheapest (`eject`).
"""

from math import exp

from hub.matching.compiled import compiled
from hub.matching.swift import NEXT, NONE, PAIR, PERSON, State, clash, draw, find, fits, give, price, take
from hub.matching.table import FIRST, LAST, PINNED, SERIES, WHO, Table

GAIN = 1e-9
WHOLE, SWAPPED = 0.3, 0.35
"""Shares of the moves of series: whole ones to one person, and swaps."""


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
