"""The network double carries both kinds of traffic until it is cut, and again when it is mended."""

import asyncio
from typing import cast

import pytest

from tests.doubles.network import Network


class Echo(asyncio.DatagramProtocol):
    """Sends every datagram back."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.transport.sendto(data, addr)


class Heard(asyncio.DatagramProtocol):
    """Keeps what comes."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.queue.put_nowait(data)


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(100):
        writer.write(data)
    writer.close()


async def test_both_kinds_pass_until_cut_and_again_when_mended() -> None:
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    hub, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    ports = server.sockets[0].getsockname()[1], hub.get_extra_info("sockname")[1]
    async with Network(*ports) as network:
        reader, writer = await asyncio.open_connection("127.0.0.1", network.page)
        udp, heard = await loop.create_datagram_endpoint(Heard, remote_addr=("127.0.0.1", network.media))
        writer.write(b"page")
        udp.sendto(b"media")
        assert await reader.readexactly(4) == b"page"
        assert await heard.queue.get() == b"media"

        network.cut()
        udp.sendto(b"lost")
        with pytest.raises(ConnectionResetError):
            await reader.read(1)
        again, _ = await asyncio.open_connection("127.0.0.1", network.page)
        with pytest.raises(ConnectionResetError):
            await again.read(1)

        network.mend()
        udp.sendto(b"later")
        assert await heard.queue.get() == b"later"
    server.close()
    hub.close()
