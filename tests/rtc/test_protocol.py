"""PROTOCOL.md lists exactly the messages and fields there are; frames that are no messages go nowhere."""

import asyncio
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rtc import wire

PAGE = (Path(wire.__file__).parent.parent / "PROTOCOL.md").read_text()
ROWS = re.findall(r"^\| `(\w+)` \| ([^|]*)\|", PAGE, re.MULTILINE)
MESSAGES = [
    *get_args(wire.Command),
    *get_args(wire.Result),
    *get_args(wire.Event),
    wire.Hello,
    wire.Request,
    wire.Reply,
]


def test_page_has_every_message_once_with_its_fields() -> None:
    expected = {one.__name__: list(one.__struct_fields__) for one in MESSAGES}
    listed = {name: [field.strip() for field in fields.split(",") if field.strip()] for name, fields in ROWS}
    assert listed == expected
    assert len(ROWS) == len(expected)


def test_every_message_is_in_a_union_that_somebody_parses() -> None:
    defined = {
        value
        for value in vars(wire).values()
        if isinstance(value, type) and issubclass(value, wire.Message) and value is not wire.Message
    }
    assert defined == set(MESSAGES)


def test_request_goes_through_a_frame_unchanged() -> None:
    request = wire.Request(7, wire.OpenRoom("r", wire.Layout(1, 2, 3)))
    data = wire.frame(request)
    assert int.from_bytes(data[:4], "big") == len(data) - 4
    assert wire.parse_request(data[4:]) == request


@given(st.binary(max_size=200))
@example(msgspec.msgpack.encode({"type": "?"}).replace(b"?", b"\xff"))
def test_any_bytes_are_a_message_or_a_wire_error(body: bytes) -> None:
    for parse in (wire.parse_request, wire.parse_from_worker):
        try:
            assert isinstance(parse(body), wire.Message)
        except wire.WireError:
            continue


@pytest.mark.parametrize(
    "command",
    [
        {"type": "Nonsense"},
        {"type": "View", "room": "r"},
        {"type": "View", "room": "r", "peer": "p", "extra": 1},
        {"type": "View", "room": "r" * 200, "peer": "p"},
        {"type": "View", "room": "", "peer": "p"},
        {"type": "OpenRoom", "room": "r", "layout": {"microphones": 65, "cameras": 0, "screens": 0}},
        {"type": "Publish", "room": "r", "peer": "p", "sdp": "", "sources": {"0": "window"}},
        {"type": "Answer", "room": "r", "peer": "p", "sdp": "x" * 70000},
    ],
)
def test_wrong_commands_are_refused_by_their_shape(command: dict[str, Any]) -> None:
    body = msgspec.msgpack.encode({"type": "Request", "id": 1, "command": command})
    with pytest.raises(wire.WireError):
        wire.parse_request(body)


async def test_frame_that_is_too_long_is_refused_before_it_is_read() -> None:
    reader = asyncio.StreamReader()
    reader.feed_data((wire.MAX_FRAME + 1).to_bytes(4, "big"))
    with pytest.raises(wire.WireError):
        await wire.read_frame(reader)


async def test_worker_closes_a_link_that_talks_nonsense_and_serves_the_others(studio: Any) -> None:
    [path] = await studio.control.stats()
    reader, writer = await asyncio.open_unix_connection(path)
    hello = wire.parse_from_worker(await wire.read_frame(reader))
    assert isinstance(hello, wire.Hello)
    writer.write(b"\0\0\0\x03abc")
    assert await reader.read() == b""
    writer.close()
    assert (await studio.control.stats("r"))["viewers"] == 0
