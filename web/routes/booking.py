"""Talks that citizens book themselves."""

from starlette.routing import BaseRoute

from web.page import page
from web.pages.booking import citizen, desk

ONE = "/book/{offer:int}"

ROUTES: list[BaseRoute] = [
    page("/book", citizen.offers, verb=("booking", "see"), login=True),
    page("/book/held", citizen.held, verb=("booking", "see"), login=True),
    page("/book/held", citizen.confirm, method="POST", verb=("booking", "confirm"), login=True),
    page("/book/held/let-go", citizen.let_go, method="POST", verb=("booking", "hold"), login=True),
    page(ONE, citizen.times, verb=("booking", "see"), login=True),
    page(f"{ONE}/hold", citizen.hold, method="POST", verb=("booking", "hold"), login=True),
    page(f"{ONE}/wait", citizen.wait, method="POST", verb=("booking", "wait"), login=True),
    page(f"{ONE}/stop", citizen.stop, method="POST", verb=("booking", "wait"), login=True),
    page("/admin/offers", desk.offers, verb=("booking_offer", "see"), login=True),
    page("/admin/offers", desk.make, method="POST", verb=("booking_offer", "create"), login=True),
    page(
        "/admin/offers/{offer:int}/close",
        desk.close,
        method="POST",
        verb=("booking_offer", "close"),
        login=True,
    ),
]
