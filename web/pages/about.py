"""Pages that explain: help, accessibility, privacy."""

from starlette.requests import Request
from starlette.responses import Response

from web.render import render


async def help_page(request: Request) -> Response:
    return render(request, "about/help.html")


async def accessibility(request: Request) -> Response:
    return render(request, "about/accessibility.html")


async def privacy(request: Request) -> Response:
    return render(request, "about/privacy.html")
