"""A citizen's own letters: whom to write to, writing with attachments, the road a letter has gone, its end.

The professional's side is in `web.pages.letterbox`. One form writes: what is written is kept on the server
whichever of its buttons is pressed, so nothing is lost when a file or a sentence is refused.
"""

from urllib.parse import quote

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from forum import files
from forum.files.cleaning import refused
from forum.files.unclean import LARGEST
from forum.letterbox import actions, queries
from forum.letterbox.rules import writes_letters
from forum.letterbox.states import State
from forum.letterbox.wire import FILES_MOST, SUBJECT_LONGEST, TEXT_LONGEST, LetterView, OfferedTimes
from forum.safety import queries as safety
from hub import clock, limits
from hub.actor import Actor
from hub.errors import BadInput, Missing, Refused
from web import forms
from web.page import back_to
from web.render import render
from web.visitor import visitor_of

Stop = tuple[str, str]
SENT = "letter_sent"
TIME_REFUSED = frozenset(
    {"time_gone", "busy_yourself", "month_full", "not_lent", "not_offered", "not_plannable"}
)


async def listing(request: Request) -> Response:
    """My letters, changed last first."""
    actor = _writer(request)
    found = await queries.my_letters(actor, request.query_params.get("after"))
    return render(request, "letters/list.html", found=found)


async def choose(request: Request) -> Response:
    """Whom do you want to write to?"""
    found = await queries.functions(_writer(request))
    return render(request, "letters/choose.html", functions=found, form=forms.Shown({}))


async def start(request: Request) -> Response:
    """An empty draft to the one chosen; then on to writing it."""
    actor, sent = _writer(request), await forms.read(request)
    public_id = await actions.start(actor, forms.text(sent, "function"))
    return RedirectResponse(f"/letters/{public_id}/write", 303)


async def show(request: Request) -> Response:
    """One letter: where it is now, when an answer is due, everything written, who has read it."""
    return await _shown(request, forms.Shown({}))


async def _shown(request: Request, form: forms.Shown, status: int = 200) -> Response:
    letter = await queries.my_letter(_writer(request), _id(request))
    if letter.state is State.draft:
        return RedirectResponse(f"/letters/{letter.public_id}/write", 303)
    emergency = await _whom_to_call(request, letter) if request.query_params.get("done") == SENT else ""
    return render(
        request,
        "letters/show.html",
        status,
        letter=letter,
        road=road(letter),
        times=await _times(request, letter.public_id, form.value("moves")),
        form=form,
        now=clock.now(),
        emergency=emergency,
    )


async def _times(request: Request, letter: str, moves: str = "") -> OfferedTimes | None:
    """What may be chosen; ?times: all of it, ?move=: for the talk that is to be moved."""
    asked = request.query_params
    moved = _number(moves or asked.get("move", ""))
    return await queries.offered_times(_writer(request), letter, "times" in asked, moved)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


async def _whom_to_call(request: Request, letter: LetterView) -> str:
    """Guidance, when what she sent last sounds of danger; the subject belongs to the letter's first words."""
    mine = [message.text for message in letter.messages if message.mine]
    return await _judged(request, letter.subject if len(mine) == 1 else "", *mine[-1:])


async def _judged(request: Request, *written: str) -> str:
    """A value of forum.safety's Guidance or "". It is shown at once and never stops a letter."""
    told = "\n\n".join(written)[: SUBJECT_LONGEST + TEXT_LONGEST]
    return (await safety.judge(told, visitor_of(request).actor.municipality_id)).emergency or ""


def road(letter: LetterView) -> tuple[Stop, ...]:
    """The three stops sent, assigned, answered; each done, now or later. A letter taken back has none."""
    if letter.state in (State.withdrawn, State.draft):
        return ()
    if letter.state in (State.answered, State.closed):
        return (("sent", "done"), ("assigned", "done"), ("answered", "done"))
    if letter.state is State.sent or letter.professional is None:
        return (("sent", "now"), ("assigned", "later"), ("answered", "later"))
    return (("sent", "done"), ("assigned", "now"), ("answered", "later"))


async def write(request: Request) -> Response:
    """The form: a draft, or more in a letter that was sent."""
    letter = await queries.my_letter(_writer(request), _id(request))
    return await _form(request, letter, _kept(letter))


async def _form(request: Request, letter: LetterView, form: forms.Shown, status: int = 200) -> Response:
    if not (letter.can["send"] or letter.can["follow_up"]):
        return RedirectResponse(f"/letters/{letter.public_id}", 303)
    longest = {"subject": SUBJECT_LONGEST, "text": TEXT_LONGEST, "files": FILES_MOST}
    subject = form.value("subject") if letter.state is State.draft else ""
    emergency = await _judged(request, subject, form.value("text"))
    return render(
        request, "letters/write.html", status, letter=letter, form=form, longest=longest, emergency=emergency
    )


def _kept(letter: LetterView) -> forms.Shown:
    return forms.Shown({"subject": letter.subject, "text": letter.draft.text if letter.draft else ""})


async def save(request: Request) -> Response:
    """Keep what is written, then do what the pressed button says: attach, remove a file, send, or no more."""
    actor, public_id, sent = _writer(request), _id(request), await forms.read(request)
    try:
        return await _saved(actor, public_id, sent)
    except BadInput as error:
        shown = forms.Shown.again(_written_only(sent), error, visitor_of(request).language)
        return await _form(request, await queries.my_letter(actor, public_id), shown, 400)


async def keep(request: Request) -> Response:
    """Keep what is being written, for a script: says in JSON whom to call if the words ask for it.

    `before` is how many messages the letter had when the page was shown: what comes after a letter was sent
    is a draft of nothing and is not kept.
    """
    actor, public_id, sent = _writer(request), _id(request), await forms.read(request)
    letter = await queries.my_letter(actor, public_id)
    subject = forms.text(sent, "subject") if letter.state is State.draft else None
    current = forms.number(sent, "before") == len(letter.messages)
    if current:
        await actions.save_draft(actor, public_id, forms.text(sent, "text"), subject)
    emergency = await _judged(request, subject or "", forms.text(sent, "text"))
    answer = msgspec.json.encode({"saved": current, "emergency": emergency or None})
    return Response(answer, media_type="application/json")


async def _saved(actor: Actor, public_id: str, sent: FormData) -> Response:
    subject = forms.text(sent, "subject") if "subject" in sent else None
    await actions.save_draft(actor, public_id, forms.text(sent, "text"), subject)
    await _attach(actor, public_id, sent)
    pressed = forms.text(sent, "do")
    if pressed.startswith("remove:"):
        await actions.detach(actor, public_id, pressed.removeprefix("remove:"))
    if pressed != "send":
        return back_to(f"/letters/{public_id}/write", "" if pressed.startswith("remove:") else "draft")
    letter = await queries.my_letter(actor, public_id)
    if letter.state is State.draft:
        await actions.send(actor, public_id)
    else:
        await actions.follow_up(actor, public_id)
    return back_to(f"/letters/{public_id}", SENT)


async def _attach(actor: Actor, public_id: str, sent: FormData) -> None:
    """The file chosen, if one was: made harmless before anything else sees it."""
    file = sent.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return
    limits.hit("upload", limits.who(actor))
    data = await file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise refused("file_too_large")
    await actions.attach(actor, public_id, await files.clean(file.filename, data))


def _written_only(sent: FormData) -> FormData:
    return FormData([(name, value) for name, value in sent.multi_items() if isinstance(value, str)])


async def withdraw(request: Request) -> Response:
    """Take the letter back; a draft is deleted."""
    actor, public_id = _writer(request), _id(request)
    draft = (await queries.my_letter(actor, public_id)).state is State.draft
    await actions.withdraw(actor, public_id)
    return back_to("/letters", "draft_deleted") if draft else back_to(f"/letters/{public_id}", "letter_back")


async def choose_talk(request: Request) -> Response:
    """Take one of the times that were offered, or move a talk to it; nonsense is no time of ours. What is
    refused leaves her at the letter, with the sentence and the other times."""
    actor, sent = _writer(request), await forms.read(request)
    starts, moves = queries.at(forms.text(sent, "at")), _number(forms.text(sent, "moves"))
    try:
        if moves is None:
            await actions.choose_time(actor, _id(request), starts)
        else:
            await actions.move_time(actor, _id(request), moves, starts)
    except (Refused, BadInput) as error:
        if not (isinstance(error, BadInput) or error.code in TIME_REFUSED):
            raise
        told = BadInput(error.code, "at", error.say("da"), error.say("en"))
        return await _shown(request, forms.Shown.again(sent, told, visitor_of(request).language), 409)
    return back_to(f"/letters/{_id(request)}", "talk_booked" if moves is None else "talk_moved")


async def close(request: Request) -> Response:
    """She has what she asked for."""
    await actions.close(_writer(request), _id(request))
    return back_to(f"/letters/{_id(request)}", "letter_closed")


async def consent(request: Request) -> Response:
    """Yes or no to an anonymous copy that everybody may read."""
    yes = forms.text(await forms.read(request), "answer") == "yes"
    await actions.consent(_writer(request), _id(request), yes)
    return back_to(f"/letters/{_id(request)}", "consent_yes" if yes else "consent_no")


async def unpublish(request: Request) -> Response:
    """Take the consent back: the copy is gone from everybody's sight."""
    await actions.unpublish(_writer(request), _id(request))
    return back_to(f"/letters/{_id(request)}", "consent_back")


async def file(request: Request) -> Response:
    """One attachment of one's own letter, to be kept, never shown as a page of ours."""
    opened = await queries.my_file(_writer(request), _id(request), str(request.path_params["file"]))
    return download(opened.name, opened.kind, opened.data)


def download(name: str, kind: str, data: bytes) -> Response:
    """A file that a browser keeps and does not open here (RFC 6266); web.security adds nosniff."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in name)
    quoted = quote(name, safe="")
    return Response(
        data,
        media_type=kind,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quoted}",
        },
    )


def _id(request: Request) -> str:
    return str(request.path_params["id"])


def _writer(request: Request) -> Actor:
    """Whoever writes letters; to all others there are no such pages."""
    actor = visitor_of(request).actor
    if not writes_letters(actor):
        raise Missing
    return actor
