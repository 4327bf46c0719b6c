"""Who keeps the word lists: one-sentence predicates. Pure."""

from hub.actor import Actor, Role
from hub.errors import Missing


def keeps_words(actor: Actor, municipality_id: int | None) -> bool:
    """The platform's administrators keep every list, a municipality's its own."""
    if not actor.known:
        return False
    if actor.has(Role.platform_administrator):
        return True
    own = municipality_id is not None and actor.municipality_id == municipality_id
    return own and actor.has(Role.municipal_administrator)


def reads_words(actor: Actor) -> bool:
    """Who keeps a list, and the moderators who live with them, read all that is in force."""
    keepers = (Role.platform_administrator, Role.municipal_administrator, Role.moderator)
    return actor.known and actor.has(*keepers)


def demand_reader(actor: Actor) -> None:
    """Missing for everybody who has nothing to do with the lists."""
    if not reads_words(actor):
        raise Missing


def demand_keeper(actor: Actor, municipality_id: int | None) -> None:
    """Missing for whoever may not change that list."""
    if not keeps_words(actor, municipality_id):
        raise Missing
