"""What if: a question about a demand and a professional, and what the week would look like then."""

import datetime as dt

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import queries as accounts
from hub.errors import BadInput
from hub.schedule import queries
from hub.schedule.wire import DemandView, Try, What, WhatIf
from web import forms, schedule_words
from web.pages.front import chosen
from web.pages.schedule.board import number
from web.pages.schedule.shown import show, words_of
from web.visitor import visitor_of


async def what_if(request: Request) -> Response:
    """The question as a form; ?person= and ?what= answer it, ?starts= and ?ends= are hours of the day."""
    visitor = visitor_of(request)
    demand = await queries.demand_for(visitor.actor, int(request.path_params["id"]))
    sent = FormData([(name, value) for name, value in request.query_params.multi_items()])
    if "person" not in sent:
        return await _form(request, demand, forms.Shown({"what": What.available, **_times(demand)}))
    try:
        asked = _asked(sent, demand)
        told = await queries.what_if(visitor.actor, demand.id, asked)
    except BadInput as error:
        return await _form(request, demand, forms.Shown.again(sent, error, visitor.language), status=400)
    shown = {"person": asked.person_id, "what": asked.what, **_hours(asked.starts, asked.ends)}
    return await _form(request, demand, forms.Shown(shown), told, asked)


def _asked(sent: FormData, demand: DemandView) -> Try:
    person, what = forms.number(sent, "person"), chosen(What, forms.text(sent, "what")) or What.available
    if person is None:
        raise forms.missing("person")
    meeting = demand.meeting
    starts, ends = forms.hour(sent, "starts"), forms.hour(sent, "ends")
    day = meeting.starts_local.date()
    return Try(
        what=what,
        person_id=person,
        starts=meeting.starts_local if starts is None else dt.datetime.combine(day, starts),
        ends=meeting.ends_local if ends is None else dt.datetime.combine(day, ends),
    )


def _times(demand: DemandView) -> dict[str, str]:
    return _hours(demand.meeting.starts_local, demand.meeting.ends_local)


def _hours(starts: dt.datetime, ends: dt.datetime) -> dict[str, str]:
    return {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}


async def _form(
    request: Request,
    demand: DemandView,
    form: forms.Shown,
    told: WhatIf | None = None,
    asked: Try | None = None,
    status: int = 200,
) -> Response:
    people = await accounts.professionals_for(visitor_of(request).actor)
    return show(
        request,
        "whatif.html",
        status,
        d=demand,
        form=form,
        told=told,
        asked=asked,
        what=form.value("what"),
        proposal=number(request.query_params.get("proposal")),
        people=[(each.id, each.name) for each in people],
        tries=words_of(request, schedule_words.TRIES),
    )
