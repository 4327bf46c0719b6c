"""Signalling over Socket.IO. `create_sockets` is the only way in; PROTOCOL.md lists every message."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from config.settings import Settings
from hub.actor import Actor
from web.sockets.base import Authenticate
from web.sockets.check import CheckNamespace
from web.sockets.forum import ForumNamespace
from web.sockets.forum_news import ForumNews
from web.sockets.relay import Relay
from web.sockets.room import RoomNamespace
from web.sockets.server import MAX_MESSAGE, StrictServer, TextPacket
from web.sockets.tickets import Tickets
from web.visitor import identify

__all__ = ["StrictServer", "Tickets", "create_sockets"]

PING_SECONDS = 15
PONG_SECONDS = 10


def create_sockets(settings: Settings, authenticate: Authenticate | None = None) -> StrictServer:
    """The Socket.IO server with its namespaces, listening to the bus from now on.

    Put it beside the pages with `socketio.ASGIApp(server, pages)`. Before the process ends, `announce_moving`
    tells the clients to come back, and `close` ends the relay. `authenticate(environ, session_id)` finds the
    actor of a connecting browser; by default its cookies do, as on the pages.
    """
    server = StrictServer(
        async_mode="asgi",
        cors_allowed_origins=_origins(settings),
        serializer=TextPacket,
        async_handlers=False,
        always_connect=False,
        max_http_buffer_size=MAX_MESSAGE,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        http_compression=False,
        cookie=None,
        namespaces=["/room", "/check", "/forum"],
    )
    tickets = Tickets(settings.secret())
    who = authenticate or _by_cookies(settings)
    rooms = RoomNamespace(tickets, who)
    server.register_namespace(rooms)
    server.register_namespace(CheckNamespace(tickets, who))
    forum = ForumNamespace(tickets, who)
    server.register_namespace(forum)
    server.speakers = [Relay(server, rooms), ForumNews(server, forum)]
    return server


def _origins(settings: Settings) -> Any:
    """The public origin alone; a local trial is also opened as localhost or 127.0.0.1."""
    if settings.site.https:
        return [settings.site.origin]
    port = settings.site.origin.rpartition(":")[2]
    return sorted({settings.site.origin, f"http://localhost:{port}", f"http://127.0.0.1:{port}"})


def _by_cookies(settings: Settings) -> Authenticate:
    async def authenticate(environ: Mapping[str, Any], session_id: int) -> Actor:
        connection = HTTPConnection(environ["asgi.scope"])
        return (await identify(connection, settings, session_id or None)).actor

    return authenticate
