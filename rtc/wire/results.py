"""What a worker answers to a command."""

from __future__ import annotations

from rtc.wire.values import Message


class Done(Message, frozen=True):
    """The command took effect and has nothing to say."""


class Described(Message, frozen=True):
    """An SDP: the offer for `View`, the answer for `Publish` or a `View` with an offer, or a fragment."""

    sdp: str


class Counted(Message, frozen=True):
    """The counters asked for; keys are listed in PROTOCOL.md."""

    stats: dict[str, object]


class Probed(Message, frozen=True):
    """What a prober must know: ICE credentials, and two SRTP keys with salts, to the worker and from it."""

    ufrag: str
    password: str
    key: bytes


class Refusal(Message, frozen=True):
    """The command was refused; `code` is stable, `message` is for logs (English, no private text)."""

    code: str
    message: str


Result = Done | Described | Counted | Probed | Refusal
