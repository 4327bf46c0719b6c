"""Who may do what with a letter: one-sentence predicates and the table of verbs. Pure.

A letter is read by its citizen, by the professional who has it, by the second reader of an answer, and by a
professional who breaks the glass. Administrators, coordinators and the platform read no letters.
Being allowed is not the same as being in the right state; states are the states table's matter.
"""

from collections.abc import Callable

import msgspec

from forum.letterbox.states import OPEN, OURS, State
from hub.actor import Actor, Role
from hub.errors import Missing, Refused


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as far as permission is concerned, and how the actor stands to it.

    `qualified`: could be given the letter today (function and agreement). `serves`: works, by employment or
    agreement, for the citizen's municipality today. `asked`: was asked to read an answer that still waits.
    """

    state: State
    citizen_id: int
    municipality_id: int
    professional_id: int | None
    qualified: bool = False
    serves: bool = False
    asked: bool = False


class Place(msgspec.Struct, frozen=True):
    """A municipality that owns something; None owns what is common to all."""

    municipality_id: int | None


Predicate = Callable[[Actor, Standing], bool]


def signed_in(actor: Actor) -> bool:
    """A person with a login of their own, not somebody by link."""
    return actor.known and actor.scope_session_id is None


def is_professional(actor: Actor) -> bool:
    """A signed-in professional of a municipality."""
    return signed_in(actor) and actor.municipality_id is not None and actor.has(Role.professional)


def writes_letters(actor: Actor) -> bool:
    """Citizens and relatives with a home municipality write letters, each their own."""
    home = actor.municipality_id is not None
    return signed_in(actor) and home and actor.has(Role.citizen, Role.relative)


def is_hers(actor: Actor, s: Standing) -> bool:
    """The citizen whose letter it is."""
    return signed_in(actor) and actor.person_id == s.citizen_id


def has_it(actor: Actor, s: Standing) -> bool:
    """The professional who has the letter, while it is open."""
    return is_professional(actor) and actor.person_id == s.professional_id and s.state in OPEN


def had_it_last(actor: Actor, s: Standing) -> bool:
    """Whoever answered last may still read a closed letter; one taken back is the citizen's alone."""
    return is_professional(actor) and actor.person_id == s.professional_id and s.state is State.closed


def second_reads(actor: Actor, s: Standing) -> bool:
    """The professional who was asked to read an answer before it is sent, until it is."""
    return is_professional(actor) and s.asked and s.state in OPEN


def reads_as_assigned(actor: Actor, s: Standing) -> bool:
    """Who has the letter, and who answered it last."""
    return has_it(actor, s) or had_it_last(actor, s)


def breaks_glass(actor: Actor, s: Standing) -> bool:
    """A professional who serves the citizen's municipality may, with words that the citizen will see."""
    others = s.state not in (State.draft, State.withdrawn) and actor.person_id != s.citizen_id
    return is_professional(actor) and s.serves and others


def takes(actor: Actor, s: Standing) -> bool:
    """A qualified professional takes a letter that nobody has."""
    return is_professional(actor) and s.qualified and s.professional_id is None and s.state in OURS


def coordinates(actor: Actor, s: Standing) -> bool:
    """A coordinator of the citizen's municipality sees to it that somebody answers, without reading."""
    own = actor.municipality_id == s.municipality_id
    return signed_in(actor) and own and actor.has(Role.coordinator) and s.state in OURS


def hands_over(actor: Actor, s: Standing) -> bool:
    """Who has it gives it on; the coordinator of the citizen's municipality sees to it too."""
    return (has_it(actor, s) and s.state in OURS) or coordinates(actor, s)


MAY: dict[str, Predicate] = {
    "see_own": is_hers,
    "write_own": is_hers,
    "read": reads_as_assigned,
    "second_read": second_reads,
    "break_glass": breaks_glass,
    "take": takes,
    "answer": has_it,
    "note": lambda actor, s: has_it(actor, s) or second_reads(actor, s),
    "hand_over": hands_over,
    "give_back": has_it,
    "offer_talk": has_it,
    "propose": reads_as_assigned,
    "coordinate": coordinates,
}
"""Verb -> predicate on a letter."""

KNOWN_BY = ("see_own", "read", "second_read", "take", "coordinate")
"""Whoever may one of these knows of the letter, and is refused in words instead of not finding it."""


def keeps_functions(actor: Actor, place: Place) -> bool:
    """A municipality's administrator keeps its own teams; the platform's keep what is common to all."""
    if not signed_in(actor):
        return False
    if actor.has(Role.platform_administrator):
        return place.municipality_id is None
    own = place.municipality_id is not None and place.municipality_id == actor.municipality_id
    return own and actor.has(Role.municipal_administrator)


def keeps_templates(actor: Actor, place: Place) -> bool:
    """Professionals, coordinators and administrators of a municipality keep its fixed answers."""
    own = place.municipality_id is not None and place.municipality_id == actor.municipality_id
    keepers = (Role.professional, Role.coordinator, Role.municipal_administrator)
    return signed_in(actor) and own and actor.has(*keepers)


def keeps_absence(actor: Actor, person_id: int, place: Place) -> bool:
    """One's own; and a coordinator or administrator of the same municipality, when somebody is ill."""
    if is_professional(actor) and actor.person_id == person_id:
        return True
    own = place.municipality_id is not None and place.municipality_id == actor.municipality_id
    return signed_in(actor) and own and actor.has(Role.coordinator, Role.municipal_administrator)


def oversees(actor: Actor) -> bool:
    """Coordinators and administrators of a municipality follow its letters as numbers and deadlines."""
    placed = actor.municipality_id is not None
    return signed_in(actor) and placed and actor.has(Role.coordinator, Role.municipal_administrator)


def oversees_all(actor: Actor) -> bool:
    """The platform's administrators follow the letters of all municipalities, as numbers alone."""
    return signed_in(actor) and actor.has(Role.platform_administrator)


def administers(actor: Actor) -> bool:
    """Administrators keep functions."""
    return signed_in(actor) and actor.has(Role.municipal_administrator, Role.platform_administrator)


def may(actor: Actor, verb: str, thing: Standing) -> bool:
    """Whether the table lets `actor` do `verb` to this letter. An unknown verb is a bug (KeyError)."""
    return MAY[verb](actor, thing)


def demand(actor: Actor, verb: str, thing: Standing) -> None:
    """Missing for everybody to whom the letter is nothing, else Refused("not_allowed")."""
    if may(actor, verb, thing):
        return
    if not any(may(actor, known, thing) for known in KNOWN_BY):
        raise Missing
    raise not_allowed()


def not_allowed() -> Refused:
    """The refusal of everyone who sees but may not."""
    return Refused("not_allowed", "Det har du ikke adgang til.", "You do not have access to that.")


def can(actor: Actor, thing: Standing) -> dict[str, bool]:
    """Verb by verb, what the table lets this actor do."""
    return {verb: may(actor, verb, thing) for verb in MAY}
