"""When professionals work: one's own rota, and another's for who keeps it; calendars in and out."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages import calendars, rota

ROUTES: list[BaseRoute] = [
    page("/rota", rota.own, verb=("rota", "see"), login=True),
    page("/rota/{id:int}", rota.of_person, verb=("rota", "see"), login=True),
    page("/rota/{id:int}/hours", rota.add_hours, method="POST", verb=("rota", "rules"), login=True),
    page(
        "/rota/{id:int}/exceptions",
        rota.add_exception,
        method="POST",
        verb=("rota", "exceptions"),
        login=True,
    ),
    page("/rota/{id:int}/employments", rota.employ, method="POST", verb=("rota", "employ"), login=True),
    page("/rota/hours/{id:int}/remove", rota.remove_hours, method="POST", verb=("rota", "rules"), login=True),
    page(
        "/rota/exceptions/{id:int}/remove",
        rota.remove_exception,
        method="POST",
        verb=("rota", "exceptions"),
        login=True,
    ),
    page(
        "/rota/employments/{id:int}/remove",
        rota.remove_employment,
        method="POST",
        verb=("rota", "employ"),
        login=True,
    ),
    # Calendars
    page("/me/calendar", calendars.show, verb=("calendar", "see"), login=True),
    page("/me/calendar", calendars.make, method="POST", verb=("calendar", "make"), login=True),
    page("/me/calendar/revoke", calendars.revoke, method="POST", verb=("calendar", "revoke"), login=True),
    page("/me/calendar/feeds", calendars.add_feed, method="POST", verb=("rota", "feeds"), login=True),
    page(
        "/me/calendar/feeds/{id:int}/remove",
        calendars.remove_feed,
        method="POST",
        verb=("rota", "feeds"),
        login=True,
    ),
    page("/calendar/{secret}.ics", calendars.feed, verb=("calendar", "read")),
]
