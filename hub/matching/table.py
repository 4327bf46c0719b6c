"""The grid as arrays, which compiled code reads and processes send each other. Pure; needs the extra `exact`.

Numbers of demands, professionals, municipalities, series and agreements are those of `grid`. A pair is a
demand with one who may fill it; pairs are counted through, demand by demand, by professional within each.
"""

from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Floats, Ints
from hub.matching.grid import Grid

FIRST, LAST, LENGTH, START, END, DAY, WEEK, MARGIN, RECEIVER, SERIES, PINNED = range(11)
"""Columns of `demand`: its pairs from FIRST up to LAST, minutes, places; SERIES is -1 for none."""
HOURS, UNFILLED = range(2)
"""Columns of `value`: length in hours, points when nobody fills it."""
WHO, UNDER = range(2)
"""Columns of `pair`: the professional and the agreement (OWN: none)."""
HOME, DAILY, WEEKLY = range(3)
"""Columns of `person`: the municipality and the limits in minutes."""
NOW, FACTOR = range(2)
"""Columns of sums: what it amounts to, and the points for its square (`lent`: the most it may be)."""
NO_CAP = 10**15


class Table(NamedTuple):
    """`cost` by pair, `members` the demands of series s from `begins[s]` up to `begins[s + 1]`."""

    demand: Ints
    value: Floats
    pair: Ints
    cost: Floats
    person: Ints
    begins: Ints
    members: Ints
    rest: int
    continuity: float


class Sums(NamedTuple):
    """Hours by professional, surplus in hours by municipality, minutes lent by agreement."""

    load: Floats
    surplus: Floats
    lent: Ints


def table(grid: Grid) -> Table:
    """The arrays of `grid` that a search only reads."""
    order = [sorted(range(len(who)), key=who.__getitem__) for who in grid.who]
    pairs = [
        (who[at], under[at])
        for who, under, each in zip(grid.who, grid.under, order, strict=True)
        for at in each
    ]
    cost = [costs[at] for costs, each in zip(grid.cost, order, strict=True) for at in each]
    return Table(
        demand=_demands(grid),
        value=np.array(list(zip(grid.hours, grid.unfilled, strict=True)), np.float64).reshape(-1, 2),
        pair=np.array(pairs, np.int64).reshape(-1, 2),
        cost=np.array(cost, np.float64),
        person=np.array(list(zip(grid.home, grid.daily, grid.weekly, strict=True)), np.int64),
        begins=np.array([0, *accumulate(map(len, grid.members))], np.int64),
        members=np.array(list(chain.from_iterable(grid.members)), np.int64),
        rest=grid.problem.rest_minutes,
        continuity=grid.problem.weights.continuity,
    )


def sums(grid: Grid) -> Sums:
    """What the sums are before anybody fills anything."""
    caps = [(0, NO_CAP if cap is None else cap) for cap in grid.caps]
    return Sums(
        load=np.array([(0.0, factor) for factor in grid.load_factor], np.float64),
        surplus=np.array(list(zip(grid.surplus, grid.balance_factor, strict=True)), np.float64),
        lent=np.array(caps, np.int64).reshape(-1, 2),
    )


def _demands(grid: Grid) -> Ints:
    ends = list(accumulate(map(len, grid.who)))
    columns = [
        [end - len(who) for end, who in zip(ends, grid.who, strict=True)],
        ends,
        grid.length,
        grid.start,
        grid.end,
        grid.day,
        grid.week,
        grid.margin,
        grid.receiver,
        [-1 if series is None else series for series in grid.series],
        [int(pinned is not None) for pinned in grid.pinned],
    ]
    return np.ascontiguousarray(np.array(columns, np.int64).T)
