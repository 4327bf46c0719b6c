"""What the search moves in one go: the demands of a series as a lump, and who may fill which of them. Pure.

A lump is what a series asks of one municipality, or one demand without a series; pinned demands are in none.
For each lump and each professional there is a row with her pair for each of its demands, so that a move is
priced by a few sums and no search for pairs. Needs the extra `exact`.
"""

from typing import NamedTuple

import numpy as np

from hub.matching.compiled import Ints
from hub.matching.table import FIRST, LAST, PINNED, RECEIVER, SERIES, WHO, Table

NONE = -1


class Lumps(NamedTuple):
    """Lump b has the demands `members[begins[b]]` and on, and the rows from `rows[b]` up to `rows[b + 1]`.

    `of` is the lump of each demand (NONE: pinned). Row r is the professional `who[r]`; her pair (or NONE)
    for the i-th demand of the lump is `pair[first[r] + i]`.
    """

    begins: Ints
    members: Ints
    of: Ints
    rows: Ints
    who: Ints
    first: Ints
    pair: Ints


def lumps(t: Table) -> Lumps:
    """The lumps of all demands that are not pinned."""
    of = _of(t)
    several = int(of.max(initial=NONE)) + 1
    free = np.flatnonzero(of != NONE)
    members = free[np.argsort(of[free], kind="stable")]
    size = np.bincount(of[free], minlength=several)
    begins = np.concatenate(([0], np.cumsum(size)))
    place = np.zeros(len(of), np.int64)
    place[members] = np.arange(len(members)) - begins[of[members]]
    demand = np.repeat(np.arange(len(of)), t.demand[:, LAST] - t.demand[:, FIRST])
    pairs = np.flatnonzero(of[demand] != NONE)
    order = pairs[np.lexsort((t.pair[pairs, WHO], of[demand[pairs]]))]
    lump, who = of[demand[order]], t.pair[order, WHO]
    fresh = np.ones(len(order), bool)
    fresh[1:] = (lump[1:] != lump[:-1]) | (who[1:] != who[:-1])
    row = np.cumsum(fresh) - 1
    ends = np.cumsum(size[lump[fresh]])
    first = ends - size[lump[fresh]]
    pair = np.full(int(ends[-1]) if len(ends) else 0, NONE)
    pair[first[row] + place[demand[order]]] = order
    rows = np.searchsorted(lump[fresh], np.arange(several + 1))
    return Lumps(begins, members, of, rows, who[fresh], first, pair)


def _of(t: Table) -> Ints:
    """The lump of each demand, counted through by series and municipality."""
    alone = t.demand[:, SERIES] == NONE
    key = np.stack(
        (
            np.where(alone, np.arange(len(t.demand)), t.demand[:, SERIES]),
            np.where(alone, NONE, t.demand[:, RECEIVER]),
        ),
        axis=1,
    )
    free = t.demand[:, PINNED] == 0
    of = np.full(len(t.demand), NONE)
    if free.any():
        of[free] = np.unique(key[free], axis=0, return_inverse=True)[1].reshape(-1)
    return of
