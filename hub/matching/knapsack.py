"""What one professional does at given prices: the best set of demands for her, in machine code. Pure.

Needs the extra `exact`. Each demand she may fill brings a profit and takes units of her time, a series asks
a fee once when she fills anything of it, and units squared cost. Overlaps, rest, caps and daily limits are
left out. It is a knapsack solved for every number of units at once (Bellman), a series as an inner one.
"""

from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Bits, Floats, Ints, compiled
from hub.matching.table import HOME, HOURS, LENGTH, RECEIVER, SERIES, WEEKLY, WHO, Table

MOST_UNITS = 4000
NEVER = -1e18


class Groups(NamedTuple):
    """`owner[p]` up to the next are the groups of p, `group[g]` up to the next the places in `item` (pairs).

    A group is what she may fill of one series, or one demand without; `fee` by group, `of` the demand of
    each pair, `units` by demand, `most` units and points for one unit squared (`square`) by professional.
    """

    owner: Ints
    group: Ints
    item: Ints
    of: Ints
    fee: Floats
    units: Ints
    most: Ints
    square: Floats


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
    chosen: Ints


def groups(t: Table, load_factor: Floats) -> Groups:
    """The groups of everybody. Lengths are rounded down to units, which can only make plans cheaper."""
    of = np.repeat(np.arange(len(t.demand)), t.demand[:, 1] - t.demand[:, 0])
    series = t.demand[of, SERIES]
    key = np.where(series >= 0, series, len(t.begins) + of)
    order = np.lexsort((of, key, t.pair[:, WHO]))
    who, key = t.pair[order, WHO], key[order]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (who[1:] != who[:-1]) | (key[1:] != key[:-1])
    begins = np.flatnonzero(fresh)
    most = _most_minutes(t)
    unit = max(int(np.gcd.reduce(t.demand[:, LENGTH], initial=0)), -(-int(most.max()) // MOST_UNITS), 1)
    return Groups(
        owner=np.searchsorted(who[begins], np.arange(len(t.person) + 1)),
        group=np.append(begins, len(order)),
        item=order,
        of=of,
        fee=np.where(key[begins] < len(t.begins), t.continuity, 0.0),
        units=t.demand[:, LENGTH] // unit,
        most=most // unit,
        square=load_factor * (unit / 60) ** 2,
    )


def _most_minutes(t: Table) -> Ints:
    """What the weekly limit leaves anybody, and what she is pinned to beyond it."""
    weeks = len(np.unique(t.demand[:, 6]))
    pinned = np.flatnonzero(t.demand[:, 10])
    most = t.person[:, WEEKLY] * weeks
    np.add.at(most, t.pair[t.demand[pinned, 0], WHO], t.demand[pinned, LENGTH])
    each = np.zeros(len(t.person), np.int64)
    of = np.repeat(np.arange(len(t.demand)), t.demand[:, 1] - t.demand[:, 0])
    np.add.at(each, t.pair[:, WHO], t.demand[of, LENGTH])
    return np.minimum(most, each)


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
        chosen=np.zeros(items, np.int64),
    )


@compiled
def choose(t: Table, g: Groups, x: Scratch, p: int, price: Floats, give: Floats) -> tuple[float, int]:
    """The points of the best set for p, never above 0, and how many pairs of `x.chosen` are in it.

    `price` is what a demand brings, by demand; `give` what an hour of surplus costs, by municipality.
    """
    several, most = attractive(t, g, x, p, price, give)
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
def attractive(t: Table, g: Groups, x: Scratch, p: int, price: Floats, give: Floats) -> tuple[int, int]:
    """Gather what could pay for p: the number of groups, and the most units that could."""
    home = t.person[p, HOME]
    several, n, units, total, dense, alone = 0, 0, 0, 0.0, 0.0, 0.0
    for group in range(g.owner[p], g.owner[p + 1]):
        begin, brought, taken, best = n, 0.0, 0, 0.0
        for i in range(g.group[group], g.group[group + 1]):
            k = g.item[i]
            d = g.of[k]
            profit = price[d] - t.cost[k]
            receiver = t.demand[d, RECEIVER]
            if receiver != home:
                profit -= t.value[d, HOURS] * (give[home] - give[receiver])
            if profit > 0:
                x.profit[n], x.pair[n] = profit, k
                n += 1
                brought += profit
                taken += g.units[d]
                best = max(best, profit / g.units[d] if g.units[d] else np.inf)
        if brought <= g.fee[group]:
            n = begin
            continue
        x.ends[several], x.fees[several] = n, g.fee[group]
        several += 1
        units += taken
        total += brought - g.fee[group]
        dense = max(dense, best - g.fee[group] / max(taken, 1))
        alone = max(alone, brought - g.fee[group] - g.square[p] * taken**2)
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
        x.value[reach + 1 : further + 1] = NEVER
        reach = further
        opened = x.opened[group]
        for at in range(reach + 1):
            better = inner[at] > x.value[at]
            opened[at] = better
            if better:
                x.value[at] = inner[at]
    return int(reach)


@compiled
def trace(g: Groups, x: Scratch, several: int, at: int) -> int:
    """Which pairs made up the value at so many units; their number."""
    found = 0
    for group in range(several - 1, -1, -1):
        if x.opened[group, at]:
            first = x.ends[group - 1] if group else 0
            for i in range(x.ends[group] - 1, first - 1, -1):
                if x.taken[i, at]:
                    x.chosen[found] = x.pair[i]
                    found += 1
                    at -= g.units[g.of[x.pair[i]]]
    return found
