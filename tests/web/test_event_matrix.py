"""Every event of the live room, sent by everybody, against the table in permissions.toml."""

from typing import Any

from config.settings import Settings
from hub.actor import ANONYMOUS, Actor
from hub.rooms import actions as rooms
from hub.sessions import actions, queries
from hub.sessions.states import State
from tests.web.test_permission_matrix import TABLE, WHO, names, wide
from tests.web.world import World
from web.sockets import create_sockets
from web.sockets.base import Connection
from web.sockets.events import EVENTS

# Refusals of rights; any other answer means that the actor may, and that something else is not as asked.
RIGHTS = {"not_allowed", "missing", "waiting", "removed", "sign_in", "not_signed_up"}
PAYLOADS: dict[str, dict[str, Any]] = {
    "answer": {"sdp": "v=0"},
    "publish": {"sdp": "v=0", "sources": {"0": "microphone"}},
    "source": {"source": "microphone", "on": False},
    "watch": {"tiles": {"c0": 360}},
    "stats": {"freezes": 1, "frozen_ms": 400, "concealed_ms": 20},
    "chat": {"text": "Hej", "client_id": "c1"},
    "chat_since": {"seq": 0},
    "chat_remove": {"seq": 1},
    "hand": {"up": True},
    "react": {"kind": "heart"},
    "state": {"to": "live"},
    "poll_create": {"question": "Kaffe?", "options": ["Ja", "Nej"]},
    "poll_state": {"to": "closed"},
    "vote": {"option": 0},
    "slide": {"deck": None},
    "admit": {"all": True},
    "mute": {"source": "microphone"},
}


def test_the_table_has_exactly_the_events_there_are() -> None:
    assert set(TABLE["events"]) == {f"{space} {event}" for space, table in EVENTS.items() for event in table}


async def test_everybody_may_send_what_the_table_says_and_nothing_else(
    world: World, sqlite_database: Settings
) -> None:
    wide()
    differences = []
    for number, name in enumerate(TABLE["events"]):
        space, event = name.split()
        session_id = await world.session("Åbent møde", hours=100 + number)
        answers = await _ask_all(world, sqlite_database, space, event, session_id)
        for who in WHO:
            wanted = who in names(TABLE["events"][name])
            if answers[who] != wanted:
                differences.append(f"{name} {who}: {'allowed' if answers[who] else 'refused'}")
    assert "\n".join(differences) == ""


async def _ask_all(
    world: World, settings: Settings, space: str, event: str, session_id: int
) -> dict[str, bool]:
    """The webinar with its doors open, everybody who can come inside; then one event from each."""
    await actions.sign_up(world.people["citizen"], session_id)
    await actions.set_state(world.people["professional"], session_id, State.open)
    guest = await actions.create_join_link(world.people["professional"], session_id, "Tolk", "interpreter")
    if space == "/forum":
        await world.topics()
    by_link, _ = await queries.join_actor(guest)
    rooms.start(settings, None)
    sockets = create_sockets(settings)
    try:
        namespace = sockets.namespace_handlers[space]
        seats = {}
        for who in WHO:
            actor = by_link if who == "guest" else world.people.get(who, ANONYMOUS)
            seats[who] = await _enter(namespace, who, actor, session_id)
        poll = await _furnish(namespace) if space == "/room" else 0
        named = {"seat": seats["citizen"], "poll": poll, "thread": world.threads.get("members-topic")}
        return {who: await _may(namespace, who, event, named) for who in WHO}
    finally:
        sockets.close()
        await rooms.stop()


async def _enter(namespace: Any, who: str, actor: Actor, session_id: int) -> str:
    namespace.connections[who] = Connection(who, actor, session_id, "da")
    if "join" not in namespace.events:
        return ""
    reply = await namespace.trigger_event("join", who, {})
    return str(reply["snapshot"]["sections"]["me"]["seat"]) if "snapshot" in reply else ""


async def _furnish(namespace: Any) -> int:
    """A line of chat, and a poll that is open: its id."""
    await namespace.trigger_event("chat", "professional", {"text": "Velkommen", "client_id": "first"})
    made = await namespace.trigger_event("poll_create", "professional", PAYLOADS["poll_create"])
    await namespace.trigger_event("poll_state", "professional", {"poll": made["poll"], "to": "open"})
    return int(made["poll"])


async def _may(namespace: Any, who: str, event: str, named: dict[str, Any]) -> bool:
    wanted = namespace.events[event].payload.__struct_fields__
    payload = {name: value for name, value in PAYLOADS.get(event, {}).items() if name in wanted}
    if event not in ("hand", "admit"):
        payload |= {name: value for name, value in named.items() if name in wanted}
    reply = await namespace.trigger_event(event, who, payload)
    return "error" not in reply or reply["error"]["code"] not in RIGHTS
