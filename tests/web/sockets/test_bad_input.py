"""What a hostile or broken client sends: refused in words with a stable code, and nothing breaks."""

import asyncio
import json
from typing import Any

import pytest

from hub import limits
from tests.web.sockets.conftest import Client, Served

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\u202eגנבו\u202c שלום مرحبا",
    "👩‍🦽‍➡️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇰",
    "'; DROP TABLE seat; --",
    "{{7*7}} ${7*7} %s %n",
]

MALFORMED: list[tuple[str, Any]] = [
    ("chat", {}),
    ("chat", {"text": "hej"}),
    ("chat", {"text": 7, "client_id": "a"}),
    ("chat", {"text": "hej", "client_id": "a", "seat": "x"}),
    ("chat", {"text": "hej", "client_id": "a b"}),
    ("chat", {"text": "x" * 10_000, "client_id": "a"}),
    ("chat", "hej"),
    ("chat", ["hej", "a"]),
    ("chat", 1.5),
    ("chat_since", {"seq": -1}),
    ("chat_since", {"seq": 2**63}),
    ("chat_since", {"seq": "1"}),
    ("chat_since", {"seq": True}),
    ("hand", {"up": "yes"}),
    ("hand", {"up": None}),
    ("promote", {"seat": ""}),
    ("promote", {"seat": "../../etc"}),
    ("promote", {"seat": "x" * 10_000}),
    ("promote", {"seat": {"$ne": 1}}),
    ("mute", {"seat": "abc", "source": "everything"}),
    ("publish", {"sdp": "v=0", "sources": {}}),
    ("publish", {"sdp": "v=0", "sources": {"0": "window"}}),
    ("publish", {"sdp": "", "sources": {"0": "camera"}}),
    ("answer", {"sdp": "v" * 40_000}),
    ("poll_create", {"question": "Hvad?", "options": []}),
    ("poll_create", {"question": "Hvad?", "options": ["a"] * 21}),
    ("vote", {"poll": 1, "option": 10**9}),
    ("slide", {"deck": 1, "number": 1, "file": "/etc/passwd"}),
    ("join", {"since_chat": None}),
    ("join", {"since_chat": 0, "session": 2}),
    ("ping", {"payload": "x"}),
]


@pytest.mark.parametrize(("event", "payload"), MALFORMED)
async def test_what_does_not_fit_is_refused(served: Served, event: str, payload: Any) -> None:
    client = await served.joined("citizen")
    reply = await client.ask(event, payload)
    assert reply == {"error": {"code": "bad_message", "message": "Vi kunne ikke læse beskeden."}}
    assert (await client.ask("ping", {})) == {"ok": True}


async def test_two_arguments_are_not_a_message(served: Served) -> None:
    client = await served.joined("citizen")
    reply = await client.ask("ping", {}, {})
    assert reply["error"]["code"] == "bad_message"


@pytest.mark.parametrize("event", ["shutdown", "on_join", "__class__", "connect_all", "x" * 5000, "æøå"])
async def test_unknown_events_are_refused(served: Served, event: str) -> None:
    client = await served.joined("citizen")
    reply = await client.ask(event, {})
    assert reply == {"error": {"code": "unknown_event", "message": "Vi kender ikke den besked."}}


@pytest.mark.parametrize("text", HOSTILE)
async def test_whatever_is_written_arrives_as_text(served: Served, text: str) -> None:
    writer, reader = await served.joined("citizen"), await served.joined("professional")
    assert (await writer.ask("chat", {"text": text, "client_id": "a1"}))["ok"] is True
    told = await reader.until(lambda event, data: event == "chat")
    bare = text.translate({0x202E: None, 0x202C: None})
    assert told["message"]["text"] == bare
    assert "Kirsten" not in json.dumps(told)


async def test_foreign_and_invented_seats_answer_alike(served: Served) -> None:
    host = await served.joined("professional")
    for seat in ("nosuchseat", "AAAAAAAAAAAAAAAA"):
        for event in ("promote", "demote", "remove", "restore", "admit"):
            assert (await host.ask(event, {"seat": seat}))["error"]["code"] == "missing"


async def test_a_citizen_may_do_nothing_that_hosts_do(served: Served) -> None:
    host, citizen = await served.joined("professional"), await served.joined("citizen")
    seat = host.reply["snapshot"]["sections"]["me"]["seat"]
    for event, payload in (
        *((name, {"seat": seat}) for name in ("promote", "demote", "remove", "restore", "admit")),
        ("mute", {"seat": seat, "source": "microphone"}),
        ("hand", {"up": False, "seat": seat}),
        ("admit", {"all": True}),
        ("poll_create", {"question": "Hvad?", "options": ["a", "b"]}),
        ("slide", {"deck": None}),
        ("chat_remove", {"seq": 1}),
        ("publish", {"sdp": "v=0", "sources": {"0": "camera"}}),
        ("source", {"source": "camera", "on": True}),
        ("state", {"to": "ended"}),
    ):
        reply = await citizen.ask(event, payload)
        assert reply["error"]["code"] in {"not_allowed", "missing"}, event


async def test_before_joining_nothing_is_done(served: Served) -> None:
    client = served.client()
    await client.connect("citizen")
    reply = await client.ask("chat", {"text": "hej", "client_id": "a"})
    assert reply["error"]["code"] == "missing"


async def test_flooding_is_refused_in_words_and_ends(served: Served) -> None:
    limits.configure(served.settings.limits)
    client = await served.joined("citizen")
    replies = [await client.ask("chat", {"text": "hej", "client_id": f"c{n}"}) for n in range(14)]
    refused = [reply["error"] for reply in replies if "error" in reply]
    assert len(refused) == 4
    assert refused[0]["code"] == "too_fast"
    assert refused[0]["message"] == "Det gik lidt for hurtigt. Vent et øjeblik, og prøv igen."


async def test_flooding_with_unknown_events_is_counted_too(served: Served) -> None:
    client = await served.joined("citizen")
    codes = [(await client.ask("nonsense", {}))["error"]["code"] for _ in range(65)]
    assert codes[0] == "unknown_event"
    assert codes[-1] == "too_fast"


async def _ends(client: Client) -> None:
    await asyncio.wait_for(client.gone.wait(), 5)


async def test_an_oversized_message_ends_the_connection_of_its_sender_only(served: Served) -> None:
    loud, quiet = await served.joined("citizen"), await served.joined("professional")
    await loud.io.emit("chat", {"text": "x" * 70_000, "client_id": "a"}, namespace="/room")
    await _ends(loud)
    assert (await quiet.ask("ping", {})) == {"ok": True}


@pytest.mark.parametrize(
    "packet",
    [
        '451-/room,1["chat",{"_placeholder":true,"num":0}]',
        "4",
        "49",
        "42/room,[]",
        '42/room,{"chat":1}',
        "42/room,[17]",
        '42/room,["disconnect"]',
        '42/room,["connect",{"asgi.scope":{"type":"http","headers":[]}},{"ticket":"x"}]',
        "42/room,notjson",
        "42/room," + "[" * 20_000,
        '44/room,{"message":"no"}',
        "4999999999-[]",
    ],
)
async def test_unreadable_packets_end_the_connection_of_their_sender_only(
    served: Served, packet: str
) -> None:
    loud, quiet = await served.joined("citizen"), await served.joined("professional")
    await loud.io.eio.ws.send_str(packet)
    await _ends(loud)
    assert (await quiet.ask("ping", {})) == {"ok": True}


async def test_a_binary_message_ends_the_connection(served: Served) -> None:
    client = await served.joined("citizen")
    await client.io.eio.ws.send_bytes(b"\x04" * 100)
    await _ends(client)
