"""Armour around the whole application, pure ASGI: response headers, trusted host, size and time of bodies.

Who may do what is decided in hub; forged forms are refused in `web.forms`.
"""

import asyncio
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import Settings
from web.timing import ServerTiming

USES_DEVICES = re.compile(r"^/(check|sessions/\d+/(check|live))$")
UPLOADS = re.compile(r"^/(admin/sessions/\d+/slides|letters/[\w-]{1,40}/write)$")
HEALTH = ("/livez", "/readyz", "/metrics")

BODY_BYTES = 256 * 1024
UPLOAD_BYTES = 32 * 1024 * 1024
BODY_SECONDS = 30.0
UPLOAD_SECONDS = 180.0


class BodyRefused(Exception):
    """The body is larger or slower than we take; `status` is 413 or 408."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def content_security_policy(origin: str) -> str:
    """Nothing inline, nothing from elsewhere; the WebSocket of our own origin spelled out for old Safari."""
    parts = urlsplit(origin)
    socket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            f"connect-src 'self' {socket}",
            "font-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "report-uri /csp-report",
        ]
    )


def armoured(app: ASGIApp, settings: Settings) -> ASGIApp:
    """`app` with everything in this file around it, timed where the settings ask for it."""
    safe = SecurityHeaders(TrustedHost(BodyLimits(app), settings), settings)
    return ServerTiming(safe) if settings.server.timing else safe


class SecurityHeaders:
    """Adds the headers to every HTTP answer, also to errors and static files."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.fixed = {
            "Content-Security-Policy": content_security_policy(settings.site.origin),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
        }
        if settings.site.https:
            self.fixed["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        devices = "(self)" if USES_DEVICES.match(scope["path"]) else "()"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.fixed)
                headers["Permissions-Policy"] = ", ".join(
                    [f"{name}={devices}" for name in ("camera", "microphone", "display-capture")]
                    + ["geolocation=()", "payment=()", "usb=()"]
                )
                # Every page may be personal; only static files and slides say otherwise themselves.
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        return await self.app(scope, receive, send_with_headers)


class TrustedHost:
    """Refuses requests that name another host than ours; health checks come by address."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        local = () if settings.site.https else ("127.0.0.1", "localhost", "[::1]")
        self.hosts = frozenset({settings.site.hostname, *local})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope["path"] in HEALTH:
            return await self.app(scope, receive, send)
        host = re.sub(r":\d+$", "", Headers(scope=scope).get("host", ""))
        if host.lower() in self.hosts:
            return await self.app(scope, receive, send)
        return await PlainTextResponse("Unknown host", 400)(scope, receive, send)


class BodyLimits:
    """Stops a body that is too large (at once, by its own word) or that takes too long as a whole."""

    def __init__(self, app: ASGIApp, seconds: float | None = None) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        upload = bool(UPLOADS.match(scope["path"]))
        limit = UPLOAD_BYTES if upload else BODY_BYTES
        seconds = self.seconds or (UPLOAD_SECONDS if upload else BODY_SECONDS)
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            too_large = _announced(scope["headers"]) > limit
            await self.app(scope, _measured(receive, -1 if too_large else limit, seconds), watch)
        except BodyRefused as refused:  # whoever read the body did not answer for it
            if started:
                raise
            await PlainTextResponse("Body refused", refused.status)(scope, receive, send)


def _announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    for name, value in headers:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _measured(receive: Receive, limit: int, seconds: float) -> Receive:
    taken = 0
    left = seconds
    finished = False

    async def measured() -> Message:
        nonlocal taken, left, finished
        if limit < 0:
            raise BodyRefused(413)
        if finished:  # what comes now is only the word that the client has gone
            return await receive()
        loop = asyncio.get_running_loop()
        before = loop.time()
        try:
            message = await asyncio.wait_for(receive(), left)
        except TimeoutError:
            raise BodyRefused(408) from None
        left = max(0.01, left - (loop.time() - before))
        taken += len(message.get("body", b""))
        if taken > limit:
            raise BodyRefused(413)
        finished = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return measured
