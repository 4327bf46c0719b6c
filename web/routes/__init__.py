"""The whole URL map, craft by craft. Every line carries the noun and verb that the permission matrix checks.

The first line that matches answers: topics of the forum come last, for their addresses are any word.
"""

from starlette.routing import BaseRoute, Mount

from web.pages import static
from web.routes import (
    accounts,
    booking,
    forum,
    ledger,
    letterbox,
    moderation,
    own,
    rota,
    schedule,
    sessions,
    site,
)

ROUTES: list[BaseRoute] = [
    *sessions.ROUTES,
    *booking.ROUTES,
    *schedule.ROUTES,
    *rota.ROUTES,
    *letterbox.ROUTES,
    *own.ROUTES,
    *ledger.ROUTES,
    *accounts.ROUTES,
    *forum.ROUTES,
    *moderation.ROUTES,
    *site.ROUTES,
    *forum.TOPICS,
    Mount("/static", static.Static(), name="static"),
]
