"""Every command is answered as its row of PROTOCOL.md says, whether the worker has the room or not."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from rtc import wire
from rtc.io.relay import RelayPort
from rtc.io.rooms import Rooms
from rtc.io.udp import MediaPort
from rtc.settings import MediaSettings

PAGE = (Path(wire.__file__).parent.parent / "PROTOCOL.md").read_text()
ROWS = {
    name: (set(re.findall(r"`(\w+)`", answered)), set(re.findall(r"`(\w+)`", refused)))
    for name, answered, refused in re.findall(
        r"^\| `(\w+)` \|[^|\n]*\|([^|\n]*)\|([^|\n]*)\|$", PAGE, re.MULTILINE
    )
}
COMMANDS = {one.__name__: one for one in get_args(wire.Command)}
LAYOUT = wire.Layout(1, 1, 0)
VALUES: dict[str, Any] = {
    "room": "r",
    "peer": "anna",
    "layout": LAYOUT,
    "relay": wire.Relay(3, "127.0.0.1", 9, bytes(56)),
    "number": 3,
    "offer": None,
    "sdp": "",
    "sources": {},
    "source": "camera",
    "paused": True,
    "pinned": True,
    "tiles": {},
    "limit": "full",
    "way": "view",
    "freezes": 1,
    "frozen_ms": 1,
    "concealed_ms": 1,
    "seconds": 1,
    "path": "/nowhere/at/all",
    "folder": "/nowhere/at/all",
    "peers": {},
}


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    port, relays = MediaPort((("127.0.0.1", "127.0.0.1"),), 0), RelayPort("127.0.0.1")
    rooms = Rooms(port, relays, MediaSettings(), lambda: 0.0, lambda _: None)
    yield rooms
    rooms.close()
    relays.socket.close()
    for one in port.sockets:
        one.socket.close()


def command(name: str) -> wire.Command:
    kind = COMMANDS[name]
    made: wire.Command = kind(**{field: VALUES[field] for field in kind.__struct_fields__})
    return made


def test_page_has_a_row_for_every_command() -> None:
    assert ROWS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
async def test_command_for_a_room_that_is_not_open(rooms: Rooms, name: str) -> None:
    answered, refused = ROWS[name]
    result = rooms.execute(command(name))
    if "no_room" in refused:
        assert isinstance(result, wire.Refusal)
        assert result.code == "no_room"
    else:
        assert type(result).__name__ in answered


@pytest.mark.parametrize("name", COMMANDS)
async def test_command_for_an_open_room(rooms: Rooms, name: str) -> None:
    answered, refused = ROWS[name]
    rooms.execute(wire.OpenRoom("r", LAYOUT))
    result = rooms.execute(command(name))
    if isinstance(result, wire.Refusal):
        assert result.code in refused - {"no_room"}
    else:
        assert type(result).__name__ in answered
