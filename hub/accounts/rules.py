"""Who may do what with people and partners: one-sentence predicates in one table of verbs.

Pure: a thing is given as the few facts the predicates need. A predicate that asks about a thing says no when
there is none. Whoever came by a personal link may nothing here, even when the link belongs to a person.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from hub.actor import Actor, Role
from hub.errors import Missing, Refused

Predicate = Callable[[Actor, Any], bool]

STAFF = (
    Role.professional,
    Role.coordinator,
    Role.municipal_administrator,
    Role.platform_administrator,
)
ACCOUNT_NOUNS = frozenset({"person", "login", "password", "preferences", "role"})
KEPT_BACK = frozenset({"identity", "post", "thread", "draft", "alias", "flag", "appeal", "helpful"})
"""Nouns of lines in the log that no administrator is shown: that a person did something at that moment
would tell, beside the forum's pages, whose alias it is. What moderators do has other nouns."""
GRANTABLE = frozenset(Role) - {Role.guest, Role.anonymous}


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """A person, as the rules see one; `serves` are the municipalities the person works for today."""

    person_id: int | None = None
    municipality_id: int | None = None
    roles: frozenset[Role] = frozenset()
    serves: frozenset[int] = frozenset()


class Grant(msgspec.Struct, frozen=True):
    """A role to be given or taken, and the municipality of whoever holds it."""

    role: Role
    municipality_id: int | None


class Pact(msgspec.Struct, frozen=True):
    """An agreement's two sides."""

    giver_id: int
    receiver_id: int


class Place(msgspec.Struct, frozen=True):
    """A municipality."""

    municipality_id: int
    active: bool = True


class Owned(msgspec.Struct, frozen=True):
    """Something that is one person's own: a sign-in, a password, preferences."""

    person_id: int


class Mentioned(msgspec.Struct, frozen=True):
    """A person in a line of the log; `account`: the line is about an account, not about taking part."""

    municipality_id: int | None
    roles: frozenset[Role]
    account: bool


def anyone(actor: Actor, thing: Any = None) -> bool:
    """Everybody may."""
    return True


def signed_in(actor: Actor, thing: Any = None) -> bool:
    """Whoever signed in may."""
    return actor.known


def runs_platform(actor: Actor, thing: Any = None) -> bool:
    """A platform administrator may."""
    return actor.link_id is None and actor.has(Role.platform_administrator)


def is_staff(actor: Actor, thing: Any = None) -> bool:
    """A professional, a coordinator or an administrator may."""
    return actor.link_id is None and actor.has(*STAFF)


def keeps_people(actor: Actor, thing: Any = None) -> bool:
    """An administrator of any kind may."""
    return runs_platform(actor) or (actor.known and actor.has(Role.municipal_administrator))


def lists_people(actor: Actor, thing: Any = None) -> bool:
    """An administrator or a coordinator may; whom they find is another question."""
    return keeps_people(actor) or coordinates(actor)


def coordinates(actor: Actor, thing: Any = None) -> bool:
    """A coordinator of a municipality may."""
    return actor.known and actor.municipality_id is not None and actor.has(Role.coordinator)


def administers(actor: Actor, municipality_id: int | None) -> bool:
    """An administrator of that very municipality may."""
    own = municipality_id is not None and municipality_id == actor.municipality_id
    return own and actor.known and actor.has(Role.municipal_administrator)


def manages(actor: Actor, thing: Subject | None) -> bool:
    """A municipal administrator manages people of the own municipality, though no platform administrator."""
    if thing is None:
        return False
    if runs_platform(actor):
        return True
    return administers(actor, thing.municipality_id) and Role.platform_administrator not in thing.roles


def manages_another(actor: Actor, thing: Subject | None) -> bool:
    """Who manages a person may, but nobody shuts the door on themselves."""
    return manages(actor, thing) and thing is not None and thing.person_id != actor.person_id


def is_oneself(actor: Actor, thing: Subject | Owned | None) -> bool:
    """Everybody signed in may with what is their own."""
    return thing is not None and actor.known and thing.person_id == actor.person_id


def plans_with(actor: Actor, thing: Subject | None) -> bool:
    """A coordinator reads the professionals who serve the own municipality, by employment or agreement."""
    if thing is None or not coordinates(actor) or Role.professional not in thing.roles:
        return False
    return actor.municipality_id in thing.serves


def reads_person(actor: Actor, thing: Subject | None) -> bool:
    """Oneself, whom one manages, and whom one plans with."""
    return is_oneself(actor, thing) or manages(actor, thing) or plans_with(actor, thing)


def grants(actor: Actor, thing: Grant | None) -> bool:
    """A municipal administrator grants roles in the own municipality, but never platform administrator."""
    if thing is None or thing.role not in GRANTABLE:
        return False
    if runs_platform(actor):
        return True
    return administers(actor, thing.municipality_id) and thing.role is not Role.platform_administrator


def lists_agreements(actor: Actor, thing: Any = None) -> bool:
    """Coordinators and administrators may; they find those of their own municipality."""
    return lists_people(actor)


def is_party(actor: Actor, thing: Pact | None) -> bool:
    """Coordinators and administrators read the agreements of their own municipality."""
    if thing is None or not lists_agreements(actor):
        return False
    return runs_platform(actor) or actor.municipality_id in (thing.giver_id, thing.receiver_id)


def gives(actor: Actor, thing: Pact | None) -> bool:
    """Only the giving municipality's administrator lends out its people."""
    return thing is not None and (runs_platform(actor) or administers(actor, thing.giver_id))


def ends(actor: Actor, thing: Pact | None) -> bool:
    """Either side's administrator may leave an agreement."""
    if thing is None:
        return False
    return gives(actor, thing) or administers(actor, thing.receiver_id)


def keeps_days(actor: Actor, thing: Place | None) -> bool:
    """A municipality's coordinators and administrators say when it is closed; the platform for all (none)."""
    if runs_platform(actor):
        return True
    municipal = actor.known and actor.has(Role.coordinator, Role.municipal_administrator)
    return municipal and thing is not None and thing.municipality_id == actor.municipality_id


def sees_place(actor: Actor, thing: Place | None) -> bool:
    """Everybody sees active municipalities; the others are the platform administrators' matter."""
    return thing is not None and (thing.active or runs_platform(actor))


def named_in_log(actor: Actor, thing: Mentioned) -> bool:
    """Staff are named to all who read the log; citizens to the administrators of their own municipality.

    The platform's administrators see citizens' names in matters of accounts only: that somebody takes part
    in a session on an illness is health data.
    """
    if not thing.roles.isdisjoint(STAFF) or administers(actor, thing.municipality_id):
        return True
    return thing.account and runs_platform(actor)


MAY: dict[str, dict[str, Predicate]] = {
    "person": {
        "list": lists_people,
        "view": reads_person,
        "create": manages,
        "edit": manages,
        "deactivate": manages_another,
        "reactivate": manages_another,
        "invite": manages,
    },
    "role": {"grant": grants},
    "professional": {"list": is_staff},
    "municipality": {
        "list": anyone,
        "view": sees_place,
        "create": runs_platform,
        "edit": runs_platform,
    },
    "agreement": {"list": lists_agreements, "view": is_party, "create": gives, "end": ends},
    "closing_day": {"list": lists_people, "create": keeps_days, "delete": keeps_days},
    "competence": {"list": anyone, "create": runs_platform},
    "login": {"list": signed_in, "view": is_oneself, "end": is_oneself, "end_all": signed_in},
    "password": {"change": is_oneself},
    "preferences": {"set": is_oneself},
    "audit": {"list": keeps_people, "list_own": signed_in},
}


def may(actor: Actor, verb: str, noun: str, thing: Any = None) -> bool:
    """Whether `actor` may do `verb` with `thing`, a `noun`. An unknown noun or verb is a bug (KeyError)."""
    return MAY[noun][verb](actor, thing)


def demand(actor: Actor, verb: str, noun: str, thing: Any = None) -> None:
    """Raise unless `may`: Missing for what the actor may not even see, else Refused("not_allowed")."""
    if may(actor, verb, noun, thing):
        return
    if thing is not None and "view" in MAY[noun] and verb != "create" and not may(actor, "view", noun, thing):
        raise Missing()
    raise Refused(
        "not_allowed",
        "Det har du ikke adgang til at gøre.",
        "You do not have the right to do that.",
    )
