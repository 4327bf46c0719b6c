"""Who has notices: whoever has signed in, and only their own."""

from hub.actor import Actor
from hub.errors import Refused


def has_notices(actor: Actor) -> int:
    """The person whose notices they are; Refused("not_allowed") for strangers and for guests by link."""
    if not actor.known or actor.person_id is None:
        raise Refused("not_allowed", "Log ind for at se dine beskeder.", "Sign in to see your notices.")
    return actor.person_id
