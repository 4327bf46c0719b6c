"""Who may do what with the ledger: one-sentence predicates in one table of verbs. Pure."""

from collections.abc import Callable
from typing import Any

import msgspec

from hub.actor import Actor, Role
from hub.errors import Missing, Refused

Predicate = Callable[[Actor, Any], bool]


class Sides(msgspec.Struct, frozen=True):
    """An entry's two municipalities; `lowers`: the correction asked for takes minutes away."""

    giver_id: int
    receiver_id: int
    lowers: bool = False


def runs_platform(actor: Actor, thing: Any = None) -> bool:
    """A platform administrator may."""
    return actor.known and actor.has(Role.platform_administrator)


def reads_balances(actor: Actor, thing: Any = None) -> bool:
    """Coordinators and administrators see how all municipalities stand: no person is told of."""
    staff = actor.has(Role.coordinator, Role.municipal_administrator)
    return runs_platform(actor) or (actor.known and actor.municipality_id is not None and staff)


def reads_account(actor: Actor, thing: int | None) -> bool:
    """They read the entries of their own municipality; the platform's administrators anybody's."""
    if not reads_balances(actor) or thing is None:
        return False
    return runs_platform(actor) or actor.municipality_id == thing


def is_party(actor: Actor, thing: Sides | None) -> bool:
    """Either side reads an entry."""
    return thing is not None and (
        reads_account(actor, thing.giver_id) or reads_account(actor, thing.receiver_id)
    )


def corrects(actor: Actor, thing: Sides | None) -> bool:
    """Nobody corrects to their own advantage: the giver takes minutes away, the receiver adds them."""
    if thing is None:
        return False
    return reads_account(actor, thing.giver_id if thing.lowers else thing.receiver_id)


MAY: dict[str, dict[str, Predicate]] = {
    "ledger": {"see": reads_balances, "statement": reads_account},
    "ledger_entry": {"view": is_party, "correct": corrects},
}


def may(actor: Actor, verb: str, noun: str, thing: Any = None) -> bool:
    """Whether the table lets `actor` do `verb`; an unknown noun or verb is a bug (KeyError)."""
    return actor.scope_session_id is None and MAY[noun][verb](actor, thing)


def demand(actor: Actor, verb: str, noun: str, thing: Any = None) -> None:
    """Missing for what the actor may not even see, Refused("only_against_oneself") for a correction."""
    if may(actor, verb, noun, thing):
        return
    if verb == "correct" and may(actor, "view", "ledger_entry", thing):
        raise Refused(
            "only_against_oneself",
            "Kun kommunen, der gav timerne, kan sætte dem ned. Kun den, der fik dem, kan sætte dem op.",
            "Only the municipality that gave the hours can lower them. Only the receiver can raise them.",
        )
    raise Missing
