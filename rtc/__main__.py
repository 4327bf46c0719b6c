"""`python -m rtc demo`: the media plane alone, with a page that sends and a page that views."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator

from rtc.demo.app import App
from rtc.demo.server import Server
from rtc.node import Node
from rtc.own_address import own_addresses
from rtc.settings import VIDEO_CODECS, MediaSettings


@contextlib.asynccontextmanager
async def demo(port: int, address: str | None = None, token: str | None = None) -> AsyncIterator[Server]:
    """A running demo: one worker, and the page on loopback. Raises OSError when the port is taken.

    Media goes to `address` (announced[@bound]), or where a browser on this machine finds it. Any codec will
    do, as programs that speak WHIP often send but one.
    """
    addresses = (address,) if address else own_addresses()
    node = Node(MediaSettings(addresses=addresses, workers=1, video_codecs=VIDEO_CODECS))
    app = App(await node.start(), token)
    server = Server(app.answer)
    try:
        await server.start("127.0.0.1", port)
        yield server
    finally:
        app.endpoints.close()
        await server.stop()
        await node.stop()


async def _run(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with demo(options.port, options.address, options.token) as server:
        page = f"http://localhost:{server.port}/"
        sys.stdout.write(f"Mediedemo på {page} (Ctrl-C stopper) · Media demo at {page} (Ctrl-C stops)\n")
        sys.stdout.flush()
        await stop.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m rtc", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("demo", help="start a media worker and a bare page on loopback")
    command.add_argument("--port", type=int, default=8081, help="of the page; 0 for any")
    command.add_argument("--address", help="where media goes, announced[@bound]; by default this machine")
    command.add_argument("--token", help="bearer token that publishers and viewers must show")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    try:
        asyncio.run(_run(options))
    except OSError as error:
        sys.exit(f"Port {options.port} kan ikke bruges · cannot be used: {error.strerror}")


if __name__ == "__main__":
    main()
