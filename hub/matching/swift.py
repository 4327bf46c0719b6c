"""`plan` in machine code: a plan under way, what one change costs, and whether it fits. Pure; extra `exact`.

The same arithmetic as in `plan`, on the arrays of `table`; a test holds the two together. What somebody
fills is a chain through the demands, so that nothing is allocated while a search runs.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hub.matching.compiled import Ints, compiled
from hub.matching.grid import OWN
from hub.matching.table import (
    DAILY,
    DAY,
    END,
    FACTOR,
    FIRST,
    HOME,
    HOURS,
    LAST,
    LENGTH,
    MARGIN,
    NOW,
    RECEIVER,
    SERIES,
    START,
    UNDER,
    UNFILLED,
    WEEK,
    WEEKLY,
    WHO,
    Sums,
    Table,
)

PERSON, PAIR, NEXT, BEFORE = range(4)
"""Columns of `at`: who fills a demand, by which pair, and its place in the chain of what she fills."""
NONE = -1


class State(NamedTuple):
    """`head` begins each one's chain; `log` is what a move lifts: demand, pair it had, pair it gets."""

    at: Ints
    head: Ints
    sums: Sums
    log: Ints
    seed: npt.NDArray[np.uint64]


def empty(t: Table, sums: Sums, seed: int) -> State:
    """Nobody fills anything."""
    longest = int(np.diff(t.begins).max(initial=1))
    return State(
        at=np.full((len(t.demand), 4), NONE, np.int64),
        head=np.full(len(t.person), NONE, np.int64),
        sums=Sums(sums.load.copy(), sums.surplus.copy(), sums.lent.copy()),
        log=np.zeros((2 * longest + 4, 3), np.int64),
        seed=np.array([(seed * 2654435769 + 88172645463325252) % 2**64 or 1], np.uint64),
    )


@compiled
def draw(s: State) -> float:
    """From 0 up to 1 (Marsaglia, xorshift, Journal of Statistical Software 8, 2003)."""
    x = s.seed[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    s.seed[0] = x
    return float(x >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def price(t: Table, s: State, d: int, k: int) -> float:
    """Points added when d, which nobody fills, is filled by its pair k."""
    p, hours, sums = t.pair[k, WHO], t.value[d, HOURS], s.sums
    points = t.cost[k] + sums.load[p, FACTOR] * hours * (2 * sums.load[p, NOW] + hours)
    giver, receiver = t.person[p, HOME], t.demand[d, RECEIVER]
    if giver != receiver:
        points += sums.surplus[giver, FACTOR] * hours * (2 * sums.surplus[giver, NOW] + hours)
        points += sums.surplus[receiver, FACTOR] * hours * (hours - 2 * sums.surplus[receiver, NOW])
    if t.demand[d, SERIES] >= 0 and new_hands(t, s, t.demand[d, SERIES], p):
        points += t.continuity
    return float(points - t.value[d, UNFILLED])


@compiled
def new_hands(t: Table, s: State, series: int, p: int) -> bool:
    """Whether others are in the series, and p is not."""
    others = False
    for i in range(t.begins[series], t.begins[series + 1]):
        q = s.at[t.members[i], PERSON]
        if q == p:
            return False
        others = others or q >= 0
    return others


@compiled
def clash(t: Table, d: int, e: int) -> bool:
    """Whether one person cannot have both: they overlap or are too near, by day or by night."""
    apart = t.demand[e, DAY] - t.demand[d, DAY]
    if apart == 0:
        margin = max(t.demand[d, MARGIN], t.demand[e, MARGIN])
        begins, ends = t.demand[e, START], t.demand[e, END]
        return bool(begins < t.demand[d, END] + margin and t.demand[d, START] < ends + margin)
    if apart == -1:
        return bool(t.demand[d, START] - t.demand[e, END] < t.rest)
    return bool(apart == 1 and t.demand[e, START] - t.demand[d, END] < t.rest)


@compiled
def fits(t: Table, s: State, d: int, k: int) -> bool:
    """Whether no hard limit is broken when d is filled by its pair k as well."""
    p, agreement, length = t.pair[k, WHO], t.pair[k, UNDER], t.demand[d, LENGTH]
    if agreement != OWN and s.sums.lent[agreement, NOW] + length > s.sums.lent[agreement, FACTOR]:
        return False
    day = week = length
    e = s.head[p]
    while e != NONE:
        if t.demand[e, WEEK] == t.demand[d, WEEK]:
            week += t.demand[e, LENGTH]
        if t.demand[e, DAY] == t.demand[d, DAY]:
            day += t.demand[e, LENGTH]
        if clash(t, d, e):
            return False
        e = s.at[e, NEXT]
    return bool(day <= t.person[p, DAILY] and week <= t.person[p, WEEKLY])


@compiled
def give(t: Table, s: State, d: int, k: int) -> None:
    """d, which nobody fills, is filled by its pair k from now on."""
    p = t.pair[k, WHO]
    first = s.head[p]
    s.at[d, PERSON], s.at[d, PAIR], s.at[d, NEXT], s.at[d, BEFORE] = p, k, first, NONE
    if first != NONE:
        s.at[first, BEFORE] = d
    s.head[p] = d
    count(t, s, d, k, 1)


@compiled
def take(t: Table, s: State, d: int) -> int:
    """Nobody fills d any longer; the pair that did."""
    p, k, after, before = s.at[d, PERSON], s.at[d, PAIR], s.at[d, NEXT], s.at[d, BEFORE]
    s.at[d, PERSON] = s.at[d, PAIR] = NONE
    if after != NONE:
        s.at[after, BEFORE] = before
    if before != NONE:
        s.at[before, NEXT] = after
    else:
        s.head[p] = after
    count(t, s, d, k, -1)
    return int(k)


@compiled
def count(t: Table, s: State, d: int, k: int, sign: int) -> None:
    """Add (1) or take away (-1) what d by its pair k means for the sums."""
    p, hours = t.pair[k, WHO], sign * t.value[d, HOURS]
    s.sums.load[p, NOW] += hours
    giver, receiver = t.person[p, HOME], t.demand[d, RECEIVER]
    if giver != receiver:
        s.sums.surplus[giver, NOW] += hours
        s.sums.surplus[receiver, NOW] -= hours
    if t.pair[k, UNDER] != OWN:
        s.sums.lent[t.pair[k, UNDER], NOW] += sign * t.demand[d, LENGTH]


@compiled
def find(t: Table, d: int, p: int) -> int:
    """The pair of d and p, or NONE."""
    low, high = t.demand[d, FIRST], t.demand[d, LAST] - 1
    while low <= high:
        middle = (low + high) >> 1
        if t.pair[middle, WHO] == p:
            return int(middle)
        if t.pair[middle, WHO] < p:
            low = middle + 1
        else:
            high = middle - 1
    return NONE


@compiled
def points(t: Table, s: State) -> float:
    """What the plan costs, counted anew."""
    total = 0.0
    for d in range(len(t.demand)):
        k = s.at[d, PAIR]
        total += t.value[d, UNFILLED] if k == NONE else t.cost[k]
    total += (s.sums.load[:, FACTOR] * s.sums.load[:, NOW] ** 2).sum()
    total += (s.sums.surplus[:, FACTOR] * s.sums.surplus[:, NOW] ** 2).sum()
    for series in range(len(t.begins) - 1):
        hands = 0
        for i in range(t.begins[series], t.begins[series + 1]):
            q, seen = s.at[t.members[i], PERSON], False
            for j in range(t.begins[series], i):
                seen = seen or s.at[t.members[j], PERSON] == q
            hands += q != NONE and not seen
        total += t.continuity * max(hands - 1, 0)
    return float(total)
