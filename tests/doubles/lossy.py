"""A UDP path between one browser and a media port that loses a seeded share of the media, both ways."""

import asyncio
import random
from collections import Counter
from typing import Self, cast

LOOPBACK = "127.0.0.1"

Address = tuple[str, int]


def is_media(datagram: bytes) -> bool:
    """SRTP or SRTCP; handshakes and checks always get through (RFC 7983)."""
    return 128 <= datagram[0] < 192


class _Way(asyncio.DatagramProtocol):
    """One direction: what comes in here goes out on `other`."""

    def __init__(self, path: "LossyPath") -> None:
        self.path = path
        self.other: _Way | None = None
        self.peer: Address | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.peer = addr
        if self.other is not None and self.other.peer is not None and self.path.lets_through(data):
            self.other.transport.sendto(data, self.other.peer)


class LossyPath:
    """`async with LossyPath(media port, 0.1) as path`; `kinds` counts what was sent by payload type."""

    def __init__(self, port: int, share: float, seed: int = 1) -> None:
        self.kinds: Counter[int] = Counter()
        self._media, self._share = (LOOPBACK, port), share
        self._chance = random.Random(seed)

    async def __aenter__(self) -> Self:
        self._near, self._far = await self._open(), await self._open()
        self._near.other, self._far.other = self._far, self._near
        self._far.peer = self._media
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._near.transport.close()
        self._far.transport.close()

    def leads(self, description: str) -> str:
        """The description with this path in place of the media port."""
        port = self._near.transport.get_extra_info("sockname")[1]
        return description.replace(f" {self._media[1]} typ host", f" {port} typ host")

    def lets_through(self, datagram: bytes) -> bool:
        if not is_media(datagram):
            return True
        self.kinds[datagram[1] & 0x7F] += 1
        return self._chance.random() >= self._share

    async def _open(self) -> _Way:
        loop = asyncio.get_running_loop()
        _, way = await loop.create_datagram_endpoint(lambda: _Way(self), local_addr=(LOOPBACK, 0))
        return way
