"""The inbox: trays of letters, soonest due first; and what coordinators and administrators follow."""

from starlette.requests import Request
from starlette.responses import Response

from forum.letterbox import actions, queries
from hub.actor import Role
from hub.errors import BadInput, Missing
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

TRAYS = ("mine", "pool", "answered")


async def show(request: Request) -> Response:
    """One tray; coordinators and administrators come to what they follow."""
    actor = visitor_of(request).actor
    if not actor.has(Role.professional):
        return await _no_inbox(request)
    tray = request.query_params.get("tray", "")
    tray = tray if tray in TRAYS else "mine"
    page = await queries.inbox(actor, tray, request.query_params.get("after"))
    return render(request, "letterbox/inbox.html", page=page, tray=tray)


async def _no_inbox(request: Request) -> Response:
    actor = visitor_of(request).actor
    if actor.has(Role.coordinator):
        return await late(request)
    if actor.has(Role.municipal_administrator):
        return await glass(request)
    if actor.has(Role.platform_administrator):
        return back_to("/admin/letters/functions")
    raise Missing


async def late(request: Request) -> Response:
    """Letters of the municipality's citizens that are late or that nobody has: who and when, not what."""
    actor = visitor_of(request).actor
    rows = await queries.late(actor)
    return render(request, "letterbox/late.html", rows=rows)


async def reassign(request: Request) -> Response:
    """A coordinator's page for one late letter: whom it can be given to."""
    return await _reassign(request, forms.Shown({}))


async def _reassign(request: Request, form: forms.Shown, status: int = 200) -> Response:
    letter = str(request.path_params["id"])
    found = await queries.colleagues(visitor_of(request).actor, letter)
    return render(request, "letterbox/reassign.html", status, letter=letter, colleagues=found, form=form)


async def give_on(request: Request) -> Response:
    """The coordinator gives the letter to somebody else, unread."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    letter = str(request.path_params["id"])
    try:
        to = forms.text(sent, "to") or None
        await actions.hand_over(visitor.actor, letter, to, forms.text(sent, "reason"))
    except BadInput as error:
        return await _reassign(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/admin/letters/late", "letter_handed_over")


async def glass(request: Request) -> Response:
    """Letters opened by somebody they were not assigned to, for the municipality's administrator."""
    rows = await queries.glass(visitor_of(request).actor)
    return render(request, "letterbox/glass.html", rows=rows)


async def figures(request: Request) -> Response:
    """How long answers take and how many are due: numbers alone."""
    wanted = request.query_params.get("days", "")
    days = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 0
    found = await queries.figures(visitor_of(request).actor, days)
    return render(request, "letterbox/figures.html", f=found)


async def invite(request: Request) -> Response:
    """A professional's form: invite a citizen to write."""
    return await _invite(request, forms.Shown({}))


async def send_invitation(request: Request) -> Response:
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        await actions.invite(
            visitor.actor,
            forms.text(sent, "email"),
            forms.text(sent, "function"),
            forms.text(sent, "subject"),
            forms.text(sent, "text"),
        )
    except BadInput as error:
        return await _invite(request, forms.Shown.again(sent, error, visitor.language), 400)
    except Missing:
        unknown = BadInput(
            "unknown_citizen",
            "email",
            "Vi kan ikke invitere den adresse. Det skal være en borger i en kommune, du arbejder for.",
            "We cannot invite that address. It must be a citizen of a municipality you work for.",
        )
        return await _invite(request, forms.Shown.again(sent, unknown, visitor.language), 400)
    return back_to("/admin/letters", "letter_invited")


async def _invite(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    await queries.inbox(actor)  # for professionals alone
    functions = [(one.slug, one.title) for one in await queries.functions_of(actor)]
    return render(request, "letterbox/invite.html", status, form=form, functions=functions)
