"""Who may what: one's own copy and deletion, a municipality's periods and holds. Pure."""

from hub.actor import Actor, Role
from hub.errors import Missing, Refused


def own(actor: Actor) -> int:
    """The person whose things they are; Refused for strangers and guests by link."""
    if not actor.known or actor.person_id is None or actor.scope_session_id is not None:
        raise Refused("not_allowed", "Log ind for at se dine data.", "Sign in to see your data.")
    return actor.person_id


def administered(actor: Actor) -> int:
    """The municipality whose periods and holds the actor sets; Missing for all others."""
    if not actor.known or not actor.has(Role.municipal_administrator) or actor.municipality_id is None:
        raise Missing
    return actor.municipality_id
