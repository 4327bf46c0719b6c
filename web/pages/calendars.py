"""Calendars: one's own meetings at a secret address, and calendars elsewhere that say when one is busy."""

import datetime as dt

from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.actor import Role
from hub.calendars import busy, personal
from hub.errors import BadInput, Missing
from hub.rota import queries
from hub.rota.wire import FeedView
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

MINE = "/me/calendar"


async def show(request: Request) -> Response:
    """Whether one has an address, and which calendars elsewhere are read."""
    return await _shown(request, forms.Shown({}))


async def _shown(request: Request, form: forms.Shown, status: int = 200, secret: str = "") -> Response:
    actor = visitor_of(request).actor
    origin = request.app.state.settings.site.origin.rstrip("/")
    return render(
        request,
        "rota/calendar.html",
        status,
        form=form,
        state=await personal.state(actor),
        address=f"{origin}/calendar/{secret}.ics" if secret else "",
        professional=actor.has(Role.professional),
        feeds=await _feeds(request),
    )


async def _feeds(request: Request) -> tuple[FeedView, ...]:
    actor = visitor_of(request).actor
    if not actor.has(Role.professional):
        return ()
    today: dt.date = clock.local(clock.now()).date()
    return (await queries.week_of(actor, actor.person_id or 0, today)).feeds


async def make(request: Request) -> Response:
    """A new address, shown on the page that answers and never again."""
    return await _shown(request, forms.Shown({}), secret=await personal.make(visitor_of(request).actor))


async def revoke(request: Request) -> Response:
    await personal.revoke(visitor_of(request).actor)
    return back_to(MINE, "link_revoked")


async def add_feed(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        await busy.add_feed(visitor.actor, forms.text(sent, "url"))
    except BadInput as error:
        if not visitor.actor.has(Role.professional):
            raise Missing from None
        return await _shown(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(MINE, "saved")


async def remove_feed(request: Request) -> Response:
    await busy.remove_feed(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(MINE, "deleted")


async def feed(request: Request) -> Response:
    """The calendar at a secret address: for programs, which neither sign in nor keep cookies."""
    data = await personal.calendar_at(str(request.path_params["secret"]))
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return Response(data, media_type="text/calendar", headers=headers)
