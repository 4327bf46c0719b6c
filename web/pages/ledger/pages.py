"""The hours ledger for staff: how municipalities stand, one's own statement, its sheet, and corrections."""

from starlette.requests import Request
from starlette.responses import Response

from hub import clock
from hub.errors import BadInput, Missing
from hub.ledger import actions, queries, rules
from hub.ledger.counting import MARGIN
from hub.ledger.periods import Period, of_day, read
from hub.ledger.sheet import csv_of
from hub.ledger.wire import CorrectionForm, Line
from web import forms
from web.page import back_to
from web.pages.ledger.plot import plot_of
from web.pages.letters import download
from web.render import render
from web.visitor import visitor_of

SHOWN = 100
"""Entries on the page; the sheet has them all."""


async def overview(request: Request) -> Response:
    """All municipalities in a period as plot and table."""
    balances = await queries.balances(visitor_of(request).actor, _period(request))
    return render(request, "ledger/overview.html", balances=balances, plot=plot_of(balances.rows))


async def statement(request: Request) -> Response:
    """One municipality's account of a period."""
    place = int(request.path_params["place"])
    found = await queries.statement(visitor_of(request).actor, _period(request), place)
    return render(request, "ledger/statement.html", statement=found, lines=found.lines[-SHOWN:][::-1])


async def sheet(request: Request) -> Response:
    """The same as a file for spreadsheets."""
    visitor = visitor_of(request)
    found = await queries.statement(visitor.actor, _period(request), int(request.path_params["place"]))
    name = f"timeregnskab-{found.municipality_id}-{found.period.key}.csv"
    return download(name, "text/csv; charset=utf-8", csv_of(found, visitor.language))


async def how(request: Request) -> Response:
    """How hours are counted."""
    rules.demand(visitor_of(request).actor, "see", "ledger")
    return render(request, "ledger/how.html", margin=int(MARGIN.total_seconds() // 60))


async def entry(request: Request) -> Response:
    """One entry, and the form that mends it."""
    line = await _line(request)
    return _entry(request, line, forms.Shown({"minutes": line.stands}))


async def correct(request: Request) -> Response:
    """Write the counter-entry; back to the statement of the month it was made in."""
    line = await _line(request)
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        minutes = forms.number(sent, "minutes")
        if minutes is None:
            raise forms.missing("minutes")
        form = CorrectionForm(minutes, forms.text(sent, "reason"))
        await actions.correct(visitor.actor, line.id, form)
    except BadInput as error:
        return _entry(request, line, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to("/ledger/entries/" + str(line.id), "ledger_corrected")


def _entry(request: Request, line: Line, form: forms.Shown, status: int = 200) -> Response:
    return render(request, "ledger/entry.html", status, line=line, form=form)


async def _line(request: Request) -> Line:
    return await queries.entry_for(visitor_of(request).actor, int(request.path_params["entry"]))


def _period(request: Request) -> Period:
    """?period=, else the present quarter; what is no period is no page."""
    written = request.query_params.get("period")
    if written is None:
        return of_day(clock.local(clock.now()).date())
    try:
        return read(written)
    except BadInput:
        raise Missing from None
