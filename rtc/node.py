"""A media node: starts one worker process per core, restarts those that die or let no packet through.

Which room is where is for `rtc.control`; what a worker does is for `rtc.worker`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import tempfile
import time

from rtc.control import MediaControl, MediaRefused
from rtc.probe import packet_through
from rtc.settings import MediaSettings

log = logging.getLogger(__name__)

RESTART_FIRST, RESTART_LAST, STEADY_SECONDS = 0.05, 5.0, 10.0
PROBE_EVERY, PROBE_TIMEOUT, PROBES_LOST = 1.0, 1.0, 4
STOP_SECONDS = 3.0
LONGEST_FOLDER = 90


class Node:
    """Workers and the control client to them; also usable without a hub."""

    def __init__(self, settings: MediaSettings) -> None:
        self._settings = settings
        folder = _short(settings.folder)
        self._paths = [
            os.path.join(folder, f"media-{number}.sock") for number in range(settings.worker_count)
        ]
        self.control = MediaControl(self._paths, settings.viewers_per_worker)
        self.processes: dict[int, asyncio.subprocess.Process] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> MediaControl:
        """Start the workers and return the connected control client. Raises TimeoutError."""
        self._tasks = [asyncio.create_task(self._keep_running(number)) for number in range(len(self._paths))]
        await self.control.connect()
        self._tasks.append(asyncio.create_task(self._watch_health()))
        return self.control

    async def stop(self) -> None:
        """End the control client, then the workers: politely, then by force."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.control.close()
        await asyncio.gather(*(self._end(process) for process in self.processes.values()))

    async def replace(self, number: int, patience: float) -> None:
        """End a worker in good order and let a new one take its place; its rooms have `patience` seconds to
        end by themselves, then they move to other workers."""
        await self.control.drain(self._paths[number], patience)
        await self._end(self.processes[number])

    async def _keep_running(self, number: int) -> None:
        pause = RESTART_FIRST
        while True:
            began = time.monotonic()
            try:
                process = await self._spawn(number)
            except OSError:
                log.exception("media worker %d could not be started", number)
            else:
                self.processes[number] = process
                code = await process.wait()
                log.warning("media worker %d ended with code %s and is started again", number, code)
            steady = time.monotonic() - began > STEADY_SECONDS
            pause = RESTART_FIRST if steady else min(pause * 2, RESTART_LAST)
            await asyncio.sleep(pause)

    async def _spawn(self, number: int) -> asyncio.subprocess.Process:
        settings = self._settings
        port = settings.port + number if settings.port else 0
        arguments = [f"--address={address}" for address in settings.addresses]
        arguments += [
            f"--control={self._paths[number]}",
            f"--port={port}",
            f"--camera-rate={settings.camera_rate}",
            f"--screen-rate={settings.screen_rate}",
            f"--consent-seconds={settings.consent_seconds}",
            f"--max-connections={settings.max_connections}",
            f"--video-codecs={','.join(settings.video_codecs)}",
            "--log-level=warning",
        ]
        # a session of its own: Ctrl-C in a terminal is for the hub, which then ends its workers
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "rtc.worker",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            start_new_session=True,
        )

    async def _end(self, process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _watch_health(self) -> None:
        """Kill a worker through which several packets in a row did not come."""
        lost = dict.fromkeys(range(len(self._paths)), 0)
        while True:
            await asyncio.sleep(PROBE_EVERY)
            looks = [self._look(number) for number in lost]
            for number, alive in enumerate(await asyncio.gather(*looks)):
                lost[number] = 0 if alive else lost[number] + 1
                if lost[number] >= PROBES_LOST:
                    log.error("no packet comes through media worker %d, which is killed", number)
                    lost[number] = 0
                    with contextlib.suppress(ProcessLookupError):
                        self.processes[number].kill()

    async def _look(self, number: int) -> bool:
        """Send a packet through a worker; one that is being restarted is none's concern."""
        path, hello = self._paths[number], self.control.hellos()[number]
        if hello is None:
            return True
        where = (self._settings.bindings()[0][0], hello.addresses[0][1])
        seconds = None
        with contextlib.suppress(MediaRefused, TimeoutError):
            async with asyncio.timeout(PROBE_TIMEOUT):
                probed = await self.control.probe(path)
            seconds = await packet_through(where, probed)
        self.control.probes[path] = seconds
        return seconds is not None


def _short(folder: str) -> str:
    """The folder, made; or a private temporary one where a socket's path may not be as long (unix(7))."""
    if len(os.fsencode(os.path.abspath(folder))) > LONGEST_FOLDER:
        return tempfile.mkdtemp(prefix="media-")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return folder
