"""The form of a session: new, edited, and shown again with what must be put right."""

import datetime as dt
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import queries as accounts
from hub.accounts.rules import may
from hub.actor import Actor
from hub.errors import BadInput, Missing
from hub.sessions import actions, queries
from hub.sessions.kinds import KINDS, Kind
from hub.sessions.rules import plans_somewhere
from hub.sessions.wire import HostForm, Part, SessionForm, SessionView, Visibility
from web import forms
from web.page import back_to
from web.pages.front import chosen
from web.render import render
from web.visitor import visitor_of

HOST_ROWS = 6
REPEATS = {"": 0, "weekly": 7, "fortnightly": 14}
MOST_REPEATS = 26


async def new(request: Request) -> Response:
    """An empty form for a session of one's own municipality."""
    actor = visitor_of(request).actor
    start: dict[str, Any] = {
        "kind": "webinar",
        "language": "da",
        "visibility": "public",
        "municipality_id": actor.municipality_id,
        "host-1": actor.person_id,
        "part-1": "host",
        "part-2": "co_host",
    }
    return await _form(request, forms.Shown(start))


async def _form(
    request: Request, form: forms.Shown, view: SessionView | None = None, status: int = 200
) -> Response:
    actor = visitor_of(request).actor
    if not plans_somewhere(actor):
        raise Missing
    places = await accounts.municipalities(actor)
    return render(
        request,
        "admin/session_form.html",
        status,
        form=form,
        s=view,
        municipalities=[(place.id, place.name) for place in places],
        owners=[(place.id, place.name) for place in places if may(actor, "create", "municipality")],
        professionals=await _professionals(actor, view),
        courses=await queries.courses(actor),
        rows=range(1, HOST_ROWS + 1),
        kinds=KINDS,
    )


async def _professionals(actor: Actor, view: SessionView | None) -> dict[str, list[tuple[int, str]]]:
    """Who can be chosen, under their municipality; whoever already leads stays choosable."""
    found: dict[str, list[tuple[int, str]]] = {}
    listed = set()
    for one in await accounts.professionals_for(actor):
        listed.add(one.id)
        found.setdefault(one.municipality, []).append(
            (one.id, f"{one.name} ({one.title})" if one.title else one.name)
        )
    for host in view.hosts if view else ():
        if host.person_id not in listed:
            found.setdefault(host.municipality, []).append((host.person_id, host.name))
    return found


async def create(request: Request) -> Response:
    """Make a draft, or a series of them."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        form = _session_form(sent)
        every = REPEATS.get(forms.text(sent, "repeat"), 0)
        times = forms.number(sent, "times") or 1 if every else 1
        if times > MOST_REPEATS:
            raise BadInput("bad_dates", "times", "Vælg højst 26 gange.", "Choose 26 times at most.")
        if times > 1:
            days = [form.starts_local.date() + dt.timedelta(days=every * n) for n in range(times)]
            session_id = (await actions.create_series(visitor.actor, form, days))[0]
        else:
            session_id = await actions.create(visitor.actor, form)
    except BadInput as error:
        return await _form(request, again(sent, error, visitor.language), None, 400)
    return back_to(f"/admin/sessions/{session_id}", "created")


async def edit_form(request: Request) -> Response:
    view = await _editable(request)
    return await _form(request, forms.Shown(_values(view)), view)


async def _editable(request: Request) -> SessionView:
    view = await queries.session_for(visitor_of(request).actor, int(request.path_params["id"]))
    if not view.can["edit"]:
        raise Missing
    return view


async def edit(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    view = await _editable(request)
    try:
        await actions.edit(visitor.actor, view.id, _session_form(sent))
    except BadInput as error:
        return await _form(request, again(sent, error, visitor.language), view, 400)
    return back_to(f"/admin/sessions/{view.id}", "saved")


def _values(view: SessionView) -> dict[str, Any]:
    values: dict[str, Any] = {
        "kind": view.kind.value,
        "title": view.title,
        "description": view.description,
        "course": view.course,
        "language": view.language,
        "date": view.starts_local.date().isoformat(),
        "starts": f"{view.starts_local:%H:%M}",
        "ends": f"{view.ends_local:%H:%M}",
        "capacity": view.capacity,
        "visibility": view.visibility.value,
        "municipality_ids": [place.id for place in view.municipalities],
    }
    for number, host in enumerate(view.hosts, start=1):
        values |= {f"host-{number}": host.person_id, f"part-{number}": host.part.value}
    return values


_FIELDS = {
    "starts_local": "starts",
    "ends_local": "ends",
    "start": "starts",
    "hosts": "host-1",
    "dates": "times",
}


def again(sent: FormData, error: BadInput, language: str) -> forms.Shown:
    """hub speaks of moments and hosts, the form of a date with two times and of rows."""
    shown = forms.Shown.again(sent, error, language)
    shown.errors = {_FIELDS.get(name, name): sentence for name, sentence in shown.errors.items()}
    shown.values["municipality_ids"] = forms.texts(sent, "municipality_ids")
    return shown


def times_of(sent: FormData) -> tuple[dt.datetime, dt.datetime]:
    """Start and end as wall times; an end before the start is past midnight only if it is small hours."""
    date, starts, ends = forms.day(sent, "date"), forms.hour(sent, "starts"), forms.hour(sent, "ends")
    if date is None or starts is None or ends is None:
        raise forms.missing("date" if date is None else "starts" if starts is None else "ends")
    over = dt.timedelta(days=1 if ends < starts and ends.hour < 6 else 0)
    return dt.datetime.combine(date, starts), dt.datetime.combine(date, ends) + over


def _session_form(sent: FormData) -> SessionForm:
    starts, ends = times_of(sent)
    kind, visibility = (
        chosen(Kind, forms.text(sent, "kind")),
        chosen(Visibility, forms.text(sent, "visibility")),
    )
    if kind is None or visibility is None:
        raise forms.missing("kind" if kind is None else "visibility")
    return SessionForm(
        kind=kind,
        title=forms.text(sent, "title"),
        starts_local=starts,
        ends_local=ends,
        language="en" if forms.text(sent, "language") == "en" else "da",
        description=forms.text(sent, "description"),
        course=forms.text(sent, "course"),
        capacity=forms.number(sent, "capacity"),
        visibility=visibility,
        municipality_id=forms.number(sent, "municipality_id"),
        municipality_ids=forms.numbers(sent, "municipality_ids"),
        hosts=_hosts(sent),
    )


def _hosts(sent: FormData) -> tuple[HostForm, ...]:
    """The rows in which a professional is chosen."""
    found = []
    for row in range(1, HOST_ROWS + 1):
        person_id = forms.number(sent, f"host-{row}")
        if person_id is not None:
            found.append(HostForm(person_id, chosen(Part, forms.text(sent, f"part-{row}")) or Part.host))
    return tuple(found)
