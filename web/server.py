"""The ASGI server around the app: Hypercorn, embedded, one process.

Sharp edges of Hypercorn 0.18 handled here:
- It offers permessage-deflate to everybody and checks message sizes only after inflating: 58 kB can become
  60 MB before anyone has signed in. The offer is withdrawn.
- With HTTP/2, Chrome opens WebSockets inside it and engineio refuses them, so the connection speaks HTTP/1.1
  only; HTTP/2 belongs to the proxy in front.
- It answers SIGTERM by waiting; people are told to move first, then it stops.
"""

import asyncio
import contextlib
import fcntl
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from hypercorn.protocol import ws_stream

from config.settings import Settings

MAX_MESSAGE = 65_536


class AlreadyRunning(Exception):
    """Another server holds the data folder: SQLite means one process."""


def _refuse_extensions(_offered: Any, _supported: Any) -> None:
    return None


def hypercorn_config(settings: Settings) -> Config:
    """Hypercorn's settings for one process behind a proxy or on a local machine."""
    setattr(ws_stream, "server_extensions_handshake", _refuse_extensions)  # noqa: B010 - not exported
    config = Config()
    config.bind = [f"{settings.server.host}:{settings.server.port}"]
    config.alpn_protocols = ["http/1.1"]
    config.backlog = 2048
    config.read_timeout = 60
    config.keep_alive_timeout = 5
    config.h11_max_incomplete_size = 16_384
    config.websocket_max_message_size = MAX_MESSAGE
    config.graceful_timeout = settings.server.shutdown_seconds
    config.include_server_header = False
    config.accesslog = None
    config.errorlog = None
    if settings.server.certificate:
        config.certfile = settings.server.certificate
        config.keyfile = settings.server.private_key
    return config


@contextlib.contextmanager
def only_server(settings: Settings) -> Iterator[None]:
    """Hold the data folder while serving from SQLite. Raises AlreadyRunning if another process does."""
    if not settings.database_url.startswith("sqlite"):
        yield
        return
    settings.data.path.mkdir(parents=True, exist_ok=True)
    with (settings.data.path / "serving.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(str(settings.data.path)) from error
        yield


class PortTaken(Exception):
    """Nothing can listen on this address; the text names it and says why."""


def check_ports(settings: Settings) -> None:
    """Raise PortTaken before anything starts: Hypercorn and the media worker find out last and at length.

    Asks for the page's port (TCP) and the first media port (UDP) of each address.
    """
    _check(settings.server.host, settings.server.port, socket.SOCK_STREAM, "--port or [server] port")
    for address in settings.media.addresses:
        bound = address.rpartition("@")[2]
        _check(bound, settings.media.port, socket.SOCK_DGRAM, "[media] port and addresses")


def _check(host: str, port: int, kind: socket.SocketKind, remedy: str) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            what = "TCP" if kind == socket.SOCK_STREAM else "UDP"
            told = f"Cannot listen on {host}, {what} port {port}: {error.strerror}. Choose another: {remedy}."
            raise PortTaken(told) from error


async def serve(
    app: Any,
    settings: Settings,
    *,
    ready: Callable[[], None] = lambda: None,
    moving: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM. `ready` is called once it listens, `moving` before it ends."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    async def until_stopped() -> None:
        ready()
        await stop.wait()
        if moving is not None:
            await moving()

    await hypercorn_serve(app, hypercorn_config(settings), shutdown_trigger=until_stopped)
