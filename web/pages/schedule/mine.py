"""A professional's own assignments: yes and no, a swap, a call to take, "I am ill" and "I am well"."""

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import BadInput
from hub.schedule import actions, queries
from hub.schedule.rules import demand
from web import forms
from web.page import back_to
from web.pages.schedule.shown import show, words_of
from web.pages.schedule.sickness import LENGTHS, spell, well
from web.visitor import visitor_of

OWN = "/my-work"


async def mine(request: Request) -> Response:
    """What waits for an answer, what is coming, whom one could stand in for."""
    return await _mine(request, forms.Shown({"days": "1"}))


async def _mine(request: Request, form: forms.Shown, status: int = 200) -> Response:
    found = await queries.my_assignments(visitor_of(request).actor)
    return show(request, "mine.html", status, mine=found, form=form, lengths=words_of(request, LENGTHS))


async def accept(request: Request) -> Response:
    """Yes."""
    await actions.answer(visitor_of(request).actor, int(request.path_params["id"]), True)
    return back_to(OWN, "work_accepted")


async def decline(request: Request) -> Response:
    """No, and why: planners read it."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        reason = forms.text(sent, "reason")
        await actions.answer(visitor.actor, int(request.path_params["id"]), False, reason)
    except BadInput as error:
        return await _mine(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(OWN, "work_declined")


async def swap(request: Request) -> Response:
    """Ask colleagues to take it; it stays one's own until somebody says yes."""
    await actions.offer_swap(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(OWN, "work_offered")


async def take(request: Request) -> Response:
    """Yes, I stand in. Whoever was first has it."""
    await actions.take_call(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(OWN, "work_taken")


async def refuse(request: Request) -> Response:
    """No, I cannot stand in."""
    await actions.refuse_call(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(OWN, "work_refused")


async def ill(request: Request) -> Response:
    """One press: substitutes for everything in that time are asked at once."""
    sent, visitor = await forms.read(request), visitor_of(request)
    actor = visitor.actor
    demand(actor, "list", "assignment")
    try:
        starts, ends = spell(sent)
        await actions.report_sick(actor, actor.person_id or 0, starts, ends)
    except BadInput as error:
        return await _mine(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(OWN, "work_ill")


async def again(request: Request) -> Response:
    """I am well, now or from a day."""
    sent, visitor = await forms.read(request), visitor_of(request)
    demand(visitor.actor, "list", "assignment")
    try:
        done = await well(request, sent)
    except BadInput as error:
        return await _mine(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(OWN, done)
