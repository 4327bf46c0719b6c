"""Closing days: when a municipality's offices are closed beside the days the law has."""

import datetime as dt

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub import clock, workdays
from hub.accounts import actions, queries
from hub.accounts.rules import Place, may, runs_platform
from hub.accounts.wire import ClosingForm
from hub.errors import BadInput
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

HOME = "/admin/closing-days"


async def show(request: Request) -> Response:
    """The days to come, and a form for more of them."""
    return await _days(request, forms.Shown({"municipality_id": visitor_of(request).actor.municipality_id}))


async def _days(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    found = await queries.closing_days(actor)
    places = [(one.id, one.name) for one in await queries.municipalities(actor)]
    keeps = may(actor, "create", "closing_day", Place(actor.municipality_id or 0))
    return render(
        request,
        "admin/closing_days.html",
        status,
        form=form,
        days=found,
        law=_law(clock.local(clock.now()).date(), visitor_of(request).language),
        places=places if runs_platform(actor) else [],
        keeps=keeps,
    )


def _law(today: dt.date, language: str) -> list[tuple[dt.date, str]]:
    """The working days of the coming year on which everybody is closed anyway."""
    year = workdays.holidays(today.year) | workdays.closing_days(today.year)
    year |= workdays.holidays(today.year + 1) | workdays.closing_days(today.year + 1)
    until = today + dt.timedelta(days=365)
    names = sorted((day, pair[language == "en"]) for day, pair in year.items() if today <= day < until)
    return [(day, name) for day, name in names if day.weekday() < 5]


async def close(request: Request) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        added = await actions.close_on(visitor.actor, _form(request, sent))
    except BadInput as error:
        return await _days(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(HOME, "closed_on" if added else "closed_before")


def _form(request: Request, sent: FormData) -> ClosingForm:
    actor = visitor_of(request).actor
    first = forms.day(sent, "first")
    if first is None:
        raise forms.missing("first")
    platform = runs_platform(actor)
    return ClosingForm(
        first=first,
        last=forms.day(sent, "last") or first,
        name=forms.text(sent, "name"),
        municipality_id=forms.number(sent, "municipality_id") if platform else actor.municipality_id,
    )


async def reopen(request: Request) -> Response:
    await actions.open_on(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(HOME, "deleted")
