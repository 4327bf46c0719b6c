"""Who should have a letter: each rule where it bites and where it does not."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.letterbox.reasons import Given, why_chosen
from forum.letterbox.routing import Candidate, Case, Match, ranked

DIET, FEET = 4, 5
KOLDING, VARDE = 1, 2
CASE = Case(key="k", municipality_id=KOLDING, competence_id=DIET, language="da")


def one(person_id: int, **about: Any) -> Candidate:
    told: dict[str, Any] = {
        "municipality_id": VARDE,
        "competences": frozenset({DIET}),
        "languages": frozenset({"da"}),
        "lent": frozenset({DIET}),
    }
    return Candidate(person_id=person_id, **{**told, **about})


def order(case: Case, *candidates: Candidate) -> list[int]:
    return [match.person_id for match in ranked(case, candidates)]


def but(**about: Any) -> Case:
    return Case(**{name: about.get(name, getattr(CASE, name)) for name in CASE.__struct_fields__})


@pytest.mark.parametrize(
    "about",
    [
        {"competences": frozenset({FEET})},
        {"lent": frozenset()},
        {"lent": frozenset({FEET})},
        {"absent": True},
    ],
)
def test_hard_rules_leave_somebody_out(about: dict[str, Any]) -> None:
    assert order(CASE, one(7)) == [7]
    assert order(CASE, one(7, **about)) == []


def test_who_has_tried_is_not_tried_again() -> None:
    assert order(but(excluded=frozenset({7})), one(7), one(8)) == [8]


def test_one_s_own_municipality_needs_no_agreement_and_an_agreement_in_all_covers_all() -> None:
    assert order(CASE, one(7, municipality_id=KOLDING, lent=frozenset())) == [7]
    assert order(CASE, one(7, lent=frozenset({None}))) == [7]


def test_a_team_answers_with_its_members_whatever_they_are_lent_for() -> None:
    team = but(competence_id=None)
    able = one(7, in_team=True, competences=frozenset({FEET}), lent=frozenset({FEET}))
    assert order(team, able, one(8)) == [7]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"before": 1, "load": 9}, {"load": 0}),
        ({"load": 1}, {"load": 2}),
        ({"municipality_id": KOLDING, "load": 1}, {"load": 0}),
    ],
)
def test_what_speaks_for_one_before_another(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert order(CASE, one(7, **first), one(8, **second)) == [7, 8]
    assert order(CASE, one(8, **first), one(7, **second)) == [8, 7]


def test_the_own_municipality_is_no_excuse_for_piling_up() -> None:
    assert order(CASE, one(7, municipality_id=KOLDING, load=3), one(8, load=0)) == [8, 7]


def test_language_comes_before_continuity_and_an_invitation_before_both() -> None:
    english = but(language="en")
    speaks, knows = one(7, languages=frozenset({"en"})), one(8, before=3)
    assert order(english, speaks, knows) == [7, 8]
    assert order(but(language="en", asked=8), speaks, knows) == [8, 7]


def test_nobody_is_always_first_among_equals() -> None:
    firsts = {order(but(key=f"letter {n}"), one(7), one(8), one(9))[0] for n in range(40)}
    assert firsts == {7, 8, 9}


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_same_letter_always_finds_the_same_person(loads: list[int], chance: random.Random) -> None:
    people = [one(n, load=load) for n, load in enumerate(loads)]
    shuffled = people[:]
    chance.shuffle(shuffled)
    assert ranked(CASE, people) == ranked(CASE, shuffled)


def test_the_match_says_why_in_a_sentence() -> None:
    [match] = ranked(CASE, [one(7, before=2)])
    assert match == Match(7, (Given.answered_before, Given.competence, Given.agreement, Given.fewest))
    assert why_chosen("Anne Holm", match.given, "da") == (
        "Anne Holm har svaret borgeren før, har den kompetence, borgeren spørger efter, "
        "er dækket af en aftale med borgerens kommune og har færrest åbne breve."
    )
    assert why_chosen("Anne Holm", (Given.home,), "en") == (
        "Anne Holm works in the citizen's own municipality."
    )
