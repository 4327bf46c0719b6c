"""Below the events: compression refused, size limits, private names of the libraries, slow clients."""

import asyncio
import base64
import os
import zlib
from types import SimpleNamespace
from typing import Any

import socketio
from hypercorn.protocol import ws_stream
from socketio import async_manager, packet

from tests.web.sockets.conftest import Served
from web.sockets import server
from web.sockets.server import MAX_OUTBOX, StrictServer, TextPacket

CLOSE_FRAME = b"\x88\x02\x03\xe8"  # RFC 6455 5.5.1, code 1000


async def _handshake(served: Served, *headers: str) -> tuple[str, asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{served.port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
        *headers,
    ]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    answer = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)).decode().lower()
    return answer, reader, writer


async def test_compression_is_refused_however_it_is_offered(served: Served) -> None:
    for offer in ("permessage-deflate", "permessage-deflate; client_max_window_bits, x-webkit-deflate-frame"):
        answer, _, writer = await _handshake(served, f"Sec-WebSocket-Extensions: {offer}")
        assert answer.startswith("http/1.1 101")
        assert "sec-websocket-extensions" not in answer
        writer.close()


async def test_a_compressed_frame_ends_the_connection_uninflated(served: Served) -> None:
    _, reader, writer = await _handshake(served, "Sec-WebSocket-Extensions: permessage-deflate")
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = bomb.compress(b"\0" * 20_000_000) + bomb.flush()
    mask = os.urandom(4)
    writer.write(bytes([0xC1, 0xFE]) + len(body[:60_000]).to_bytes(2, "big") + mask + body[:60_000])
    await asyncio.wait_for(reader.read(), 5)
    assert reader.at_eof()


async def test_another_origin_is_refused(served: Served) -> None:
    answer, _, writer = await _handshake(served, "Origin: https://evil.invalid")
    assert not answer.startswith("http/1.1 101")
    writer.close()


async def test_a_socket_without_a_ticket_is_closed(served: Served, monkeypatch: Any) -> None:
    monkeypatch.setattr(server, "SECONDS_WITHOUT_TICKET", 0.05)
    _, reader, writer = await _handshake(served)
    assert await asyncio.wait_for(reader.readuntil(CLOSE_FRAME), 5)
    writer.close()


def test_a_text_packet_never_makes_attachments() -> None:
    made = TextPacket(packet.EVENT, data=["chat", {"text": "hej"}], namespace="/room")
    assert made.encode() == '2/room,["chat",{"text":"hej"}]'


async def test_whoever_does_not_read_is_dropped_and_forgotten() -> None:
    strict = StrictServer(async_mode="asgi", serializer=TextPacket)
    queue: asyncio.Queue[Any] = asyncio.Queue()
    for number in range(MAX_OUTBOX):
        queue.put_nowait(number)
    closed = asyncio.Event()

    async def close(wait: bool) -> None:
        closed.set()

    strict.eio.sockets["slow"] = SimpleNamespace(queue=queue, close=close)
    await strict._send_eio_packet("slow", "one more")
    await asyncio.wait_for(closed.wait(), 5)
    assert [queue.get_nowait()] == [None]
    assert queue.empty()


def test_the_private_names_that_are_overridden_still_exist() -> None:
    for name in ("_handle_eio_connect", "_handle_eio_message", "_send_eio_packet"):
        assert name in vars(socketio.AsyncServer) or hasattr(socketio.AsyncServer, name), name
    for name in ("basic_enter_room", "basic_leave_room", "sid_from_eio_sid", "get_namespaces"):
        assert hasattr(async_manager.AsyncManager, name), name
    assert callable(ws_stream.server_extensions_handshake)
    assert "namespace_handlers" in vars(socketio.AsyncServer(async_mode="asgi"))
