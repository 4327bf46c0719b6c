"""The sockets on a real port: Hypercorn in this process, real clients, the tests' own database, no media."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import socketio
from hypercorn.asyncio import serve
from starlette.types import Receive, Scope, Send

from config.settings import Settings
from hub import site
from hub.actor import Actor
from hub.rooms import actions as rooms
from hub.sessions import actions as sessions
from hub.sessions.states import State
from tests.conftest import Clock
from tests.doubles.ports import free_port
from tests.web.world import World
from web.app import create_pages
from web.security import armoured
from web.server import hypercorn_config
from web.sockets import StrictServer, Tickets, create_sockets

SECONDS = 5


@dataclass
class Served:
    """A running server, and what clients of it need."""

    settings: Settings
    world: World
    sockets: StrictServer
    port: int
    clients: list["Client"] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ticket(self, who: str, session: str = "public", language: str = "da") -> str:
        actor = self.world.people[who]
        return Tickets(self.settings.secret()).issue(actor, self.world.sessions.get(session, 0), language)

    def cookie(self, who: str) -> str:
        return f"hub={self.world.tokens[who]}" if who else ""

    def client(self) -> "Client":
        made = Client(self)
        self.clients.append(made)
        return made

    async def joined(self, who: str, session: str = "public") -> "Client":
        """A client of `who` that has joined."""
        client = self.client()
        await client.connect(who, session)
        client.reply = await client.ask("join", {"since_chat": 0})
        return client


class Client:
    """python-socketio's client in one namespace; events are kept in their order and may be waited for."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.io = socketio.AsyncClient(reconnection=False, handle_sigint=False)
        self.events: list[tuple[str, Any]] = []
        self.refusal: Any = None
        self.reply: dict[str, Any] = {}
        self.gone = asyncio.Event()
        self._news = asyncio.Condition()
        self.namespace = "/room"

    async def connect(
        self,
        who: str,
        session: str = "public",
        *,
        ticket: Any = None,
        cookie_of: str | None = None,
        namespace: str = "/room",
    ) -> None:
        """Connect with a fresh ticket of `who`, or with what is given. Raises socketio's ConnectionError."""
        self.namespace = namespace
        self.io.on("*", self._heard, namespace=namespace)
        self.io.on("connect_error", self._refused, namespace=namespace)
        self.io.on("disconnect", self._gone, namespace=namespace)
        shown = self.served.ticket(who, session) if ticket is None else ticket
        await self.io.connect(
            self.served.origin,
            headers={"Cookie": self.served.cookie(who if cookie_of is None else cookie_of)},
            auth={"ticket": shown},
            transports=["websocket"],
            namespaces=[namespace],
            wait_timeout=SECONDS,
        )

    async def _heard(self, event: str, data: Any = None) -> None:
        async with self._news:
            self.events.append((event, data))
            self._news.notify_all()

    async def _refused(self, data: Any = None) -> None:
        self.refusal = data

    async def _gone(self, *_reason: Any) -> None:
        self.gone.set()

    async def ask(self, event: str, *payload: Any) -> Any:
        data = payload[0] if len(payload) == 1 else payload if payload else None
        return await self.io.call(event, data, namespace=self.namespace, timeout=SECONDS)

    async def until(self, found: Callable[[str, Any], bool]) -> Any:
        """The data of the first event, past or to come, for which `found` holds."""

        async def wait() -> Any:
            async with self._news:
                while True:
                    for event, data in self.events:
                        if found(event, data):
                            return data
                    await self._news.wait()

        return await asyncio.wait_for(wait(), SECONDS)

    async def section(self, name: str, holds: Callable[[Any], bool]) -> Any:
        """The value of a section once it holds."""
        data = await self.until(lambda e, d: e == "section" and d["section"] == name and holds(d["value"]))
        return data["value"]

    async def close(self) -> None:
        with contextlib.suppress(Exception):
            await self.io.disconnect()


class WithoutLifespan:
    """Database and clock are the test's; the server must not open or close them."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        for answer in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{answer}.complete"})


@pytest.fixture
async def world(sqlite_database: Settings, frozen_clock: Clock) -> World:
    """The pages' world; the citizen has a seat in the webinar, whose doors are open."""
    site.configure(sqlite_database)
    made = World()
    await made.fill()
    await sessions.sign_up(made.people["citizen"], made.sessions["public"])
    await sessions.set_state(_leader(made), made.sessions["public"], State.open)
    return made


def _leader(world: World) -> Actor:
    return world.people["professional"]


@pytest.fixture
async def served(sqlite_database: Settings, world: World) -> AsyncIterator[Served]:
    """Pages and sockets on a loopback port."""
    settings, port = sqlite_database, free_port()
    sockets = create_sockets(settings)
    app = armoured(socketio.ASGIApp(sockets, create_pages(settings, None, sockets)), settings)
    config = hypercorn_config(settings)
    config.bind = [f"127.0.0.1:{port}"]
    config.graceful_timeout = 0.1
    stop = asyncio.Event()
    rooms.start(settings, None)
    task = asyncio.create_task(serve(WithoutLifespan(app), config, shutdown_trigger=_trigger(stop)))
    running = Served(settings, world, sockets, port)
    await _listening(port)
    yield running
    for client in running.clients:
        await client.close()
    stop.set()
    await task
    await rooms.stop()
    sockets.close()


def _trigger(stop: asyncio.Event) -> Callable[[], Awaitable[None]]:
    async def trigger() -> None:
        await stop.wait()

    return trigger


async def _listening(port: int) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0)
                continue
            writer.close()
            return
