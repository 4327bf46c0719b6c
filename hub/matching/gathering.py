"""What could pay for one professional at given prices, gathered for `knapsack`, in machine code. Pure.

Needs the extra `exact`. Each demand she may fill brings a profit and takes units of her time, a series asks
a fee once when she fills anything of it and less when she fills all of it, and units squared cost.
"""

from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Bits, Floats, Ints, compiled
from hub.matching.groups import MOST_UNITS, NONE, Groups
from hub.matching.table import HOME, Table

NEVER = -1e18


class Scratch(NamedTuple):
    """Room to work in: rows are items or groups, columns units. `size`: units of an item."""

    value: Floats
    inner: Floats
    spare: Floats
    taken: Bits
    opened: Bits
    profit: Floats
    pair: Ints
    size: Ints
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
        size=np.zeros(items, np.int64),
        ends=np.zeros(several, np.int64),
        fees=np.zeros(several),
        group=np.zeros(several, np.int64),
        whole=np.zeros(several),
        length=np.zeros(several, np.int64),
        chosen=np.zeros(items, np.int64),
    )


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
            profit = price[g.demand[i]] - g.cost[i] - g.hours[i] * (give[home] - give[g.receiver[i]])
            size = g.size[i]
            whole += profit
            length += size
            if profit > 0:
                x.profit[n], x.pair[n], x.size[n] = profit, g.item[i], size
                n += 1
                brought += profit
                taken += size
                best = max(best, profit / size if size else np.inf)
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
