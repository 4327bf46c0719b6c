"""Who looks at the page: cookies in, actor and preferences out; and the cookies we set.

Two ways in: a sign-in (cookie `hub`), and a personal link to one session (cookie `hub-link-<session>`).
A link's actor exists on the pages of its session only; a sign-in goes before it.
"""

import secrets
from dataclasses import dataclass
from ipaddress import ip_address

import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from config.settings import Settings
from hub.accounts import queries as accounts
from hub.actor import ANONYMOUS, Actor
from hub.errors import Missing
from hub.sessions import queries as sessions
from web.i18n import Language, choose_language, known_language

LOGIN = "hub"
FORM = "hub-form"
LANGUAGE = "hub-language"
TEXT = "hub-text"
TEXT_SIZES = ("normal", "stor", "stoerst")
YEAR = 365 * 24 * 3600


@dataclass
class Visitor:
    """The one who looks, and what their browser brought along."""

    actor: Actor
    language: Language
    text: str
    secret: str = ""
    """What form tokens are bound to: the sign-in's or link's token, else a random form cookie."""
    new_form_cookie: bool = False


def visitor_of(request: HTTPConnection) -> Visitor:
    """The visitor that `identify` found for this request (a stranger where nobody asked)."""
    found = getattr(request.state, "visitor", None)
    if found is None:
        found = request.state.visitor = stranger(request)
    return found


def stranger(request: HTTPConnection) -> Visitor:
    """Nobody known, in the language and size of letters this browser has chosen."""
    text = request.cookies.get(TEXT, "normal")
    return Visitor(ANONYMOUS, _language(request, None), text if text in TEXT_SIZES else "normal")


async def identify(request: HTTPConnection, settings: Settings, session_id: int | None = None) -> Visitor:
    """Find the actor by cookie. `session_id`: the session whose page this is, if it is one's."""
    address = address_of(request, settings)
    login = request.cookies.get(cookie_name(settings, LOGIN), "")
    actor = await accounts.actor_for_login(login) if login else None
    secret = login
    if actor is None and session_id is not None:
        secret = request.cookies.get(link_cookie(settings, session_id), "")
        actor = await actor_by_link(secret, session_id) if secret else None
    if actor is None:
        actor, secret = ANONYMOUS, request.cookies.get(cookie_name(settings, FORM), "")
    language = _language(request, actor)
    actor = msgspec.structs.replace(actor, address=address, language=language)
    text = request.cookies.get(TEXT, "normal")
    return Visitor(actor, language, text if text in TEXT_SIZES else "normal", secret)


async def actor_by_link(token: str, session_id: int) -> Actor | None:
    """The actor of a personal link if it is valid and for this session."""
    try:
        actor, found = await sessions.join_actor(token)
    except Missing:
        return None
    return actor if found == session_id else None


def _language(request: HTTPConnection, actor: Actor | None) -> Language:
    if actor is not None and actor.known:
        return actor.language
    chosen = known_language(request.cookies.get(LANGUAGE))
    return choose_language(chosen, request.headers.get("accept-language", ""))


def address_of(request: HTTPConnection, settings: Settings) -> str:
    """Address of the client; X-Forwarded-For counts only as far as proxies we trust have written it."""
    address = request.client.host if request.client else ""
    trusted = set(settings.server.trusted_proxies)
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    while address in trusted and hops:
        address = hops.pop()
    return address if _is_address(address) else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def cookie_name(settings: Settings, name: str) -> str:
    """With https the browser itself keeps the cookie to this host and to https."""
    return f"__Host-{name}" if settings.site.https else name


def link_cookie(settings: Settings, session_id: int) -> str:
    return cookie_name(settings, f"hub-link-{session_id}")


def set_cookie(
    response: Response, settings: Settings, name: str, value: str, seconds: int | None = None
) -> None:
    """A secret cookie of ours (`name` as `cookie_name` or `link_cookie` gives it)."""
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=settings.site.https, httponly=True, samesite="lax"
    )


def drop_cookies(request: Request, response: Response, settings: Settings) -> None:
    """Forget sign-in, links and form secret of this browser; language and text size stay."""
    for name in request.cookies:
        if name.removeprefix("__Host-") in (LOGIN, FORM) or name.removeprefix("__Host-").startswith(
            "hub-link-"
        ):
            response.delete_cookie(name, path="/", secure=settings.site.https, httponly=True, samesite="lax")


def remember_preferences(response: Response, settings: Settings, language: str, text: str) -> None:
    """Language and text size for a year, so that the sign-in page already speaks as its reader wants."""
    for name, value in ((LANGUAGE, language), (TEXT, text)):
        set_cookie(response, settings, name, value, YEAR)


def ensure_form_secret(visitor: Visitor) -> str:
    """What the form token is bound to; made on the first form that a stranger sees."""
    if not visitor.secret:
        visitor.secret = secrets.token_urlsafe(24)
        visitor.new_form_cookie = True
    return visitor.secret


def send_cookies(request: Request, response: Response, settings: Settings) -> None:
    """Roll the sign-in's cookie along and hand out the form cookie if a form was shown."""
    visitor = visitor_of(request)
    login = cookie_name(settings, LOGIN)
    already = any(
        name == b"set-cookie" and value.startswith(login.encode() + b"=")
        for name, value in response.raw_headers
    )
    if visitor.actor.known and not already:
        set_cookie(response, settings, login, visitor.secret, settings.login.days * 24 * 3600)
    if visitor.new_form_cookie:
        set_cookie(response, settings, cookie_name(settings, FORM), visitor.secret)
