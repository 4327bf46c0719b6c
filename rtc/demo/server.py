"""A tiny HTTP/1.1 server for the demo page, on asyncio and h11: one request per connection, all bounded.

For loopback only. It knows no addresses or files; those live in `app`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import h11

from rtc.whip.messages import Request, Response

log = logging.getLogger(__name__)

MAX_BODY, MAX_CONNECTIONS = 64 * 1024, 64
REQUEST_SECONDS = 10.0
READ_SIZE = 16 * 1024
Answer = Callable[[str, Request], Awaitable[Response]]


class Refused(Exception):
    """A request that is not answered by the application; the argument is the status."""

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus(self.args[0])


class Server:
    """Answers requests with `answer(path, request)`; `port` is known once it has started."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._open = 0
        self._server: asyncio.Server | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._serve, host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= MAX_CONNECTIONS:
                async with asyncio.timeout(REQUEST_SECONDS):
                    writer.write(await self._exchange(reader))
                    await writer.drain()
        except (OSError, EOFError, TimeoutError):
            pass
        finally:
            self._open -= 1
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _exchange(self, reader: asyncio.StreamReader) -> bytes:
        """The bytes of the response to the one request that is read."""
        connection = h11.Connection(h11.SERVER, max_incomplete_event_size=READ_SIZE)
        method = ""
        try:
            path, request = await read_request(connection, reader)
            method = request.method
            response = await self._answer(path, request)
        except h11.RemoteProtocolError as error:
            response = Response(error.error_status_hint)
        except Refused as refused:
            response = Response(refused.status)
        except Exception:
            log.exception("a request met a bug")
            response = Response(HTTPStatus.INTERNAL_SERVER_ERROR)
        return written(connection, response, method)


async def read_request(connection: h11.Connection, reader: asyncio.StreamReader) -> tuple[str, Request]:
    """The next request and its path. Raises h11.RemoteProtocolError, Refused, EOFError."""
    head: h11.Request | None = None
    body = b""
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(READ_SIZE))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MAX_BODY:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            headers = {name.decode("ascii"): value.decode("latin-1") for name, value in head.headers}
            path = head.target.decode("ascii").partition("?")[0]
            return path, Request(head.method.decode("ascii"), headers, body)
        else:
            raise EOFError


def written(connection: h11.Connection, response: Response, method: str) -> bytes:
    """A response as it goes over the socket, and the end of the connection after it. To HEAD it has no body
    (RFC 9110 section 9.3.2)."""
    if connection.our_state not in (h11.SEND_RESPONSE, h11.IDLE):
        return b""
    headers = {**response.headers, "connection": "close"}
    if response.status != HTTPStatus.NO_CONTENT:
        headers["content-length"] = str(len(response.body))
    pairs = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    reason = HTTPStatus(response.status).phrase.encode()
    head = connection.send(h11.Response(status_code=response.status, headers=pairs, reason=reason)) or b""
    body = connection.send(h11.Data(data=response.body)) if response.body and method != "HEAD" else b""
    return head + (body or b"") + (connection.send(h11.EndOfMessage()) or b"")
