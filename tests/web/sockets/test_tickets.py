"""Tickets: one use, one minute, one owner."""

import pytest

from hub.actor import ANONYMOUS, Actor
from hub.errors import Refused
from tests.conftest import Clock
from web.sockets.tickets import Tickets

SECRET = b"s" * 40
KIRSTEN = Actor(person_id=7, login_id=3, name="Kirsten Madsen")


def test_a_ticket_names_its_actor_session_and_language_and_nothing_private(frozen_clock: Clock) -> None:
    tickets = Tickets(SECRET)
    text = tickets.issue(KIRSTEN, 12, "en")
    ticket = tickets.redeem(text)
    assert (ticket.actor_key, ticket.login_id, ticket.session_id, ticket.language) == (
        "person:7",
        3,
        12,
        "en",
    )
    assert "Kirsten" not in text


def test_a_ticket_works_once(frozen_clock: Clock) -> None:
    tickets = Tickets(SECRET)
    text = tickets.issue(KIRSTEN, 12, "da")
    tickets.redeem(text)
    with pytest.raises(Refused) as refused:
        tickets.redeem(text)
    assert refused.value.code == "ticket_used"


def test_a_ticket_lives_sixty_seconds(frozen_clock: Clock) -> None:
    tickets = Tickets(SECRET)
    young, old = tickets.issue(KIRSTEN, 12, "da"), tickets.issue(KIRSTEN, 12, "da")
    frozen_clock.forward(seconds=60)
    assert tickets.redeem(young).session_id == 12
    frozen_clock.forward(seconds=1)
    with pytest.raises(Refused) as refused:
        tickets.redeem(old)
    assert refused.value.code == "ticket_expired"


def test_used_numbers_are_forgotten_when_their_tickets_have_expired(frozen_clock: Clock) -> None:
    tickets = Tickets(SECRET)
    for _ in range(5):
        tickets.redeem(tickets.issue(KIRSTEN, 12, "da"))
        frozen_clock.forward(seconds=100)
    assert len(tickets._used) == 1


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (lambda text: text[:-2] + ("AA" if text[-2:] != "AA" else "BB"), "ticket_forged"),
        (lambda text: "A" + text, "ticket_forged"),
        (lambda text: text.split(".")[0], "ticket_forged"),
        (lambda text: Tickets(b"another secret of some length...").issue(KIRSTEN, 12, "da"), "ticket_forged"),
        (lambda text: text + "x" * 600, "ticket_missing"),
        (lambda text: "æøå", "ticket_missing"),
        (lambda text: "", "ticket_missing"),
        (lambda text: None, "ticket_missing"),
        (lambda text: {"ticket": text}, "ticket_missing"),
        (lambda text: 17, "ticket_missing"),
    ],
)
def test_a_changed_ticket_is_refused(frozen_clock: Clock, changed: object, code: str) -> None:
    tickets = Tickets(SECRET)
    with pytest.raises(Refused) as refused:
        tickets.redeem(changed(tickets.issue(KIRSTEN, 12, "da")))  # type: ignore[operator]
    assert refused.value.code == code


def test_a_ticket_belongs_to_one_actor_in_one_login(frozen_clock: Clock) -> None:
    tickets = Tickets(SECRET)
    ticket = tickets.redeem(tickets.issue(KIRSTEN, 12, "da"))
    assert ticket.belongs_to(Actor(person_id=7, login_id=3))
    assert not ticket.belongs_to(Actor(person_id=7, login_id=4))
    assert not ticket.belongs_to(Actor(person_id=8, login_id=3))
    assert not ticket.belongs_to(Actor(person_id=7, link_id=3, scope_session_id=12))
    assert not ticket.belongs_to(ANONYMOUS)
