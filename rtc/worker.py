"""One media worker process: `python -m rtc.worker`. One UDP port, many rooms, commanded over a unix socket.

It ends when it is told to (SIGTERM) or when whoever started it is gone (end of its standard input), so that
no worker is ever left alone on its port.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import time

from rtc import wire
from rtc.io.relay import RelayPort
from rtc.io.rooms import Rooms
from rtc.io.udp import MediaPort
from rtc.settings import MediaSettings
from rtc.tidy import Tidy

log = logging.getLogger("rtc.worker")

TICK = 0.02
PRIORITY = -5
MAX_BACKLOG = 4 * 1024 * 1024
now = time.monotonic


class Worker:
    """The control server and the heartbeat around `Rooms`."""

    def __init__(
        self,
        settings: MediaSettings,
        control: str,
        number: int,
        *,
        sending_thread: bool = False,
        segments: bool = True,
    ) -> None:
        self._control = control
        self._sending_thread = sending_thread
        self._segments = segments
        self._port = MediaPort(settings.bindings(), number)
        self._relays = RelayPort(settings.bindings()[0][0])
        self._rooms = Rooms(self._port, self._relays, settings, now, self._tell)
        self._hubs: set[asyncio.StreamWriter] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until `stop` is set."""
        loop = asyncio.get_running_loop()
        self._port.start(loop, sending_thread=self._sending_thread, segments=self._segments)
        self._relays.start(loop)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._control)
        server = await asyncio.start_unix_server(self._serve, self._control, limit=wire.MAX_FRAME)
        os.chmod(self._control, 0o600)
        log.info("media on %s, control on %s", self._port.addresses, self._control)
        heart = asyncio.create_task(self._beat())
        await stop.wait()
        heart.cancel()
        server.close()
        self._rooms.close()
        self._port.close(loop)
        self._relays.close(loop)

    async def _beat(self) -> None:
        next_second = now()
        tidy = Tidy(next_second)
        while True:
            await asyncio.sleep(TICK)
            moment = now()
            try:
                self._rooms.tick(moment)
                if moment >= next_second:
                    next_second = moment + 1.0
                    self._rooms.second(moment)
                    tidy.second(len(self._port), moment)
            except Exception:
                self._port.bug()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._hubs.add(writer)
        addresses = list(self._port.addresses)
        writer.write(wire.frame(wire.Hello(os.getpid(), addresses, self._relays.address)))
        try:
            while True:
                request = wire.parse_request(await wire.read_frame(reader))
                writer.write(wire.frame(wire.Reply(request.id, self._result(request.command))))
                await writer.drain()
                await asyncio.sleep(0)  # a burst of commands waits for packets, not the other way round
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # cancelled when the worker ends: asyncio of 3.11 would log that as an error
        except wire.WireError as error:
            log.warning("control link closed: %s", error)
        finally:
            self._hubs.discard(writer)
            writer.close()

    def _result(self, command: wire.Command) -> wire.Result:
        try:
            result = self._rooms.execute(command)
            if isinstance(result, wire.Counted) and isinstance(command, wire.GetStats) and not command.room:
                result.stats["tasks"] = len(asyncio.all_tasks())
            return result
        except Exception:
            log.exception("a %s command met a bug", type(command).__name__)
            return wire.Refusal("busy", "the command failed")

    def _tell(self, event: wire.Message) -> None:
        """Tell every hub; one that does not read is cut off and will ask anew."""
        data = wire.frame(event)
        for writer in list(self._hubs):
            if writer.transport.get_write_buffer_size() > MAX_BACKLOG:
                writer.transport.abort()
            else:
                writer.write(data)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m rtc.worker", description=__doc__.splitlines()[0])
    defaults = MediaSettings(folder="")
    parser.add_argument("--control", required=True, help="path of the unix socket to serve")
    parser.add_argument(
        "--address", action="append", required=True, help="announced[@bound]; may be repeated"
    )
    parser.add_argument("--port", type=int, default=0, help="UDP port, 0 for any")
    parser.add_argument("--camera-rate", type=int, default=defaults.camera_rate)
    parser.add_argument("--screen-rate", type=int, default=defaults.screen_rate)
    parser.add_argument("--consent-seconds", type=float, default=defaults.consent_seconds)
    parser.add_argument(
        "--sending-thread",
        action="store_true",
        help="make the send calls for many viewers beside the loop: one worker carries more, for more CPU",
    )
    parser.add_argument(
        "--packet-by-packet",
        action="store_true",
        help="hand the kernel each packet by itself: for a network that drops what comes in a row",
    )
    parser.add_argument("--max-connections", type=int, default=defaults.max_connections)
    parser.add_argument("--video-codecs", default=",".join(defaults.video_codecs), help="preferred first")
    parser.add_argument("--log-level", default="info")
    return parser.parse_args(arguments)


async def _main(options: argparse.Namespace) -> None:
    settings = MediaSettings(
        addresses=tuple(options.address),
        camera_rate=options.camera_rate,
        screen_rate=options.screen_rate,
        consent_seconds=options.consent_seconds,
        max_connections=options.max_connections,
        video_codecs=tuple(options.video_codecs.split(",")),
        folder="",
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)  # where we may: a late packet is a lost one
    loop.add_reader(sys.stdin.fileno(), _watch_parent, stop)
    worker = Worker(
        settings,
        options.control,
        options.port,
        sending_thread=options.sending_thread,
        segments=not options.packet_by_packet,
    )
    await worker.run(stop)


def _watch_parent(stop: asyncio.Event) -> None:
    if not os.read(0, 4096):
        asyncio.get_running_loop().remove_reader(0)
        stop.set()


if __name__ == "__main__":
    chosen = _parse(sys.argv[1:])
    logging.basicConfig(
        level=chosen.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    asyncio.run(_main(chosen))
