"""Who may see and change whose rota: one-sentence predicates in one table of verbs. Pure."""

from collections.abc import Callable

import msgspec

from hub.actor import Actor, Role
from hub.errors import Missing, Refused


class Owner(msgspec.Struct, frozen=True):
    """Whose rota it is."""

    person_id: int
    municipality_id: int | None


Predicate = Callable[[Actor, Owner], bool]


def own(actor: Actor, owner: Owner) -> bool:
    """A professional's own rota; whoever came by a personal link has none."""
    signed_in = actor.known and actor.scope_session_id is None
    return signed_in and actor.person_id == owner.person_id and actor.has(Role.professional)


def plans(actor: Actor, owner: Owner) -> bool:
    """Coordinators and administrators keep the rota of their own municipality's professionals."""
    signed_in = actor.known and actor.scope_session_id is None
    here = owner.municipality_id is not None and actor.municipality_id == owner.municipality_id
    return signed_in and here and actor.has(Role.coordinator, Role.municipal_administrator)


def own_or_plans(actor: Actor, owner: Owner) -> bool:
    """Either of them."""
    return own(actor, owner) or plans(actor, owner)


MAY: dict[str, Predicate] = {
    "see": own_or_plans,
    "rules": own_or_plans,
    "exceptions": own_or_plans,
    "wish": own,
    "employ": plans,
    "feeds": own,
}
"""`wish`: say when one would rather be spared. `feeds`: name calendars elsewhere, and see which."""


def can(actor: Actor, owner: Owner) -> dict[str, bool]:
    """Verb by verb, what the actor may do with this rota."""
    return {verb: allowed(actor, owner) for verb, allowed in MAY.items()}


def demand(actor: Actor, verb: str, owner: Owner) -> None:
    """Missing for who may not even see it, Refused("not_allowed") for who may not."""
    if not MAY["see"](actor, owner):
        raise Missing
    if not MAY[verb](actor, owner):
        raise Refused("not_allowed", "Det har du ikke adgang til.", "You do not have access to that.")
