"""Demands: the list, one with who can and who cannot and why, and what a planner does with one."""

from typing import cast

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.accounts import queries as accounts
from hub.schedule import actions, queries
from hub.schedule.queries.demands import Which
from web import forms, schedule_words
from web.i18n import N_
from web.pages.front import page_number
from web.pages.schedule import weeks
from web.pages.schedule.board import number
from web.pages.schedule.shown import HOME, back, said, show, words_of
from web.visitor import visitor_of

STATES = {
    "open": N_("Ingen endnu"),
    "asked": N_("Venter på svar"),
    "accepted": N_("Har sagt ja"),
    "all": N_("Alle"),
}


async def listing(request: Request) -> Response:
    """What sessions to come need, soonest first; ?state= narrows it."""
    state = request.query_params.get("state", "")
    which: Which = cast(Which, state) if state in STATES else "open"
    page = await queries.demands_for(visitor_of(request).actor, which, page=page_number(request))
    return show(request, "demands.html", page=page, state=which, filters=words_of(request, STATES))


async def one(request: Request) -> Response:
    """One demand: who can, who cannot and why; ?person= asks about somebody, ?proposal= within a proposal."""
    actor, demand = visitor_of(request).actor, int(request.path_params["id"])
    proposal, person = (number(request.query_params.get(name)) for name in ("proposal", "person"))
    found = await queries.candidates(actor, demand, proposal)
    view = await queries.demand_for(actor, demand)
    return show(
        request,
        "demand.html",
        d=view,
        may_ask=await queries.may_ask(actor, view.meeting.id),
        proposal=proposal,
        week=weeks.week_of(view.meeting.starts_local.date()),
        suggestion=await queries.suggestion_of(actor, proposal, demand) if proposal else None,
        candidates=[each for each in found if not each.against],
        barred=[each for each in found if each.against],
        people=[(each.id, each.name) for each in await accounts.professionals_for(actor)],
        marks=await queries.marks(actor, demand, person, proposal) if person else None,
        why_not=await queries.why_not(actor, demand, person, proposal) if person else (),
        tries=words_of(request, schedule_words.TRIES),
        form=forms.Shown({"person": person or ""}),
    )


async def fits(request: Request) -> Response:
    """For the board's script: who could take the demand, and why those who nearly could cannot."""
    actor, demand = visitor_of(request).actor, int(request.path_params["id"])
    found = await queries.candidates(actor, demand, number(request.query_params.get("proposal")))
    able = said(request, N_("Kan"))
    people = {str(each.person.id): {"fits": not each.against, "said": each.against or able} for each in found}
    return JSONResponse({"people": people, "others": {"fits": False, "said": said(request, N_("Kan ikke"))}})


async def give(request: Request) -> Response:
    """To somebody (or nobody): within the proposal one looks at, else at once, and she is told."""
    sent, actor = await forms.read(request), visitor_of(request).actor
    demand, person, proposal = _ids(request, sent)
    if proposal is None:
        await actions.assign(actor, demand, person)
        return back(sent, "plan_given" if person else "plan_taken_back")
    await actions.change_by_hand(actor, proposal, demand, person)
    return back(sent, "plan_changed")


async def pin(request: Request) -> Response:
    """Nobody else gets it by a search."""
    sent = await forms.read(request)
    demand, person, _ = _ids(request, sent)
    if person is None:
        raise forms.missing("person")
    await actions.pin(visitor_of(request).actor, demand, person)
    return back(sent, "plan_pinned")


async def unpin(request: Request) -> Response:
    """A search may give it to somebody else again."""
    sent = await forms.read(request)
    await actions.unpin(visitor_of(request).actor, int(request.path_params["id"]))
    return back(sent, "plan_unpinned")


async def forbid(request: Request) -> Response:
    """No search proposes her for it."""
    sent = await forms.read(request)
    demand, person, _ = _ids(request, sent)
    if person is None:
        raise forms.missing("person")
    await actions.forbid(visitor_of(request).actor, demand, person)
    return back(sent, "plan_forbidden")


async def publish(request: Request) -> Response:
    """Use what the proposal says about this one demand; she is told."""
    sent = await forms.read(request)
    demand, _, proposal = _ids(request, sent)
    if proposal is None:
        raise forms.missing("proposal")
    told = await actions.publish(visitor_of(request).actor, proposal, [demand])
    return back(sent, "plan_published_in_part" if told.left else "plan_published")


async def swap(request: Request) -> Response:
    """Ask everybody who could take it over."""
    sent = await forms.read(request)
    call = await actions.offer_swap(visitor_of(request).actor, int(request.path_params["id"]))
    return back(sent, "plan_asked", f"{HOME}/calls/{call}")


def _ids(request: Request, sent: FormData) -> tuple[int, int | None, int | None]:
    """The demand, the person and the proposal that a form is about."""
    return int(request.path_params["id"]), forms.number(sent, "person"), forms.number(sent, "proposal")
