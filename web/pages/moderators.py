"""What moderators and administrators keep: the rota, word lists, pauses and bans, names, appeals, figures."""

import datetime as dt

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forum.moderation import actions, queries, rules
from forum.safety import actions as safety_actions
from forum.safety import queries as safety
from forum.safety.rules import keeps_words
from forum.safety.wire import WordForm, WordKind
from hub import clock
from hub.accounts import queries as accounts
from hub.errors import BadInput
from web import forms
from web.i18n import catalogue
from web.page import back_to
from web.pages.front import chosen
from web.pages.moderation import HOME, show
from web.visitor import visitor_of

TURNS_AHEAD = dt.timedelta(days=14)


async def rota(request: Request) -> Response:
    """The next two weeks, forms to take a turn or give somebody one, and the note to the next one."""
    today = clock.local(clock.now()).date().isoformat()
    return await _rota(request, forms.Shown({"date": today, "weeks": "1"}))


async def _rota(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor, now = visitor_of(request).actor, clock.now()
    turns = await queries.turns(actor, now - dt.timedelta(hours=12), now + TURNS_AHEAD)
    begun = [turn for turn in turns if turn.mine and turn.starts_at <= now]
    mine = begun[-1] if begun else None
    if mine and "note" not in form.values:
        form.values["note"] = mine.note
    planner = rules.plans_turns(actor)
    people = await queries.whom_to_plan(actor) if planner else []
    return show(
        request, "rota.html", status, form=form, turns=turns, mine=mine, planner=planner, people=people
    )


async def take_turn(request: Request) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        person = forms.number(sent, "person")
        if person is not None:
            weeks = forms.number(sent, "weeks")
            await actions.plan_turns(visitor.actor, person, *_span(sent), 1 if weeks is None else weeks)
            return back_to(f"{HOME}/rota", "turn_planned")
        if not rules.moderates(visitor.actor) and rules.plans_turns(visitor.actor):
            raise forms.missing("person")
        await actions.take_turn(visitor.actor, *_span(sent))
    except BadInput as error:
        return await _rota(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/rota", "turn")


def _span(sent: FormData) -> tuple[dt.datetime, dt.datetime]:
    date, begins, ends = forms.day(sent, "date"), forms.hour(sent, "starts"), forms.hour(sent, "ends")
    if date is None or begins is None or ends is None:
        raise forms.missing("date" if date is None else "starts" if begins is None else "ends")
    starts, stops = dt.datetime.combine(date, begins), dt.datetime.combine(date, ends)
    return starts, stops if stops > starts else stops + dt.timedelta(days=1)


async def drop_turn(request: Request) -> Response:
    await actions.drop_turn(visitor_of(request).actor, request.path_params["duty"])
    return back_to(f"{HOME}/rota", "turn_dropped")


async def hand_over(request: Request) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        await actions.hand_over(visitor.actor, request.path_params["duty"], forms.text(sent, "note"))
    except BadInput as error:
        return await _rota(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/rota", "note")


async def words(request: Request) -> Response:
    """One of the lists, and a form for a new entry where the reader keeps a list."""
    return await _words(request, forms.Shown({"language": "da"}), request.query_params.get("list", ""))


async def _words(request: Request, form: forms.Shown, wanted: str, status: int = 200) -> Response:
    visitor = visitor_of(request)
    actor, kind = visitor.actor, chosen(WordKind, wanted) or WordKind.emergency
    entries = await safety.words(actor, kind)
    places = [
        (one.id, one.name) for one in await accounts.municipalities(actor) if keeps_words(actor, one.id)
    ]
    if keeps_words(actor, None):
        places = [(0, catalogue(visitor.language).gettext("Alle kommuner")), *places]
    return show(request, "words.html", status, form=form, shown=kind.value, entries=entries, lists=places)


async def add_word(request: Request) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    kind = forms.text(sent, "list")
    try:
        form = WordForm(
            phrase=forms.text(sent, "phrase"),
            language=forms.text(sent, "language"),
            kind=kind,
            guidance=forms.text(sent, "guidance"),
            unless=forms.text(sent, "unless"),
            municipality_id=forms.number(sent, "municipality_id") or None,
        )
        await safety_actions.add_word(visitor.actor, form)
    except BadInput as error:
        return await _words(request, forms.Shown.again(sent, error, visitor.language), kind, 400)
    return _back_to_words(kind)


async def remove_word(request: Request) -> Response:
    sent = await forms.read(request)
    await safety_actions.remove_word(visitor_of(request).actor, forms.text(sent, "key"))
    return _back_to_words(forms.text(sent, "list"))


async def switch_word(request: Request) -> Response:
    sent = await forms.read(request)
    on = bool(forms.text(sent, "on"))
    await safety_actions.switch_standard(visitor_of(request).actor, forms.text(sent, "key"), on)
    return _back_to_words(forms.text(sent, "list"))


def _back_to_words(kind: str) -> Response:
    shown = chosen(WordKind, kind) or WordKind.emergency
    return RedirectResponse(f"{HOME}/words?list={shown.value}&done=word", 303)


async def sanctions(request: Request) -> Response:
    """Who may not write, by the name they wrote under."""
    return show(request, "sanctions.html", sanctions=await queries.sanctions(visitor_of(request).actor))


async def lift(request: Request) -> Response:
    await actions.lift(visitor_of(request).actor, request.path_params["action"])
    return back_to(f"{HOME}/sanctions", "lifted")


async def names(request: Request) -> Response:
    """Wishes to see the name behind an alias."""
    return show(request, "names.html", wishes=await queries.reveals(visitor_of(request).actor), identity=None)


async def decide_name(request: Request) -> Response:
    sent = await forms.read(request)
    granted = bool(forms.text(sent, "granted"))
    await actions.decide_name(visitor_of(request).actor, request.path_params["reveal"], granted)
    return back_to(f"{HOME}/names", "answered")


async def open_name(request: Request) -> Response:
    """The name, on this one page and never again; no redirect, or it would have to be kept."""
    actor = visitor_of(request).actor
    identity = await actions.open_name(actor, request.path_params["reveal"])
    return show(request, "names.html", wishes=await queries.reveals(actor), identity=identity)


async def appeal(request: Request) -> Response:
    return await _appeal(request, forms.Shown({"undone": ""}))


async def _appeal(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    found = await queries.appeal_for(actor, request.path_params["appeal"])
    await actions.look(actor, found.public_id)
    return show(request, "appeal.html", status, a=found, form=form)


async def decide_appeal(request: Request) -> Response:
    sent, visitor = await forms.read(request), visitor_of(request)
    undone, answer = bool(forms.text(sent, "undone")), forms.text(sent, "answer")
    try:
        await actions.decide_appeal(visitor.actor, request.path_params["appeal"], undone, answer)
    except BadInput as error:
        return await _appeal(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(HOME, "decided")


async def statistics(request: Request) -> Response:
    """How much was done and how long people waited."""
    wanted = request.query_params.get("days", "")
    days = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else 30
    return show(request, "statistics.html", s=await queries.statistics(visitor_of(request).actor, days))
