"""One's own data: a copy of it, deleting it; and for how long a municipality keeps letters."""

from starlette.requests import Request
from starlette.responses import Response

from forum.keeping import actions, queries
from forum.keeping.retention import LONGEST, SHORTEST, Kept
from forum.letterbox.rules import writes_letters
from hub import clock, limits
from hub.errors import BadInput
from web import forms
from web.page import back_to
from web.pages.letters import download
from web.render import render
from web.visitor import visitor_of


async def show(request: Request) -> Response:
    """The copy, how far it is, and what can be deleted. Looking again shows progress."""
    actor = visitor_of(request).actor
    copy = await queries.my_copy(actor)
    return render(request, "keeping/mine.html", copy=copy, writes=writes_letters(actor))


async def ask(request: Request) -> Response:
    """Have a copy made."""
    actor = visitor_of(request).actor
    limits.hit("copy", limits.who(actor))
    await actions.ask_for_copy(actor)
    return back_to("/me/data", "copy_asked")


async def fetch(request: Request) -> Response:
    """The copy as a file."""
    data = await actions.fetch_copy(visitor_of(request).actor, str(request.path_params["id"]))
    day = clock.local(clock.now()).date()
    return download(f"mine-data-{day.isoformat()}.zip", "application/zip", data)


async def delete_written(request: Request) -> Response:
    """Everything written is deleted, once the box is ticked."""
    sent = await forms.read(request)
    if not forms.text(sent, "sure"):
        return back_to("/me/data", "not_ticked")
    left = await actions.delete_written(visitor_of(request).actor)
    return back_to("/me/data", "written_deleted_but" if left else "written_deleted")


async def delete_letter(request: Request) -> Response:
    """One letter is deleted for good."""
    await actions.delete_letter(visitor_of(request).actor, str(request.path_params["id"]))
    return back_to("/letters", "letter_deleted")


async def periods(request: Request) -> Response:
    """For how long the municipality keeps letters, and which it must keep."""
    days = {kind.value: number for kind, number in (await queries.days(visitor_of(request).actor)).items()}
    return await _periods(request, forms.Shown(days))


async def _periods(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    context = {"holds": await queries.holds(actor), "shortest": SHORTEST, "longest": LONGEST}
    return render(request, "keeping/periods.html", status, form=form, **context)


async def set_periods(request: Request) -> Response:
    """Keep the periods, or place a hold: two forms of one page."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        if "email" in sent:
            await actions.place_hold(visitor.actor, forms.text(sent, "email"), forms.text(sent, "reason"))
        else:
            await actions.set_days(
                visitor.actor, {kind: forms.number(sent, kind.value) or 0 for kind in Kept}
            )
    except BadInput as error:
        days = {kind.value: number for kind, number in (await queries.days(visitor.actor)).items()}
        shown = forms.Shown.again(sent, error, visitor.language)
        return await _periods(request, forms.Shown(days | shown.values, shown.errors), 400)
    return back_to("/admin/keeping", "saved")


async def lift_hold(request: Request) -> Response:
    """The case is over."""
    await actions.lift_hold(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to("/admin/keeping", "saved")
