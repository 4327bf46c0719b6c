"""The table of verbs, walked: every verb of every noun for each kind of person, at home and elsewhere."""

import pytest

from hub.actor import ANONYMOUS, SYSTEM, Actor, Role
from hub.errors import Missing, Refused
from hub.sessions.kinds import Kind
from hub.sessions.rules import CAN, MAY, Standing, demand, may, plans_for, sees
from hub.sessions.states import SignUpState, State
from hub.sessions.wire import Part, Visibility

HOME, AWAY = 1, 2


def standing(**changes: object) -> Standing:
    told: dict[str, object] = {
        "session_id": 7,
        "kind": Kind.webinar,
        "state": State.published,
        "visibility": Visibility.members,
        "municipality_id": HOME,
        "municipality_ids": frozenset({HOME}),
    }
    return Standing(**(told | changes))  # type: ignore[arg-type]


def person(role: Role, municipality_id: int | None = HOME) -> Actor:
    return Actor(person_id=3, municipality_id=municipality_id, roles=frozenset({role}))


SEATED = {"sign_up": SignUpState.signed_up, "invited": True}
LINKED = Actor(roles=frozenset({Role.guest}), link_id=5, scope_session_id=7)
ELSEWHERE = Actor(roles=frozenset({Role.guest}), link_id=5, scope_session_id=8)
REMINDED = Actor(
    person_id=3, municipality_id=HOME, roles=frozenset({Role.citizen}), link_id=5, scope_session_id=7
)

PLAN = {"session.see", "session.edit", "session.publish", "session.move", "session.cancel"}
LINKS = {"join_link.see_all", "join_link.create", "join_link.revoke"}
ENROL = {"sign_up.see_all", "sign_up.enrol"}

EXPECTED: dict[str, tuple[Actor, Standing, set[str]]] = {
    "nobody": (ANONYMOUS, standing(), set()),
    "nobody, public": (ANONYMOUS, standing(visibility=Visibility.public), {"session.see"}),
    "citizen": (person(Role.citizen), standing(), {"session.see", "sign_up.take"}),
    "relative": (person(Role.relative), standing(), {"session.see", "sign_up.take"}),
    "citizen elsewhere": (person(Role.citizen, AWAY), standing(), set()),
    "citizen elsewhere, public": (
        person(Role.citizen, AWAY),
        standing(visibility=Visibility.public),
        {"session.see", "sign_up.take"},
    ),
    "citizen, not invited": (person(Role.citizen), standing(visibility=Visibility.invited), set()),
    "citizen, draft": (person(Role.citizen), standing(state=State.draft), set()),
    "citizen with a seat": (
        person(Role.citizen),
        standing(visibility=Visibility.invited, **SEATED),
        {"session.see", "sign_up.take", "sign_up.withdraw", "sign_up.check_device"},
    ),
    "citizen who gave it back": (
        person(Role.citizen),
        standing(visibility=Visibility.invited, sign_up=SignUpState.withdrawn, invited=True),
        {"session.see", "sign_up.take"},
    ),
    "professional": (person(Role.professional), standing(), {"session.see"}),
    "professional elsewhere": (person(Role.professional, AWAY), standing(), set()),
    "professional who made it": (
        person(Role.professional),
        standing(created=True, state=State.draft),
        PLAN | LINKS | {"sign_up.enrol"},
    ),
    "host from elsewhere": (
        person(Role.professional, AWAY),
        standing(part=Part.host, state=State.draft),
        PLAN | LINKS | ENROL | {"session.step"},
    ),
    "co-host from elsewhere": (
        person(Role.professional, AWAY),
        standing(part=Part.co_host),
        LINKS | ENROL | {"session.see", "session.step"},
    ),
    "panellist": (person(Role.professional, AWAY), standing(part=Part.panellist), {"session.see"}),
    "moderator": (person(Role.moderator), standing(), {"session.see"}),
    "coordinator": (person(Role.coordinator), standing(), PLAN | LINKS | ENROL | {"session.step"}),
    "coordinator elsewhere": (person(Role.coordinator, AWAY), standing(), set()),
    "coordinator of who offers it": (
        person(Role.coordinator, AWAY),
        standing(municipality_ids=frozenset({HOME, AWAY}), visibility=Visibility.invited),
        {"session.see", "sign_up.see_all"},
    ),
    "administrator": (person(Role.municipal_administrator), standing(), PLAN | ENROL),
    "administrator elsewhere": (person(Role.municipal_administrator, AWAY), standing(), set()),
    "platform": (person(Role.platform_administrator, None), standing(state=State.draft), PLAN),
    "operator at the machine": (SYSTEM, standing(state=State.draft), PLAN | LINKS),
    "guest by link": (
        LINKED,
        standing(visibility=Visibility.invited),
        {"session.see", "sign_up.check_device"},
    ),
    "guest of another session": (ELSEWHERE, standing(visibility=Visibility.public), set()),
    "citizen by reminder": (
        REMINDED,
        standing(visibility=Visibility.invited, **SEATED),
        {"session.see", "sign_up.withdraw", "sign_up.check_device"},
    ),
}


@pytest.mark.parametrize("who", EXPECTED)
def test_the_table_of_verbs(who: str) -> None:
    actor, thing, expected = EXPECTED[who]
    found = {
        f"{noun}.{verb}" for noun, verbs in MAY.items() for verb in verbs if may(actor, verb, noun, thing)
    }
    assert found == expected


def test_every_verb_is_granted_to_somebody_and_offered_verbs_are_in_the_table() -> None:
    granted = set().union(*(verbs for _, _, verbs in EXPECTED.values()))
    assert granted == {f"{noun}.{verb}" for noun, verbs in MAY.items() for verb in verbs}
    assert all(verb in MAY[noun] for noun, verb, _ in ((n, v, s) for v, n, s in _offers()))


def _offers() -> list[tuple[str, str, frozenset[State]]]:
    return [(verb, noun, states) for noun, verb, states in CAN.values()]


def test_who_does_not_see_hears_missing_and_who_sees_hears_why() -> None:
    with pytest.raises(Missing):
        demand(person(Role.citizen, AWAY), "edit", "session", standing())
    with pytest.raises(Refused) as told:
        demand(person(Role.citizen), "edit", "session", standing())
    assert told.value.code == "not_allowed"


def test_one_plans_for_ones_own_municipality() -> None:
    assert plans_for(person(Role.professional), HOME)
    assert not plans_for(person(Role.professional), AWAY)
    assert not plans_for(person(Role.citizen), HOME)
    assert not plans_for(REMINDED, HOME)
    assert plans_for(person(Role.platform_administrator, None), AWAY)


def test_no_role_reaches_beyond_a_links_session() -> None:
    for role in Role:
        actor = Actor(
            person_id=3, municipality_id=HOME, roles=frozenset({role}), link_id=5, scope_session_id=8
        )
        thing = standing(part=Part.host, created=True, visibility=Visibility.public, **SEATED)
        assert [verb for noun in MAY for verb in MAY[noun] if may(actor, verb, noun, thing)] == []


def test_a_link_elsewhere_sees_not_even_what_is_public() -> None:
    """Asked by itself too, since the rooms ask it without the table."""
    public = standing(visibility=Visibility.public)
    assert sees(LINKED, public)
    assert not sees(ELSEWHERE, public)
    assert not may(ELSEWHERE, "see", "session", public)
