"""The workers behind a list of unix sockets: who is connected, who is being emptied, who is well.

Which of them has which room lives in `spread`; processes are started in `node`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from rtc import wire
from rtc.link import COMMAND_TIMEOUT, MediaRefused, WorkerLink


class Fleet:
    """`draining` get no rooms and no viewers; `probes` are the seconds the last health probe of each took,
    None when it was lost. `emit` is told events of each link, and None when it broke."""

    def __init__(
        self, sockets: Iterable[str], emit: Callable[[WorkerLink, wire.FromWorker | None], None]
    ) -> None:
        self.links = [WorkerLink(path, emit) for path in sockets]
        self.draining: set[WorkerLink] = set()
        self.probes: dict[str, float | None] = {}

    async def connect(self, timeout: float) -> None:
        """Connect to all, and stay connected until `close`. Raises TimeoutError."""
        for link in self.links:
            link.start()
        async with asyncio.timeout(timeout):
            for link in self.links:
                await link.ready.wait()

    async def close(self) -> None:
        for link in self.links:
            await link.stop()

    def behind(self, socket: str) -> WorkerLink:
        """The link to a socket, which must be one of them."""
        return next(link for link in self.links if link.path == socket)

    def ready(self) -> list[WorkerLink]:
        """Those that can be asked."""
        return [link for link in self.links if link.ready.is_set()]

    def connected(self) -> list[WorkerLink]:
        """Those that may be given something to do."""
        return [link for link in self.ready() if link not in self.draining]

    async def available(self) -> list[WorkerLink]:
        """As `connected`, but waits for one when all are being restarted. Raises MediaRefused."""
        waits = [asyncio.ensure_future(link.ready.wait()) for link in self.links]
        try:
            await asyncio.wait(waits, timeout=COMMAND_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        connected = self.connected()
        if not connected:
            raise MediaRefused("worker_lost", "no media worker is running")
        return connected

    async def probe(self, socket: str) -> wire.Probed:
        """Open a way for one packet through the worker behind a socket."""
        result = await self.behind(socket).ask(wire.Probe())
        if not isinstance(result, wire.Probed):
            raise MediaRefused("worker_lost", "unexpected reply")
        return result

    @property
    def healthy(self) -> bool | None:
        """Whether a packet lately went through every worker; None where nobody probes them."""
        return all(seconds is not None for seconds in self.probes.values()) if self.probes else None
