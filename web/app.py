"""Composition: the pages, the sockets, what starts and stops with them, and the armour around it all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from config.settings import Settings
from hub import db, jobs, limits, notify
from hub.accounts import site as accounts_site
from hub.sessions import site as sessions_site
from web import errors
from web.i18n import LANGUAGES, catalogue
from web.render import static_version
from web.routes import ROUTES
from web.security import BodyLimits, SecurityHeaders, TrustedHost


def create_app(settings: Settings, media: Any = None) -> ASGIApp:
    """The whole hub as one ASGI application.

    media: an `rtc.node.Node`, not yet started, or None when the live rooms have no sound and picture (tests).
    """
    pages = create_pages(settings, media)
    app: ASGIApp = BodyLimits(pages)
    app = TrustedHost(app, settings)
    return SecurityHeaders(app, settings)


def create_pages(settings: Settings, media: Any = None) -> Starlette:
    """The pages alone, with the lifespan that opens and closes what everything stands on."""
    pages = Starlette(
        routes=ROUTES,
        lifespan=_lifespan,
        exception_handlers={HTTPException: errors.not_routed, Exception: errors.bug},
    )
    pages.state.settings = settings
    pages.state.media = media
    pages.state.ready = False
    return pages


@contextlib.asynccontextmanager
async def _lifespan(pages: Starlette) -> AsyncIterator[None]:
    settings: Settings = pages.state.settings
    for language in LANGUAGES:
        catalogue(language)
    static_version()
    limits.configure(settings.limits)
    notify.configure(settings)
    accounts_site.configure(settings)
    sessions_site.configure(settings)
    await db.connect(settings)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(db.close)
        stack.push_async_callback(_cancelled, asyncio.create_task(jobs.Runner().run()))
        pages.state.ready = True
        yield
        pages.state.ready = False


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
