"""Media workers of our own that are measured: one alone, one with an open room, several that share it."""

import contextlib
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator

from load.commands import WorkerSocket
from load.processes import NotReady

ROOM = "webinar"
LAYOUT = {"microphones": 1, "cameras": 1, "screens": 0}
WORKER_SECONDS = 60  # a worker starts in one, and in many on a machine that has much else to do
WORKER_OPTIONS = ("--address=127.0.0.1", "--max-connections=5000", "--log-level=warning")


@contextlib.contextmanager
def worker(path: str, *more: str) -> Iterator[WorkerSocket]:
    """A media worker of our own on loopback, with its control socket; `more` are options."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rtc.worker", "--control", path, *WORKER_OPTIONS, *more], stdin=subprocess.PIPE
    )
    try:
        link = _connected(path, process)
        yield link
        link.close()
    finally:
        process.terminate()
        process.wait()


def _connected(path: str, process: "subprocess.Popen[bytes]") -> WorkerSocket:
    for _ in range(WORKER_SECONDS * 20):
        if process.poll() is not None:
            raise NotReady("the worker ended")
        with contextlib.suppress(OSError):
            return WorkerSocket(path)
        time.sleep(0.05)
    raise NotReady("the worker did not open its control socket")


def opened(stack: contextlib.ExitStack, control: str, *more: str) -> WorkerSocket:
    """A worker with an open room."""
    link = stack.enter_context(worker(control, *more))
    link.ask("OpenRoom", room=ROOM, layout=LAYOUT)
    return link


def sharing(stack: contextlib.ExitStack, controls: list[str]) -> list[WorkerSocket]:
    """Workers that share the room, its home first."""
    links = [stack.enter_context(worker(control)) for control in controls]
    links[0].ask("OpenRoom", room=ROOM, layout=LAYOUT)
    for number, edge in enumerate(links[1:], 1):
        relay(links[0], edge, number)
    return links


def relay(home: WorkerSocket, edge: WorkerSocket, number: int) -> None:
    """Let the home feed the edge, with a key of this run."""
    key = secrets.token_bytes(56)
    for link, kind, other, fields in (
        (edge, "OpenEdge", home, {"layout": LAYOUT}),
        (home, "OpenRelay", edge, {}),
    ):
        host, port = other.hello["relay"]
        given = {"number": number, "host": host, "port": port, "key": key}
        link.ask(kind, room=ROOM, relay=given, **fields)
