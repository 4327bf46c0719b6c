"""Who may do what with the schedule: one-sentence predicates in one table of verbs. Pure.

The schedule is shared: whoever plans for a partner municipality plans with all of them. To say that a session
needs somebody is to ask the partnership, so its demands may be filled by any planner; what the session itself
is remains its own planners' matter (hub.sessions.rules).
"""

from collections.abc import Callable
from typing import Any

import msgspec

from hub.actor import Actor, Role
from hub.errors import Missing, Refused

Predicate = Callable[[Actor, Any], bool]

PLANNERS = (Role.coordinator, Role.municipal_administrator, Role.platform_administrator)


class Own(msgspec.Struct, frozen=True):
    """Something that concerns one professional: her assignment, her illness, a call she was asked."""

    person_id: int | None


def plans(actor: Actor, thing: Any = None) -> bool:
    """A coordinator or an administrator may."""
    return actor.known and actor.has(*PLANNERS)


def settles(actor: Actor, thing: Any = None) -> bool:
    """An administrator changes what is weighed and how."""
    return actor.known and actor.has(Role.municipal_administrator, Role.platform_administrator)


def works(actor: Actor, thing: Any = None) -> bool:
    """A professional may."""
    return actor.known and actor.has(Role.professional)


def hers(actor: Actor, thing: Own | None) -> bool:
    """The professional whom it concerns."""
    return thing is not None and works(actor) and thing.person_id == actor.person_id


def hers_or_plans(actor: Actor, thing: Own | None) -> bool:
    """The professional whom it concerns, and who plans."""
    return hers(actor, thing) or plans(actor)


MAY: dict[str, dict[str, Predicate]] = {
    "board": {"see": plans},
    "demand": {"list": plans, "see": hers_or_plans, "make": plans, "answer": hers, "swap": hers_or_plans},
    "proposal": {"see": plans, "make": plans, "change": plans, "publish": plans},
    "weights": {"see": plans, "try": plans, "set": settles},
    "sickness": {"list": plans, "see": hers_or_plans, "report": hers_or_plans, "end": hers_or_plans},
    "call": {"see": hers_or_plans, "take": hers, "close": plans},
    "assignment": {"list": works},
}


def may(actor: Actor, verb: str, noun: str, thing: Any = None) -> bool:
    """Whether the table lets `actor` do `verb` with `noun`; nobody by a personal link may anything here."""
    return actor.link_id is None and MAY[noun][verb](actor, thing)


def demand(actor: Actor, verb: str, noun: str, thing: Any = None) -> None:
    """Raise unless `may`: Missing for what the actor may not even see, else Refused("not_allowed")."""
    if may(actor, verb, noun, thing):
        return
    if thing is not None and not may(actor, "see", noun, thing):
        raise Missing
    raise Refused("not_allowed", "Det har du ikke adgang til.", "You do not have access to that.")
