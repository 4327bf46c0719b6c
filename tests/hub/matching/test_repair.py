"""A plan after somebody fell ill: nobody is lost who could be found, and little else moves."""

import datetime as dt
import random
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.matching import repair
from hub.matching.grid import Grid
from hub.matching.plan import NOBODY, Plan
from hub.matching.scoring import judge
from hub.matching.wire import Problem, Proposal
from tests.hub.matching.tiny import MONDAY, demand, person, problem, problems

EVER = dt.date.min, dt.date.max
TUESDAY = "2026-03-03"


def mended(
    of: Problem, given: dict[str, str], sick: str, days: tuple[dt.date, dt.date] = EVER, **limits: int
) -> tuple[repair.Repaired, Problem]:
    ill, left, lost = repair.without(of, Proposal(assignments=given), sick, *days)
    plan = repair.begun(ill, left)
    return repair.repair(plan, [at for at, each in enumerate(ill.demands) if each.id in lost], **limits), ill


def test_who_can_just_step_in_does_and_nobody_else_moves() -> None:
    of = problem([person("ill"), person("busy"), person("free")], [demand("a"), demand("b")])
    found, _ = mended(of, {"a": "ill", "b": "busy"}, "ill")
    assert found == repair.Repaired({"a": "free", "b": "busy"}, [], [])


def chained(steps: int) -> tuple[Problem, dict[str, str]]:
    """Demands at the same hour, each for a competence that only two neighbours in a row of people have."""
    people = [person(f"p{at}", competences={f"c{at}": 1, f"c{at + 1}": 1}) for at in range(steps + 2)]
    demands = [demand(f"d{at}", competence=f"c{at + 1}") for at in range(steps + 1)]
    return problem(people, demands), {f"d{at}": f"p{at}" for at in range(steps + 1)}


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_chain_moves_one_demand_or_two(steps: int) -> None:
    of, given = chained(steps)
    found, ill = mended(of, given, "p0")
    assert found.assignments == {f"d{at}": f"p{at + 1}" for at in range(steps + 1)}
    assert found.moved == [f"d{at}" for at in range(1, steps + 1)]
    assert judge(ill, Proposal(assignments=found.assignments)).faults == []


def test_no_chain_is_longer_than_two_and_no_repair_moves_more_than_asked() -> None:
    of, given = chained(3)
    assert mended(of, given, "p0")[0].unfilled == ["d0"]
    of, given = chained(2)
    found, _ = mended(of, given, "p0", most=1)
    assert (found.unfilled, found.moved) == (["d0"], [])


def test_all_chains_of_a_repair_together_stay_within_the_limit() -> None:
    days = [f"2026-03-{day:02d}T10:00:00" for day in (2, 3, 4, 5, 6)]
    people = [person("ill"), person("able", competences={"nurse": 1, "cook": 1}), person("cook")]
    people[2]["competences"] = {"cook": 1}
    demands = [demand(f"n{at}", day) for at, day in enumerate(days)]
    demands += [demand(f"c{at}", day, competence="cook") for at, day in enumerate(days)]
    given = {each["id"]: "ill" if each["id"][0] == "n" else "able" for each in demands}
    found, _ = mended(problem(people, demands), given, "ill")
    assert len(found.moved) == repair.MOST_MOVED
    assert len(found.unfilled) == 2


def test_a_pin_of_another_stays_and_the_pin_of_who_is_ill_does_not() -> None:
    of, given = chained(1)
    raised = problem(
        [person(f"p{at}", competences={f"c{at}": 1, f"c{at + 1}": 1}) for at in range(3)],
        [demand("d0", competence="c1", pinned="p0"), demand("d1", competence="c2", pinned="p1")],
    )
    assert mended(of, given, "p0")[0].moved == ["d1"]
    assert mended(raised, given, "p0")[0].unfilled == ["d0"]
    free = problem([person("ill"), person("other")], [demand("d", pinned="ill")])
    found, ill = mended(free, {"d": "ill"}, "ill")
    assert found.assignments == {"d": "other"}
    assert judge(ill, Proposal(assignments=found.assignments)).faults == []


def test_what_broke_a_rule_before_stays_where_it_is() -> None:
    people = [person("ill"), person("able"), person("other", languages=["en"])]
    demands = [demand("a"), demand("b", language="en")]
    found, _ = mended(problem(people, demands), {"a": "ill", "b": "able"}, "ill")
    assert (found.assignments, found.moved, found.unfilled) == ({"b": "able"}, [], ["a"])


def test_only_the_days_of_illness_are_lost_and_nothing_new_comes_in_them() -> None:
    of = problem([person("ill"), person("other")], [demand("mon"), demand("tue", f"{TUESDAY}T10:00:00")])
    monday = dt.date.fromisoformat(MONDAY)
    found, _ = mended(of, {"mon": "ill", "tue": "ill"}, "ill", (monday, monday))
    assert found.assignments == {"mon": "other", "tue": "ill"}


def test_a_search_that_may_not_look_finds_no_chain() -> None:
    of, given = chained(1)
    assert mended(of, given, "p0", looks=0)[0].unfilled == ["d0"]


@given(problems(), st.randoms(use_true_random=False))
def test_a_repair_is_the_best_of_those_that_move_the_fewest(of: Problem, chance: random.Random) -> None:
    given = _drawn(of, chance)
    if not given:
        return
    sick = given[min(given)]
    days = [each.starts.date() for each in of.demands if given.get(each.id) == sick][:1] * 2
    found, ill = mended(of, given, sick, (days[0], days[1]))
    after = judge(ill, Proposal(assignments=found.assignments))
    left = {each: who for each, who in given.items() if each in found.assignments or who != sick}
    lost = [each.id for each in of.demands if given.get(each.id) == sick and each.starts.date() == days[0]]

    assert after.faults == []
    assert set(given) - set(lost) <= set(found.assignments) == set(given) - set(found.unfilled)
    assert found.moved == [each.id for each in of.demands if _other(each.id, left, found, lost)]
    assert len(found.moved) <= repair.MOST_MOVED
    assert mended(of, given, sick, (days[0], days[1]))[0] == found
    if len(lost) == 1:
        best = _by_force(ill, {each: who for each, who in given.items() if each not in lost}, lost[0])
        assert (found.unfilled == []) == (best is not None)
        if best is not None:
            assert len(found.moved) == best[0]
            assert after.total == pytest.approx(best[1])


def _drawn(of: Problem, chance: random.Random) -> dict[str, str]:
    """Demand by demand to anybody who fits."""
    plan = Plan(Grid(of))
    for d, who in enumerate(plan.grid.who):
        choices = [choice for choice in range(len(who)) if plan.fits(d, choice)]
        if choices:
            plan.give(d, chance.choice(choices))
    people = of.professionals
    return {each.id: people[p].id for each, p in zip(of.demands, plan.person, strict=True) if p != NOBODY}


def _other(name: str, before: dict[str, str], found: repair.Repaired, lost: list[str]) -> bool:
    return name not in lost and name in before and before[name] != found.assignments[name]


def _by_force(of: Problem, left: dict[str, str], lost: str) -> tuple[int, float] | None:
    """How few others move, and the least points of that, over all plans in which the lost one is filled."""
    names = [each.id for each in of.professionals]
    for count in range(repair.STEPS + 1):
        totals = []
        for moving in combinations(sorted(left), count):
            for people in product(names, repeat=count + 1):
                plan = Proposal(assignments={**left, **dict(zip((lost, *moving), people, strict=True))})
                verdict = judge(of, plan)
                if not verdict.faults and all(left[each] != plan.assignments[each] for each in moving):
                    totals.append(verdict.total)
        if totals:
            return count, min(totals)
    return None
