"""A route with its verb: what every page passes before its own code runs, and after.

Order: who is it, is the form ours, not too many of them; then the page; errors become pages in `web.errors`.
The finer question, whether this actor may do this to that thing, is asked in hub by every query and action.
"""

from collections.abc import Awaitable, Callable
from typing import Literal
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from hub import limits
from hub.errors import Refused
from web import errors, forms, resume
from web.render import render
from web.visitor import identify, send_cookies, visitor_of

Endpoint = Callable[[Request], Awaitable[Response]]
Verb = tuple[str, str]
Guard = Literal["token", "origin", "none"]


class Page(Route):
    """A Starlette route that knows its verb, so that the permission matrix can walk the map."""

    def __init__(
        self, path: str, endpoint: Endpoint, method: str, verb: Verb, login: bool, guard: Guard
    ) -> None:
        self.verb = verb
        self.login = login
        super().__init__(path, _guarded(endpoint, verb, login, guard), methods=[method])

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As Starlette's; a number that no table can hold is in no address of ours."""
        try:
            match, child = super().matches(scope)
        except ValueError:  # more digits than Python reads
            return Match.NONE, {}
        numbers = [found for found in child.get("path_params", {}).values() if isinstance(found, int)]
        return (Match.NONE, {}) if any(number >= 2**31 for number in numbers) else (match, child)


def page(
    path: str,
    endpoint: Endpoint,
    *,
    verb: Verb,
    method: str = "GET",
    login: bool = False,
    guard: Guard = "token",
) -> Page:
    """One line of the URL map.

    verb: noun and verb as in the table of permissions. login: strangers are sent to sign in.
    guard: what a POST must show: our token (and origin), our origin alone, or nothing.
    """
    return Page(path, endpoint, method, verb, login, guard)


def _guarded(endpoint: Endpoint, verb: Verb, login: bool, guard: Guard) -> Endpoint:
    async def run(request: Request) -> Response:
        try:
            response = await _answer(request, endpoint, verb, login, guard)
        except Exception as error:
            response = errors.page_for(request, error)
        send_cookies(request, response, request.app.state.settings)
        return response

    return run


async def _answer(request: Request, endpoint: Endpoint, verb: Verb, login: bool, guard: Guard) -> Response:
    settings = request.app.state.settings
    request.state.visitor = await identify(request, settings, _session_of(request))
    actor = visitor_of(request).actor
    if request.method == "POST" and guard != "none":
        forms.check_origin(request, settings)
        limits.hit("form", limits.who(actor))
    if login and not actor.known:
        kept = await resume.seal(request, verb, settings) if request.method == "POST" else ""
        return sign_in_keeping(request, kept) if kept else to_login(request)
    if request.method == "POST" and guard == "token":
        try:
            await forms.check_token(request)
        except Refused:
            kept = await resume.seal(request, verb, settings)
            if not kept:
                raise
            return _given_back(request, kept)
    return await endpoint(request)


def _given_back(request: Request, kept: str) -> Response:
    """Somebody signed in since the page was made: its writer goes on at once, others see nothing of it."""
    found = resume.unseal(kept, visitor_of(request).actor, request.app.state.settings)
    if found is None:
        return sign_in_keeping(request, kept, 409)
    return render(request, "login/resume.html", 409, kept=found, texts=resume.TEXTS)


def _session_of(request: Request) -> int | None:
    """The session whose page this is: a personal link opens these and nothing else."""
    if request.url.path.startswith("/sessions/"):
        found = request.path_params.get("id")
        return found if isinstance(found, int) else None
    return None


def to_login(request: Request) -> Response:
    """To the sign-in page, and afterwards back here (from a form: to the page above it)."""
    return RedirectResponse(f"/login?next={quote(_afterwards(request))}", 303)


def sign_in_keeping(request: Request, kept: str, status: int = 401) -> Response:
    """The sign-in page itself, with what was written sealed into it."""
    form = forms.Shown({"next": _afterwards(request), "kept": kept})
    return render(request, "login/sign_in.html", status, form=form)


def _afterwards(request: Request) -> str:
    return request.url.path if request.method == "GET" else request.url.path.rpartition("/")[0] or "/"


def local_path(path: str, otherwise: str = "/") -> str:
    """`path` if it stays on this site, so that nobody can be sent elsewhere by a link of ours."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if plain and path.isprintable() and len(path) < 500 else otherwise


def back_to(path: str, done: str = "") -> Response:
    """The redirect after a form; `done` is a key of `web.words.DONE`, shown on the next page."""
    return RedirectResponse(f"{path}?done={done}" if done else path, 303)
