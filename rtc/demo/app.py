"""The demo's addresses: a page that sends, a page that views, and the WHIP and WHEP endpoints under them.

Rooms open when first named; there are no accounts, so it is for loopback only.
"""

from __future__ import annotations

import re
import string
from http import HTTPStatus
from importlib import resources

from rtc.control import MediaControl, MediaRefused
from rtc.demo.texts import LANGUAGES, TEXTS
from rtc.whip.endpoint import Endpoints
from rtc.whip.messages import Request, Response, outcome
from rtc.wire import Layout, Way

LAYOUT = Layout(microphones=1, cameras=1, screens=0)
MAX_ROOMS = 32
LOCAL = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
ADDRESS = re.compile(r"/(whip|whep)/(?:([A-Za-z0-9_-]{1,64})|session/([A-Za-z0-9_-]{32}))")
PAGES = ("", "/send", "/view")
WAYS: dict[str, Way] = {"whip": "publish", "whep": "view"}
TYPES = {"css": "text/css", "js": "text/javascript", "html": "text/html"}
SAFE = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


class App:
    """Answers one request at a time; `token`, when given, is what publishers and viewers must show."""

    def __init__(self, control: MediaControl, token: str | None = None) -> None:
        self._control = control
        self._token = token
        self._rooms: set[str] = set()
        self.endpoints = Endpoints(control, self._may)
        self._files = {name: _file(name) for name in ("demo.css", "demo.js", "whip.js")}
        self._pages = {
            f"/{language}{page}": _page(language, page) for language in LANGUAGES for page in PAGES
        }

    async def answer(self, path: str, request: Request) -> Response:
        """The response to a request; a page of another site gets none (its Host is not ours)."""
        if not LOCAL.fullmatch(request.headers.get("host", "")):
            return Response(HTTPStatus.MISDIRECTED_REQUEST)
        address = ADDRESS.fullmatch(path)
        if address is not None:
            return await self._media(address[1], address[2], address[3], request)
        if request.method not in ("GET", "HEAD"):
            return outcome("method", {"allow": "GET, HEAD"})
        if path == "/":
            return Response(HTTPStatus.SEE_OTHER, {"location": "/da"})
        found = self._pages.get(path) or self._files.get(path.removeprefix("/"))
        if found is None:
            return Response(HTTPStatus.NOT_FOUND, {"content-type": "text/plain"}, b"404\n")
        kind, body = found
        return Response(
            HTTPStatus.OK,
            {"content-type": f"{TYPES[kind]}; charset=utf-8", **SAFE},
            b"" if request.method == "HEAD" else body,
        )

    async def _media(
        self, protocol: str, room: str | None, session: str | None, request: Request
    ) -> Response:
        way = WAYS[protocol]
        if session is not None:
            return await self.endpoints.session(session, way, request)
        name = room or ""
        if request.method == "POST" and request.token == self._token:
            refused = await self._open(name)
            if refused:
                return outcome(refused)
        return await self.endpoints.endpoint(name, way, request, f"/{protocol}/session/")

    async def _open(self, room: str) -> str:
        """Open a room (again, after a worker died); rooms nobody uses make way. Returns why not, or ""."""
        try:
            if room not in self._rooms and len(self._rooms) >= MAX_ROOMS:
                for unused in self._rooms - self.endpoints.rooms():
                    await self._control.close_room(unused)
                    self._rooms.discard(unused)
            if room not in self._rooms and len(self._rooms) >= MAX_ROOMS:
                return "busy"
            await self._control.open_room(room, LAYOUT)
        except MediaRefused as refused:
            return refused.code
        self._rooms.add(room)
        return ""

    async def _may(self, room: str, way: Way, token: str | None) -> bool:
        return token == self._token


def _file(name: str) -> tuple[str, bytes]:
    return name.rpartition(".")[2], resources.files(__package__).joinpath(name).read_bytes()


def _page(language: str, page: str) -> tuple[str, bytes]:
    """A page in one language: `frame.html` around `home.html`, `send.html` or `view.html`, the last two with
    `figures.html`."""
    texts = {name: words[LANGUAGES.index(language)] for name, words in TEXTS.items()}
    other = next(one for one in LANGUAGES if one != language)
    words = {**texts, "language": language, "figures": _template("figures.html").substitute(texts)}
    inner = _template(f"{page.removeprefix('/') or 'home'}.html").substitute(words)
    whole = _template("frame.html").substitute(texts, language=language, other=f"/{other}{page}", inner=inner)
    return "html", whole.encode()


def _template(name: str) -> string.Template:
    return string.Template(_file(name)[1].decode())
