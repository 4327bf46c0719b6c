"""Illness as planners follow it: who is away, who is asked, who took it; and the page of a call."""

import datetime as dt

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.accounts import queries as accounts
from hub.errors import BadInput, Refused
from hub.schedule import actions, queries
from hub.schedule.rules import may
from hub.schedule.states import CallState
from web import forms
from web.i18n import N_
from web.page import back_to
from web.pages.schedule.shown import HOME, back, show, words_of
from web.visitor import visitor_of

LENGTHS = {
    "1": N_("I dag"),
    "2": N_("I dag og i morgen"),
    "7": N_("En uge"),
    "14": N_("To uger"),
}

UNSOLVED = ("no_repair", "nothing_lost")


def spell(sent: FormData) -> tuple[dt.datetime, dt.datetime]:
    """From now until the end of the last day `until`, or of the last of so many `days`, as wall times."""
    now = clock.local(clock.now()).replace(second=0, microsecond=0)
    last = forms.day(sent, "until")
    if last is not None and last < now.date():
        raise BadInput("bad_day", "until", "Vælg i dag eller en senere dag.", "Choose today or a later day.")
    days = forms.number(sent, "days")
    count = days if days is not None and str(days) in LENGTHS else 1
    after = now.date() + dt.timedelta(days=count) if last is None else last + dt.timedelta(days=1)
    return now, dt.datetime.combine(after, dt.time())


async def listing(request: Request) -> Response:
    """Who is away or was lately, and the form that reports somebody."""
    return await _listing(request, forms.Shown({"days": "1"}))


async def _listing(request: Request, form: forms.Shown, status: int = 200, unsolved: str = "") -> Response:
    actor = visitor_of(request).actor
    reports = await queries.sick_reports(actor)
    return show(
        request,
        "sick.html",
        status,
        form=form,
        unsolved=unsolved,
        reports=reports,
        waiting=any(call.state is CallState.open for report in reports for call in report.calls),
        people=[(each.id, each.name) for each in await accounts.professionals_for(actor)],
        lengths=words_of(request, LENGTHS),
    )


async def report(request: Request) -> Response:
    """Somebody rang in: substitutes are asked at once."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        person = forms.number(sent, "person")
        if person is None:
            raise forms.missing("person")
        starts, ends = spell(sent)
        await actions.report_sick(visitor.actor, person, starts, ends)
    except BadInput as error:
        return await _listing(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/sick", "plan_sick")


async def end(request: Request) -> Response:
    """Well again, now or from a day."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        done = await well(request, sent)
    except BadInput as error:
        return await _listing(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/sick", done)


async def well(request: Request, sent: FormData) -> str:
    """She is, now or, by the form that names the report, from the day in it; the word for what was done."""
    day = forms.day(sent, "well_from")
    if day is None and "report" in sent:
        raise forms.missing("well_from")
    await actions.end_sickness(visitor_of(request).actor, int(request.path_params["id"]), day)
    return "plan_well" if day is None else "plan_well_later"


async def mend(request: Request) -> Response:
    """A proposal in which others are moved, to be looked through."""
    await forms.read(request)
    visitor = visitor_of(request)
    try:
        made = await actions.propose_repair(visitor.actor, int(request.path_params["id"]))
    except Refused as told:
        if told.code not in UNSOLVED:
            raise
        return await _listing(request, forms.Shown({"days": "1"}), 409, told.say(visitor.language))
    return back_to(f"{HOME}/proposals/{made}", "plan_mended")


async def call(request: Request) -> Response:
    """One call, for who was asked and for who plans."""
    actor = visitor_of(request).actor
    found = await queries.call_for(actor, int(request.path_params["id"]))
    return show(request, "call.html", c=found, plans=may(actor, "close", "call"))


async def close(request: Request) -> Response:
    """Ask nobody any more."""
    sent = await forms.read(request)
    await actions.close_call(visitor_of(request).actor, int(request.path_params["id"]))
    return back(sent, "plan_closed", f"{HOME}/sick")
