"""Who may what in the debate: one-sentence predicates and the table of verbs. Pure.

A predicate is told the actor and a `Place` (a category as far as permission goes, seen from the actor) or a
`Piece` (a thread or post in it). Legal moves are the states table's matter.
"""

from collections.abc import Callable

import msgspec

from forum.debate.states import Approve, Audience, State, WaitsFor
from hub.actor import Actor, Role
from hub.errors import Missing, Refused

NEWCOMER_ANSWERS = 3


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A category. No `municipality_ids`: it is for all. `takes_part`: the actor takes or leads its course."""

    category_id: int
    slug: str
    audience: Audience
    municipality_ids: frozenset[int] = frozenset()
    takes_part: bool = False
    closed: bool = False
    alias_allowed: bool = True
    approve: Approve = Approve.none
    second_professional: bool = False
    professional_only: bool = False


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A post, or a thread, with the state of the thread it stands in. `mine`: the actor wrote it."""

    place: Place
    thread_state: State
    state: State
    mine: bool = False
    locked: bool = False
    professional: bool = False
    waits_for: WaitsFor = WaitsFor.nothing
    by_moderator: bool = False


class Writer(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of somebody who writes a post now."""

    professional: bool
    moderator: bool
    newcomer: bool = False
    has_written: bool = False


def knows(actor: Actor) -> bool:
    """Somebody who signed in, not a stranger or a guest by link."""
    return actor.known and actor.scope_session_id is None


def is_professional(actor: Actor) -> bool:
    """Professionals answer under their own name, role and municipality."""
    return knows(actor) and actor.has(Role.professional)


def is_moderator(actor: Actor) -> bool:
    """Moderators keep the whole forum safe, whichever municipality they come from."""
    return knows(actor) and actor.has(Role.moderator)


def moderates(actor: Actor, place: Place) -> bool:
    """Moderators do so in every category."""
    return is_moderator(actor)


def belongs(actor: Actor, place: Place) -> bool:
    """Somebody of a municipality the category is for."""
    ours = not place.municipality_ids or actor.municipality_id in place.municipality_ids
    return knows(actor) and actor.municipality_id is not None and ours


def sees(actor: Actor, place: Place) -> bool:
    """Open is for everybody, members for its municipalities, a course for those who take or lead it."""
    if place.audience is Audience.open or moderates(actor, place):
        return True
    if place.audience is Audience.members:
        return belongs(actor, place)
    return knows(actor) and place.takes_part


def writes(actor: Actor, place: Place) -> bool:
    """Citizens and relatives of its municipalities or course; professionals and moderators who see it.

    Where professionals alone write, citizens read along.
    """
    if not knows(actor) or not sees(actor, place) or place.closed:
        return False
    if actor.has(Role.professional, Role.moderator):
        return True
    if place.professional_only:
        return False
    return actor.has(Role.citizen, Role.relative) and (belongs(actor, place) or place.takes_part)


def hides_behind_alias(actor: Actor, place: Place) -> bool:
    """Citizens and relatives may write under an alias where the category allows it; staff may not."""
    private = actor.has(Role.citizen, Role.relative) and not actor.has(Role.professional)
    return private and place.alias_allowed and writes(actor, place)


def sees_piece(actor: Actor, piece: Piece) -> bool:
    """What is published is for all who see the category; what waits is for its writer and who judges it."""
    if not sees(actor, piece.place):
        return False
    if piece.mine or moderates(actor, piece.place):
        return True
    if piece.thread_state is not State.published:
        return False
    return piece.state is not State.waiting or waits_for_me(actor, piece)


def reads_text(actor: Actor, piece: Piece) -> bool:
    """What is hidden is read by its writer and moderators; what is removed by moderators alone."""
    if not sees_piece(actor, piece):
        return False
    if piece.state in (State.published, State.waiting) or moderates(actor, piece.place):
        return True
    return piece.mine and piece.state is State.hidden


def waits_for_me(actor: Actor, piece: Piece) -> bool:
    """A professional sees the answers of newcomers that wait for a second professional."""
    second = piece.state is State.waiting and piece.waits_for is WaitsFor.second
    return second and is_professional(actor)


def replies(actor: Actor, piece: Piece) -> bool:
    """Who writes in the category answers in its published threads; in a locked one moderators alone.

    Nobody answers in a thread that waits: its title has not been looked at, and an answer would publish it.
    """
    if not writes(actor, piece.place) or piece.thread_state is not State.published:
        return False
    return sees_piece(actor, piece) and (moderates(actor, piece.place) or not piece.locked)


def edits(actor: Actor, piece: Piece) -> bool:
    """Writers mend what is published or waits, while the thread is not locked."""
    return _still_mine(actor, piece) and not piece.locked


def removes(actor: Actor, piece: Piece) -> bool:
    """Writers may always take their own words back."""
    return _still_mine(actor, piece)


def seconds(actor: Actor, piece: Piece) -> bool:
    """Another professional, who is no newcomer, seconds an answer that waits for it."""
    return waits_for_me(actor, piece) and not piece.mine and sees(actor, piece.place)


def finds_helpful(actor: Actor, piece: Piece) -> bool:
    """Everybody who signed in may say so of what others wrote."""
    return knows(actor) and sees_piece(actor, piece) and piece.state is State.published and not piece.mine


def marks_solved(actor: Actor, piece: Piece) -> bool:
    """Who asked, professionals and moderators mark the answer; `piece` is the thread."""
    if not sees_piece(actor, piece) or piece.thread_state is not State.published:
        return False
    return (knows(actor) and piece.mine) or is_professional(actor) or moderates(actor, piece.place)


def reads_versions(actor: Actor, piece: Piece) -> bool:
    """All see how a professional's answer was changed; a citizen's changes only the writer and moderators."""
    if not reads_text(actor, piece):
        return False
    return piece.mine or piece.professional or moderates(actor, piece.place)


def reads_notes(actor: Actor, piece: Piece) -> bool:
    """Moderators and professionals read the notes at a thread."""
    return moderates(actor, piece.place) or (is_professional(actor) and sees_piece(actor, piece))


def follows(actor: Actor, piece: Piece) -> bool:
    """Everybody who signed in follows or mutes what they see."""
    return knows(actor) and sees_piece(actor, piece)


def _still_mine(actor: Actor, piece: Piece) -> bool:
    open_states = (State.published, State.waiting)
    return knows(actor) and piece.mine and sees(actor, piece.place) and piece.state in open_states


def newcomer(answers: int) -> bool:
    """A professional is a newcomer until three of their answers have stood in the forum."""
    return answers < NEWCOMER_ANSWERS


def waits(place: Place, writer: Writer, hold: bool) -> WaitsFor:
    """What a new post waits for before others see it.

    A word on the lists holds anybody's post but a moderator's; a newcomer's answer waits for a second
    professional where the category asks for it; citizens' posts for review as the category says.
    """
    if writer.moderator:
        return WaitsFor.nothing
    if writer.professional:
        wants_second = place.second_professional and writer.newcomer
        return WaitsFor.review if hold else WaitsFor.second if wants_second else WaitsFor.nothing
    first = place.approve is Approve.first and not writer.has_written
    return WaitsFor.review if hold or first or place.approve is Approve.all else WaitsFor.nothing


PLACE_MAY: dict[str, Callable[[Actor, Place], bool]] = {
    "see": sees,
    "start": writes,
    "take_alias": hides_behind_alias,
    "follow": lambda actor, place: knows(actor) and sees(actor, place),
    "moderate": moderates,
}
PIECE_MAY: dict[str, Callable[[Actor, Piece], bool]] = {
    "see": sees_piece,
    "read": reads_text,
    "reply": replies,
    "edit": edits,
    "remove": removes,
    "second": seconds,
    "helpful": finds_helpful,
    "solve": marks_solved,
    "versions": reads_versions,
    "notes": reads_notes,
    "follow": follows,
    "moderate": lambda actor, piece: moderates(actor, piece.place),
}
"""Verb -> predicate, for categories and for what stands in them."""


def may(actor: Actor, verb: str, thing: Place | Piece) -> bool:
    """Whether the table lets `actor` do `verb`. An unknown verb is a bug (KeyError)."""
    if isinstance(thing, Place):
        return PLACE_MAY[verb](actor, thing)
    return PIECE_MAY[verb](actor, thing)


def demand(actor: Actor, verb: str, thing: Place | Piece) -> None:
    """Missing for who cannot even see it; Refused for who may not, with its reason where one is plain."""
    if not may(actor, "see", thing):
        raise Missing
    if may(actor, verb, thing):
        return
    place = thing if isinstance(thing, Place) else thing.place
    if place.closed and verb in ("start", "reply"):
        raise closed()
    if isinstance(thing, Piece) and thing.locked and verb in ("reply", "edit"):
        raise locked()
    raise not_allowed()


def can(actor: Actor, thing: Place | Piece) -> dict[str, bool]:
    """Verb by verb, what a page may offer this actor."""
    table = PLACE_MAY if isinstance(thing, Place) else PIECE_MAY
    return {verb: may(actor, verb, thing) for verb in table}


def not_allowed() -> Refused:
    """The refusal of everyone who sees but may not."""
    return Refused("not_allowed", "Det har du ikke adgang til.", "You do not have access to that.")


def closed() -> Refused:
    """Nothing more is written in a closed category."""
    return Refused("category_closed", "Emnet er lukket for nye indlæg.", "The topic is closed for new posts.")


def locked() -> Refused:
    """Nothing more is written in a locked thread."""
    return Refused(
        "thread_locked",
        "Tråden er låst. Du kan stadig læse den, eller starte en ny.",
        "The thread is locked. You can still read it, or start a new one.",
    )
