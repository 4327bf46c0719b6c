"""What a session needs, as a form: for it or its whole series, changed, removed. Filling it: `demands`."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import queries as accounts
from hub.errors import BadInput, Missing
from hub.schedule import actions, queries
from hub.schedule.wire import DemandForm, DemandRole, DemandView
from hub.sessions import queries as sessions
from hub.sessions.wire import SessionView
from web import forms, schedule_words, words
from web.i18n import N_
from web.page import back_to
from web.pages.front import chosen
from web.pages.schedule.shown import HOME, said, show, words_of
from web.visitor import visitor_of

WEIGHTS = {"spare": 0.3, "plain": 1.0, "much": 3.0, "must": 10.0}
KEPT = "kept"
SERIES = "series"
START = {"role": "host", "level": "0", "weight": "plain", "scope": "one"}


async def new(request: Request) -> Response:
    """An empty form for one session."""
    return await _form(request, forms.Shown(START), await _session(request, int(request.path_params["id"])))


async def add(request: Request) -> Response:
    """Write it on the session, or on each session to come of its series."""
    sent, visitor = await forms.read(request), visitor_of(request)
    session = await _session(request, int(request.path_params["id"]))
    try:
        await actions.add_demand(visitor.actor, session.id, _need(sent), _whole(sent))
    except BadInput as error:
        return await _form(request, forms.Shown.again(sent, error, visitor.language), session, status=400)
    return back_to(f"/admin/sessions/{session.id}", "need_added")


async def edit_form(request: Request) -> Response:
    """What is written down of one need."""
    need, session = await _both(request)
    return await _form(request, forms.Shown(_values(need)), session, need)


async def edit(request: Request) -> Response:
    """Change it, here or in the whole series."""
    sent, visitor = await forms.read(request), visitor_of(request)
    need, session = await _both(request)
    try:
        await actions.edit_demand(visitor.actor, need.id, _need(sent, need.weight), _whole(sent))
    except BadInput as error:
        return await _form(request, forms.Shown.again(sent, error, visitor.language), session, need, 400)
    return back_to(f"{HOME}/demands/{need.id}", "saved")


async def remove(request: Request) -> Response:
    """It is not needed any more, here or in the whole series."""
    sent = await forms.read(request)
    need, session = await _both(request)
    await actions.remove_demand(visitor_of(request).actor, need.id, _whole(sent))
    return back_to(f"/admin/sessions/{session.id}", "need_removed")


async def _session(request: Request, session_id: int) -> SessionView:
    """The session; Missing for who may not say what it needs."""
    actor = visitor_of(request).actor
    if not await queries.may_ask(actor, session_id):
        raise Missing
    return await sessions.session_for(actor, session_id)


async def _both(request: Request) -> tuple[DemandView, SessionView]:
    need = await queries.demand_for(visitor_of(request).actor, int(request.path_params["id"]))
    return need, await _session(request, need.meeting.id)


async def _form(
    request: Request,
    form: forms.Shown,
    session: SessionView,
    need: DemandView | None = None,
    status: int = 200,
) -> Response:
    return show(
        request,
        "need.html",
        status,
        form=form,
        s=session,
        d=need,
        roles=words_of(request, schedule_words.ROLES),
        competences=[(one.id, one.name) for one in await accounts.competences(visitor_of(request).actor)],
        levels=words_of(request, schedule_words.LEVELS),
        languages=_languages(request, need),
        weights=_weights(request, need),
    )


def _languages(request: Request, need: DemandView | None) -> list[tuple[str, str]]:
    """The languages we have words for, and the one that is written down."""
    known = words_of(request, words.LANGUAGE_NAMES)
    strange = need is not None and need.language not in words.LANGUAGE_NAMES
    return [*known, (need.language, need.language)] if need is not None and strange else known


def _weights(request: Request, need: DemandView | None) -> list[tuple[str, str]]:
    """Weights in words; one that was written by another hand may stay what it is."""
    known = words_of(request, schedule_words.IMPORTANCE)
    strange = need is not None and need.weight not in WEIGHTS.values()
    return [(KEPT, said(request, N_("Som det er nu"))), *known] if strange else known


def _values(need: DemandView) -> dict[str, Any]:
    return {
        "role": need.role.value,
        "competence_id": need.competence_id,
        "level": need.level,
        "language": need.language,
        "weight": next((word for word, weight in WEIGHTS.items() if weight == need.weight), KEPT),
        "team": need.team,
        "scope": "one",
    }


def _need(sent: FormData, weight: float = 1.0) -> DemandForm:
    """`weight`: what stays when nothing else is chosen."""
    role = chosen(DemandRole, forms.text(sent, "role"))
    if role is None:
        raise forms.missing("role")
    return DemandForm(
        role=role,
        competence_id=forms.number(sent, "competence_id"),
        level=forms.number(sent, "level") or 0,
        language=forms.text(sent, "language") or None,
        weight=WEIGHTS.get(forms.text(sent, "weight"), weight),
        team=forms.text(sent, "team"),
    )


def _whole(sent: FormData) -> bool:
    return forms.text(sent, "scope") == SERIES
