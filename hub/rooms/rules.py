"""Who may do what in a live room: one-sentence predicates and the table of verbs. Pure."""

from collections.abc import Callable

import msgspec

from hub.actor import Actor
from hub.errors import Missing, Refused
from hub.rooms.wire import HOSTING, STAFF, Part
from hub.sessions.kinds import KINDS, KindRules
from hub.sessions.rules import Standing as SessionStanding
from hub.sessions.rules import edits, not_allowed, sees, takes_part_as_staff
from hub.sessions.states import State

RUNNING = frozenset({State.practice, State.open, State.live})
DOORS_OPEN = frozenset({State.open, State.live})


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a seat stands to its room, as far as permission is concerned."""

    part: Part
    admitted: bool
    removed: bool
    on_stage: bool
    rules: KindRules
    state: State


Predicate = Callable[[Standing], bool]


def inside(s: Standing) -> bool:
    """Admitted and not removed."""
    return s.admitted and not s.removed


def leads(s: Standing) -> bool:
    """Host or co-host, inside."""
    return inside(s) and s.part in HOSTING


def takes_part(s: Standing) -> bool:
    """Inside while the doors are open, or staff in the practice room."""
    return inside(s) and (s.state in DOORS_OPEN or (s.part in STAFF and s.state is State.practice))


def watches(s: Standing) -> bool:
    """Whoever is inside sees and hears; hosts also before anybody else may come."""
    return takes_part(s) or (leads(s) and s.state is State.published)


def speaks(s: Standing) -> bool:
    """Only who is on stage sends sound and picture."""
    return watches(s) and s.on_stage


def writes(s: Standing) -> bool:
    """Staff and those on stage write; the audience where the kind has a chat for it."""
    return takes_part(s) and (s.part in STAFF or s.on_stage or s.rules.audience_chat)


def reads(s: Standing) -> bool:
    """Whoever is inside reads, to the end of the session."""
    return inside(s)


def raises_hand(s: Standing) -> bool:
    """Hands where the kind has them; hosts need none."""
    return takes_part(s) and s.rules.hands and s.part not in HOSTING


def reacts(s: Standing) -> bool:
    """Reactions where the kind has them."""
    return takes_part(s) and s.rules.reactions


def votes(s: Standing) -> bool:
    """Everybody inside but those who ask."""
    return takes_part(s) and s.rules.polls and s.part not in HOSTING


def runs_stage(s: Standing) -> bool:
    """Hosts call to the stage while there is somebody to see it."""
    return leads(s) and s.state in RUNNING


def runs_polls(s: Standing) -> bool:
    """Hosts ask, where the kind has polls; a poll may be prepared early."""
    return leads(s) and s.rules.polls


def runs_slides(s: Standing) -> bool:
    """Staff show slides where the kind has them."""
    return inside(s) and s.part in STAFF and s.rules.slides


MAY: dict[str, Predicate] = {
    "view": watches,
    "publish": speaks,
    "chat": writes,
    "read_chat": reads,
    "remove_chat": leads,
    "raise_hand": raises_hand,
    "react": reacts,
    "vote": votes,
    "lower_hands": leads,
    "promote": runs_stage,
    "demote": runs_stage,
    "mute": runs_stage,
    "admit": leads,
    "remove": leads,
    "restore": leads,
    "poll": runs_polls,
    "slides": runs_slides,
    "set_state": leads,
    "roster": leads,
}


def may(standing: Standing, verb: str) -> bool:
    """Whether the table lets a seat that stands so do `verb`."""
    return MAY[verb](standing)


def verbs(standing: Standing) -> list[str]:
    """All verbs of the table that are allowed, in its order: what a page offers."""
    return [verb for verb, predicate in MAY.items() if predicate(standing)]


def demand(standing: Standing, verb: str) -> None:
    """Refused: "removed", "waiting" or "not_allowed"."""
    if may(standing, verb):
        return
    if standing.removed:
        raise Refused(
            "removed",
            "Værten har lukket dig ud af mødet.",
            "The host has removed you from the session.",
        )
    if not standing.admitted:
        raise Refused("waiting", "Du er stadig i venteværelset.", "You are still in the waiting room.")
    raise Refused("not_allowed", "Det kan du ikke i dette møde.", "You cannot do that in this session.")


def demand_target(actor: Part, target: Part) -> None:
    """A co-host does not remove or demote the host; nobody else is out of reach for who leads."""
    if target == "host" and actor != "host":
        raise Refused(
            "not_allowed",
            "Kun værten selv kan gøre det ved værtens plads.",
            "Only the host can do that to the host's seat.",
        )


def brings_slides(actor: Actor, session: SessionStanding) -> bool:
    """Whoever edits the session, leads it or speaks at it."""
    return edits(actor, session) or takes_part_as_staff(actor, session)


def demand_slides(actor: Actor, session: SessionStanding) -> None:
    """Slides are brought before or during the session, where its kind has them."""
    if not sees(actor, session):
        raise Missing
    if not brings_slides(actor, session):
        raise not_allowed()
    if not KINDS[session.kind].slides:
        raise Refused(
            "no_slides", "Denne slags møde har ingen slides.", "This kind of session has no slides."
        )
