"""What the citizens of a municipality may book, for its coordinators and administrators."""

from starlette.requests import Request
from starlette.responses import Response

from hub.accounts import queries as accounts
from hub.booking import offering, queries
from hub.booking.wire import OfferForm
from hub.errors import BadInput
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of


async def offers(request: Request) -> Response:
    """What there is, and a form for one more."""
    return await _offers(request, forms.Shown({"minutes": 30}), 200)


async def _offers(request: Request, form: forms.Shown, status: int) -> Response:
    actor = visitor_of(request).actor
    found = await queries.offers_of(actor)
    skills = [(one.id, one.name) for one in await accounts.competences(actor)]
    return render(request, "booking/desk.html", status, offers=found, form=form, competences=skills)


async def make(request: Request) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        form = OfferForm(
            competence_id=forms.number(sent, "competence_id") or 0,
            minutes=forms.number(sent, "minutes") or 0,
            title_da=forms.text(sent, "title_da"),
            title_en=forms.text(sent, "title_en"),
        )
        await offering.make_offer(visitor.actor, form)
    except BadInput as error:
        return await _offers(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/admin/offers", "created")


async def close(request: Request) -> Response:
    await offering.close_offer(visitor_of(request).actor, int(request.path_params["offer"]))
    return back_to("/admin/offers", "saved")
