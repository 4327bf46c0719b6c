"""Two network namespaces with one bad network between them, on this machine, gone when the block ends.

Each namespace gets a TUN device, and a process of its own (`python -m load.netem`) carries the packets from
one to the other through two `link.Link`s. Kernels often lack tc-netem, and a TUN device hands over packets
with their checksums done, so this works wherever there is root. The impairment can change while packets
flow; nothing of the machine's own network is touched.
"""

import contextlib
import fcntl
import heapq
import itertools
import json
import os
import random
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict

from load.link import Impairment, Link
from load.nat import Nat

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
NEAR, FAR, MOVED = "10.213.7.1", "10.213.7.2", "10.213.7.6"
READ_AT_ONCE = 64
LONGEST_SLEEP = 0.05


class NoNamespaces(Exception):
    """Why namespaces cannot be made here, and the remedy."""


class Wire:
    """The network between the namespaces `near` and `far`."""

    def __init__(self, near: str, far: str, process: "subprocess.Popen[str]") -> None:
        self.near, self.far = near, far
        self._process = process

    def impair(self, to_far: Impairment, to_near: Impairment) -> None:
        """From now on the two directions behave like this."""
        self._say({"to_far": asdict(to_far), "to_near": asdict(to_near)})

    def move_far(self) -> None:
        """From now on the near end sees the far one at another address, and the old one is gone; the far
        end itself notices nothing (`nat`)."""
        self._say({"move": {}})

    def counts(self) -> dict[str, int]:
        """Packets passed and dropped each way."""
        self._say({"counts": True})
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        counted: dict[str, int] = json.loads(self._process.stdout.readline())
        return counted

    def _say(self, message: dict[str, object]) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()


@contextlib.contextmanager
def wire(seed: int) -> Iterator[Wire]:
    """A perfect network until it is impaired. Raises NoNamespaces."""
    if os.geteuid() != 0:
        raise NoNamespaces("Network namespaces need root: run the same command with sudo.")
    names = [f"bad-near-{os.getpid()}", f"bad-far-{os.getpid()}"]
    with contextlib.ExitStack() as stack:
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left behind
        stack.callback(signal.signal, signal.SIGTERM, before)
        for name in names:
            _ip("netns", "add", name)
            stack.callback(_ip, "netns", "del", name)
            _ip("-n", name, "link", "set", "lo", "up")
        process = subprocess.Popen(
            [sys.executable, "-m", "load.netem", str(seed), *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        stack.callback(_end, process)
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            raise NoNamespaces("The TUN devices could not be made: is /dev/net/tun there?")
        yield Wire(names[0], names[1], process)


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    process.wait(10)


def _ip(*words: str) -> None:
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    except OSError:
        raise NoNamespaces("The ip command is missing: on Debian, apt-get install iproute2.") from None
    if done.returncode:
        raise NoNamespaces(f"ip {' '.join(words)}: {done.stderr.strip()}")


def _tun(namespace: str, address: str) -> int:
    """A TUN device in a namespace; its other end is the returned file descriptor."""
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    name = f"bt{os.getpid() % 100000}{address[-1]}"
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    _ip("link", "set", name, "netns", namespace, "name", "tun0")
    _ip("-n", namespace, "address", "add", f"{address}/32", "dev", "tun0")
    _ip("-n", namespace, "link", "set", "tun0", "up", "txqueuelen", "5000")
    _ip("-n", namespace, "route", "add", "default", "dev", "tun0", "src", address)
    return device


class Carrier:
    """Reads from each device and writes to the other when the link says so."""

    def __init__(self, near: int, far: int, seed: int) -> None:
        chance = random.Random(seed)
        self.links = {near: Link(Impairment(), chance), far: Link(Impairment(), chance)}
        self._other = {near: far, far: near}
        self._near, self._far = near, far
        self._nat: Nat | None = None
        self._waiting: list[tuple[float, int, int, bytes]] = []
        self._number = itertools.count()

    def run(self) -> None:
        """Until standard input ends."""
        commands = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # noqa: SIM115 - nothing to close
        while True:  # without a buffer, in which a second line would wait unseen for a third
            ready = select.select([self._near, self._far, commands], [], [], self._sleep())[0]
            if commands in ready:
                line = commands.readline()
                if not line:
                    return
                self._command(json.loads(line))
            for device in self._other:
                if device in ready:
                    self._take(device)
            self._deliver()

    def _sleep(self) -> float:
        if not self._waiting:
            return LONGEST_SLEEP
        return max(0.0, min(LONGEST_SLEEP, self._waiting[0][0] - time.monotonic()))

    def _take(self, device: int) -> None:
        for _ in range(READ_AT_ONCE):
            try:
                packet = os.read(device, 65536)
            except BlockingIOError:
                return
            at = self.links[device].send(len(packet), time.monotonic())
            seen = packet if self._nat is None else self._translated(self._nat, device, packet)
            if at is not None and seen is not None:
                heapq.heappush(self._waiting, (at, next(self._number), self._other[device], seen))

    def _translated(self, nat: Nat, device: int, packet: bytes) -> bytes | None:
        if packet[0] >> 4 != 4:
            return None
        return nat.leaving(packet) if device == self._far else nat.entering(packet)

    def _deliver(self) -> None:
        now = time.monotonic()
        while self._waiting and self._waiting[0][0] <= now:
            _, _, device, packet = heapq.heappop(self._waiting)
            with contextlib.suppress(OSError):
                os.write(device, packet)

    def _command(self, message: dict[str, dict[str, float]]) -> None:
        if "counts" in message:
            pairs = {"to_far": self.links[self._near], "to_near": self.links[self._far]}
            counts = {f"{way}_{what}": getattr(link, what) for way, link in pairs.items() for what in COUNTED}
            print(json.dumps(counts), flush=True)
            return
        if "move" in message:
            self._nat = Nat(socket.inet_aton(FAR), socket.inet_aton(MOVED))
            return
        self.links[self._near].impairment = Impairment(**message["to_far"])  # type: ignore[arg-type]
        self.links[self._far].impairment = Impairment(**message["to_near"])  # type: ignore[arg-type]


COUNTED = ("passed", "dropped")


def main(seed: int, near: str, far: str) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)  # a late carrier is jitter nobody asked for
    carrier = Carrier(_tun(near, NEAR), _tun(far, FAR), seed)
    print("ready", flush=True)
    carrier.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
