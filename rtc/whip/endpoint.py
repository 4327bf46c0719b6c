"""The media half of WHIP (RFC 9725) and WHEP (draft-ietf-wish-whep): offers in, answers out, sessions kept.

No HTTP server lives here: whoever has one hands over requests with the room and the way their path names.
Who may is asked of `may(room, way, token)`. A session's id is its only key, so it is long and random.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rtc.control import MediaControl, MediaRefused
from rtc.core import fragment, sdp
from rtc.core.description import Description
from rtc.core.malformed import Malformed
from rtc.whip.messages import FRAGMENT, SDP, Request, Response, outcome
from rtc.wire import Event, PeerLost, Source, ViewsLost, Way, WorkerLost

MAX_BODY = 64 * 1024
ENDPOINT_METHODS, SESSION_METHODS = "OPTIONS, POST", "DELETE, OPTIONS, PATCH"
May = Callable[[str, Way, str | None], Awaitable[bool]]


@dataclass(slots=True)
class Session:
    """A publishing or viewing that came by HTTP. `tag` names its present ICE session."""

    room: str
    peer: str
    way: Way
    ufrag: str
    tag: str

    def belongs_to(self, room: str, peer: str) -> bool:
        return (self.room, self.peer) == (room, peer)


class Endpoints:
    """`endpoint` answers requests to a room's address, `session` those to what it created."""

    def __init__(self, control: MediaControl, may: May) -> None:
        self._control = control
        self._may = may
        self._sessions: dict[str, Session] = {}
        self._forget = control.on_event(self._hear)

    def __len__(self) -> int:
        """How many sessions there are."""
        return len(self._sessions)

    def rooms(self) -> set[str]:
        """Rooms with a session."""
        return {session.room for session in self._sessions.values()}

    def close(self) -> None:
        """Hear no more events; sessions go on."""
        self._forget()

    async def endpoint(self, room: str, way: Way, request: Request, location: str) -> Response:
        """A request to /whip/ROOM (way "publish") or /whep/ROOM ("view").

        `location` is the path of sessions; a new session's id is appended to it.
        """
        if request.method == "OPTIONS":
            return outcome("options", {"allow": ENDPOINT_METHODS, "accept-post": SDP})
        if request.method != "POST":
            return outcome("method", {"allow": ENDPOINT_METHODS})
        wrong = _wrong(request, SDP) or await self._refusal(room, way, request)
        if wrong:
            return outcome(wrong)
        try:
            return await self._create(room, way, request.body, location)
        except MediaRefused as refused:
            return outcome(refused.code, why=refused.message)
        except Malformed as malformed:
            return outcome("bad_sdp", why=str(malformed))
        except UnicodeDecodeError:
            return outcome("bad_sdp", why="not UTF-8")

    async def session(self, name: str, way: Way, request: Request) -> Response:
        """A request to a session that `endpoint` created."""
        if request.method == "OPTIONS":
            return outcome("options", {"allow": SESSION_METHODS, "accept-patch": FRAGMENT})
        if request.method not in ("DELETE", "PATCH"):
            return outcome("method", {"allow": SESSION_METHODS})
        session = self._sessions.get(name)
        if session is None or session.way != way:
            return outcome("no_session")
        wrong = await self._refusal(session.room, way, request)
        if wrong:
            return outcome(wrong)
        try:
            return await (self._end(name) if request.method == "DELETE" else self._patch(session, request))
        except MediaRefused as refused:
            return outcome(refused.code, why=refused.message)

    async def _create(self, room: str, way: Way, body: bytes, location: str) -> Response:
        text = body.decode()
        offer = sdp.parse(text)
        name = secrets.token_urlsafe(24)
        session = Session(room, f"http-{name[:12]}", way, offer.transport().ufrag, _tag())
        if way == "publish":
            sent = sources(offer)
            if not sent:
                return outcome("bad_sdp", why="no m-line sends")
            answer = await self._control.publish(room, session.peer, text, sent)
        else:
            answer = await self._control.view_offered(room, session.peer, text)
        self._sessions[name] = session
        headers = {"content-type": SDP, "location": location + name, "etag": session.tag}
        return outcome("created", {**headers, "accept-patch": FRAGMENT}, answer)

    async def _patch(self, session: Session, request: Request) -> Response:
        """Trickled candidates (If-Match names the ICE session) or an ICE restart (If-Match: *)."""
        wrong = _wrong(request, FRAGMENT)
        tag = request.headers.get("if-match")
        if wrong or tag is None:
            return outcome(wrong or "no_if_match")
        try:
            told = fragment.parse(request.body.decode())
        except (Malformed, UnicodeDecodeError):
            return outcome("bad_sdp")
        if told.ufrag in ("", session.ufrag):
            return outcome("trickled" if tag in ("*", session.tag) else "other_ice_session")
        if tag != "*":
            return outcome("other_ice_session")
        return await self._restart(session, told.ufrag)

    async def _restart(self, session: Session, ufrag: str) -> Response:
        """The client's ICE session is another one from now on, and so is ours (RFC 9725 section 4.3.3)."""
        answer = await self._control.restart_ice(session.room, session.peer, session.way)
        session.ufrag, session.tag = ufrag, _tag()
        return outcome("restarted", {"content-type": FRAGMENT, "etag": session.tag}, answer)

    async def _end(self, name: str) -> Response:
        session = self._sessions.pop(name)
        await self._control.leave(session.room, session.peer)
        return outcome("ended")

    async def _refusal(self, room: str, way: Way, request: Request) -> str:
        if await self._may(room, way, request.token):
            return ""
        return "not_allowed" if request.token else "no_token"

    def _hear(self, event: Event) -> None:
        """Sessions end with their connection and with the worker that had it."""
        if isinstance(event, PeerLost):
            gone = [name for name, one in self._sessions.items() if one.belongs_to(event.room, event.peer)]
        elif isinstance(event, ViewsLost):
            lost = {(event.room, peer) for peer in event.peers}
            gone = [name for name, one in self._sessions.items() if (one.room, one.peer) in lost]
        elif isinstance(event, WorkerLost):
            gone = [name for name, one in self._sessions.items() if one.room in event.rooms]
        else:
            return
        for name in gone:
            del self._sessions[name]


def sources(offer: Description) -> dict[str, Source]:
    """What a WHIP client sends: its first sound is a microphone, its first picture a camera."""
    found: dict[str, Source] = {}
    for kind, source in (("audio", "microphone"), ("video", "camera")):
        for media in offer.media:
            if media.kind == kind and media.direction in ("sendonly", "sendrecv"):
                found[media.mid] = source  # type: ignore[assignment]
                break
    return found


def _wrong(request: Request, content_type: str) -> str:
    if len(request.body) > MAX_BODY:
        return "too_long"
    return "" if request.content_type == content_type else "content_type"


def _tag() -> str:
    """A strong entity tag (RFC 9110 section 8.8.3)."""
    return f'"{secrets.token_hex(8)}"'
