"""Reading sessions. The actor comes first in each query; rows never leave, only views do."""

import datetime as dt
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from hub import clock
from hub.accounts.models import Municipality
from hub.actor import Actor, Role
from hub.sessions.cards import cards
from hub.sessions.kinds import Kind
from hub.sessions.links.queries import join_actor, join_links_for
from hub.sessions.models import Series, Session, SessionHost, SessionMunicipality, SignUp
from hub.sessions.rules import Standing, can, not_allowed, plans_somewhere
from hub.sessions.sign_ups.queries import alias_suggestions, my_sign_up, sign_ups_for
from hub.sessions.standing import find, standing_for
from hub.sessions.states import COMING, SignUpState, State
from hub.sessions.wire import (
    COURSE_LONGEST,
    TITLE_LONGEST,
    MunicipalityView,
    SeriesView,
    SessionCard,
    SessionPage,
    SessionView,
    Visibility,
    When,
    clean,
)

__all__ = [
    "alias_suggestions",
    "coming",
    "courses",
    "join_actor",
    "join_links_for",
    "my_sessions",
    "session_for",
    "sessions_for_admin",
    "sign_ups_for",
    "standing_for",
]

PAGE = 20
MINE_AT_MOST = 100
SEATING = frozenset({"sign_up", "withdraw", "enrol"})
"""What ends with the session's time, even if nobody has closed it."""

_LAST = str.maketrans({"æ": "\U0010fffd", "ø": "\U0010fffe", "å": "\U0010ffff"})

AFTERGLOW = dt.timedelta(hours=2)
"""How long past its planned end a session that is still running is listed."""


async def coming(
    actor: Actor, course: str | None = None, kind: Kind | None = None, when: When | None = None, page: int = 1
) -> SessionPage:
    """Sessions to come that `actor` may know of, soonest first."""
    found = _announced(actor)
    if course:
        found = found.filter(course=clean(course)[:COURSE_LONGEST])
    if kind:
        found = found.filter(kind=kind.value)
    if when:
        found = found.filter(off_hours=when is When.evening_weekend)
    return await _page(actor, found.order_by("starts_at", "id"), page)


async def courses(actor: Actor) -> list[str]:
    """Course labels of the sessions to come that `actor` may know of, in alphabetical order."""
    names = await _announced(actor).exclude(course="").distinct().values_list("course", flat=True)
    return sorted(map(str, names), key=_danish)


async def my_sessions(actor: Actor) -> list[SessionCard]:
    """What `actor` has a seat in, waits for, or leads, and which is not over; soonest first."""
    if actor.person_id is None:
        return []
    mine = Q(id__in=_where_seated(actor)) | Q(id__in=_where_host(actor))
    found = Session.filter(mine).filter(state__in=list(COMING)).filter(_not_over())
    if actor.scope_session_id is not None:
        found = found.filter(id=actor.scope_session_id)
    return await cards(actor, await found.order_by("starts_at", "id").limit(MINE_AT_MOST))


async def session_for(actor: Actor, session_id: int) -> SessionView:
    """One session with what `actor` may do; Missing if not there or not theirs to see."""
    session = await find(session_id)
    standing = await standing_for(actor, session_id)
    [card] = await cards(actor, [session])
    own = await my_sign_up(actor, session_id)
    return SessionView(
        **{name: getattr(card, name) for name in SessionCard.__struct_fields__},
        description=session.description,
        visibility=Visibility(session.visibility),
        municipality_id=session.municipality_id,
        municipalities=await _offered_by(standing),
        waiting_position=own.position if own else None,
        alias=own.alias if own else None,
        can=_offered(actor, standing, session),
        series=await _series(session),
        uid=session.uid,
        ics_sequence=session.ics_sequence,
    )


async def sessions_for_admin(
    actor: Actor, state: State | None = None, search: str = "", page: int = 1
) -> SessionPage:
    """Sessions that `actor` plans, leads, made, or whose municipality offers them; newest start first."""
    if not plans_somewhere(actor):
        raise not_allowed()
    found = Session.filter(_planned_by(actor))
    if state:
        found = found.filter(state=state.value)
    if words := clean(search[:TITLE_LONGEST]):
        found = found.filter(title_key__contains=words.casefold())
    return await _page(actor, found.order_by("-starts_at", "-id"), page)


async def _page(actor: Actor, found: QuerySet[Session], page: int) -> SessionPage:
    total = await found.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = await found.offset((page - 1) * PAGE).limit(PAGE)
    return SessionPage(cards=tuple(await cards(actor, rows)), page=page, pages=pages, total=total)


def _announced(actor: Actor) -> QuerySet[Session]:
    found = Session.filter(state__in=list(COMING)).filter(_not_over())
    if actor.scope_session_id is not None:
        return found.filter(id=actor.scope_session_id)
    seen = Q(visibility=Visibility.public.value)
    if actor.known:
        seen |= Q(id__in=_where_seated(actor)) | Q(id__in=_where_host(actor))
        seen |= Q(visibility=Visibility.members.value, id__in=_where_offered(actor))
    return found.filter(seen)


def _planned_by(actor: Actor) -> Q:
    if actor.has(Role.platform_administrator):
        return Q()
    seen = Q(id__in=_where_host(actor)) | Q(created_by_id=actor.person_id)
    if actor.has(Role.coordinator, Role.municipal_administrator):
        announced = Q(id__in=_where_offered(actor)) & ~Q(state=State.draft.value)
        seen |= Q(municipality_id=actor.municipality_id) | announced
    return seen


def _not_over() -> Q:
    now = clock.now()
    return Q(ends_at__gt=now) | Q(state=State.live.value, ends_at__gt=now - AFTERGLOW)


def _offered(actor: Actor, standing: Standing, session: Session) -> dict[str, bool]:
    over = session.ends_at <= clock.now()
    return {verb: yes and not (over and verb in SEATING) for verb, yes in can(actor, standing).items()}


def _danish(name: str) -> str:
    """Sorts æ, ø and å last and in this order, which their code points do not."""
    return name.casefold().translate(_LAST)


def _where_seated(actor: Actor) -> Any:
    held = [SignUpState.signed_up.value, SignUpState.waiting.value]
    return Subquery(SignUp.filter(person_id=actor.person_id, state__in=held).values("session_id"))


def _where_host(actor: Actor) -> Any:
    return Subquery(SessionHost.filter(person_id=actor.person_id).values("session_id"))


def _where_offered(actor: Actor) -> Any:
    offered = SessionMunicipality.filter(municipality_id=actor.municipality_id)
    return Subquery(offered.values("session_id"))


async def _offered_by(standing: Standing) -> tuple[MunicipalityView, ...]:
    rows = await Municipality.filter(id__in=list(standing.municipality_ids)).order_by("name")
    return tuple(MunicipalityView(id=m.id, slug=m.slug, name=m.name) for m in rows)


async def _series(session: Session) -> SeriesView | None:
    if session.series_id is None:
        return None
    series = await Series.get(id=session.series_id)
    return SeriesView(id=series.id, title=series.title)
