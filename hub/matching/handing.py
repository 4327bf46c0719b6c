"""What a move of the search does to a plan: its points told from sums alone, and demands changing hands.

The log holds what is to move, an entry for each demand: it, the pair it had, the pair it is to get. In
machine code, the hottest path of all; pure; needs the extra `exact`. What is worth trying: `moves`.
"""

from hub.matching.compiled import compiled
from hub.matching.swift import NONE, PERSON, State, fits, give, take
from hub.matching.table import FACTOR, HOME, HOURS, NOW, RECEIVER, SERIES, UNFILLED, Table

NEW = 2
"""Column of the log: the pair a demand is to get (0 and 1: the demand, the pair it had)."""


@compiled
def moved(t: Table, s: State, begin: int, end: int, q: int, p: int) -> float:
    """Points added when these entries of the log, all of one lump, go from q (NONE: nobody) to p."""
    hours = added = 0.0
    for i in range(begin, end):
        d = s.log[i, 0]
        hours += t.value[d, HOURS]
        added += t.cost[s.log[i, NEW]]
        added -= t.value[d, UNFILLED] if q == NONE else t.cost[s.log[i, 1]]
    load, d = s.sums.load, s.log[begin, 0]
    added += load[p, FACTOR] * hours * (2 * load[p, NOW] + hours)
    if q != NONE:
        added -= load[q, FACTOR] * hours * (2 * load[q, NOW] - hours)
    r = t.demand[d, RECEIVER]
    added += lent(t, s, t.person[p, HOME], r if q == NONE else t.person[q, HOME], hours)
    if t.demand[d, SERIES] != NONE:
        added += t.continuity * hands(t, s, t.demand[d, SERIES], end - begin, q, p)
    return float(added)


@compiled
def lent(t: Table, s: State, more: int, less: int, hours: float) -> float:
    """Points added when municipality `more` gives so many hours that `less` gave, or asked for in vain."""
    if more == less:
        return 0.0
    surplus = s.sums.surplus
    added = surplus[more, FACTOR] * (2 * surplus[more, NOW] + hours)
    added -= surplus[less, FACTOR] * (2 * surplus[less, NOW] - hours)
    return float(added * hours)


@compiled
def hands(t: Table, s: State, series: int, n: int, q: int, p: int) -> int:
    """How many more have a hand in a series when n demands of it go from q (NONE: nobody) to p."""
    others, of_q, of_p = False, 0, 0
    for i in range(t.begins[series], t.begins[series + 1]):
        w = s.at[t.members[i], PERSON]
        of_q += w == q
        of_p += w == p
        others = others or w != NONE
    new = of_p == 0
    if q == NONE:
        return int(new and others)
    return int(new) - int(of_q == n)


@compiled
def hand(t: Table, s: State, n: int) -> bool:
    """Give the first n entries of the log to whom they shall go, if the limits allow all; whether they do."""
    for i in range(n):
        if s.log[i, 1] != NONE:
            take(t, s, s.log[i, 0])
    for i in range(n):
        if not fits(t, s, s.log[i, 0], s.log[i, NEW]):
            for j in range(i):
                take(t, s, s.log[j, 0])
            put_back(t, s, n)
            return False
        give(t, s, s.log[i, 0], s.log[i, NEW])
    return True


@compiled
def put_back(t: Table, s: State, n: int) -> None:
    """The first n entries of the log, which nobody fills, to who had them."""
    for i in range(n):
        if s.log[i, 1] != NONE:
            give(t, s, s.log[i, 0], s.log[i, 1])


@compiled
def shift(t: Table, s: State, begin: int, end: int, q: int, p: int, sign: int) -> None:
    """The sums as if these entries had gone from q to p (1), and back (-1)."""
    hours = 0.0
    for i in range(begin, end):
        hours += sign * t.value[s.log[i, 0], HOURS]
    s.sums.load[p, NOW] += hours
    r = t.demand[s.log[begin, 0], RECEIVER]
    s.sums.surplus[t.person[p, HOME], NOW] += hours
    if q != NONE:
        s.sums.load[q, NOW] -= hours
        r = t.person[q, HOME]
    s.sums.surplus[r, NOW] -= hours
