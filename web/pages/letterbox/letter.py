"""One letter on a professional's desk. Every look at it is written down by the action that opens it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from forum.letterbox import actions, queries
from forum.letterbox.wire import CopyForm, DeskView
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

Act = Callable[[Actor, str, FormData], Awaitable[str]]


async def show(request: Request) -> Response:
    """The letter; who does not have it but may break the glass is asked why, everybody else finds nothing."""
    try:
        return await _shown(request, forms.Shown({}))
    except (Missing, Refused):
        if await queries.may_break_glass(visitor_of(request).actor, _id(request)):
            return _glass(request, forms.Shown({}))
        raise


async def break_glass(request: Request) -> Response:
    """Opened with words that the citizen will see."""
    sent = await forms.read(request)
    visitor = visitor_of(request)
    try:
        view = await actions.open_letter(visitor.actor, _id(request), forms.text(sent, "words"))
    except BadInput as error:
        return _glass(request, forms.Shown.again(sent, error, visitor.language), 400)
    return await _page(request, view, forms.Shown({}))


def _glass(request: Request, form: forms.Shown, status: int = 200) -> Response:
    return render(request, "letterbox/break_glass.html", status, letter=_id(request), form=form)


async def file(request: Request) -> Response:
    """One of the letter's files."""
    found = await actions.open_file(visitor_of(request).actor, _id(request), str(request.path_params["file"]))
    headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(found.name)}"}
    return Response(found.data, media_type=found.kind, headers={**headers, "Cache-Control": "no-store"})


async def company(request: Request) -> Response:
    """Who else is at the letter, and whether it has gone on: a piece of its page, fetched while open."""
    found = await queries.still_here(visitor_of(request).actor, _id(request))
    seen = request.query_params.get("last", "")
    newer = seen.isascii() and seen.isdigit() and len(seen) < 9 and found.last > int(seen)
    return render(request, "letterbox/company.html", company=found.company, newer=newer)


async def keep(request: Request) -> Response:
    """Keep an answer while it is written, for a script."""
    sent = await forms.read(request)
    await actions.save_answer(visitor_of(request).actor, _id(request), forms.text(sent, "text"))
    return JSONResponse({"saved": True})


def act(perform: Act, *, away: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """The page of a form on the letter: do it, then back to the letter (`away`: to the inbox)."""

    async def page(request: Request) -> Response:
        sent = await forms.read(request)
        visitor = visitor_of(request)
        try:
            done = await perform(visitor.actor, _id(request), sent)
        except BadInput as error:
            return await _shown(request, forms.Shown.again(sent, error, visitor.language), 400)
        except Refused as error:
            if error.code not in _TOLD:
                raise
            told = forms.Shown.again(
                sent, BadInput(error.code, "text", error.say("da"), error.say("en")), visitor.language
            )
            return await _shown(request, told, 409)
        return back_to("/admin/letters" if away else f"/admin/letters/{_id(request)}", done)

    return page


_TOLD = frozenset({"newer_message", "no_second_reader", "being_read"})
"""Refusals that leave the reader at the letter, text kept, with a sentence that says what has happened."""


async def _take(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.take(actor, letter)
    return "letter_taken"


async def _answer(actor: Actor, letter: str, sent: FormData) -> str:
    text, what = forms.text(sent, "text"), forms.text(sent, "do")
    if what == "save":
        await actions.save_answer(actor, letter, text)
        return "saved"
    if what == "template":
        await actions.save_answer(actor, letter, text)
        await actions.insert_template(actor, letter, forms.text(sent, "template"))
        return ""
    second = what == "second"
    await actions.answer(actor, letter, text, second, forms.number(sent, "last"))
    return "letter_second" if second else "letter_answered"


async def _hand_over(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.hand_over(actor, letter, forms.text(sent, "to") or None, forms.text(sent, "reason"))
    return "letter_handed_over"


async def _give_back(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.give_back(actor, letter, forms.text(sent, "back_reason"))
    return "letter_given_back"


async def _note(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.note(actor, letter, forms.text(sent, "note"))
    return "saved"


async def _talk(actor: Actor, letter: str, sent: FormData) -> str:
    day, at = forms.day(sent, "date"), forms.hour(sent, "starts")
    starts = None if day is None or at is None else dt.datetime.combine(day, at)
    await actions.offer_talk(actor, letter, starts)
    return "letter_talk"


async def _times(actor: Actor, letter: str, sent: FormData) -> str:
    if forms.text(sent, "do") == "back":
        await actions.take_times_back(actor, letter)
        return "letter_times_back"
    await actions.offer_times(actor, letter)
    return "letter_times"


async def _approve(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.approve_answer(actor, letter)
    return "letter_answered"


async def _return(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.return_answer(actor, letter, forms.text(sent, "remark"))
    return "letter_returned"


async def _take_back(actor: Actor, letter: str, sent: FormData) -> str:
    await actions.take_answer_back(actor, letter)
    return ""


async def _propose(actor: Actor, letter: str, sent: FormData) -> str:
    form = CopyForm(
        title=forms.text(sent, "title"),
        question=forms.text(sent, "question"),
        answer=forms.text(sent, "answer"),
    )
    await actions.propose_publication(actor, letter, form)
    return "letter_proposed"


take = act(_take)
answer = act(_answer)
hand_over = act(_hand_over, away=True)
give_back = act(_give_back, away=True)
note = act(_note)
talk = act(_talk)
times = act(_times)
approve = act(_approve, away=True)
give_answer_back = act(_return, away=True)
take_answer_back = act(_take_back)
propose = act(_propose)


async def _shown(request: Request, form: forms.Shown, status: int = 200) -> Response:
    view = await actions.open_letter(visitor_of(request).actor, _id(request))
    return await _page(request, view, form, status)


async def _page(request: Request, view: DeskView, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    form.values.setdefault("text", view.draft.text if view.draft else "")
    offers = view.can["hand_over"]
    return render(
        request,
        "letterbox/letter.html",
        status,
        letter=view,
        form=form,
        colleagues=await queries.colleagues(actor, view.public_id) if offers else [],
        fixed=await queries.templates(actor) if view.can["answer"] else [],
        suggested=await actions.suggested(actor) if view.can["offer_talk"] else None,
    )


def _id(request: Request) -> str:
    return str(request.path_params["id"])
