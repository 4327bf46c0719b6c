"""Who keeps the forum's categories: makes, changes and closes them. Pure."""

from forum.debate.states import Audience
from hub.actor import Actor, Role
from hub.errors import BadInput, Refused

_BREADTH = [Audience.course, Audience.members, Audience.open]


def runs_all(actor: Actor) -> bool:
    """The platform's administrators keep every category."""
    return actor.link_id is None and actor.has(Role.platform_administrator)


def keeps_some(actor: Actor) -> bool:
    """A municipality's coordinators and administrators keep its own; they see the common ones beside them."""
    municipal = actor.known and actor.scope_session_id is None and actor.municipality_id is not None
    return runs_all(actor) or (municipal and actor.has(Role.coordinator, Role.municipal_administrator))


def keeps(actor: Actor, owner_id: int | None) -> bool:
    """Whether the actor keeps what this municipality owns; None is the platform's own."""
    if runs_all(actor):
        return True
    return keeps_some(actor) and owner_id is not None and owner_id == actor.municipality_id


def check_places(actor: Actor, owner_id: int | None, municipality_ids: tuple[int, ...]) -> None:
    """A municipality's own category is for its own citizens, whomever else it is for; all partners together
    are the platform's to speak to. Raises BadInput("own_municipality")."""
    if runs_all(actor) or owner_id in municipality_ids:
        return
    raise BadInput(
        "own_municipality",
        "municipality_ids",
        "Sæt kryds ved din egen kommune. Kun platformen kan lave emner for alle kommuner.",
        "Tick your own municipality. Only the platform can make topics for all municipalities.",
    )


def check_audience(before: Audience, after: Audience) -> None:
    """What was written to a smaller circle is not shown to a larger one. Raises Refused("audience_wider")."""
    if _BREADTH.index(after) > _BREADTH.index(before):
        raise Refused(
            "audience_wider",
            "Der er allerede skrevet i emnet til en mindre kreds. Lav et nyt emne til den større kreds.",
            "People have already written here to a smaller circle. Make a new topic for the larger one.",
        )
