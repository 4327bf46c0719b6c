"""The room over real sockets: who hears what, rights that end, places that are kept."""

from hub import limits
from hub.accounts import actions as accounts
from hub.actor import ANONYMOUS
from hub.rooms import actions as rooms
from tests.conftest import Clock
from tests.web.sockets.conftest import Served
from web.sockets import Tickets


async def test_a_hand_reaches_hosts_with_its_name_and_citizens_as_a_number(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    assert await citizen.ask("hand", {"up": True}) == {"ok": True}
    [hand] = await host.section("hands", bool)
    assert hand["name"] == "Kirsten Madsen"
    assert await citizen.section("hands", bool) == 1
    assert (await citizen.section("me", lambda me: me["hand"]))["hand"] == {"raised": True, "place": 1}


async def test_promoting_needs_no_new_connection(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    seat = citizen.reply["snapshot"]["sections"]["me"]["seat"]
    await host.ask("promote", {"seat": seat})
    me = await citizen.section("me", lambda value: value["on_stage"])
    assert "publish" in me["may"]
    await host.ask("demote", {"seat": seat})
    me = await citizen.section("me", lambda value: not value["on_stage"])
    assert "publish" not in me["may"]


async def test_chat_reaches_everybody_inside_in_order_under_an_alias(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    for number in range(3):
        await citizen.ask("chat", {"text": f"besked {number}", "client_id": f"c{number}"})
    await host.until(lambda event, data: event == "chat" and data["message"]["seq"] == 3)
    lines = [data["message"] for event, data in host.events if event == "chat"]
    assert [line["text"] for line in lines] == ["besked 0", "besked 1", "besked 2"]
    assert {line["name"] for line in lines} == {citizen.reply["snapshot"]["sections"]["me"]["alias"]}


async def test_whoever_leaves_hears_nothing_more_on_an_open_socket(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    assert await citizen.ask("leave", {}) == {"ok": True}
    citizen.events.clear()
    await host.ask("chat", {"text": "Nu er vi alene", "client_id": "a"})
    await host.until(lambda event, data: event == "chat")
    assert await citizen.ask("ping", {}) == {"ok": True}
    assert citizen.events == []
    assert (await citizen.ask("view", {}))["error"]["code"] == "not_joined"


async def test_a_line_sent_again_after_a_lost_connection_is_one_line(served: Served) -> None:
    first = await served.joined("citizen")
    assert await first.ask("chat", {"text": "hej", "client_id": "same"}) == {"ok": True, "seq": 1}
    await first.close()
    second = await served.joined("citizen")
    assert await second.ask("chat", {"text": "hej", "client_id": "same"}) == {"ok": True, "seq": 1}
    assert [line["seq"] for line in second.reply["chat"]] == [1]


async def test_what_was_missed_comes_with_joining(served: Served) -> None:
    host = await served.joined("professional")
    for number in range(3):
        await host.ask("chat", {"text": f"besked {number}", "client_id": f"c{number}"})
    late = served.client()
    await late.connect("citizen")
    reply = await late.ask("join", {"since_chat": 1})
    assert [line["seq"] for line in reply["chat"]] == [2, 3]


async def test_who_waits_hears_nothing_of_the_room_and_everything_when_let_in(served: Served) -> None:
    host = await served.joined("professional", "members")
    await host.ask("state", {"to": "open"})
    waiting = await served.joined("citizen", "members")
    assert set(waiting.reply["snapshot"]["sections"]) == {"session", "me"}
    assert waiting.reply["offer"] is None
    assert waiting.reply["ice"] == {"iceServers": []}
    await host.ask("chat", {"text": "fortroligt", "client_id": "c1"})
    [found] = await host.section("waiting", bool)
    await host.ask("admit", {"seat": found["seat"]})
    await waiting.section("stage", bool)
    assert [event for event, _ in waiting.events if event == "chat"] == []
    await host.ask("chat", {"text": "velkommen", "client_id": "c2"})
    told = await waiting.until(lambda event, data: event == "chat")
    assert told["message"]["text"] == "velkommen"


async def test_a_second_device_takes_the_seat_over(served: Served) -> None:
    first = await served.joined("citizen")
    second = await served.joined("citizen")
    told = await first.until(lambda event, data: event == "removed")
    assert told["reason"] == "taken_over"
    await first.gone.wait()
    seats = [one.reply["snapshot"]["sections"]["me"]["seat"] for one in (first, second)]
    assert seats[0] == seats[1]
    assert await second.ask("ping", {}) == {"ok": True}


async def test_removal_closes_the_socket_and_the_door(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    seat = citizen.reply["snapshot"]["sections"]["me"]["seat"]
    await host.ask("remove", {"seat": seat})
    assert (await citizen.until(lambda event, data: event == "removed"))["reason"] == "removed"
    await citizen.gone.wait()
    again = await served.joined("citizen")
    assert again.reply["error"]["code"] == "removed"
    assert await host.ask("restore", {"seat": seat}) == {"ok": True}
    assert (await served.joined("citizen")).reply["ok"] is True


async def test_signing_out_ends_the_open_socket(served: Served) -> None:
    citizen, host = await served.joined("citizen"), await served.joined("professional")
    await accounts.sign_out(served.world.people["citizen"])
    assert (await citizen.until(lambda event, data: event == "removed"))["reason"] == "signed_out"
    await citizen.gone.wait()
    assert await host.ask("ping", {}) == {"ok": True}


async def test_a_signed_out_ticket_opens_nothing(served: Served) -> None:
    ticket = served.ticket("citizen")
    await accounts.sign_out(served.world.people["citizen"])
    client = served.client()
    try:
        await client.connect("citizen", ticket=ticket)
    except Exception:
        assert client.refusal["data"]["code"] == "ticket_foreign"
    else:
        raise AssertionError("let in")


async def test_a_lost_socket_keeps_seat_and_hand(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    await citizen.ask("hand", {"up": True})
    await citizen.close()
    await host.section("roster", lambda rows: any(not row["online"] for row in rows))
    back = await served.joined("citizen")
    me = back.reply["snapshot"]["sections"]["me"]
    assert me["seat"] == citizen.reply["snapshot"]["sections"]["me"]["seat"]
    assert me["hand"] == {"raised": True, "place": 1}


async def test_leaving_gives_the_hand_back(served: Served) -> None:
    citizen = await served.joined("citizen")
    await citizen.ask("hand", {"up": True})
    assert await citizen.ask("leave", {}) == {"ok": True}
    back = await served.joined("citizen")
    assert back.reply["snapshot"]["sections"]["me"]["hand"] is None


async def test_everybody_is_told_before_the_server_stops(served: Served) -> None:
    citizen = await served.joined("citizen")
    await served.sockets.announce_moving()
    assert await citizen.until(lambda event, data: event == "moving") == {}


async def test_a_stopping_room_tells_its_own_people_to_come_back(served: Served) -> None:
    citizen = await served.joined("citizen")
    await rooms.stop()
    assert await citizen.until(lambda event, data: event == "moving") == {}
    rooms.start(served.settings, None)
    again = await citizen.ask("join", {"since_chat": 0})
    assert again["ok"] is True


async def test_a_poll_is_asked_answered_and_shown(served: Served, frozen_clock: Clock) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    made = await host.ask("poll_create", {"question": "Hvad spiser du?", "options": ["Rugbrød", "Salat"]})
    poll = made["poll"]
    await host.ask("poll_state", {"poll": poll, "to": "open"})
    asked = await citizen.section("poll", bool)
    assert (asked["question"], asked["votes"]) == ("Hvad spiser du?", None)
    assert await citizen.ask("vote", {"poll": poll, "option": 1}) == {"ok": True}
    frozen_clock.forward(seconds=1)
    await host.ask("poll_state", {"poll": poll, "to": "closed"})
    await host.ask("poll_state", {"poll": poll, "to": "shown"})
    assert (await citizen.section("poll", lambda value: value and value["votes"]))["votes"] == [0, 1]


async def test_without_a_media_server_the_room_still_opens(served: Served) -> None:
    citizen = await served.joined("citizen")
    assert citizen.reply["offer"] is None
    assert (await citizen.ask("view", {}))["error"]["code"] == "no_media"


async def test_the_check_asks_for_a_media_server(served: Served) -> None:
    client = served.client()
    await client.connect("citizen", "", namespace="/check")
    assert (await client.ask("open", {}))["error"]["code"] == "no_media"
    assert (await client.ask("chat", {}))["error"]["code"] == "unknown_event"


async def test_strangers_are_not_slowed_by_strangers_elsewhere(served: Served) -> None:
    limits.configure(served.settings.limits)
    for _ in range(60):
        limits.hit("signalling", ANONYMOUS.key)
    client = served.client()
    ticket = Tickets(served.settings.secret()).issue(ANONYMOUS, 0, "da")
    await client.connect("", "", ticket=ticket, namespace="/check")
    reply = await client.ask("view", {})
    assert reply["error"]["code"] == "no_media"
