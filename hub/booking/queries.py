"""Reading what can be booked: offers, and the free times of all whom the agreements allow. A fixed number of
queries, however many professionals."""

import datetime as dt
from collections import defaultdict
from itertools import groupby

from tortoise.expressions import Q

from hub import clock
from hub.accounts.models import Agreement, Person
from hub.actor import Actor
from hub.booking import rules
from hub.booking.free import Candidate, Hours, Question, Wall, free_times
from hub.booking.models import Booking, BookingHold, Offer, WaitingFor
from hub.booking.window import Window, minute_of
from hub.booking.wire import HoldView, OfferView, TimesView
from hub.errors import Missing
from hub.rota.models import Commitment
from hub.rota.queries import availability, qualified
from hub.rota.wire import Availability
from hub.sessions.states import State

NOTICE = dt.timedelta(hours=2)
"""So long before its start a time is offered at the latest: the professional has to see it."""

AHEAD = dt.timedelta(days=60)


async def offers(actor: Actor) -> list[OfferView]:
    """What the actor may book, by title; nothing for who may not."""
    if not rules.may(actor, "book", actor.municipality_id):
        return []
    rows = await Offer.filter(municipality_id=actor.municipality_id, active=True)
    waits = {row.offer_id: row.until for row in await WaitingFor.filter(citizen_id=actor.person_id)}
    found = [offer_view(actor, row, waits.get(row.id)) for row in rows]
    return sorted(found, key=lambda view: view.title.casefold())


async def times(actor: Actor, offer_id: int, days: int = AHEAD.days) -> TimesView:
    """The free times of an offer in the next `days` days. Missing for an offer that is not for the actor."""
    offer = await offer_for(actor, offer_id)
    question = question_of(offer, dt.timedelta(days=days))
    window, people = await candidates(offer, question)
    found = [(moment, clock.local(moment)) for moment in free_times(people, question, window)]
    said = [(moment, wall) for moment, wall in found if sayable(offer, moment)]
    by_day = groupby(said, lambda one: one[1].date())
    waiting = await WaitingFor.get_or_none(citizen_id=actor.person_id, offer_id=offer.id)
    view = offer_view(actor, offer, waiting.until if waiting else None)
    return TimesView(view, tuple((day, tuple(group)) for day, group in by_day))


def sayable(offer: Offer, starts_at: dt.datetime) -> bool:
    """Whether wall times can say it: of the hour that comes twice in autumn they mean the first."""
    ends_at = starts_at + dt.timedelta(minutes=offer.minutes)
    return all(clock.utc(clock.local(moment)) == moment for moment in (starts_at, ends_at))


async def booked(actor: Actor, session_id: int) -> int | None:
    """The offer by which the actor booked this talk, if they did and it still stands."""
    row = await Booking.get_or_none(
        session_id=session_id, citizen_id=actor.person_id or 0, session__state=State.published.value
    )
    return row.offer_id if row else None


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
    return HoldView(view, row.person.name, title, place, starts, ends, row.expires_at, row.moves)


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


def offer_view(actor: Actor, row: Offer, waiting: dt.date | None) -> OfferView:
    """The offer as the actor reads it."""
    return OfferView(row.id, getattr(row, f"title_{_tongue(actor)}"), row.minutes, waiting)


async def candidates(offer: Offer, question: Question) -> tuple[Window, list[Candidate]]:
    """Everybody who may be booked, with what they are committed to in whole weeks."""
    first, last = clock.local(question.earliest).date(), clock.local(question.latest).date()
    window = Window(first, (last - first).days + 2)
    lent = await _lent(offer, first, last)
    able = await qualified(offer.competence_id, first)
    people = await Person.filter(id__in=able, municipality_id__in=list(lent)).only("id", "municipality_id")
    homes = {person.id: person.municipality_id or 0 for person in people}
    until = window.monday + dt.timedelta(days=window.days - 1)
    rota = await availability(list(homes), window.monday, until)
    taken = await _taken(list(homes), window)
    return window, [
        _candidate(rota[key], place == offer.municipality_id, lent[place], taken[key])
        for key, place in homes.items()
    ]


async def _lent(offer: Offer, first: dt.date, last: dt.date) -> dict[int, tuple[Wall, ...]]:
    """Municipalities whose people may be booked, and when not: before and after their agreements."""
    in_force = Q(valid_from__lte=last) & (Q(valid_to=None) | Q(valid_to__gte=first))
    in_what = Q(competence_id=None) | Q(competence_id=offer.competence_id)
    pacts: dict[int, list[Agreement]] = defaultdict(list)
    for pact in await Agreement.filter(in_force, in_what, receiver_id=offer.municipality_id):
        pacts[pact.giver_id].append(pact)
    found = {giver: _outside(rows, first, last) for giver, rows in pacts.items()}
    return {**found, offer.municipality_id: ()}


def _outside(pacts: list[Agreement], first: dt.date, last: dt.date) -> tuple[Wall, ...]:
    """Days from `first` to `last` that none of the agreements covers, as wall times."""
    found: list[Wall] = []
    day, after = first, last + dt.timedelta(days=1)
    for pact in sorted(pacts, key=lambda one: one.valid_from):
        if pact.valid_from > day:
            found.append((_midnight(day), _midnight(pact.valid_from)))
        day = max(day, after if pact.valid_to is None else pact.valid_to + dt.timedelta(days=1))
    if day < after:
        found.append((_midnight(day), _midnight(after)))
    return tuple(found)


async def _taken(ids: list[int], window: Window) -> dict[int, list[tuple[int, int]]]:
    begins = window.starts_at - dt.timedelta(days=1)
    stands = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    rows = Commitment.filter(stands, person_id__in=ids, ends_at__gt=begins)
    rows = rows.filter(starts_at__lt=window.moment(window.length) + dt.timedelta(days=1))
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


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time())


def _tongue(actor: Actor) -> str:
    return "en" if actor.language == "en" else "da"
