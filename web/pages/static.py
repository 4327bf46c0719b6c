"""Files of our own: kept a year under the present version, not at all under another.

What has been asked for once is answered from memory: a room has some thirty small modules, and a thread for
each of them would cost more than all else in joining.
"""

import mimetypes
from pathlib import Path

from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.render import STATIC, static_version

KEPT_BYTES = 512 * 1024
FOR_A_YEAR = "public, max-age=31536000, immutable"


class Static(StaticFiles):
    """`/static/<version>/<path>`. An old page may ask for an old version: it gets today's file, unkept."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

        self._kept: dict[str, tuple[bytes, str]] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.partition("/")
        if version == static_version() and scope["method"] == "GET" and rest in self._kept:
            return _unchanging(*self._kept[rest])
        response = await super().get_response(rest, scope)
        fresh = version == static_version() and response.status_code in (200, 304)
        response.headers["Cache-Control"] = FOR_A_YEAR if fresh else "no-cache"
        if fresh and isinstance(response, FileResponse):
            self._keep(rest, Path(response.path))
        return response

    def _keep(self, path: str, file: Path) -> None:
        if file.stat().st_size <= KEPT_BYTES:
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._kept[path] = (file.read_bytes(), kind)


def _unchanging(body: bytes, kind: str) -> Response:
    return Response(body, media_type=kind, headers={"Cache-Control": FOR_A_YEAR})
