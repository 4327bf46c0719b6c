"""The tiny HTTP server: what it answers, and that no request can hold or fill it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rtc.demo import server as demo_server
from rtc.demo.server import Server
from rtc.whip.messages import Request, Response


async def echo(path: str, request: Request) -> Response:
    if path == "/bug":
        raise ZeroDivisionError
    return Response(200, {"x-path": path}, request.method.encode() + b" " + request.body)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    one = Server(echo)
    await one.start("127.0.0.1", 0)
    yield one
    await one.stop()


async def exchange(server: Server, data: bytes, *, end: bool = False) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(data)
    if end:
        writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


async def test_request_is_answered_and_the_connection_closed(server: Server) -> None:
    sent = b"POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
    head, _, body = (await exchange(server, sent)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"x-path: /a\r\n" in head
    assert b"connection: close" in head
    assert body == b"POST abc"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 40000 + b"\r\n\r\n", b"431"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n" + bytes(70000), b"413"),
        (b"GET /bug HTTP/1.1\r\nHost: x\r\n\r\n", b"500"),
    ],
)
async def test_wrong_requests_are_refused(server: Server, sent: bytes, status: bytes) -> None:
    assert (await exchange(server, sent)).split()[1] == status


async def test_head_is_answered_without_a_body(server: Server) -> None:
    answer = await exchange(server, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert answer.endswith(b"content-length: 5\r\n\r\n")


async def test_half_a_request_is_refused(server: Server) -> None:
    sent = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"
    assert (await exchange(server, sent, end=True)).split()[1] == b"400"


async def test_who_says_nothing_is_hung_up_on(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_server, "REQUEST_SECONDS", 0.05)
    assert await exchange(server, b"GET /") == b""


async def test_more_connections_than_allowed_are_closed_and_later_ones_served(server: Server) -> None:
    held = [
        await asyncio.open_connection("127.0.0.1", server.port) for _ in range(demo_server.MAX_CONNECTIONS)
    ]
    for _, writer in held:
        writer.write(b"GET")
        await writer.drain()
    assert await exchange(server, b"", end=True) == b""
    for _, writer in held:
        writer.close()
        await writer.wait_closed()
    async with asyncio.timeout(5):
        while not await exchange(server, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
            pass
