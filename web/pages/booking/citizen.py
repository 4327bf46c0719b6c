"""A citizen books: what there is, the free times by day, the held time, and waiting for one."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.booking import actions, queries, rules, waiting
from hub.errors import BadInput, Missing
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

WEEKS = 2
"""How far the list goes at first; one link shows all."""


async def offers(request: Request) -> Response:
    """What one may book."""
    actor = visitor_of(request).actor
    rules.demand(actor, "book", actor.municipality_id)
    return render(request, "booking/offers.html", offers=await queries.offers(actor))


async def times(request: Request) -> Response:
    """Free times, the next first.

    ?all=1: sixty days; ?moves=: the talk that is to be moved; ?speaks=: a language, as in `_speaks`.
    """
    return await _times(request, forms.Shown({}), 200)


async def _times(request: Request, form: forms.Shown, status: int) -> Response:
    actor = visitor_of(request).actor
    everything = bool(request.query_params.get("all"))
    offer = int(request.path_params["offer"])
    moves = _moves(request.query_params.get("moves", ""))
    speaks = _speaks(request)
    if moves is not None:
        booked = await queries.booked(actor, moves)
        if booked is None or booked[0] != offer:
            raise Missing
        speaks = booked[1] if speaks is None else speaks
    days = queries.AHEAD.days if everything else 7 * WEEKS
    found = await queries.times(actor, offer, days, speaks or "", moves)
    return render(
        request,
        "booking/times.html",
        status,
        found=found,
        form=form,
        moves=moves,
        everything=everything,
        address=_address(offer, found.language, moves, everything),
        tongues=sorted({*found.languages, found.language} - {""}),
    )


def _address(offer: int, speaks: str, moves: int | None, everything: bool) -> Callable[..., str]:
    """The page's own address with some of what was asked changed."""
    now = {"speaks": speaks, "moves": moves, "all": 1 if everything else None}

    def address(**changes: Any) -> str:
        asked = {name: value for name, value in {**now, **changes}.items() if value is not None}
        if not asked["speaks"] and moves is None:
            del asked["speaks"]
        return f"/book/{offer}" + (f"?{urlencode(asked)}" if asked else "")

    return address


async def hold(request: Request) -> Response:
    """Hold the chosen time for five minutes, and ask whether it is right."""
    sent = await forms.read(request)
    moves = _moves(forms.text(sent, "moves"))
    actor, offer = visitor_of(request).actor, int(request.path_params["offer"])
    await actions.hold(actor, offer, _moment(sent), moves, forms.text(sent, "speaks"))
    return back_to("/book/held")


async def held(request: Request) -> Response:
    """The held time, with the one thing to do."""
    found = await queries.held(visitor_of(request).actor)
    return render(request, "booking/held.html", held=found, until=clock.local(found.expires_at))


async def confirm(request: Request) -> Response:
    session_id = await actions.confirm(visitor_of(request).actor)
    return back_to(f"/sessions/{session_id}", "talk_booked")


async def let_go(request: Request) -> Response:
    await actions.let_go(visitor_of(request).actor)
    return back_to("/book", "time_let_go")


async def wait(request: Request) -> Response:
    """Wait for the first time that becomes free."""
    sent = await forms.read(request)
    visitor, offer = visitor_of(request), int(request.path_params["offer"])
    try:
        until = forms.day(sent, "until")
        if until is None:
            raise forms.missing("until")
        await waiting.wait(visitor.actor, offer, until, forms.text(sent, "speaks"))
    except BadInput as error:
        return await _times(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"/book/{offer}", "waits_for_time")


async def stop(request: Request) -> Response:
    offer = int(request.path_params["offer"])
    await waiting.stop_waiting(visitor_of(request).actor, offer)
    return back_to(f"/book/{offer}", "waits_no_more")


def _moment(sent: FormData) -> dt.datetime:
    """The time that was pressed; nonsense is no time of ours."""
    try:
        moment = dt.datetime.fromisoformat(forms.text(sent, "at"))
    except ValueError:
        raise Missing from None
    if moment.tzinfo is None or not 2000 < moment.year < 2200:
        raise Missing
    return moment.astimezone(dt.UTC)


def _speaks(request: Request) -> str | None:
    """The language asked for, "" for any (?speaks=), None if nothing of the kind was asked."""
    written = request.query_params.get("speaks")
    if written is None:
        return None
    return written if re.fullmatch("[a-z]{2}", written) else ""


def _moves(written: str) -> int | None:
    if not written:
        return None
    if not written.isascii() or not written.isdigit() or len(written) > 9:
        raise Missing
    return int(written)
