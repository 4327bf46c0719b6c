"""The base of our namespaces: strict where python-socketio is lenient.

Refused at import: no `on_connect` (the library would let everybody in), a handler without an event in the
table, an event without a handler (the library would drop it silently). Refused at run time, with an ack:
unknown events, payloads that do not fit their type, too many at a time. An error of ours is logged without
its payload and answered in plain words.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import msgspec
import socketio
import socketio.exceptions

from hub import limits
from hub.actor import Actor
from hub.errors import BadInput, Refused, Told
from web.sockets.events import Event

log = logging.getLogger(__name__)

Reply = dict[str, Any]
Authenticate = Callable[[Mapping[str, Any], int], Awaitable[Actor]]

RESERVED = {"connect", "disconnect"}
UNKNOWN = Refused("unknown_event", "Vi kender ikke den besked.", "We do not know that message.")
MALFORMED = Refused("bad_message", "Vi kunne ikke læse beskeden.", "We could not read the message.")
BUG = Refused(
    "bug",
    "Noget gik galt hos os. Prøv igen om lidt.",
    "Something went wrong on our side. Try again shortly.",
)


@dataclass
class Connection:
    """One socket in one namespace, from its ticket until it closes."""

    sid: str
    actor: Actor
    session_id: int
    language: str
    seat: str = ""
    rooms: set[str] = field(default_factory=set)


def error_reply(error: Told, language: str) -> Reply:
    """The ack of something refused."""
    return {"error": {"code": error.code, "message": error.say(language)}}


class StrictNamespace(socketio.AsyncNamespace):  # type: ignore[misc]  # noqa: TID251 - this is the base itself
    """Handlers are `async def on_<event>(self, connection, payload) -> dict | None`; the ack adds `ok`."""

    events: ClassVar[Mapping[str, Event]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for needed in RESERVED:
            if f"on_{needed}" not in cls.__dict__:
                raise TypeError(f"{cls.__name__} lets everybody in or forgets them: no on_{needed}")
        handlers = {name.removeprefix("on_") for name in dir(cls) if name.startswith("on_")} - RESERVED
        odd = handlers ^ set(cls.events)
        if odd:
            raise TypeError(f"{cls.__name__}: in the table or as a handler, but not both: {sorted(odd)}")

    def __init__(self, namespace: str) -> None:
        super().__init__(namespace)
        self.connections: dict[str, Connection] = {}

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """The library's entry for everything that arrives in this namespace."""
        if event == "connect":
            return await self._connected(*args)
        if event == "disconnect":
            return await self._disconnected(*args)
        return await self._asked(event, *args)

    async def _connected(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            self.connections[sid] = await self.on_connect(sid, environ, auth)
        except Told as error:
            raise self._not_let_in(error, environ) from error
        except Exception:
            log.exception("Connecting to %s failed", self.namespace)
            raise self._not_let_in(BUG, environ) from None

    def _not_let_in(self, error: Told, environ: Mapping[str, Any]) -> Exception:
        english = str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).startswith("en")
        reply = error_reply(error, "en" if english else "da")["error"]
        refusal: Exception = socketio.exceptions.ConnectionRefusedError(error.code, reply)
        return refusal

    async def _disconnected(self, sid: str, *reason: Any) -> None:
        connection = self.connections.pop(sid, None)
        if connection is None:
            return
        try:
            await self.on_disconnect(connection)
        except Told:
            pass
        except Exception:
            log.exception("Disconnecting from %s failed", self.namespace)

    async def _asked(self, event: str, sid: str, *data: Any) -> Reply:
        connection = self.connections.get(sid)
        if connection is None:
            return error_reply(UNKNOWN, "da")
        try:
            return await self._answer(connection, event, data)
        except Told as error:
            return error_reply(error, connection.language)
        except Exception:
            log.exception("Event %s failed", event)
            return error_reply(BUG, connection.language)

    async def _answer(self, connection: Connection, event: str, data: tuple[Any, ...]) -> Reply:
        known = self.events.get(event)
        limits.hit(known.limit if known else "signalling", limits.who(connection.actor))
        if known is None:
            raise UNKNOWN
        handler = getattr(self, f"on_{event}")
        return {"ok": True, **(await handler(connection, _payload(known, data)) or {})}

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any) -> Connection:
        """Let a socket in, or raise Refused."""
        raise NotImplementedError

    async def on_disconnect(self, connection: Connection) -> None:
        """The socket has closed; nothing can be sent to it any more."""
        raise NotImplementedError


def _payload(known: Event, data: tuple[Any, ...]) -> msgspec.Struct:
    if len(data) > 1:
        raise MALFORMED
    try:
        return msgspec.convert(data[0] if data else {}, known.payload)
    except (msgspec.ValidationError, RecursionError) as error:
        field_name = str(error).rpartition("$.")[2].strip("`") if "$." in str(error) else ""
        raise BadInput("bad_message", field_name, MALFORMED.say("da"), MALFORMED.say("en")) from error
