"""Every verb x every role x own and other municipality, against the table written out here."""

import itertools
from typing import Any

import pytest

from hub.accounts import rules
from hub.accounts.rules import MAY, Grant, Owned, Pact, Place, Subject, demand, may
from hub.actor import ANONYMOUS, SYSTEM, Actor, Role
from hub.errors import Missing, Refused

HOME, AWAY, ME = 1, 2, 7


def at_home(*roles: Role) -> Actor:
    return Actor(person_id=ME, municipality_id=HOME, roles=frozenset(roles))


ACTORS: dict[str, Actor] = {
    "anonymous": ANONYMOUS,
    "guest": Actor(link_id=3, scope_session_id=5, roles=frozenset({Role.guest})),
    "by link": Actor(
        person_id=ME, municipality_id=HOME, link_id=3, scope_session_id=5, roles=frozenset(Role)
    ),
    "citizen": at_home(Role.citizen),
    "relative": at_home(Role.relative),
    "professional": at_home(Role.professional),
    "moderator": at_home(Role.moderator),
    "coordinator": at_home(Role.coordinator),
    "municipal": at_home(Role.municipal_administrator),
    "platform": Actor(person_id=ME, roles=frozenset({Role.platform_administrator})),
    "system": SYSTEM,
}


def someone(person_id: int, place: int | None, *roles: Role, serves: tuple[int, ...] = ()) -> Subject:
    return Subject(
        person_id=person_id, municipality_id=place, roles=frozenset(roles), serves=frozenset(serves)
    )


PEOPLE: dict[str, Any] = {
    "self": someone(ME, HOME, Role.citizen),
    "own citizen": someone(8, HOME, Role.citizen),
    "own professional": someone(9, HOME, Role.professional, serves=(HOME,)),
    "own platform": someone(10, HOME, Role.platform_administrator),
    "other citizen": someone(11, AWAY, Role.citizen),
    "lent professional": someone(12, AWAY, Role.professional, serves=(AWAY, HOME)),
    "other professional": someone(13, AWAY, Role.professional, serves=(AWAY,)),
    "nowhere": someone(14, None, Role.platform_administrator),
    "none": None,
}
GRANTS: dict[str, Any] = {
    "own low": Grant(Role.citizen, HOME),
    "own high": Grant(Role.municipal_administrator, HOME),
    "own platform": Grant(Role.platform_administrator, HOME),
    "other low": Grant(Role.citizen, AWAY),
    "nowhere platform": Grant(Role.platform_administrator, None),
    "own guest": Grant(Role.guest, HOME),
    "own anonymous": Grant(Role.anonymous, HOME),
    "none": None,
}
PACTS: dict[str, Any] = {
    "giving": Pact(HOME, AWAY),
    "taking": Pact(AWAY, HOME),
    "foreign": Pact(AWAY, 3),
    "none": None,
}
PLACES: dict[str, Any] = {"partner": Place(AWAY), "left": Place(AWAY, active=False), "none": None}
DAYS: dict[str, Any] = {"home": Place(HOME), "away": Place(AWAY), "none": None}
OWNED: dict[str, Any] = {"mine": Owned(ME), "theirs": Owned(8), "nobody's": Owned(0), "none": None}
NOTHING: dict[str, Any] = {"none": None}

ALL_PEOPLE = set(PEOPLE) - {"none"}
MANAGED = {"self", "own citizen", "own professional"}
SIGNED_IN = ("citizen", "relative", "professional", "moderator", "coordinator", "municipal", "platform")
RUNS = ("platform", "system")


def each(actors: tuple[str, ...], things: set[str]) -> dict[str, set[str]]:
    return dict.fromkeys(actors, things)


def everybody(things: set[str]) -> dict[str, set[str]]:
    return dict.fromkeys(ACTORS, things)


EXPECTED: dict[tuple[str, str], tuple[dict[str, Any], dict[str, set[str]]]] = {
    ("person", "list"): (NOTHING, each(("coordinator", "municipal", *RUNS), {"none"})),
    ("person", "view"): (
        PEOPLE,
        {
            **each(("citizen", "relative", "professional", "moderator"), {"self"}),
            "coordinator": {"self", "own professional", "lent professional"},
            "municipal": MANAGED,
            **each(RUNS, ALL_PEOPLE),
        },
    ),
    ("person", "create"): (PEOPLE, {"municipal": MANAGED, **each(RUNS, ALL_PEOPLE)}),
    ("person", "edit"): (PEOPLE, {"municipal": MANAGED, **each(RUNS, ALL_PEOPLE)}),
    ("person", "invite"): (PEOPLE, {"municipal": MANAGED, **each(RUNS, ALL_PEOPLE)}),
    ("person", "deactivate"): (
        PEOPLE,
        {"municipal": MANAGED - {"self"}, "platform": ALL_PEOPLE - {"self"}, "system": ALL_PEOPLE},
    ),
    ("person", "reactivate"): (
        PEOPLE,
        {"municipal": MANAGED - {"self"}, "platform": ALL_PEOPLE - {"self"}, "system": ALL_PEOPLE},
    ),
    ("role", "grant"): (
        GRANTS,
        {
            "municipal": {"own low", "own high"},
            **each(RUNS, {"own low", "own high", "own platform", "other low", "nowhere platform"}),
        },
    ),
    ("professional", "list"): (
        NOTHING,
        each(("professional", "coordinator", "municipal", *RUNS), {"none"}),
    ),
    ("municipality", "list"): (NOTHING, everybody({"none"})),
    ("municipality", "view"): (PLACES, {**everybody({"partner"}), **each(RUNS, {"partner", "left"})}),
    ("municipality", "create"): (NOTHING, each(RUNS, {"none"})),
    ("municipality", "edit"): (PLACES, each(RUNS, {"partner", "left", "none"})),
    ("agreement", "list"): (NOTHING, each(("coordinator", "municipal", *RUNS), {"none"})),
    ("agreement", "view"): (
        PACTS,
        {
            **each(("coordinator", "municipal"), {"giving", "taking"}),
            **each(RUNS, {"giving", "taking", "foreign"}),
        },
    ),
    ("agreement", "create"): (
        PACTS,
        {"municipal": {"giving"}, **each(RUNS, {"giving", "taking", "foreign"})},
    ),
    ("agreement", "end"): (
        PACTS,
        {"municipal": {"giving", "taking"}, **each(RUNS, {"giving", "taking", "foreign"})},
    ),
    ("closing_day", "list"): (NOTHING, each(("coordinator", "municipal", *RUNS), {"none"})),
    **dict.fromkeys(
        (("closing_day", "create"), ("closing_day", "delete")),
        (DAYS, {**each(("coordinator", "municipal"), {"home"}), **each(RUNS, {"home", "away", "none"})}),
    ),
    ("competence", "list"): (NOTHING, everybody({"none"})),
    ("competence", "create"): (NOTHING, each(RUNS, {"none"})),
    ("login", "list"): (NOTHING, each(SIGNED_IN, {"none"})),
    ("login", "view"): (OWNED, each(SIGNED_IN, {"mine"})),
    ("login", "end"): (OWNED, each(SIGNED_IN, {"mine"})),
    ("login", "end_all"): (NOTHING, each(SIGNED_IN, {"none"})),
    ("password", "change"): (OWNED, each(SIGNED_IN, {"mine"})),
    ("preferences", "set"): (OWNED, each(SIGNED_IN, {"mine"})),
    ("audit", "list"): (NOTHING, each(("municipal", *RUNS), {"none"})),
    ("audit", "list_own"): (NOTHING, each(SIGNED_IN, {"none"})),
}


def test_every_verb_of_every_noun_is_in_the_expected_table() -> None:
    assert {(noun, verb) for noun, verbs in MAY.items() for verb in verbs} == set(EXPECTED)


@pytest.mark.parametrize(("noun", "verb"), EXPECTED)
def test_who_may(noun: str, verb: str) -> None:
    things, expected = EXPECTED[noun, verb]
    allowed = {
        who: {name for name, thing in things.items() if may(actor, verb, noun, thing)}
        for who, actor in ACTORS.items()
    }
    assert allowed == {who: expected.get(who, set()) for who in ACTORS}


@pytest.mark.parametrize(("noun", "verb"), EXPECTED)
def test_demand_says_missing_of_what_one_may_not_see_and_refused_of_the_rest(noun: str, verb: str) -> None:
    things, _ = EXPECTED[noun, verb]
    for actor, (name, thing) in itertools.product(ACTORS.values(), things.items()):
        told = _told(actor, verb, noun, thing)
        hidden = thing is not None and "view" in MAY[noun] and not may(actor, "view", noun, thing)
        if may(actor, verb, noun, thing):
            assert told is None, name
        elif hidden and verb != "create":
            assert told == "missing", name
        else:
            assert told == "not_allowed", name


def _told(actor: Actor, verb: str, noun: str, thing: Any) -> str | None:
    try:
        demand(actor, verb, noun, thing)
    except (Missing, Refused) as error:
        return error.code
    return None


def test_who_came_by_link_may_nothing_even_with_every_role() -> None:
    open_to_all = {("municipality", "list"), ("municipality", "view"), ("competence", "list")}
    for (noun, verb), (things, _) in EXPECTED.items():
        for thing in things.values():
            if may(ACTORS["by link"], verb, noun, thing):
                assert (noun, verb) in open_to_all


@pytest.mark.parametrize(("verb", "noun"), [("fly", "person"), ("view", "dragon")])
def test_an_unknown_verb_or_noun_is_a_bug(verb: str, noun: str) -> None:
    with pytest.raises(KeyError):
        may(SYSTEM, verb, noun)


def test_every_predicate_says_in_one_sentence_what_it_means() -> None:
    predicates = {predicate for verbs in MAY.values() for predicate in verbs.values()}
    assert {p.__name__ for p in predicates if not (p.__doc__ or "").strip().endswith(".")} == set()


def test_two_roles_add_up() -> None:
    both = at_home(Role.coordinator, Role.municipal_administrator)
    seen = {name for name, thing in PEOPLE.items() if may(both, "view", "person", thing)}
    assert seen == MANAGED | {"lent professional"}
    assert (
        Role.professional,
        Role.coordinator,
        Role.municipal_administrator,
        Role.platform_administrator,
    ) == rules.STAFF
