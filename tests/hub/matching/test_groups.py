"""What each professional could fill, series by series: every array tells of the same pair."""

import numpy as np

from hub.matching import exact
from hub.matching.grid import Grid
from hub.matching.groups import NONE, Groups, groups
from hub.matching.table import FACTOR, HOURS, RECEIVER, WHO, Table
from hub.matching.wire import Problem
from tests.hub.matching import tiny

NEXT = "2026-03-09"
SERIES = [tiny.demand("first", series="a"), tiny.demand("second", f"{NEXT}T10:00:00", series="a")]
ALONE = [
    tiny.demand("long", "2026-03-03T09:00:00", "2026-03-03T12:00:00", municipality="kolding"),
    tiny.demand("short", "2026-03-04T09:00:00"),
]
LENT = [{"giver": "varde", "receiver": "kolding", "weight": 2.0}]


def grouped(problem: Problem) -> tuple[Table, Groups]:
    table, sums = exact.arrays(Grid(problem))
    return table, groups(table, sums.load[:, FACTOR].copy())


def both() -> Problem:
    """Two nurses of Varde, of whom the second is away on the series' second day."""
    away = [{"starts": f"{NEXT}T00:00:00", "ends": f"{NEXT}T23:00:00"}]
    people = [tiny.person("anna"), tiny.person("bo", away=away)]
    return tiny.problem(people, [*SERIES, *ALONE], agreements=LENT)


def test_what_is_told_by_place_is_that_of_the_pair_there() -> None:
    table, g = grouped(both())
    at = g.of[g.item]
    assert sorted(g.item) == list(range(len(table.pair)))
    assert g.demand.tolist() == at.tolist()
    assert g.size.tolist() == g.units[at].tolist()
    assert g.hours.tolist() == table.value[at, HOURS].tolist()
    assert g.receiver.tolist() == table.demand[at, RECEIVER].tolist()
    assert g.cost.tolist() == table.cost[g.item].tolist()
    assert len(set(g.receiver)) == len(set(g.hours)) == 2
    for p, (first, after) in enumerate(zip(g.owner[:-1], g.owner[1:], strict=True)):
        places = slice(g.group[first], g.group[after])
        assert set(table.pair[g.item[places], WHO]) == {p}


def test_a_group_is_what_somebody_may_fill_of_a_series_or_one_demand() -> None:
    _, g = grouped(both())
    assert np.diff(g.owner).tolist() == [3, 3]
    assert np.diff(g.group).tolist() == [2, 1, 1, 1, 1, 1]
    assert g.series.tolist() == [0, NONE, NONE] * 2
    assert g.all.tolist() == [True, False, False, False, False, False]
    assert (g.fee > 0).tolist() == [True, False, False] * 2


def test_whoever_is_pinned_beyond_her_limit_has_room_for_it() -> None:
    demands = [tiny.demand("one", pinned="anna"), tiny.demand("two", "2026-03-03T10:00:00", pinned="anna")]
    _, g = grouped(tiny.problem([tiny.person("anna", weekly_minutes=60)], demands))
    assert g.most[0] >= g.units.sum() > 0
