"""A professional's inbox and what stands around it. Reads only; no letter is opened here.

A letter's subject is part of the letter: it is shown to whoever has opened the letter before, and to nobody
else. A constant number of queries, whatever lies in the tray.
"""

from typing import Any

from tortoise.expressions import Q

from forum.letterbox.candidates import Reach, ranking, reach_of
from forum.letterbox.deadlines import Closed, workdays_left
from forum.letterbox.models import (
    Assignment,
    Function,
    Letter,
    LetterMessage,
    LetterPublication,
    Reading,
)
from forum.letterbox.names import key_of
from forum.letterbox.queries.parts import NOBODY, people
from forum.letterbox.reasons import Why, why_chosen
from forum.letterbox.rules import is_professional, not_allowed
from forum.letterbox.sealing import subject_of
from forum.letterbox.standing import load
from forum.letterbox.states import OPEN, OURS, Published, Sending, State
from forum.letterbox.wire import ColleagueView, InboxPage, InboxRow, ReviewRow
from hub import clock
from hub.accounts import queries as accounts
from hub.actor import Actor
from hub.errors import Told

PAGE = 25
TRAYS = ("mine", "pool", "answered")
_OURS = [state.value for state in OURS]
_DONE = [State.answered.value, State.closed.value]


async def inbox(actor: Actor, tray: str = "mine", after: str | None = None) -> InboxPage:
    """One tray: mine (my turn, soonest due first), pool (nobody's yet, that I may take), answered (by me)."""
    if not is_professional(actor):
        raise not_allowed()
    reach = await reach_of(actor)
    trays = {"mine": _mine(actor), "pool": await _pool(actor, reach), "answered": _answered(actor)}
    where, done = trays.get(tray, trays["mine"]), tray == "answered"
    found = Letter.filter(where & await _after(after, done))
    found = found.order_by(*(("-answered_at", "-id") if done else ("due_at", "id")))
    rows = await found.limit(PAGE + 1).select_related("function", "citizen", "municipality")
    shown = rows[:PAGE]
    opened = await _opened(actor, shown)
    before = await _before(shown)
    closed = await accounts.closed_in_each(row.municipality_id for row in shown)
    views = [
        await _row(actor, row, row.id in opened, before.get(row.id, ""), closed[row.municipality_id])
        for row in shown
    ]
    return InboxPage(
        rows=tuple(views),
        next=shown[-1].public_id if len(rows) > PAGE else None,
        mine=await Letter.filter(trays["mine"]).count(),
        pool=await Letter.filter(trays["pool"]).count(),
        late=await Letter.filter(trays["mine"], due_at__lt=clock.now()).count(),
        to_read=tuple(await _to_read(actor)),
    )


def _mine(actor: Actor) -> Q:
    return Q(professional_id=actor.person_id, state__in=_OURS)


def _answered(actor: Actor) -> Q:
    return Q(professional_id=actor.person_id, state__in=_DONE)


async def _pool(actor: Actor, reach: Reach) -> Q:
    """Letters nobody has, to functions the actor answers for, from municipalities the actor serves."""
    places = [reach.municipality_id, *reach.lent]
    among = Q(id__in=[])
    for function in await Function.all():
        served = [place for place in places if reach.answers(function, place)]
        if served:
            among |= Q(function_id=function.id, municipality_id__in=served)
    return among & Q(professional_id=None, state__in=_OURS) & ~Q(citizen_id=actor.person_id)


async def _after(after: str | None, done: bool) -> Q:
    """What comes after the letter `after` in the tray's order; a name we do not know is no limit."""
    last = await Letter.get_or_none(public_id=after[:16]) if after else None
    if last is None:
        return Q()
    if done:
        return Q(answered_at__lt=last.answered_at) | Q(answered_at=last.answered_at, id__lt=last.id)
    return Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, id__gt=last.id)


async def _opened(actor: Actor, letters: list[Letter]) -> set[int]:
    """Those of the letters that the actor has read, so that their subjects may be shown."""
    ids = [letter.id for letter in letters if letter.professional_id == actor.person_id]
    rows = await Reading.filter(reader_id=actor.person_id, letter_id__in=ids).distinct().values("letter_id")
    return {row["letter_id"] for row in rows}


async def _before(letters: list[Letter]) -> dict[int, str]:
    """Who had each letter before, where somebody covers for an absent colleague."""
    rows = Assignment.filter(letter_id__in=[letter.id for letter in letters], ended=Why.absence.value)
    found = await rows.order_by("id").values("letter_id", "professional__name")
    return {row["letter_id"]: row["professional__name"] for row in found}


async def _row(actor: Actor, letter: Letter, opened: bool, before: str, closed: Closed) -> InboxRow:
    function: Any = letter.function
    citizen: Any = letter.citizen
    place: Any = letter.municipality
    due_at = letter.due_at or letter.created_at
    return InboxRow(
        public_id=letter.public_id,
        subject=await subject_of(letter) if opened else "",
        citizen=_short(citizen.name) if letter.professional_id == actor.person_id else "",
        municipality=place.name,
        function=function.title_en if actor.language == "en" else function.title_da,
        state=State(letter.state),
        due_at=due_at,
        workdays=workdays_left(due_at, closed),
        late=due_at < clock.now() and letter.state in OURS,
        for_whom=before,
    )


def _short(name: str) -> str:
    """First name and the initial of the last."""
    parts = name.split()
    return f"{parts[0]} {parts[-1][0]}." if len(parts) > 1 else name


async def _to_read(actor: Actor) -> list[ReviewRow]:
    """Answers and anonymous copies the actor was asked to read."""
    title = f"letter__function__title_{'en' if actor.language == 'en' else 'da'}"
    answers = LetterMessage.filter(second_reader_id=actor.person_id, state=Sending.waiting.value)
    answers = answers.filter(letter__state__in=[state.value for state in OPEN])
    copies = LetterPublication.filter(second_reader_id=actor.person_id, approved_at=None)
    copies = copies.filter(state=Published.proposed.value)
    found = [
        ReviewRow(
            public_id=row["letter__public_id"],
            kind="answer",
            asked_by=row["author__name"],
            function=row[title],
        )
        for row in await answers.limit(PAGE).values("letter__public_id", "author__name", title)
    ]
    return found + [
        ReviewRow(
            public_id=row["public_id"],
            kind="publication",
            asked_by=row["proposed_by__name"],
            function=row[title],
        )
        for row in await copies.limit(PAGE).values("public_id", "proposed_by__name", title)
    ]


async def colleagues(actor: Actor, public_id: str) -> list[ColleagueView]:
    """Whom the letter can be given to, best first, each with a sentence that says why."""
    letter = await load(actor, public_id, "hand_over")
    ranked = await ranking(letter, [letter.professional_id] if letter.professional_id else [])
    known = await people([match.person_id for match in ranked], actor.language)
    return [
        ColleagueView(
            key=key_of(letter.public_id, match.person_id),
            who=known.get(match.person_id, NOBODY),
            why=why_chosen(known.get(match.person_id, NOBODY).name, match.given, actor.language),
        )
        for match in ranked
    ]


async def may_break_glass(actor: Actor, public_id: str) -> bool:
    """Whether a page may offer `actor` to open this letter without having it."""
    try:
        await load(actor, public_id, "break_glass")
    except Told:
        return False
    return True
