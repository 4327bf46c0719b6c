"""What each professional could fill, series by series, as arrays for `knapsack`. Pure; extra `exact`."""

from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Floats, Ints, Marks
from hub.matching.table import HOURS, LENGTH, RECEIVER, SERIES, WEEKLY, WHO, Table

MOST_UNITS, NONE = 4000, -1


class Groups(NamedTuple):
    """`owner[p]` up to the next are the groups of p, `group[g]` up to the next the places in `item` (pairs).

    A group is what she may fill of one series, or one demand without; by group the `series` (NONE: without),
    the `fee` and whether it is `all` of a series; `of` the demand of each pair, `units` by demand, `most`
    units and points for one unit squared (`square`) by professional. By place, so that reading them is quick:
    the `demand`, its `size` in units, its `hours` and `receiver`, and the pair's own `cost`.
    """

    owner: Ints
    group: Ints
    item: Ints
    of: Ints
    series: Ints
    fee: Floats
    all: Marks
    units: Ints
    most: Ints
    square: Floats
    demand: Ints
    size: Ints
    hours: Floats
    receiver: Ints
    cost: Floats


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
    series = np.where(key[begins] < len(t.begins), key[begins], NONE)
    most = _most_minutes(t)
    unit = max(int(np.gcd.reduce(t.demand[:, LENGTH], initial=0)), -(-int(most.max()) // MOST_UNITS), 1)
    units, at = t.demand[:, LENGTH] // unit, of[order]
    return Groups(
        owner=np.searchsorted(who[begins], np.arange(len(t.person) + 1)),
        group=np.append(begins, len(order)),
        item=order,
        of=of,
        series=series,
        fee=np.where(series != NONE, t.continuity, 0.0),
        all=(series != NONE)
        & (np.diff(np.append(begins, len(order))) == np.diff(t.begins, append=0)[series]),
        units=units,
        most=most // unit,
        square=load_factor * (unit / 60) ** 2,
        demand=at,
        size=units[at],
        hours=t.value[at, HOURS].copy(),
        receiver=t.demand[at, RECEIVER].copy(),
        cost=t.cost[order],
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
