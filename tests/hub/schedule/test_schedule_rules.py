"""Who may what with the schedule, and which moves there are."""

import pytest

from hub.actor import ANONYMOUS, Actor, Role
from hub.errors import Missing, Refused
from hub.schedule.rules import MAY, Own, demand, may
from hub.schedule.states import (
    DEMAND_MOVES,
    PROPOSAL_MOVES,
    CallState,
    DemandState,
    ProposalState,
    check_call,
    check_demand,
    check_proposal,
)


def somebody(role: Role, person_id: int = 7, link_id: int | None = None) -> Actor:
    return Actor(person_id=person_id, municipality_id=1, roles=frozenset({role}), link_id=link_id)


ALLOWED = {
    Role.citizen: set(),
    Role.relative: set(),
    Role.moderator: set(),
    Role.professional: {"demand.see", "demand.answer", "demand.swap", "call.see", "call.take"}
    | {"sickness.see", "sickness.report", "sickness.end", "assignment.list"},
    Role.coordinator: {"board.see", "demand.list", "demand.see", "demand.make", "demand.swap"}
    | {"proposal.see", "proposal.make", "proposal.change", "proposal.publish", "weights.see", "weights.try"}
    | {"sickness.list", "sickness.see", "sickness.report", "sickness.end", "call.see", "call.close"},
}
ALLOWED[Role.municipal_administrator] = ALLOWED[Role.coordinator] | {"weights.set"}
ALLOWED[Role.platform_administrator] = ALLOWED[Role.municipal_administrator]


@pytest.mark.parametrize("role", list(ALLOWED))
def test_each_role_may_exactly_this_with_what_concerns_it(role: Role) -> None:
    actor = somebody(role)
    allowed = {f"{noun}.{verb}" for noun in MAY for verb in MAY[noun] if may(actor, verb, noun, Own(7))}
    assert allowed == ALLOWED[role]


def test_what_concerns_another_professional_is_not_there() -> None:
    with pytest.raises(Missing):
        demand(somebody(Role.professional), "answer", "demand", Own(8))
    with pytest.raises(Refused):
        demand(somebody(Role.coordinator), "answer", "demand", Own(8))


def test_nobody_by_a_link_and_nobody_unknown_may_anything() -> None:
    strangers = (ANONYMOUS, somebody(Role.platform_administrator, link_id=3))
    assert not any(may(who, verb, noun, Own(7)) for who in strangers for noun in MAY for verb in MAY[noun])


def test_every_move_that_is_not_in_the_table_is_refused() -> None:
    for old in DemandState:
        for new in set(DemandState) - DEMAND_MOVES[old]:
            with pytest.raises(Refused):
                check_demand(old, new)
    for was in ProposalState:
        for then in set(ProposalState) - PROPOSAL_MOVES[was]:
            with pytest.raises(Refused):
                check_proposal(was, then)


def test_a_call_is_taken_once() -> None:
    check_call(CallState.open, CallState.taken)
    with pytest.raises(Refused) as told:
        check_call(CallState.taken, CallState.taken)
    assert told.value.code == "call_over"
