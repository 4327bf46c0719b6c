"""For machines: alive, ready, and reports of the browser about what the CSP stopped."""

import hmac
import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from hub import db, limits
from hub.errors import Missing
from web.visitor import visitor_of

log = logging.getLogger(__name__)
REPORT_BYTES = 4096


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """This process takes visitors: it has started, is not stopping, and its database answers.

    Whether packets come through the media workers is told too, but pages are of use without them.
    """
    control = request.app.state.control
    checks = {"started": bool(request.app.state.ready), "database": await db.ready()}
    media = {} if control is None or control.healthy is None else {"media": control.healthy}
    return JSONResponse({**checks, **media}, 200 if all(checks.values()) else 503)


async def metrics(request: Request) -> Response:
    """Figures of the media workers for Prometheus. Whoever does not show the token finds no such page."""
    token = request.app.state.settings.server.metrics_token
    shown = request.headers.get("authorization", "")
    if not token or not hmac.compare_digest(shown.encode(), f"Bearer {token}".encode()):
        raise Missing
    from rtc import metrics  # the extra `metrics`, asked for by the setting alone

    control = request.app.state.control
    workers = {} if control is None else await control.stats()
    return Response(metrics.exposition(workers), media_type=metrics.CONTENT_TYPE)


async def csp_report(request: Request) -> Response:
    """Count a stopped script or picture; the report itself may hold an address and is not kept."""
    limits.hit("form", f"reports of {limits.who(visitor_of(request).actor)}")
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > REPORT_BYTES:
            break
    log.warning("The browser stopped something on a page (CSP)")
    return Response(status_code=204)
