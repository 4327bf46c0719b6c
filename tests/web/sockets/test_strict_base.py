"""What the strict namespace refuses at import, which python-socketio would take in silence."""

from typing import Any

import pytest

from web.sockets.base import Connection, StrictNamespace
from web.sockets.events import Event
from web.sockets.wire import Message

TABLE = {"hello": Event(Message, "join")}


async def _connect(self: Any, sid: str, environ: Any, auth: Any) -> Connection:
    raise NotImplementedError


async def _handler(self: Any, connection: Connection, message: Message) -> None:
    return None


def _made(**handlers: Any) -> type:
    return type("Made", (StrictNamespace,), {"events": TABLE, **handlers})


def test_a_complete_namespace_is_taken() -> None:
    made = _made(on_connect=_connect, on_disconnect=_handler, on_hello=_handler)
    assert issubclass(made, StrictNamespace)


@pytest.mark.parametrize("missing", ["on_connect", "on_disconnect"])
def test_a_namespace_without_a_door_is_refused(missing: str) -> None:
    handlers = {"on_connect": _connect, "on_disconnect": _handler, "on_hello": _handler}
    del handlers[missing]
    with pytest.raises(TypeError, match=f"no {missing}"):
        _made(**handlers)


def test_a_mistyped_handler_is_refused() -> None:
    with pytest.raises(TypeError, match="helo"):
        _made(on_connect=_connect, on_disconnect=_handler, on_hello=_handler, on_helo=_handler)


def test_an_event_without_a_handler_is_refused() -> None:
    with pytest.raises(TypeError, match="hello"):
        _made(on_connect=_connect, on_disconnect=_handler)
