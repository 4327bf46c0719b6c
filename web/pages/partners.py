"""Agreements and municipalities: who shares which professionals with whom, and who the partners are."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.accounts import actions, queries
from hub.accounts.rules import Pact, may
from hub.accounts.wire import AgreementForm, MunicipalityForm
from hub.errors import BadInput
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

ACCENTS = ("fjord", "havn", "skov", "tegl", "lyng")


async def agreements(request: Request) -> Response:
    """The agreements one's municipality has part in, and a form for a new one where one may."""
    start = {"giver_id": visitor_of(request).actor.municipality_id, "valid_from": _today()}
    return await _agreements(request, forms.Shown(start))


def _today() -> str:
    return clock.local(clock.now()).date().isoformat()


async def _agreements(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    found = await queries.agreements_for(actor)
    places = await queries.municipalities(actor)
    givers = [place for place in places if may(actor, "create", "agreement", Pact(place.id, 0))]
    return render(
        request,
        "admin/agreements.html",
        status,
        form=form,
        agreements=found,
        givers=[(place.id, place.name) for place in givers],
        receivers=[(place.id, place.name) for place in places],
        competences=[(one.id, one.name) for one in await queries.competences(actor)],
    )


async def create_agreement(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        await actions.create_agreement(visitor.actor, _agreement(sent))
    except BadInput as error:
        return await _agreements(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/admin/agreements", "created")


def _agreement(sent: FormData) -> AgreementForm:
    giver, receiver = forms.number(sent, "giver_id"), forms.number(sent, "receiver_id")
    begins = forms.day(sent, "valid_from")
    if giver is None or receiver is None or begins is None:
        field = "giver_id" if giver is None else "receiver_id" if receiver is None else "valid_from"
        raise forms.missing(field)
    return AgreementForm(
        giver_id=giver,
        receiver_id=receiver,
        competence_id=forms.number(sent, "competence_id"),
        valid_from=begins,
        valid_to=forms.day(sent, "valid_to"),
        cap_minutes=_cap(sent),
        weight=float(weight) if (weight := forms.number(sent, "weight")) is not None else 1.0,
    )


def _cap(sent: FormData) -> int | None:
    hours = forms.number(sent, "cap_minutes")
    return None if hours is None else 60 * hours


async def end_agreement(request: Request) -> Response:
    """Leave an agreement today."""
    await actions.end_agreement(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to("/admin/agreements", "ended")


async def municipalities(request: Request) -> Response:
    """The partners, each with its form, and an empty one for a new partner."""
    return await _municipalities(request, forms.Shown({"accent": "fjord"}))


async def _municipalities(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    if not may(actor, "create", "municipality"):
        await queries.municipality_for(actor, 0)  # answers as for a place that is not there
    places = await queries.municipalities(actor)
    return render(request, "admin/municipalities.html", status, form=form, places=places, accents=ACCENTS)


async def create_municipality(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        await actions.create_municipality(visitor.actor, _municipality(sent))
    except BadInput as error:
        return await _municipalities(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/admin/municipalities", "created")


async def municipality(request: Request) -> Response:
    """One partner as a form."""
    place = await queries.municipality_for(visitor_of(request).actor, int(request.path_params["id"]))
    values = {name: getattr(place, name) for name in ("name", "accent", "phone", "acute_phone")}
    return await _municipality_form(request, forms.Shown(values | {"active": "1" if place.active else ""}))


async def _municipality_form(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    if not may(actor, "edit", "municipality"):
        await queries.municipality_for(actor, 0)
    place = await queries.municipality_for(actor, int(request.path_params["id"]))
    return render(request, "admin/municipality.html", status, form=form, place=place, accents=ACCENTS)


async def edit_municipality(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    place_id = int(request.path_params["id"])
    try:
        await actions.edit_municipality(visitor.actor, place_id, _municipality(sent, active=None))
    except BadInput as error:
        return await _municipality_form(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/admin/municipalities", "saved")


def _municipality(sent: FormData, active: bool | None = True) -> MunicipalityForm:
    return MunicipalityForm(
        name=forms.text(sent, "name"),
        accent=forms.text(sent, "accent") or "fjord",
        phone=forms.text(sent, "phone"),
        acute_phone=forms.text(sent, "acute_phone"),
        active=bool(forms.text(sent, "active")) if active is None else active,
    )
