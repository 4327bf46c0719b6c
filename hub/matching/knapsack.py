"""What one professional does at given prices: the best set of demands for her, in machine code. Pure.

Needs the extra `exact`. Each demand she may fill brings a profit and takes units of her time, a series asks
a fee once when she fills anything of it and less when she fills all of it, and units squared cost. Overlaps,
rest, caps and daily limits are left out. It is a knapsack solved for every number of units at once (Bellman),
a series as an inner one.
"""

from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Bits, Floats, Ints, compiled
from hub.matching.groups import MOST_UNITS, NONE, Groups
from hub.matching.table import HOME, HOURS, RECEIVER, Table

NEVER = -1e18
CLOSED, SOME, ALL = range(3)
"""What is filled of a group."""


class Scratch(NamedTuple):
    """Room to work in: rows are items or groups, columns units."""

    value: Floats
    inner: Floats
    spare: Floats
    taken: Bits
    opened: Bits
    profit: Floats
    pair: Ints
    ends: Ints
    fees: Floats
    group: Ints
    whole: Floats
    length: Ints
    chosen: Ints


def scratch(g: Groups) -> Scratch:
    """Room for whoever has most."""
    items = int(np.diff(g.group[g.owner]).max(initial=0)) + 1
    several = int(np.diff(g.owner).max(initial=0)) + 1
    columns = int(g.most.max(initial=0)) + 2
    return Scratch(
        value=np.zeros(columns),
        inner=np.zeros(columns),
        spare=np.zeros(columns),
        taken=np.zeros((items, columns), np.uint8),
        opened=np.zeros((several, columns), np.uint8),
        profit=np.zeros(items),
        pair=np.zeros(items, np.int64),
        ends=np.zeros(several, np.int64),
        fees=np.zeros(several),
        group=np.zeros(several, np.int64),
        whole=np.zeros(several),
        length=np.zeros(several, np.int64),
        chosen=np.zeros(items, np.int64),
    )


@compiled
def choose(
    t: Table, g: Groups, x: Scratch, p: int, price: Floats, give: Floats, hold: Floats
) -> tuple[float, int]:
    """The points of the best set for p, never above 0, and how many pairs of `x.chosen` are in it.

    `price` is what a demand brings, by demand; `give` what an hour of surplus costs, by municipality; `hold`
    what a hand in a series is worth, and once more a hand that holds all of it, by series.
    """
    several, most = attractive(t, g, x, p, price, give, hold)
    if several == 0:
        return 0.0, 0
    reach = fill(g, x, several, most)
    best, at = 0.0, 0
    for units in range(reach + 1):
        points = g.square[p] * units * units - x.value[units]
        if points < best:
            best, at = points, units
    return best, trace(g, x, several, at)


@compiled
def attractive(
    t: Table, g: Groups, x: Scratch, p: int, price: Floats, give: Floats, hold: Floats
) -> tuple[int, int]:
    """Gather what could pay for p: the number of groups, and the most units that could."""
    home = t.person[p, HOME]
    several, n, units, total, dense, alone = 0, 0, 0, 0.0, 0.0, 0.0
    for group in range(g.owner[p], g.owner[p + 1]):
        held = 0.0 if g.series[group] == NONE else hold[g.series[group]]
        fee = g.fee[group] - held
        begin, brought, taken, best, whole, length = n, 0.0, 0, 0.0, held - fee, 0
        for i in range(g.group[group], g.group[group + 1]):
            k = g.item[i]
            d = g.of[k]
            profit = price[d] - t.cost[k]
            receiver = t.demand[d, RECEIVER]
            if receiver != home:
                profit -= t.value[d, HOURS] * (give[home] - give[receiver])
            whole += profit
            length += g.units[d]
            if profit > 0:
                x.profit[n], x.pair[n] = profit, k
                n += 1
                brought += profit
                taken += g.units[d]
                best = max(best, profit / g.units[d] if g.units[d] else np.inf)
        if held <= 0 or not g.all[group]:
            whole = NEVER
        if brought <= fee and whole <= 0:
            n = begin
            continue
        x.ends[several], x.fees[several], x.group[several] = n, fee, group
        x.whole[several], x.length[several] = whole, length
        several += 1
        units += length if whole > 0 else taken
        total += max(brought - fee, whole)
        dense = max(dense, best - fee / max(taken, 1))
        alone = max(alone, brought - fee - g.square[p] * taken**2)
        if whole > 0:
            dense = max(dense, whole / length if length else np.inf)
            alone = max(alone, whole - g.square[p] * length**2)
    return several, min(units, g.most[p], enough(g.square[p], total, dense, alone))


@compiled
def enough(square: float, total: float, dense: float, alone: float) -> int:
    """Units that more than which never pay, when all of it brings `total`, a unit at most `dense`, and some
    group alone gains `alone`."""
    if square <= 0:
        return MOST_UNITS
    most = int(np.sqrt(total / square)) + 1
    if dense < np.inf:
        most = min(most, int((dense + np.sqrt(max(dense**2 - 4 * square * alone, 0.0))) / (2 * square)) + 1)
    return most


@compiled
def fill(g: Groups, x: Scratch, several: int, most: int) -> int:
    """The most profit for each number of units up to `most`; the largest number reached."""
    x.value[0] = 0.0
    reach = i = 0
    for group in range(several):
        inner, spare, further = x.inner, x.spare, reach
        inner[: reach + 1] = x.value[: reach + 1] - x.fees[group]
        while i < x.ends[group]:
            units, profit, taken = g.units[g.of[x.pair[i]]], x.profit[i], x.taken[i]
            before, further = further, min(most, further + units)
            inner[before + 1 : further + 1] = NEVER
            below = min(units, further + 1)
            spare[:below] = inner[:below]
            taken[:below] = 0
            for at in range(units, further + 1):
                more, less = inner[at - units] + profit, inner[at]
                spare[at] = max(more, less)
                taken[at] = more > less
            inner, spare = spare, inner
            i += 1
        whole = x.whole[group] > 0
        last = max(further, min(most, reach + x.length[group])) if whole else further
        inner[further + 1 : last + 1] = NEVER
        x.value[reach + 1 : last + 1] = NEVER
        reach, opened = last, x.opened[group]
        for at in range(reach + 1):
            opened[at] = SOME if inner[at] > x.value[at] else CLOSED
        if whole:
            take_all(x, group, inner, reach)
        for at in range(reach + 1):
            if opened[at] != CLOSED:
                x.value[at] = inner[at]
    return int(reach)


@compiled
def take_all(x: Scratch, group: int, inner: Floats, reach: int) -> None:
    """Where all of a group brings more than some of it or nothing: so into `inner` and `x.opened`."""
    length, opened = x.length[group], x.opened[group]
    for at in range(length, reach + 1):
        brought = x.value[at - length] + x.whole[group]
        if brought > max(inner[at], x.value[at]):
            inner[at], opened[at] = brought, ALL


@compiled
def trace(g: Groups, x: Scratch, several: int, at: int) -> int:
    """Which pairs made up the value at so many units; their number."""
    found = 0
    for group in range(several - 1, -1, -1):
        if x.opened[group, at] == ALL:
            for i in range(g.group[x.group[group]], g.group[x.group[group] + 1]):
                x.chosen[found] = g.item[i]
                found += 1
            at -= x.length[group]
        elif x.opened[group, at] == SOME:
            first = x.ends[group - 1] if group else 0
            for i in range(x.ends[group] - 1, first - 1, -1):
                if x.taken[i, at]:
                    x.chosen[found] = x.pair[i]
                    found += 1
                    at -= g.units[g.of[x.pair[i]]]
    return found
