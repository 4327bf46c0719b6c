"""Follows one search in a process of its own, line by line. Knows neither tables nor who listens."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable

import msgspec

from hub.schedule import worker

LINE_LONGEST = 64 * 1024 * 1024
PATIENCE_SECONDS = 180
"""How much longer than it was asked to a search may take: reading, judging, explaining."""

Beat = Callable[[worker.Beat], Awaitable[bool]]
"""Told that it lives; answers whether it still is wanted."""


async def follow(data: bytes, task: worker.Task, beat: Beat) -> worker.Found | worker.Refusal | None:
    """What the search of the problem `data` found, or why it failed; None when `beat` wanted no more.

    The process and its own are gone afterwards, also when the waiting task is cancelled.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "hub.schedule.worker",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LINE_LONGEST,
    )
    try:
        async with asyncio.timeout(task.seconds + PATIENCE_SECONDS):
            return await _listen(process, data, task, beat)
    except TimeoutError:
        return worker.Refusal("too_slow", "")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _listen(
    process: asyncio.subprocess.Process, data: bytes, task: worker.Task, beat: Beat
) -> worker.Found | worker.Refusal | None:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the search has no pipes")
    process.stdin.write(msgspec.json.encode(task) + b"\n" + data)
    process.stdin.close()
    async for said in process.stdout:
        line: worker.Line = msgspec.json.decode(said, type=worker.Line)
        if not isinstance(line, worker.Beat):
            return line
        if not await beat(line):
            return None
    return worker.Refusal("crashed", "")
