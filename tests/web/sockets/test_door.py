"""Who gets a socket: a fresh ticket in the hands, and the cookies, of its owner."""

import pytest
from socketio.exceptions import ConnectionError as Refused

from tests.conftest import Clock
from tests.web.sockets.conftest import Served


async def _refused(served: Served, **how: object) -> str:
    client = served.client()
    with pytest.raises(Refused):
        await client.connect("citizen", **how)  # type: ignore[arg-type]
    return str(client.refusal["data"]["code"])


async def test_the_owner_of_a_fresh_ticket_joins(served: Served) -> None:
    client = await served.joined("citizen")
    assert client.reply["ok"] is True
    assert client.reply["snapshot"]["sections"]["me"]["admitted"] is True


async def test_no_ticket_no_socket(served: Served) -> None:
    assert await _refused(served, ticket="") == "ticket_missing"


async def test_a_forged_ticket_is_refused(served: Served) -> None:
    assert await _refused(served, ticket="eyJhIjoxfQ.abc") == "ticket_forged"


async def test_an_expired_ticket_is_refused(served: Served, frozen_clock: Clock) -> None:
    ticket = served.ticket("citizen")
    frozen_clock.forward(seconds=61)
    assert await _refused(served, ticket=ticket) == "ticket_expired"


async def test_a_used_ticket_is_refused(served: Served) -> None:
    ticket = served.ticket("citizen")
    await served.client().connect("citizen", ticket=ticket)
    assert await _refused(served, ticket=ticket) == "ticket_used"


@pytest.mark.parametrize("thief", ["other_citizen", "professional", ""])
async def test_a_stolen_ticket_is_refused(served: Served, thief: str) -> None:
    assert await _refused(served, cookie_of=thief) == "ticket_foreign"


async def test_a_ticket_is_for_one_session(served: Served) -> None:
    client = served.client()
    await client.connect("citizen", "invited")
    reply = await client.ask("join", {"since_chat": 0})
    assert reply["error"]["code"] == "missing"


async def test_the_page_hands_out_tickets_that_work(served: Served) -> None:
    import re

    import httpx

    headers = {"Cookie": served.cookie("citizen")}
    session = served.world.sessions["public"]
    async with httpx.AsyncClient(base_url=served.origin, headers=headers) as browser:
        page = (await browser.get(f"/sessions/{session}/live")).text
        token = re.search(r'data-token="([0-9a-f]+)"', page)
        first = re.search(r'data-ticket="([^"]+)"', page)
        assert token
        assert first
        more = {"X-Form-Token": token[1], "Sec-Fetch-Site": "same-origin"}
        answer = await browser.post(f"/sessions/{session}/ticket", headers=more)
    for ticket in (first[1], answer.json()["ticket"]):
        client = served.client()
        await client.connect("citizen", ticket=ticket)
        assert (await client.ask("join", {"since_chat": 0}))["ok"] is True


async def test_somebody_who_has_no_seat_is_told_so(served: Served) -> None:
    client = await served.joined("other_citizen")
    assert client.reply["error"]["code"] == "not_signed_up"
    assert client.reply["error"]["message"] == "Du er ikke tilmeldt. Tilmeld dig først, så har du en plads."


async def test_refusals_are_in_the_language_of_the_page(served: Served) -> None:
    client = served.client()
    await client.connect("other_citizen", ticket=served.ticket("other_citizen", language="en"))
    reply = await client.ask("join", {"since_chat": 0})
    assert reply["error"]["message"] == "You are not signed up. Sign up first and you have a seat."
