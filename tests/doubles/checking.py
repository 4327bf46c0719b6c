"""A browser's side of ICE, by hand: a socket that sends checks, and a clock of the test's own."""

import asyncio
import socket

from rtc.core import stun
from rtc.io.connection import Connection
from rtc.io.udp import MediaPort


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Client:
    """A browser's socket: sends checks and looks at what comes back."""

    def __init__(self, port: MediaPort, connection: Connection) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.address = self.socket.getsockname()
        self._server = port.addresses[0]
        self.socket.connect(self._server)  # the port may have been that of another, who is still sent to
        self._connection = connection

    async def check(self, *, nominate: bool = False, password: bytes | None = None) -> stun.Message | None:
        """Send a binding request; its answer, or None when there is none before the answer to a right one."""
        own = self._connection.credentials
        username = f"{own.ufrag}:me"
        self.send(stun.request(b"t" * 12, username, password or own.password, nominate=nominate))
        if password is not None:
            self.send(stun.request(b"u" * 12, username, own.password))
        answer = stun.parse(await self.receive())
        return answer if answer.transaction == b"t" * 12 else None

    def send(self, data: bytes) -> None:
        self.socket.sendto(data, self._server)

    async def receive(self) -> bytes:
        async with asyncio.timeout(5):
            return await asyncio.get_running_loop().sock_recv(self.socket, 2048)
