"""Who may do what with booking: one-sentence predicates in one table of verbs. Pure."""

from collections.abc import Callable

from hub.accounts import clean
from hub.actor import Actor, Role
from hub.errors import Missing, Refused

Predicate = Callable[[Actor, int | None], bool]


def books(actor: Actor, municipality_id: int | None) -> bool:
    """Citizens and relatives book what their own municipality offers."""
    own = municipality_id is not None and actor.municipality_id == municipality_id
    return own and actor.known and actor.has(Role.citizen, Role.relative)


def offers(actor: Actor, municipality_id: int | None) -> bool:
    """Coordinators and administrators say what their own municipality's citizens may book."""
    if not actor.known or municipality_id is None:
        return False
    own = actor.municipality_id == municipality_id
    staff = own and actor.has(Role.coordinator, Role.municipal_administrator)
    return staff or actor.has(Role.platform_administrator)


MAY: dict[str, Predicate] = {"book": books, "offer": offers}


def may(actor: Actor, verb: str, municipality_id: int | None) -> bool:
    """Whether `actor` may do `verb` in that municipality; an unknown verb is a bug (KeyError)."""
    return actor.scope_session_id is None and MAY[verb](actor, municipality_id)


def demand(actor: Actor, verb: str, municipality_id: int | None) -> None:
    """Missing unless they may: who may not book here is not told what there is."""
    if not may(actor, verb, municipality_id):
        raise Missing


def spoken(language: str) -> str:
    """A language that was asked for, or "". BadInput("unknown_language") for what is no code."""
    if not language:
        return ""
    [code] = clean.language_codes((language,), "language")
    return code


def expired() -> Refused:
    """The held time is not theirs any more."""
    return Refused(
        "hold_expired",
        "Tiden er ikke længere reserveret til dig. Vælg en tid igen.",
        "The time is no longer kept for you. Choose a time again.",
    )


def month_full() -> Refused:
    """The agreement's hours of that month are used up."""
    return Refused(
        "month_full",
        "Fagpersonen har ikke flere samtaler at give af i den måned. Vælg en tid i en anden måned.",
        "The professional has no more talks to give in that month. Choose a time in another month.",
    )


def not_lent() -> Refused:
    """No agreement lends the professional on that day."""
    return Refused(
        "not_lent",
        "Fagpersonen kan ikke tage samtaler med borgere fra din kommune den dag. Vælg en anden dag.",
        "The professional cannot have talks with citizens of your municipality on that day. Choose another.",
    )


def not_plannable() -> Refused:
    """The refusal of a talk that is not to come any more."""
    return Refused(
        "not_plannable",
        "Samtalen er begyndt, slut eller aflyst og kan ikke ændres.",
        "The talk has begun, is over or cancelled and cannot be changed.",
    )
