"""The scheduler: the week board, what sessions need, proposals, illness, one's own assignments."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages.schedule import board, demands

PLAN = "/schedule"

ROUTES: list[BaseRoute] = [
    page(PLAN, board.board, verb=("board", "see"), login=True),
    page(f"{PLAN}/demands", demands.listing, verb=("demand", "list"), login=True),
]
