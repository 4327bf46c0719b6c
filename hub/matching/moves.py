"""The moves of the search in machine code, the hottest path of all. Pure; needs the extra `exact`.

Everything moves in lumps (`lumps`): what somebody has of a lump goes to another (`hand`), who may pass
something of hers on in turn, back to him or to whoever takes it cheapest (`chain`); now and then all of a
series is gathered by one person (`gather`), or one demand goes alone. Each changes the plan and tells the
points added, or changes nothing and tells 0.

Why it is fast: nearly every move drawn is refused for its price. So the price of a whole lump is told first,
from sums alone, and held against a ceiling drawn beforehand; only what passes looks at overlaps and limits
(`fits`) and touches the plan.
"""

from math import log

from hub.matching.compiled import compiled
from hub.matching.handing import NEW, hand, moved, put_back, shift
from hub.matching.lumps import Lumps
from hub.matching.swift import NEXT, NONE, PAIR, PERSON, State, draw, fits, give, price, take
from hub.matching.table import SERIES, Table

GAIN = 1e-9
ALONE, GATHERED, PASSED_ON = 0.15, 0.02, 0.5
"""Shares of the looks: at single demands, at whole series, and at moves that pass something on."""
BACK = 0.6
"""Share of what is passed on that goes back where the lump came from."""


@compiled
def look(t: Table, s: State, g: Lumps, d: int, heat: float) -> float:
    """A move of the lump of d drawn by chance, taken if chance forgives what it costs; the points added."""
    b = g.of[d]
    if g.rows[b] == g.rows[b + 1]:
        return 0.0
    row = g.rows[b] + int(draw(s) * (g.rows[b + 1] - g.rows[b]))
    p, q = g.who[row], s.at[d, PERSON]
    if p == q:
        return 0.0
    ceiling, kind = -heat * log(1.0 - draw(s)), draw(s)
    if kind < GATHERED:
        return gather(t, s, g, b, row, ceiling)
    n = one(t, s, g, b, row, d) if kind < GATHERED + ALONE else held_of(s, g, b, row, q, 0)
    if n == 0:
        return 0.0
    added = moved(t, s, 0, n, q, p)
    if kind > 1 - PASSED_ON:
        return chain(t, s, g, n, q, p, added, ceiling)
    if added > ceiling or not hand(t, s, n):
        return 0.0
    return added


@compiled
def one(t: Table, s: State, g: Lumps, b: int, row: int, d: int) -> int:
    """d alone to the row's person into the log; entries."""
    for i in range(g.begins[b], g.begins[b + 1]):
        k = g.pair[g.first[row] + i - g.begins[b]]
        if g.members[i] == d and k != NONE:
            s.log[0, 0], s.log[0, 1], s.log[0, NEW] = d, s.at[d, PAIR], k
            return 1
    return 0


@compiled
def held_of(s: State, g: Lumps, b: int, row: int, q: int, n: int) -> int:
    """What q (NONE: nobody) has of lump b and the row's person may fill, into the log from n on; its end."""
    first = g.first[row] - g.begins[b]
    for i in range(g.begins[b], g.begins[b + 1]):
        e = g.members[i]
        if s.at[e, PERSON] == q:
            k = g.pair[first + i]
            if k != NONE:
                s.log[n, 0], s.log[n, 1], s.log[n, NEW] = e, s.at[e, PAIR], k
                n += 1
    return n


@compiled
def chain(t: Table, s: State, g: Lumps, n: int, q: int, p: int, added: float, ceiling: float) -> float:
    """The first n entries from q to p (`added` points), and something of hers on; the points added."""
    e = any_held(s, p)
    d = s.log[0, 0]
    if (
        e == NONE
        or g.of[e] == NONE
        or g.of[e] == g.of[d]
        or NONE != t.demand[e, SERIES] == t.demand[d, SERIES]
    ):
        return 0.0
    b = g.of[e]
    shift(t, s, 0, n, q, p, 1)
    if q != NONE and draw(s) < BACK:
        r = row_of(g, b, q)
        last = n if r == NONE else held_of(s, g, b, r, p, n)
        if last > n:
            added += moved(t, s, n, last, p, q)
    else:
        r, least = cheapest(t, s, g, b, p, n)
        last = n if r == NONE else held_of(s, g, b, r, p, n)
        added += least
    shift(t, s, 0, n, q, p, -1)
    if last > n and added <= ceiling and hand(t, s, last):
        return added
    return 0.0


@compiled
def any_held(s: State, p: int) -> int:
    """One of the demands p fills drawn by chance, or NONE."""
    several, e = 0, s.head[p]
    while e != NONE:
        several += 1
        e = s.at[e, NEXT]
    if several == 0:
        return NONE
    e = s.head[p]
    for _ in range(int(draw(s) * several)):
        e = s.at[e, NEXT]
    return int(e)


@compiled
def row_of(g: Lumps, b: int, p: int) -> int:
    """The row of lump b for p, or NONE."""
    low, high = g.rows[b], g.rows[b + 1] - 1
    while low <= high:
        middle = (low + high) >> 1
        if g.who[middle] == p:
            return int(middle)
        if g.who[middle] < p:
            low = middle + 1
        else:
            high = middle - 1
    return NONE


@compiled
def cheapest(t: Table, s: State, g: Lumps, b: int, p: int, n: int) -> tuple[int, float]:
    """The row of lump b that takes what p has of it for the least points, and these; limits are not asked."""
    at, least, most = NONE, 0.0, 0
    for row in range(g.rows[b], g.rows[b + 1]):
        if g.who[row] == p:
            continue
        last = held_of(s, g, b, row, p, n)
        if last - n < max(most, 1):
            continue
        added = moved(t, s, n, last, p, g.who[row])
        if at == NONE or last - n > most or added < least:
            at, least, most = row, added, last - n
    return at, least


@compiled
def gather(t: Table, s: State, g: Lumps, b: int, row: int, ceiling: float) -> float:
    """All of a lump that the row's person may fill to her, whoever has it; the points added."""
    p, added, n = g.who[row], 0.0, 0
    for i in range(g.begins[b], g.begins[b + 1]):
        e, k = g.members[i], g.pair[g.first[row] + i - g.begins[b]]
        if k == NONE or s.at[e, PERSON] == p:
            continue
        s.log[n, 0], s.log[n, 1] = e, s.at[e, PAIR]
        if s.at[e, PAIR] != NONE:
            was = take(t, s, e)
            added -= price(t, s, e, was)
        if fits(t, s, e, k):
            added += price(t, s, e, k)
            give(t, s, e, k)
        elif s.log[n, 1] != NONE:
            added += price(t, s, e, s.log[n, 1])
            give(t, s, e, s.log[n, 1])
        n += 1
    if n and added <= ceiling:
        return added
    for i in range(n):
        if s.at[s.log[i, 0], PAIR] != NONE:
            take(t, s, s.log[i, 0])
    put_back(t, s, n)
    return 0.0
