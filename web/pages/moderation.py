"""A moderator's table: the queue, one case, deeds with posts and threads, several at once."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from forum.debate import queries as debate
from forum.moderation import actions, queries, rules
from forum.moderation.wire import Deed, Kind, OneCase, Tool, Why
from forum.safety import queries as safety
from forum.safety.rules import reads_words
from hub import clock
from hub.actor import Actor
from hub.errors import BadInput
from web import forms, moderation_words
from web.i18n import N_, catalogue
from web.page import back_to
from web.pages.front import chosen
from web.render import render
from web.visitor import visitor_of

HOME = "/forum/moderation"
TOOLS = ("lock", "unlock", "pin", "unpin", "slow", "move", "split", "merge")


def menu(actor: Actor) -> list[tuple[str, str]]:
    """Moderation's own menu: what this reader may open."""
    entries = [
        ("", N_("Venter"), rules.moderates(actor)),
        ("rota", N_("Vagter"), rules.reads_rota(actor)),
        ("words", N_("Ordlister"), reads_words(actor)),
        ("sanctions", N_("Pauser"), rules.moderates(actor)),
        ("names", N_("Navne"), rules.moderates(actor)),
        ("statistics", N_("Tal"), rules.reads_statistics(actor)),
    ]
    return [(key, text) for key, text, shown in entries if shown]


def show(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page of moderation with what all of them show."""
    actor = visitor_of(request).actor
    common = {"menu": menu(actor), "now": clock.now(), "moderator": rules.moderates(actor)}
    return render(request, f"moderation/{template}", status, **common, **context)


def translated(request: Request, table: dict[Any, str], keys: Any = None) -> list[tuple[Any, str]]:
    """Choices of a field in the reader's language, in the order of `keys` or of the table."""
    texts = catalogue(visitor_of(request).language)
    return [(key, texts.gettext(table[key])) for key in (table if keys is None else keys)]


async def queue(request: Request) -> Response:
    """What waits, soonest due first; who is on duty and what the last one left behind."""
    return await _queue(request, forms.Shown({}))


async def _queue(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor = visitor_of(request).actor
    why = chosen(Why, request.query_params.get("why"))
    found = await queries.queue(actor, why)
    return show(
        request,
        "queue.html",
        status,
        form=form,
        queue=found,
        duty=await queries.duty(actor),
        note=await safety.last_note(actor) if rules.moderates(actor) else None,
        bulk_kinds=translated(request, moderation_words.DEEDS, [kind.value for kind in rules.IN_BULK]),
        reasons=translated(request, moderation_words.REASONS),
    )


async def bulk(request: Request) -> Response:
    """The same deed with every post that was ticked."""
    sent, visitor = await forms.read(request), visitor_of(request)
    deed = Deed(
        kind=forms.text(sent, "kind"), reason=forms.text(sent, "reason"), words=forms.text(sent, "words")
    )
    try:
        await actions.bulk(visitor.actor, forms.texts(sent, "posts"), deed)
    except BadInput as error:
        return await _queue(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(HOME, "deed")


async def case(request: Request) -> Response:
    """One post with everything about it; colleagues see that somebody has it open."""
    one = await queries.case_for(visitor_of(request).actor, request.path_params["post"])
    await actions.look(visitor_of(request).actor, one.case.key)
    start = {"kind": request.query_params.get("do", ""), "days": "3", "text": one.source}
    return _case(request, one, forms.Shown(start))


def _case(request: Request, one: OneCase, form: forms.Shown, status: int = 200) -> Response:
    kinds = [kind.value for kind in one.offered]
    return show(
        request,
        "case.html",
        status,
        one=one,
        form=form,
        kinds=translated(request, moderation_words.DEEDS, kinds),
        reasons=translated(request, moderation_words.REASONS),
        pauses=translated(request, moderation_words.PAUSES),
    )


async def act(request: Request) -> Response:
    """Do it, and back to what else waits."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        await actions.act(visitor.actor, request.path_params["post"], _deed(sent))
    except BadInput as error:
        one = await queries.case_for(visitor.actor, request.path_params["post"])
        return _case(request, one, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(HOME, "deed")


def _deed(sent: FormData) -> Deed:
    return Deed(
        kind=forms.text(sent, "kind"),
        reason=forms.text(sent, "reason"),
        words=forms.text(sent, "words"),
        text=forms.text(sent, "text"),
        days=forms.number(sent, "days"),
        everywhere=bool(forms.text(sent, "everywhere")),
        baseless=bool(forms.text(sent, "baseless")),
    )


async def ask_name(request: Request) -> Response:
    """Ask to see who is behind an alias."""
    sent, visitor = await forms.read(request), visitor_of(request)
    post = request.path_params["post"]
    try:
        await actions.ask_name(visitor.actor, post, forms.text(sent, "name_reason"))
    except BadInput as error:
        one = await queries.case_for(visitor.actor, post)
        shown = forms.Shown.again(sent, error, visitor.language)
        shown.errors = {"name_reason": error.say(visitor.language)}
        return _case(request, one, shown, 400)
    return back_to(f"{HOME}/names", "wished")


async def thread(request: Request) -> Response:
    """What can be done with a thread as a whole."""
    return await _thread(request, forms.Shown({"kind": request.query_params.get("do", "")}))


async def _thread(request: Request, form: forms.Shown, status: int = 200) -> Response:
    actor, key = visitor_of(request).actor, request.path_params["thread"]
    rules.demand_moderator(actor)
    found = await debate.thread(actor, key)
    places = [(row.slug, row.title) for row in await debate.categories(actor) if row.slug != found.slug]
    return show(
        request,
        "thread.html",
        status,
        t=found,
        form=form,
        kinds=translated(request, moderation_words.DEEDS, TOOLS),
        reasons=translated(request, moderation_words.REASONS),
        categories=places,
        paces=translated(request, moderation_words.PACES),
    )


async def use_tool(request: Request) -> Response:
    """Lock, pin, slow, move, split or merge; then to where the thread is."""
    sent, visitor = await forms.read(request), visitor_of(request)
    try:
        where = await actions.use_tool(visitor.actor, request.path_params["thread"], _tool(sent))
    except BadInput as error:
        return await _thread(request, forms.Shown.again(sent, error, visitor.language), 400)
    return back_to(f"{HOME}/threads/{where}", "deed")


def _tool(sent: FormData) -> Tool:
    kind = forms.text(sent, "kind")
    to = forms.text(sent, "category" if kind == Kind.move else "thread")
    written = forms.text(sent, "posts").replace(",", " ").split()
    if not all(part.isascii() and part.isdigit() and len(part) < 7 for part in written):
        raise BadInput(
            "not_numbers", "posts", "Skriv numre, for eksempel 4, 5, 7.", "Write numbers, such as 4, 5, 7."
        )
    return Tool(
        kind=kind,
        reason=forms.text(sent, "reason"),
        words=forms.text(sent, "words"),
        to=to.rstrip("/").rpartition("/")[2],
        title=forms.text(sent, "title"),
        posts=tuple(int(part) for part in written),
        seconds=forms.number(sent, "seconds"),
    )


async def note(request: Request) -> Response:
    """Leave a note for colleagues at the thread."""
    sent, visitor = await forms.read(request), visitor_of(request)
    key = request.path_params["thread"]
    try:
        await actions.note(visitor.actor, key, forms.text(sent, "note"))
    except BadInput as error:
        shown = forms.Shown.again(sent, error, visitor.language)
        shown.errors = {"note": error.say(visitor.language)}
        return await _thread(request, shown, 400)
    return back_to(f"{HOME}/threads/{key}", "saved")
