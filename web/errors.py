"""The one file that turns errors into answers: pages in plain words, and replies on the socket.

Codes stay the same and may be read out on the telephone. "Not yours" and "not there" are one answer.
"""

import logging
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from hub.errors import BadInput, Missing, Refused, Told
from web.i18n import N_, catalogue
from web.security import BodyRefused
from web.visitor import identify, visitor_of

log = logging.getLogger(__name__)

HIDDEN = frozenset({"missing", "not_allowed"})
STATUS = {"too_fast": 429, "forged_form": 400, "busy": 503, "unavailable": 503, "worker_lost": 503}

# Status: heading, what happened and what to do.
PAGES: dict[int, tuple[str, str]] = {
    400: (N_("Vi kunne ikke læse det, du sendte"), N_("Gå tilbage, hent siden igen, og prøv en gang til.")),
    404: (
        N_("Vi kan ikke finde siden"),
        N_("Måske er linket for gammelt. Måske mangler der et bogstav. Du har ikke gjort noget forkert."),
    ),
    408: (N_("Det tog for lang tid at sende"), N_("Din forbindelse er måske svag. Prøv igen om lidt.")),
    409: (N_("Det kan ikke lade sig gøre nu"), N_("Gå tilbage, og se, om noget er ændret.")),
    413: (N_("Filen er for stor"), N_("Vælg en mindre fil, og prøv igen. En fil må højst fylde 30 MB.")),
    429: (N_("Det gik lidt for hurtigt"), N_("Vent et øjeblik, og prøv igen.")),
    500: (N_("Noget gik galt hos os"), N_("Prøv igen om lidt. Du har ikke gjort noget forkert.")),
    503: (N_("Vi er straks tilbage"), N_("Der er meget travlt lige nu. Prøv igen om et øjeblik.")),
}


def status_of(error: BaseException) -> int:
    """The HTTP status of an error; anything unforeseen is a bug, 500."""
    if isinstance(error, BodyRefused):
        return error.status
    if isinstance(error, HTTPException):
        return 404 if error.status_code in (401, 403, 404, 405) else error.status_code
    if isinstance(error, Missing) or (isinstance(error, Refused) and error.code in HIDDEN):
        return 404
    if isinstance(error, Refused):
        return STATUS.get(error.code, 409)
    return 400 if isinstance(error, BadInput) else 500


def page_for(request: Request, error: Exception) -> Response:
    """The page for an error; a stranger may sign in from it."""
    status = status_of(error)
    if status == 500:
        log.error("A page failed: %s %s", request.method, _shape(request), exc_info=error)
    said = ""
    if isinstance(error, Told) and status != 404:
        said = error.say(visitor_of(request).language)
    code = error.code if isinstance(error, Told) and status != 404 else str(status)
    try:
        response = _page(request, status, said, code)
    except Exception:
        log.exception("The error page itself failed")
        return PlainTextResponse("Noget gik galt hos os. Prøv igen om lidt.", status)
    if status in (429, 503):
        response.headers["Retry-After"] = "10"
    return response


def _page(request: Request, status: int, said: str, code: str) -> Response:
    from web.render import render  # render's environment knows words and forms; errors must load without them

    title, lead = PAGES.get(status, PAGES[400 if status < 500 else 500])
    return render(
        request, "error.html", status, title=title, lead=said or lead, translated=bool(said), code=code
    )


def _shape(request: Request) -> str:
    """The route's pattern rather than the address: an address may hold a token."""
    route = request.scope.get("route")
    return str(getattr(route, "path", "an unknown address"))


async def not_routed(request: Request, error: Exception) -> Response:
    """Starlette's own errors: no route, wrong method, unreadable form. The signed-in see that they are."""
    request.state.visitor = await identify(request, request.app.state.settings)
    return page_for(request, error)


async def bug(request: Request, error: Exception) -> Response:
    """Whatever escaped every page."""
    return page_for(request, error)


def reply_for(error: Exception, language: str) -> dict[str, Any]:
    """The socket's answer: {"error": {"code", "message"}}, the message in the actor's language."""
    if isinstance(error, Missing):
        code, message = "missing", error.say(language)
    elif isinstance(error, Told):
        code, message = error.code, error.say(language)
    else:
        log.error("An event failed", exc_info=error)
        code = "bug"
        message = catalogue(language).gettext(N_("Noget gik galt hos os. Prøv igen om lidt."))
    return {"error": {"code": code, "message": message}}
