"""The partnership's weights: what each means, what a change would do, and who changed them before."""

import datetime as dt

import msgspec
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.errors import BadInput, Refused
from hub.matching.wire import Weights
from hub.schedule import actions, queries
from hub.schedule.wire import Compared
from web import forms
from web.page import back_to
from web.pages.schedule.shown import HOME, show
from web.visitor import visitor_of

DAYS = 28


async def weights(request: Request) -> Response:
    """The weights in force, and their history."""
    view = await queries.weights(visitor_of(request).actor)
    values = {name: _written(value) for name, value in msgspec.to_builtins(view.weights).items()}
    return await _show(request, forms.Shown(values))


async def _show(
    request: Request, form: forms.Shown, status: int = 200, compared: Compared | None = None
) -> Response:
    view = await queries.weights(visitor_of(request).actor)
    meaning = dict(view.words)
    return show(request, "settings.html", status, view=view, meaning=meaning, form=form, compared=compared)


async def change(request: Request) -> Response:
    """Show what other weights would do, or keep them."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        wanted = _weights(sent)
        if forms.text(sent, "do") == "save":
            await actions.set_weights(visitor.actor, wanted, forms.text(sent, "reason"))
            return back_to(f"{HOME}/settings", "saved")
        today = clock.local(clock.now()).date()
        compared = await queries.preview(visitor.actor, wanted, today, today + dt.timedelta(days=DAYS))
    except (BadInput, Refused) as error:
        if isinstance(error, Refused) and error.code == "not_allowed":
            raise
        field = error.field if isinstance(error, BadInput) else "unfilled"
        shown = BadInput(error.code, field, error.say("da"), error.say("en"))
        return await _show(request, forms.Shown.again(sent, shown, visitor.language), 400)
    kept = {name: forms.text(sent, name) for name in (*Weights.__struct_fields__, "reason")}
    return await _show(request, forms.Shown(kept), 200, compared)


def _weights(sent: FormData) -> Weights:
    return Weights(**{name: _number(sent, name) for name in Weights.__struct_fields__})


def _number(sent: FormData, name: str) -> float:
    """A weight as it was written, with a comma or a point."""
    written = forms.text(sent, name).replace(",", ".")
    if not written.replace(".", "", 1).isdecimal() or not written.isascii() or len(written) > 12:
        raise BadInput(
            "not_a_number", name, "Skriv et tal, for eksempel 2,5.", "Write a number, such as 2.5."
        )
    return float(written)


def _written(value: float) -> str:
    return f"{value:g}".replace(".", ",")
