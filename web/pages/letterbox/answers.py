"""Spørgsmål og svar: public answers that citizens have agreed to share, for everybody."""

from starlette.requests import Request
from starlette.responses import Response

from forum.letterbox import queries
from web.render import render
from web.visitor import visitor_of


async def listing(request: Request) -> Response:
    """Public answers, newest first."""
    page = await queries.answers(visitor_of(request).actor, request.query_params.get("after"))
    return render(request, "letterbox/answers.html", page=page)


async def show(request: Request) -> Response:
    """One question and its answer."""
    found = await queries.public_answer(visitor_of(request).actor, str(request.path_params["id"]))
    return render(request, "letterbox/answer.html", answer=found)
