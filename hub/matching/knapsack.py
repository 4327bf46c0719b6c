"""What one professional does at given prices: the best set of demands for her, in machine code. Pure.

Needs the extra `exact`. Overlaps, rest, caps and daily limits are left out. It is a knapsack solved for every
number of units at once (Bellman), a series as an inner one, over what could pay (`gathering`) and can be in
the best set (`pruning`).
"""

from hub.matching.compiled import Floats, compiled
from hub.matching.gathering import NEVER, Scratch, attractive
from hub.matching.groups import Groups
from hub.matching.pruning import prune
from hub.matching.table import Table

CLOSED, SOME, ALL = range(3)
"""What is filled of a group."""


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
    several, most = prune(x, several, most, g.square[p])
    reach = fill(x, several, most)
    best, at = 0.0, 0
    for units in range(reach + 1):
        points = g.square[p] * units * units - x.value[units]
        if points < best:
            best, at = points, units
    return best, trace(g, x, several, at)


@compiled
def fill(x: Scratch, several: int, most: int) -> int:
    """The most profit for each number of units up to `most`; the largest number reached."""
    x.value[0] = 0.0
    reach = i = 0
    for group in range(several):
        inner, spare, further = x.inner, x.spare, reach
        inner[: reach + 1] = x.value[: reach + 1] - x.fees[group]
        while i < x.ends[group]:
            units, profit, taken = x.size[i], x.profit[i], x.taken[i]
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
                    at -= x.size[i]
    return found
