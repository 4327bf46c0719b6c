"""The control socket of a media worker as rtc/PROTOCOL.md describes it, spoken by a stranger."""

import itertools
import socket
import struct
from typing import Any

import msgspec

from load.processes import NotReady


class Refused(Exception):
    """The worker refused a command; the text is its code and message."""


class WorkerSocket:
    """Blocking: one request, one reply; events that come in between are left out."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(10)
        self._socket.connect(path)
        self._ids = itertools.count(1)
        self.hello = self._read()
        if self.hello["type"] != "Hello":
            raise NotReady("the worker did not say hello")

    def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Give a command and return its result. Raises Refused."""
        number = next(self._ids)
        message = {"type": "Request", "id": number, "command": {"type": kind, **fields}}
        body = msgspec.msgpack.encode(message)
        self._socket.sendall(struct.pack("!I", len(body)) + body)
        while True:
            reply = self._read()
            if reply["type"] == "Reply" and reply["id"] == number:
                break
        result: dict[str, Any] = reply["result"]
        if result["type"] == "Refusal":
            raise Refused(f"{result['code']}: {result['message']}")
        return result

    def close(self) -> None:
        self._socket.close()

    def _read(self) -> dict[str, Any]:
        (size,) = struct.unpack("!I", self._exactly(4))
        message: dict[str, Any] = msgspec.msgpack.decode(self._exactly(size))
        return message

    def _exactly(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self._socket.recv(size - len(data))
            if not more:
                raise NotReady("the worker closed its control socket")
            data += more
        return data


class RoomSignalling:
    """How viewers come into a room of a worker: `view` gives an offer, `answer` takes what they answer."""

    def __init__(self, path: str, room: str) -> None:
        self._worker = WorkerSocket(path)
        self._room = room

    def view(self, peer: str) -> str:
        """The SDP offer for a peer."""
        return str(self._worker.ask("View", room=self._room, peer=peer)["sdp"])

    def answer(self, peer: str, sdp: str) -> None:
        self._worker.ask("Answer", room=self._room, peer=peer, sdp=sdp)
