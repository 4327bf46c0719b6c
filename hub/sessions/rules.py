"""Who may do what with a session: one-sentence predicates and the table of verbs. Pure.

A predicate is told the actor and a `Standing`: what matters about the session, seen from that actor.
Being allowed is not the same as being in the right state; states are the states table's matter.
"""

from collections.abc import Callable

import msgspec

from hub.actor import Actor, Role
from hub.errors import Missing, Refused
from hub.sessions.kinds import Kind
from hub.sessions.states import COMING, SignUpState, State
from hub.sessions.wire import Part, Visibility


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A session as far as permission is concerned, and how the actor stands to it.

    `invited` is true for whoever has, or had, a seat: an invitation survives a withdrawal.
    """

    session_id: int
    kind: Kind
    state: State
    visibility: Visibility
    municipality_id: int
    municipality_ids: frozenset[int]
    part: Part | None = None
    created: bool = False
    sign_up: SignUpState | None = None
    invited: bool = False


Predicate = Callable[[Actor, Standing], bool]


def in_scope(actor: Actor, s: Standing) -> bool:
    """Whoever came by a personal link stays in that one session."""
    return actor.scope_session_id is None or actor.scope_session_id == s.session_id


def signed_in(actor: Actor, s: Standing) -> bool:
    """A person with a login of their own, not somebody by link."""
    return actor.known and actor.scope_session_id is None


def plans_here(actor: Actor, s: Standing) -> bool:
    """Coordinators and administrators plan for their own municipality, the platform's for all."""
    if not signed_in(actor, s) and not _operator(actor):
        return False
    if actor.has(Role.platform_administrator):
        return True
    own = actor.municipality_id == s.municipality_id
    return own and actor.has(Role.coordinator, Role.municipal_administrator)


def leads(actor: Actor, s: Standing) -> bool:
    """Host and co-host lead the session, whichever municipality employs them."""
    return signed_in(actor, s) and s.part in (Part.host, Part.co_host)


def is_host(actor: Actor, s: Standing) -> bool:
    """The host answers for the session; a co-host and a panellist do not."""
    return signed_in(actor, s) and s.part is Part.host


def takes_part_as_staff(actor: Actor, s: Standing) -> bool:
    """Host, co-host or panellist."""
    return signed_in(actor, s) and s.part is not None


def made_it(actor: Actor, s: Standing) -> bool:
    """A professional keeps the say over what they planned in their own municipality."""
    own = actor.municipality_id == s.municipality_id
    return signed_in(actor, s) and s.created and own and actor.has(Role.professional)


def offered_to(actor: Actor, s: Standing) -> bool:
    """Signed-in persons of a municipality that offers the session."""
    return signed_in(actor, s) and actor.municipality_id in s.municipality_ids


def came_by_link(actor: Actor, s: Standing) -> bool:
    """The holder of a personal link to exactly this session."""
    return actor.link_id is not None and actor.scope_session_id == s.session_id


def edits(actor: Actor, s: Standing) -> bool:
    """Planners of the municipality, the professional who made it, and its host."""
    return plans_here(actor, s) or made_it(actor, s) or is_host(actor, s)


def sees(actor: Actor, s: Standing) -> bool:
    """Staff see what they plan or lead; others what is announced to them; link holders their one session."""
    if not in_scope(actor, s):
        return False
    if came_by_link(actor, s) or edits(actor, s) or takes_part_as_staff(actor, s):
        return True
    if s.state is State.draft:
        return False
    if s.visibility is Visibility.public or s.invited or sees_sign_ups(actor, s):
        return True
    if s.visibility is Visibility.members:
        return offered_to(actor, s)
    return False


def steps(actor: Actor, s: Standing) -> bool:
    """Host, co-host and the municipality's coordinator open and close doors."""
    own = actor.municipality_id == s.municipality_id
    return leads(actor, s) or (signed_in(actor, s) and own and actor.has(Role.coordinator))


def sees_sign_ups(actor: Actor, s: Standing) -> bool:
    """Those who lead see who comes; planners of an offering municipality see their own citizens.

    Attendance is health data: the platform's administrators do not see it.
    """
    planner = actor.has(Role.coordinator, Role.municipal_administrator) and offered_to(actor, s)
    return leads(actor, s) or planner


def signs_up(actor: Actor, s: Standing) -> bool:
    """Citizens and relatives take seats; whoever leads or speaks needs none."""
    return (
        signed_in(actor, s) and s.part is None and actor.has(Role.citizen, Role.relative) and sees(actor, s)
    )


def withdraws(actor: Actor, s: Standing) -> bool:
    """Whoever holds a seat or waits gives it back, also from the link in their reminder."""
    holds = s.sign_up in (SignUpState.signed_up, SignUpState.waiting)
    return holds and actor.person_id is not None and in_scope(actor, s)


def invites_guests(actor: Actor, s: Standing) -> bool:
    """Who opens the doors makes links for interpreters, relatives and guests; so does its maker."""
    return steps(actor, s) or made_it(actor, s) or _operator(actor)


def enrols(actor: Actor, s: Standing) -> bool:
    """Those who lead or plan give a citizen a seat in a session one is invited to."""
    return leads(actor, s) or made_it(actor, s) or (plans_here(actor, s) and sees_sign_ups(actor, s))


def checks_device(actor: Actor, s: Standing) -> bool:
    """Whoever will come in may bind a device check to their seat or link."""
    return came_by_link(actor, s) or (
        signed_in(actor, s) and s.sign_up in (SignUpState.signed_up, SignUpState.waiting)
    )


def plans_somewhere(actor: Actor) -> bool:
    """Professionals, coordinators and administrators plan sessions."""
    if _operator(actor):
        return True
    planners = (
        Role.professional,
        Role.coordinator,
        Role.municipal_administrator,
        Role.platform_administrator,
    )
    return actor.known and actor.scope_session_id is None and actor.has(*planners)


def plans_for(actor: Actor, municipality_id: int) -> bool:
    """One plans for one's own municipality; the platform's administrators for any."""
    if not plans_somewhere(actor):
        return False
    return actor.municipality_id == municipality_id or actor.has(Role.platform_administrator)


def _operator(actor: Actor) -> bool:
    """Whoever stands at the machine with the command line."""
    return actor.person_id is None and actor.link_id is None and actor.has(Role.platform_administrator)


MAY: dict[str, dict[str, Predicate]] = {
    "session": {
        "see": sees,
        "edit": edits,
        "publish": edits,
        "move": edits,
        "cancel": edits,
        "step": steps,
    },
    "sign_up": {
        "see_all": sees_sign_ups,
        "take": signs_up,
        "withdraw": withdraws,
        "enrol": enrols,
        "check_device": checks_device,
    },
    "join_link": {
        "see_all": invites_guests,
        "create": invites_guests,
        "revoke": invites_guests,
    },
}

CAN: dict[str, tuple[str, str, frozenset[State]]] = {
    "edit": ("session", "edit", frozenset({State.draft, State.published, State.practice})),
    "publish": ("session", "publish", frozenset({State.draft})),
    "move": ("session", "move", frozenset({State.draft, State.published, State.practice})),
    "cancel": ("session", "cancel", frozenset({State.draft, State.published, State.practice, State.open})),
    "step": ("session", "step", frozenset({State.published, State.practice, State.open, State.live})),
    "sign_up": ("sign_up", "take", COMING),
    "withdraw": ("sign_up", "withdraw", COMING),
    "enrol": ("sign_up", "enrol", COMING),
    "see_sign_ups": ("sign_up", "see_all", frozenset(State)),
    "create_link": ("join_link", "create", COMING),
    "check_device": ("sign_up", "check_device", COMING),
}
"""What a page offers: verb -> noun, verb of MAY, and the states in which it makes sense."""


def may(actor: Actor, verb: str, noun: str, thing: Standing) -> bool:
    """Whether the table lets `actor` do `verb` to `noun` in this session; never beyond a link's scope."""
    return in_scope(actor, thing) and MAY[noun][verb](actor, thing)


def demand(actor: Actor, verb: str, noun: str, thing: Standing) -> None:
    """Missing for who cannot even see the session, Refused("not_allowed") for who may not."""
    if not may(actor, "see", "session", thing):
        raise Missing
    if not may(actor, verb, noun, thing):
        raise not_allowed()


def not_allowed() -> Refused:
    """The refusal of everyone who sees but may not."""
    return Refused("not_allowed", "Det har du ikke adgang til.", "You do not have access to that.")


def can(actor: Actor, thing: Standing) -> dict[str, bool]:
    """Verb by verb, what a page may offer this actor now."""
    offered = {
        verb: thing.state in states and may(actor, rule, noun, thing)
        for verb, (noun, rule, states) in CAN.items()
    }
    taken = thing.sign_up in (SignUpState.signed_up, SignUpState.waiting)
    offered["sign_up"] = offered["sign_up"] and not taken
    return offered
