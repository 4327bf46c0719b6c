"""TURN credentials as coturn reads them, for a name that tells nothing."""

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Callable

from config.settings import Settings
from hub.rooms import actions
from hub.rooms.turn import ice_servers
from tests.doubles.live_world import LiveWorld, code_of

NOW = dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC)
TURN = {"turn_urls": ["turn:turn.example.org:3478"], "turn_secret": "north", "turn_seconds": 3600}


def test_credentials_end_and_are_signed(make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(media={**TURN, "stun_urls": ["stun:turn.example.org:3478"]})
    user = f"{int(NOW.timestamp()) + 3600}:Ab3_seat"
    mac = hmac.new(b"north", user.encode(), hashlib.sha1).digest()

    assert ice_servers("Ab3_seat", settings, NOW) == [
        {"urls": ["stun:turn.example.org:3478"]},
        {
            "urls": ["turn:turn.example.org:3478"],
            "username": user,
            "credential": base64.b64encode(mac).decode(),
        },
    ]


def test_without_a_secret_no_turn_is_offered(make_settings: Callable[..., Settings]) -> None:
    assert ice_servers("seat", make_settings(media={"turn_urls": ["turn:x"]}), NOW) == []


async def test_credentials_are_for_those_inside(world: LiveWorld) -> None:
    world.session = await world.new_session("group", "live")
    waiting = await world.citizen("Kirsten Borg", "Bregne")
    await world.join(waiting)

    assert await code_of(actions.ice(waiting, world.session)) == "waiting"
