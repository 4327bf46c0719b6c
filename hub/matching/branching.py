"""The best set of demands that one professional can really have, in machine code. Pure; extra `exact`.

`knapsack` leaves overlaps, rest and the limits of days and weeks out. Where its best set breaks one, some
demand of those that stand in each other's way has to go: one branch for each, the most promising first (Land
and Doig, Econometrica 28, 1960), until the most promising breaks nothing. After so many branches the most
promising is taken as it is: no set she can have costs less than that. What is pinned stands in nobody's way.
"""

from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Floats, Ints, compiled
from hub.matching.gathering import Scratch
from hub.matching.groups import Groups
from hub.matching.knapsack import choose
from hub.matching.swift import clash
from hub.matching.table import DAILY, DAY, LENGTH, PINNED, START, WEEK, WEEKLY, Table

MOST, NONE = 40, -1
AT_ONCE = 16
"""Demands of one week or day that are branched over; further ones are left in."""
BEFORE, WITHOUT = range(2)
"""Columns of a branch: the branch it came from, and the demand that goes."""
OUT = -1e15


class Branches(NamedTuple):
    """Room to work in: branches, their points (INF: done with), what stands in each other's way, an order."""

    branch: Ints
    points: Floats
    way: Ints
    order: Ints
    kept: Floats


def branches(g: Groups) -> Branches:
    """Room for whoever has most."""
    items = int(np.diff(g.group[g.owner]).max(initial=0)) + 1
    several = MOST + AT_ONCE
    return Branches(
        branch=np.zeros((several, 2), np.int64),
        points=np.zeros(several),
        way=np.zeros((several, AT_ONCE + 1), np.int64),
        order=np.zeros(items, np.int64),
        kept=np.zeros(several),
    )


@compiled
def best(
    t: Table,
    g: Groups,
    x: Scratch,
    b: Branches,
    most: int,
    p: int,
    price: Floats,
    give: Floats,
    hold: Floats,
) -> tuple[float, int]:
    """The points of the best set for p (or less), never above 0; how many pairs of `x.chosen` are in it.

    As `knapsack.choose`, with at most `most` branches (up to `MOST`); `price` is as it was afterwards.
    """
    b.branch[0, BEFORE] = NONE
    points, several = choose(t, g, x, p, price, give, hold)
    if most == 0 or in_the_way(t, g, x, b, p, several, 0) == 0:
        return points, several
    b.points[0], n, at = points, 1, 0
    while n < most and b.way[at, AT_ONCE] > 0:
        for i in range(b.way[at, AT_ONCE]):
            b.branch[n, BEFORE], b.branch[n, WITHOUT] = at, b.way[at, i]
            b.points[n], several = tried(t, g, x, b, p, price, give, hold, n)
            in_the_way(t, g, x, b, p, several, n)
            n += 1
        b.points[at] = np.inf
        at = int(np.argmin(b.points[:n]))
    return tried(t, g, x, b, p, price, give, hold, at)


@compiled
def tried(
    t: Table, g: Groups, x: Scratch, b: Branches, p: int, price: Floats, give: Floats, hold: Floats, at: int
) -> tuple[float, int]:
    """The best set without what went on the way to this branch."""
    n, i = 0, at
    while b.branch[i, BEFORE] != NONE:
        b.kept[n] = price[b.branch[i, WITHOUT]]
        price[b.branch[i, WITHOUT]] = OUT
        n, i = n + 1, b.branch[i, BEFORE]
    points, several = choose(t, g, x, p, price, give, hold)
    n, i = 0, at
    while b.branch[i, BEFORE] != NONE:
        price[b.branch[i, WITHOUT]] = b.kept[n]
        n, i = n + 1, b.branch[i, BEFORE]
    return points, several


@compiled
def in_the_way(t: Table, g: Groups, x: Scratch, b: Branches, p: int, several: int, at: int) -> int:
    """Which chosen demands she cannot have together, into `b.way`; their number, 0 if she can have all."""
    way, n = b.way[at], 0
    way[AT_ONCE] = 0
    for i in range(several):
        d = g.of[x.chosen[i]]
        if t.demand[d, PINNED]:
            continue
        j = n
        while j > 0 and t.demand[b.order[j - 1], START] > t.demand[d, START]:
            b.order[j] = b.order[j - 1]
            j -= 1
        b.order[j] = d
        n += 1
    for i in range(n):
        for j in range(i - 1, -1, -1):
            d, e = b.order[i], b.order[j]
            if t.demand[d, DAY] - t.demand[e, DAY] > 1:
                break
            if clash(t, d, e):
                way[0], way[1], way[AT_ONCE] = d, e, 2
                return 2
    if not beyond(t, b, way, n, DAY, t.person[p, DAILY]):
        beyond(t, b, way, n, WEEK, t.person[p, WEEKLY])
    return int(way[AT_ONCE])


@compiled
def beyond(t: Table, b: Branches, way: Ints, n: int, column: int, limit: int) -> bool:
    """Whether a day or week goes beyond its limit; its demands up to there into `way`."""
    first = total = 0
    for i in range(n):
        if t.demand[b.order[i], column] != t.demand[b.order[first], column]:
            first, total = i, 0
        total += t.demand[b.order[i], LENGTH]
        if total > limit and i - first < AT_ONCE:
            for j in range(first, i + 1):
                way[j - first] = b.order[j]
            way[AT_ONCE] = i + 1 - first
            return True
    return False
