"""Server-Timing (W3C): how long a page took and how often it asked the database. Pure ASGI; off by default.

For measurements only: with it on, anybody can read how much work a page was.
"""

import time

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub import asked


class ServerTiming:
    """Adds `Server-Timing: total;dur=MILLISECONDS, queries;desc="N"` to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        asked.watch()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        with asked.counted() as count:

            async def send_timed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    took = (time.perf_counter() - began) * 1000
                    MutableHeaders(scope=message)["Server-Timing"] = (
                        f'total;dur={took:.2f}, queries;desc="{count[0]}"'
                    )
                await send(message)

            await self.app(scope, receive, send_timed)
