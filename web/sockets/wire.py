"""What clients may send: frozen types with bounded sizes and no extra keys. Meaning is judged in `hub`.

A payload that does not fit never reaches a handler. Lengths here protect the server; the limits that are
told to people in words (2,000 characters in a chat line) belong to the actions.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

SDP_LENGTH = 32_000

Seat = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
Mid = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9]+$")]
Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Sdp = Annotated[str, Meta(min_length=1, max_length=SDP_LENGTH)]
ClientId = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9-]+$")]
Text = Annotated[str, Meta(max_length=4_000)]
Option = Annotated[str, Meta(max_length=500)]
Slot = Annotated[str, Meta(pattern=r"^[cs][0-9]{1,2}$")]
Pixels = Annotated[int, Meta(ge=0, le=10_000)]
Key = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Za-z0-9_-]+$")]
Slug = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]
Source = Literal["microphone", "camera", "screen"]


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all; alone it is the empty payload `{}`."""


class Join(Message, frozen=True):
    since_chat: Number = 0


class View(Message, frozen=True):
    again: bool = False


class Answer(Message, frozen=True):
    sdp: Sdp


class Publish(Message, frozen=True):
    sdp: Sdp
    sources: Annotated[dict[Mid, Source], Meta(min_length=1, max_length=3)]


class RoomPublish(Publish, frozen=True):
    again: bool = False


class SetSource(Message, frozen=True):
    source: Source
    on: bool


class Watch(Message, frozen=True):
    tiles: Annotated[dict[Slot, Pixels], Meta(max_length=64)]
    limit: Literal["full", "low", "lowest", "sound"] = "full"


class Stats(Message, frozen=True):
    freezes: Number
    frozen_ms: Number
    concealed_ms: Number


class Chat(Message, frozen=True):
    text: Text
    client_id: ClientId


class ChatSince(Message, frozen=True):
    seq: Number


class ChatRemove(Message, frozen=True):
    seq: Number


class Hand(Message, frozen=True):
    up: bool
    seat: Seat | None = None


class WatchForum(Message, frozen=True):
    thread: Key | None = None
    category: Slug | None = None
    letter: Key | None = None


class React(Message, frozen=True):
    kind: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[a-z_]+$")]


class OneSeat(Message, frozen=True):
    seat: Seat


class Mute(Message, frozen=True):
    seat: Seat
    source: Source


class Admit(Message, frozen=True):
    seat: Seat | None = None
    all: bool = False


class State(Message, frozen=True):
    to: Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[a-z]+$")]


class PollCreate(Message, frozen=True):
    question: Option
    options: Annotated[tuple[Option, ...], Meta(min_length=1, max_length=20)]


class PollState(Message, frozen=True):
    poll: Number
    to: Literal["open", "closed", "shown", "done"]


class Vote(Message, frozen=True):
    poll: Number
    option: Annotated[int, Meta(ge=0, le=100)]


class Slide(Message, frozen=True):
    deck: Number | None
    number: Number = 1
