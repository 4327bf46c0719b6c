"""What can be left out of a knapsack because the best set never has it, in machine code. Pure; extra `exact`.

At a price z for a unit, every group chooses for itself, and what they gain together with z^2 / 4k (k: points
of one unit squared) is more than any set brings: the weak duality of `bound`, for one person. What they
choose at some price is a set she could have, so the best set brings as much or more. What takes more from
the first than lies between the two is not in the best set (Dembo and Hammer, Methods of Operations Research
36, 1980). Near the end that is most demands; the best set is the same, found in a quarter of the time.
"""

from hub.matching.compiled import compiled
from hub.matching.gathering import NEVER, Scratch

HALVINGS = 14
"""Of the span in which the price of a unit is looked for."""
SLIGHT = 1e-9
"""What is lost to rounding, as a share of what the set brings."""


@compiled
def prune(x: Scratch, several: int, most: int, square: float) -> tuple[int, int]:
    """Leave out of what was gathered what the best set has not: the groups left, and the most units."""
    if square <= 0:
        return several, most
    low, high, reached = 0.0, 2 * square * most, 0.0
    least, at = -NEVER, 0.0
    for _ in range(HALVINGS):
        price = (low + high) / 2
        gained, units = gain(x, several, price)
        above = gained + price**2 / (4 * square)
        if above < least:
            least, at = above, price
        if units <= most:
            reached = max(reached, gained + price * units - square * units**2)
        if units > price / (2 * square):
            low = price
        else:
            high = price
    spare = least - reached + SLIGHT * (1 + least)
    farthest = at / (2 * square) + (spare / square) ** 0.5
    return keep(x, several, at, spare), min(most, int(farthest) + 1)


@compiled
def gain(x: Scratch, several: int, price: float) -> tuple[float, int]:
    """What all groups gain at this price of a unit, and the units of what they choose."""
    gained, units, i = 0.0, 0, 0
    for group in range(several):
        some, taken = -x.fees[group], 0
        while i < x.ends[group]:
            length = x.size[i]
            if x.profit[i] > price * length:
                some += x.profit[i] - price * length
                taken += length
            i += 1
        whole = x.whole[group] - price * x.length[group]
        if whole > max(some, 0.0):
            gained += whole
            units += x.length[group]
        elif some > 0:
            gained += some
            units += taken
    return gained, units


@compiled
def keep(x: Scratch, several: int, price: float, spare: float) -> int:
    """Keep what costs at most `spare` at this price; the number of groups left."""
    left = n = i = 0
    for group in range(several):
        first, end, some = i, x.ends[group], -x.fees[group]
        for j in range(first, end):
            some += max(x.profit[j] - price * x.size[j], 0.0)
        whole = x.whole[group] - price * x.length[group]
        best = max(some, whole, 0.0)
        begin, i = n, end
        for j in range(first, end):
            worse = min(x.profit[j] - price * x.size[j], 0.0)
            if best - some - worse <= spare:
                x.profit[n], x.pair[n], x.size[n] = x.profit[j], x.pair[j], x.size[j]
                n += 1
        brings = best - whole <= spare
        if n > begin or brings:
            x.ends[left], x.fees[left], x.group[left] = n, x.fees[group], x.group[group]
            x.whole[left], x.length[left] = x.whole[group] if brings else NEVER, x.length[group]
            left += 1
    return left
