"""Proposals: a list, a new one, how far a search is, looking one through, publishing in parts, comparing."""

import datetime as dt
from itertools import groupby
from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub import clock
from hub.errors import BadInput, Refused
from hub.schedule import actions, queries
from hub.schedule.queries.proposals import Which
from hub.schedule.wire import ProposalCard, SuggestionView
from web import forms
from web.i18n import N_
from web.page import back_to
from web.pages.front import page_number
from web.pages.schedule import weeks
from web.pages.schedule.board import number
from web.pages.schedule.shown import HOME, said, show, words_of
from web.visitor import visitor_of

LIST = f"{HOME}/proposals"
DAYS = 28
TIMES = {"10": N_("10 sekunder"), "30": N_("30 sekunder"), "60": N_("1 minut"), "300": N_("5 minutter")}
SHOWN: dict[Which, str] = {
    "changes": N_("Nyt"),
    "unfilled": N_("Ingen endnu"),
    "unpublished": N_("Ikke offentliggjort"),
    "all": N_("Alle"),
}


async def listing(request: Request) -> Response:
    """Earlier proposals, and the form for a new one."""
    today = clock.local(clock.now()).date()
    monday = weeks.asked(request.query_params.get("week"), today).monday
    first = max(monday, today)
    start = {"first": first, "last": monday + dt.timedelta(days=DAYS - 1), "seconds": "10"}
    return await _listing(request, forms.Shown(start))


async def _listing(request: Request, form: forms.Shown, status: int = 200) -> Response:
    cards = await queries.proposals(visitor_of(request).actor)
    times = words_of(request, TIMES)
    return show(request, "proposals.html", status, cards=cards, form=form, times=times)


def _name(card: ProposalCard) -> str:
    made = clock.local(card.made_at)
    return f"{card.period_from:%d.%m}–{card.period_to:%d.%m} ({made:%d.%m %H.%M})"


async def create(request: Request) -> Response:
    """Begin to search; the page of the proposal tells how far it is."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        first, last = forms.day(sent, "first"), forms.day(sent, "last")
        if first is None or last is None:
            raise forms.missing("first" if first is None else "last")
        seconds = forms.number(sent, "seconds") or 10
        made = await actions.propose(visitor.actor, first, last, seconds)
    except (BadInput, Refused) as error:
        shown = forms.Shown.again(sent, _at_field(error), visitor.language)
        return await _listing(request, shown, 400)
    return back_to(f"{LIST}/{made}")


def _at_field(error: BadInput | Refused) -> BadInput:
    """The refusal beside a field of the form, where it has one."""
    names = {"to": "last", "last": "last", "seconds": "seconds"}
    field = names.get(error.field, "first") if isinstance(error, BadInput) else "first"
    return BadInput(error.code, field, error.say("da"), error.say("en"))


async def look_through(request: Request) -> Response:
    """One proposal by day: who, why, and what is to be done with each."""
    actor, asked = visitor_of(request).actor, request.query_params.get("show", "")
    shown: Which = next((which for which in SHOWN if which == asked), "all")
    view = await queries.proposal_for(actor, int(request.path_params["id"]), page_number(request), shown)
    return show(
        request,
        "proposal.html",
        view=view,
        days=_by_day(view.suggestions),
        shown=shown,
        filters=words_of(request, cast(dict[str, str], SHOWN)),
        first_week=weeks.week_of(view.card.period_from).key,
        others=[
            (card.id, _name(card))
            for card in await queries.proposals(actor)
            if card.points is not None and card.id != view.card.id
        ],
        form=forms.Shown({}),
    )


def _by_day(all_: tuple[SuggestionView, ...]) -> list[tuple[dt.date, list[SuggestionView]]]:
    return [(day, list(some)) for day, some in groupby(all_, lambda s: s.demand.meeting.starts_local.date())]


async def progress(request: Request) -> Response:
    """For the page's script: the state, and how much of the search is done from 0 to 1."""
    card = await queries.proposal_card(visitor_of(request).actor, int(request.path_params["id"]))
    return JSONResponse({"state": card.state.value, "progress": card.progress})


async def cancel(request: Request) -> Response:
    """Stop searching."""
    await actions.cancel_search(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(LIST, "plan_discarded")


async def publish(request: Request) -> Response:
    """All of it, or the suggestions that were ticked."""
    sent, proposal = await forms.read(request), int(request.path_params["id"])
    chosen = None if forms.text(sent, "all") else forms.numbers(sent, "demands")
    if chosen == ():
        return back_to(f"{LIST}/{proposal}", "none_chosen")
    told = await actions.publish(visitor_of(request).actor, proposal, chosen)
    return back_to(f"{LIST}/{proposal}", "plan_published_in_part" if told.left else "plan_published")


async def discard(request: Request) -> Response:
    """Put it aside for good; nothing of it was told to anybody but what has been published."""
    await actions.discard(visitor_of(request).actor, int(request.path_params["id"]))
    return back_to(LIST, "plan_discarded")


async def compare(request: Request) -> Response:
    """A proposal beside another one (?other=), or beside what people have been told."""
    actor, first = visitor_of(request).actor, int(request.path_params["id"])
    other = number(request.query_params.get("other"))
    compared = await queries.compare(actor, first, other)
    beside = N_("Det andet forslag") if other else N_("Det, der er meldt ud")
    names = (said(request, N_("Forslaget")), said(request, beside))
    cards = [await queries.proposal_card(actor, each) for each in (first, other) if each]
    return show(request, "compare.html", compared=compared, names=names, proposal=first, cards=cards)
