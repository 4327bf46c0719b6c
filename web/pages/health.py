"""For machines: alive, ready, and reports of the browser about what the CSP stopped."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from hub import db, limits
from web.visitor import visitor_of

log = logging.getLogger(__name__)
REPORT_BYTES = 4096


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok")


async def ready(request: Request) -> Response:
    """This process takes visitors: it has started, is not stopping, and its database answers."""
    checks = {"started": bool(request.app.state.ready), "database": await db.ready()}
    return JSONResponse(checks, 200 if all(checks.values()) else 503)


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
