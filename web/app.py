"""Composition: the pages, the sockets, what starts and stops with them, and the armour around it all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

import socketio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from config.settings import Settings
from forum.keeping import copying, nightly
from forum.notices import push
from hub import db, jobs, limits, notify, site, vault
from hub.calendars import busy
from hub.ledger import held as ledger
from hub.rooms import actions as rooms
from rtc.control import MediaControl
from rtc.node import Node
from rtc.settings import MediaSettings
from web import errors
from web.i18n import LANGUAGES, catalogue
from web.render import static_version
from web.routes import ROUTES
from web.security import armoured
from web.sockets import StrictServer, create_sockets


class MediaNode(Protocol):
    """What carries sound and picture; started and stopped with the pages."""

    async def start(self) -> MediaControl: ...

    async def stop(self) -> None: ...


class Hub:
    """The whole hub as one ASGI application. `moving` is called before the process ends."""

    def __init__(self, settings: Settings, media: MediaNode | None) -> None:
        self.sockets = create_sockets(settings)
        self.pages = create_pages(settings, media, self.sockets)
        self._app = armoured(socketio.ASGIApp(self.sockets, self.pages), settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    async def moving(self) -> None:
        """Take no new visitors, and tell everybody in a room to come back in a moment."""
        self.pages.state.ready = False
        await self.sockets.announce_moving()


def create_app(settings: Settings, media: MediaNode | None = None) -> Hub:
    """The hub with its media node (by default the one the settings describe)."""
    return Hub(settings, media or Node(_media_settings(settings)))


def _media_settings(settings: Settings) -> MediaSettings:
    media = settings.media
    return MediaSettings(
        folder=str(settings.data.path / "media"),
        addresses=media.addresses,
        port=media.port,
        workers=media.workers,
        viewers_per_worker=media.viewers_per_worker,
        camera_rate=media.camera_kbps * 1000,
        video_codecs=media.video_codecs,
    )


def create_pages(
    settings: Settings, media: MediaNode | None = None, sockets: StrictServer | None = None
) -> Starlette:
    """The pages alone, with the lifespan that opens and closes what everything stands on.

    Without `media` the live rooms have no sound and picture.
    """
    pages = Starlette(
        routes=ROUTES,
        lifespan=_lifespan,
        exception_handlers={HTTPException: errors.not_routed, Exception: errors.bug},
    )
    pages.state.settings = settings
    pages.state.media = media
    pages.state.control = None
    pages.state.sockets = sockets
    pages.state.ready = False
    return pages


def configure(settings: Settings) -> None:
    """Tell the crafts of the installation; read every catalogue and file version once."""
    for language in LANGUAGES:
        catalogue(language)
    static_version()
    limits.configure(settings.limits)
    notify.configure(settings)
    site.configure(settings)
    vault.configure(settings)
    push.configure(settings)
    copying.configure(settings)


@contextlib.asynccontextmanager
async def _lifespan(pages: Starlette) -> AsyncIterator[None]:
    """What is opened last is closed first."""
    settings: Settings = pages.state.settings
    configure(settings)
    async with contextlib.AsyncExitStack() as stack:
        await db.connect(settings)
        stack.push_async_callback(db.close)
        await vault.check()
        await nightly.schedule()
        await busy.schedule()
        await ledger.schedule()
        control = pages.state.control = await _started(pages.state.media, stack)
        rooms.start(settings, control)
        stack.push_async_callback(rooms.stop)
        if pages.state.sockets is not None:
            stack.callback(pages.state.sockets.close)
        stack.push_async_callback(_cancelled, asyncio.create_task(jobs.Runner().run()))
        pages.state.ready = True
        yield
        pages.state.ready = False


async def _started(node: MediaNode | None, stack: contextlib.AsyncExitStack) -> MediaControl | None:
    if node is None:
        return None
    stack.push_async_callback(node.stop)
    return await node.start()


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
