"""Files of our own: kept a year under the present version, not under another; text files compressed."""

import asyncio
import gzip
import mimetypes
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.render import STATIC, static_version

COMPRESSED = (".css", ".js", ".svg")


class Static(StaticFiles):
    """`/static/<version>/<path>`. An old page may ask for an old version: it gets today's file, unkept."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.partition("/")
        response = await super().get_response(rest, scope)
        if response.status_code == 200 and rest.endswith(COMPRESSED) and _takes_gzip(scope):
            response = await self._compressed(rest)
        fresh = version == static_version() and response.status_code in (200, 304)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
        return response

    async def _compressed(self, path: str) -> Response:
        """The design system's styles shrink to a tenth, which an old tablet on a weak network feels."""
        found, _ = self.lookup_path(path)
        body = await asyncio.to_thread(_gzip, found)
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(body, media_type=mimetypes.guess_type(path)[0] or "text/plain", headers=headers)


def _takes_gzip(scope: Scope) -> bool:
    accepted = Headers(scope=scope).get("accept-encoding", "")
    return scope["method"] == "GET" and "gzip" in [part.split(";")[0].strip() for part in accepted.split(",")]


@lru_cache(maxsize=200)
def _gzip(path: str) -> bytes:
    with open(path, "rb") as file:
        return gzip.compress(file.read(), 6, mtime=0)
