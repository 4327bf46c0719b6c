"""Files of our own: kept a year under the present version, not at all under another."""

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.render import STATIC, static_version


class Static(StaticFiles):
    """`/static/<version>/<path>`. An old page may ask for an old version: it gets today's file, unkept."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        version, _, rest = path.partition("/")
        response = await super().get_response(rest, scope)
        fresh = version == static_version() and response.status_code in (200, 304)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if fresh else "no-cache"
        return response
