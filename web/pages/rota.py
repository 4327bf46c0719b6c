"""Somebody's rota: their own week ("Min vagtplan"), and the same page for who keeps it for them."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.errors import BadInput
from hub.rota import actions, queries
from hub.rota.wire import EmploymentForm, ExceptionForm, RotaView, RuleForm
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

WEEK = dt.timedelta(days=7)
JOB = {"valid_from": "job_from", "valid_to": "job_to"}
"""Fields of an employment that would otherwise be called as those of the hours on the same page."""


async def own(request: Request) -> Response:
    """One's own; Missing for who is no professional."""
    return await _shown(request, visitor_of(request).actor.person_id or 0, forms.Shown({}))


async def of_person(request: Request) -> Response:
    """A professional's, for who keeps it."""
    return await _shown(request, int(request.path_params["id"]), forms.Shown({}))


async def _shown(request: Request, person_id: int, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    today = clock.local(clock.now()).date()
    view = await queries.week_of(actor, person_id, _day(request, today))
    start = {"valid_from": today, "job_from": today, "weeks": "every", "share": 100, "kind": "away"}
    form.values = {**start, **form.values}
    monday = view.days[0].day
    return render(
        request,
        "rota/week.html",
        status,
        rota=view,
        form=form,
        here=_address(view),
        today=today,
        before=(monday - WEEK).isoformat(),
        after=(monday + WEEK).isoformat(),
        week=monday.isocalendar().week,
    )


def _day(request: Request, today: dt.date) -> dt.date:
    """The day asked for with ?day=; today for anything else, and for days nobody plans for."""
    try:
        day = dt.date.fromisoformat(request.query_params.get("day", ""))
    except ValueError:
        return today
    return day if abs((day - today).days) < 1500 else today


def _address(view: RotaView) -> str:
    return "/rota" if view.mine else f"/rota/{view.person_id}"


async def add_hours(request: Request) -> Response:
    """Hours of work."""
    sent = await forms.read(request)
    person = int(request.path_params["id"])
    return await _done(
        request, sent, lambda: actions.add_rule(visitor_of(request).actor, person, _hours(sent))
    )


async def add_exception(request: Request) -> Response:
    """Absence, extra work, or a wish."""
    sent = await forms.read(request)
    person, actor = int(request.path_params["id"]), visitor_of(request).actor
    return await _done(request, sent, lambda: actions.add_exception(actor, person, _exception(sent)))


async def employ(request: Request) -> Response:
    """Contracted hours."""
    sent = await forms.read(request)
    person = int(request.path_params["id"])
    return await _done(
        request, sent, lambda: actions.employ(visitor_of(request).actor, person, _job(sent)), JOB
    )


async def remove_hours(request: Request) -> Response:
    await actions.remove_rule(visitor_of(request).actor, int(request.path_params["id"]))
    return await _removed(request)


async def remove_exception(request: Request) -> Response:
    await actions.remove_exception(visitor_of(request).actor, int(request.path_params["id"]))
    return await _removed(request)


async def remove_employment(request: Request) -> Response:
    await actions.remove_employment(visitor_of(request).actor, int(request.path_params["id"]))
    return await _removed(request)


async def _removed(request: Request) -> Response:
    """Back to whose page it was: the form says it, and the page decides whether one may see it."""
    person = forms.number(await forms.read(request), "person")
    mine = person in (None, visitor_of(request).actor.person_id)
    return back_to("/rota" if mine else f"/rota/{person}", "deleted")


async def _done(
    request: Request,
    sent: FormData,
    write: Callable[[], Awaitable[int]],
    names: Mapping[str, str] | None = None,
) -> Response:
    visitor, person = visitor_of(request), int(request.path_params["id"])
    try:
        await write()
    except BadInput as error:
        field = (names or {}).get(error.field, error.field)
        told = BadInput(error.code, field, error.say("da"), error.say("en"))
        return await _shown(request, person, forms.Shown.again(sent, told, visitor.language), 400)
    return back_to("/rota" if person == visitor.actor.person_id else f"/rota/{person}", "saved")


def _hours(sent: FormData) -> RuleForm:
    return RuleForm(
        weekday=_number(sent, "weekday"),
        starts=f"{_hour(sent, 'starts'):%H:%M}",
        ends=f"{_hour(sent, 'ends'):%H:%M}",
        weeks=forms.text(sent, "weeks"),
        valid_from=_day_of(sent, "valid_from"),
        valid_to=forms.day(sent, "valid_to"),
    )


def _exception(sent: FormData) -> ExceptionForm:
    """Whole days where no time of day is written; one day where no last one is."""
    first = _day_of(sent, "starts_local")
    last = forms.day(sent, "ends_local") or first
    begins, ends = forms.hour(sent, "from_hour"), forms.hour(sent, "to_hour")
    until = dt.datetime.combine(last, ends) if ends else dt.datetime.combine(last, dt.time()) + WEEK / 7
    return ExceptionForm(
        starts_local=dt.datetime.combine(first, begins or dt.time()),
        ends_local=until,
        kind=forms.text(sent, "kind"),
    )


def _job(sent: FormData) -> EmploymentForm:
    return EmploymentForm(
        weekly_minutes=60 * _number(sent, "weekly_minutes"),
        share=_number(sent, "share"),
        daily_limit=60 * _number(sent, "daily_limit"),
        weekly_limit=60 * _number(sent, "weekly_limit"),
        valid_from=_day_of(sent, "job_from"),
        valid_to=forms.day(sent, "job_to"),
    )


def _number(sent: FormData, name: str) -> int:
    found = forms.number(sent, name)
    if found is None:
        raise forms.missing(name)
    return found


def _hour(sent: FormData, name: str) -> dt.time:
    found = forms.hour(sent, name)
    if found is None:
        raise forms.missing(name)
    return found


def _day_of(sent: FormData, name: str) -> dt.date:
    found = forms.day(sent, name)
    if found is None:
        raise forms.missing(name)
    return found
