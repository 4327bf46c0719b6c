"""Reading what can be booked: offers, and the free times of all whom the agreements allow. A fixed number of
queries, however many professionals."""

import datetime as dt
from collections import defaultdict
from itertools import groupby

import msgspec
from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Person, PersonLanguage
from hub.actor import Actor
from hub.booking import rules
from hub.booking.free import Candidate, Hours, Question, Stretch, Wall, free_times, new_part
from hub.booking.lending import lent
from hub.booking.models import Booking, BookingHold, Offer, WaitingFor
from hub.booking.window import Window, minute_of
from hub.booking.wire import HoldView, OfferView, TimesView
from hub.errors import Missing
from hub.rota.models import Commitment
from hub.rota.queries import availability, qualified
from hub.rota.wire import Availability, Span
from hub.sessions.models import Session
from hub.sessions.states import State

NOTICE = dt.timedelta(hours=2)
"""So long before its start a time is offered at the latest: the professional has to see it."""

AHEAD = dt.timedelta(days=60)

ALONE = 1
"""The level of a competence from which somebody talks with citizens alone."""

DANISH = "da"
"""What somebody speaks of whom nothing is written down."""


class Pool(msgspec.Struct, frozen=True):
    """Who may be booked, in which stretch of time, and what they and those left out by language speak."""

    window: Window
    people: list[Candidate]
    languages: tuple[str, ...]


async def offers(actor: Actor) -> list[OfferView]:
    """What the actor may book, by title; nothing for who may not."""
    if not rules.may(actor, "book", actor.municipality_id):
        return []
    rows = await Offer.filter(municipality_id=actor.municipality_id, active=True)
    waits = {row.offer_id: row for row in await WaitingFor.filter(citizen_id=actor.person_id)}
    found = [offer_view(actor, row, waits.get(row.id)) for row in rows]
    return sorted(found, key=lambda view: view.title.casefold())


async def times(
    actor: Actor, offer_id: int, days: int = AHEAD.days, language: str = "", moves: int | None = None
) -> TimesView:
    """The free times of an offer in the next `days` days, with whoever speaks `language` ("": anybody).

    `moves`: one's booked talk, whose hours its agreement gets back. Missing for an offer that is not for the
    actor; a language that nobody speaks gives no times.
    """
    offer = await offer_for(actor, offer_id)
    question = question_of(offer, dt.timedelta(days=days))
    pool = await candidates(offer, question, language, moves)
    found = [(m, clock.local(m)) for m in free_times(pool.people, question, pool.window)]
    own = await own_time(moves)
    said = [(m, wall) for m, wall in found if sayable(offer, m) and new_part(own, m, ends_of(offer, m))]
    by_day = groupby(said, lambda one: one[1].date())
    waiting = await WaitingFor.get_or_none(citizen_id=actor.person_id, offer_id=offer.id)
    view = offer_view(actor, offer, waiting)
    days_of = tuple((day, tuple(group)) for day, group in by_day)
    return TimesView(view, language, pool.languages, days_of)


def sayable(offer: Offer, starts_at: dt.datetime) -> bool:
    """Whether wall times can say it: of the hour that comes twice in autumn they mean the first."""
    return says(starts_at, ends_of(offer, starts_at))


def says(*moments: dt.datetime) -> bool:
    """Whether wall times can say these moments."""
    return all(clock.utc(clock.local(moment)) == moment for moment in moments)


def ends_of(offer: Offer, starts_at: dt.datetime) -> dt.datetime:
    """When a talk of the offer's length ends."""
    return starts_at + dt.timedelta(minutes=offer.minutes)


async def own_time(moves: int | None) -> Stretch | None:
    """When the talk that is to be moved begins and ends; None when none is."""
    row = None if moves is None else await Session.get_or_none(id=moves)
    return (row.starts_at, row.ends_at) if row is not None else None


async def booked(actor: Actor, session_id: int) -> tuple[int, str] | None:
    """The offer by which the actor booked this talk, if they did and it still stands, and the language."""
    row = await Booking.get_or_none(
        session_id=session_id, citizen_id=actor.person_id or 0, session__state=State.published.value
    )
    return (row.offer_id, row.language) if row else None


async def language_of(session_id: int) -> str:
    """What a booked talk is to be spoken in, or "": for who may see the session."""
    row = await Booking.get_or_none(session_id=session_id)
    return row.language if row else ""


async def offers_of(actor: Actor) -> list[OfferView]:
    """What the citizens of the actor's own municipality may book, for who decides it. Missing for others."""
    rules.demand(actor, "offer", actor.municipality_id)
    rows = await Offer.filter(municipality_id=actor.municipality_id, active=True).order_by("id")
    return [offer_view(actor, row, None) for row in rows]


async def held(actor: Actor) -> HoldView:
    """The time the actor holds. Missing when there is none, or no longer."""
    row = await BookingHold.get_or_none(citizen_id=actor.person_id).select_related(
        "offer", "person__municipality", "person__profession"
    )
    if row is None or row.expires_at <= clock.now():
        raise Missing
    starts = clock.local(row.starts_at)
    profession = row.person.profession
    title = "" if profession is None else getattr(profession, f"title_{_tongue(actor)}")
    place = row.person.municipality.name if row.person.municipality else ""
    ends = clock.local(row.starts_at + dt.timedelta(minutes=row.offer.minutes))
    view = offer_view(actor, row.offer, None)
    return HoldView(
        view, row.person.name, title, place, starts, ends, row.expires_at, row.moves, row.language
    )


async def offer_for(actor: Actor, offer_id: int) -> Offer:
    """The row of an offer that the actor may book, or Missing."""
    row = await Offer.get_or_none(id=offer_id, active=True) if 0 < offer_id < 2**31 else None
    rules.demand(actor, "book", row.municipality_id if row else None)
    assert row is not None  # noqa: S101 - without a row the line above has raised
    return row


def question_of(offer: Offer, ahead: dt.timedelta = AHEAD, notice: dt.timedelta = NOTICE) -> Question:
    """Times from now on; they begin on the half hours."""
    now = clock.now()
    return Question(offer.minutes, now + notice, now + min(ahead, AHEAD))


def offer_view(actor: Actor, row: Offer, waiting: WaitingFor | None) -> OfferView:
    """The offer as the actor reads it."""
    until, language = (waiting.until, waiting.language) if waiting else (None, "")
    return OfferView(row.id, getattr(row, f"title_{_tongue(actor)}"), row.minutes, until, language)


async def candidates(offer: Offer, question: Question, language: str = "", moves: int | None = None) -> Pool:
    """Everybody who may be booked and speaks `language`, with what they are committed to in whole weeks.

    `moves`: the booked session that is to be moved; its hours are its agreement's again, and its time is its
    professional's.
    """
    first, last = clock.local(question.earliest).date(), clock.local(question.latest).date()
    window = Window(first, (last - first).days + 2)
    places = await lent(offer, first, last, () if moves is None else (moves,))
    able = await qualified(offer.competence_id, first, last, ALONE)
    people = await Person.filter(id__in=list(able), municipality_id__in=list(places)).only(
        "id", "municipality_id"
    )
    speaks = await _spoken([person.id for person in people])
    homes = {p.id: p.municipality_id or 0 for p in people if not language or language in speaks[p.id]}
    until = window.monday + dt.timedelta(days=window.days - 1)
    rota = await availability(list(homes), window.monday, until)
    taken = await _taken(list(homes), window, moves)
    found = [
        _candidate(rota[key], place == offer.municipality_id, places[place] + _walls(able[key]), taken[key])
        for key, place in homes.items()
    ]
    return Pool(window, found, tuple(sorted({code for each in speaks.values() for code in each})))


async def alone(
    person_id: int, question: Question, otherwise: tuple[Hours, ...], moves: int | None = None
) -> Pool:
    """One professional, whoever may book them; with `otherwise` as hours where the rota has none. `moves`:
    their talk that is to be moved, whose time is theirs."""
    first, last = clock.local(question.earliest).date(), clock.local(question.latest).date()
    window = Window(first, (last - first).days + 2)
    until = window.monday + dt.timedelta(days=window.days - 1)
    rota = (await availability([person_id], window.monday, until))[person_id]
    taken = await _taken([person_id], window, moves)
    found = _candidate(rota, True, (), taken[person_id])
    if not (found.hours or found.extra):
        found = msgspec.structs.replace(found, hours=otherwise)
    return Pool(window, [found], ())


async def _spoken(ids: list[int]) -> dict[int, set[str]]:
    rows = await PersonLanguage.filter(person_id__in=ids)
    found: dict[int, set[str]] = {key: set() for key in ids}
    for row in rows:
        found[row.person_id].add(row.code)
    return {key: codes or {DANISH} for key, codes in found.items()}


def _walls(spans: tuple[Span, ...]) -> tuple[Wall, ...]:
    return tuple((span.starts, span.ends) for span in spans)


async def _taken(ids: list[int], window: Window, moves: int | None) -> dict[int, list[tuple[int, int]]]:
    begins = window.starts_at - dt.timedelta(days=1)
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    rows = Commitment.filter(stands, person_id__in=ids, ends_at__gt=begins)
    rows = rows.filter(starts_at__lt=window.moment(window.length) + dt.timedelta(days=1))
    if moves is not None:
        rows = rows.filter(Q(session_id=None) | ~Q(session_id=moves))
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person_id, starts, ends in await rows.values_list("person_id", "starts_at", "ends_at"):
        found[int(str(person_id))].append((minute_of(starts), minute_of(ends)))
    return found


def _candidate(
    rota: Availability, home: bool, away: tuple[Wall, ...], taken: list[tuple[int, int]]
) -> Candidate:
    return Candidate(
        id=rota.person_id,
        home=home,
        hours=tuple(Hours(one.weekday, one.starts, one.ends) for one in rota.hours),
        extra=tuple((one.starts, one.ends) for one in rota.extra),
        away=tuple((one.starts, one.ends) for one in rota.away) + away,
        rather_not=tuple((one.starts, one.ends) for one in rota.rather_not),
        taken=tuple(taken),
        daily_minutes=rota.daily_minutes,
        weekly_minutes=rota.weekly_minutes,
    )


def _tongue(actor: Actor) -> str:
    return "en" if actor.language == "en" else "da"
