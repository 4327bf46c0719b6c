"""Slides laid up before a session: a PDF in, pictures out. Showing them is the room's matter."""

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from hub.errors import BadInput
from hub.rooms import actions
from hub.sessions import queries
from web import forms
from web.page import back_to
from web.pages.planning import desk
from web.visitor import visitor_of


async def add(request: Request) -> Response:
    """Render and keep a deck; the room shows it when the host turns to it."""
    visitor = visitor_of(request)
    session_id = int(request.path_params["id"])
    await queries.session_for(visitor.actor, session_id)
    sent = await forms.read(request)
    try:
        await actions.add_deck(visitor.actor, session_id, await _pdf(sent.get("file")), _title(sent))
    except BadInput as error:
        field = {"title": "deck_title", "pdf": "file"}.get(error.field, error.field)
        shown = forms.Shown(
            {"deck_title": forms.text(sent, "deck_title")}, {field: error.say(visitor.language)}
        )
        return await desk(request, shown, 400)
    return back_to(f"/admin/sessions/{session_id}", "slides")


async def _pdf(file: object) -> bytes:
    if not isinstance(file, UploadFile) or not file.size:
        raise BadInput("required", "file", "Vælg en PDF-fil.", "Choose a PDF file.")
    return await file.read()


def _title(sent: FormData) -> str:
    """What it is called; without a name, the file's own."""
    file = sent.get("file")
    name = file.filename if isinstance(file, UploadFile) and file.filename else ""
    return forms.text(sent, "deck_title") or name.rpartition("/")[2].removesuffix(".pdf")[:120]
