"""The connection of a hub process to one worker: it reconnects for ever and matches replies to requests.

What the commands mean, and which worker has which room, is for `rtc.control`.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Callable

from rtc import wire
from rtc.wire import Command, Result

log = logging.getLogger(__name__)

COMMAND_TIMEOUT = 5.0
RECONNECT_FIRST, RECONNECT_LAST = 0.02, 0.1


class MediaRefused(Exception):
    """A worker refused a command.

    Codes: `no_room`, `no_free_slot`, `bad_sdp`, `unknown_peer`, `busy`, `bad_path`, `worker_lost`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class WorkerLink:
    """A connection that is always wanted; `emit(link, None)` tells that it broke."""

    def __init__(self, path: str, emit: Callable[[WorkerLink, wire.FromWorker | None], None]) -> None:
        self.path = path
        self.ready = asyncio.Event()
        self.hello: wire.Hello | None = None
        self._emit = emit
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Result]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self.ready.clear()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def ask(self, command: Command) -> Result:
        """Send a command and wait for its result. Raises MediaRefused."""
        if self._writer is None or not self.ready.is_set():
            raise MediaRefused("worker_lost", "the media worker is being restarted")
        number = next(self._ids)
        answered: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answered
        try:
            self._writer.write(wire.request_frame(wire.Request(number, command)))
            async with asyncio.timeout(COMMAND_TIMEOUT):
                result = await answered
        except wire.WireError:
            raise MediaRefused("bad_sdp", "the description is too long") from None
        except TimeoutError:
            raise MediaRefused("worker_lost", "the media worker did not answer in time") from None
        finally:
            self._waiting.pop(number, None)
        if isinstance(result, wire.Refusal):
            raise MediaRefused(result.code, result.message)
        return result

    async def described(self, command: Command) -> str:
        """The session description (or fragment) a command is answered with. Raises MediaRefused."""
        result = await self.ask(command)
        if not isinstance(result, wire.Described):
            raise MediaRefused("worker_lost", "unexpected reply")
        return result.sdp

    async def _run(self) -> None:
        pause = RECONNECT_FIRST
        while True:
            try:
                reader, self._writer = await asyncio.open_unix_connection(self.path, limit=wire.MAX_FRAME)
            except OSError:
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, RECONNECT_LAST)
                continue
            pause = RECONNECT_FIRST
            try:
                await self._read(reader)
            except (OSError, EOFError, wire.WireError) as error:
                log.warning("media worker link broke: %s", type(error).__name__)
            finally:
                self._broken()
            await asyncio.sleep(pause)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while True:
            message = wire.parse_from_worker(await wire.read_frame(reader))
            if isinstance(message, wire.Hello):
                self.hello = message
                self.ready.set()
            elif isinstance(message, wire.Reply):
                waiting = self._waiting.get(message.id)
                if waiting is not None and not waiting.done():
                    waiting.set_result(message.result)
            else:
                self._emit(self, message)

    def _broken(self) -> None:
        was_ready = self.ready.is_set()
        self.ready.clear()
        self.hello = None
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(MediaRefused("worker_lost", "the media worker died"))
        if was_ready:
            self._emit(self, None)
