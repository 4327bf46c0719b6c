"""A network between one browser and the hub that a test can cut, with no rights on the machine.

It forwards one TCP port (pages and Socket.IO) and one UDP port (media) over loopback. A browser is led
through it by `browser_arguments` (the page's address stays the hub's own) and `script` (the media port of
every offer and answer is the network's, as behind any NAT). Loss and delay are not made here.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Self, cast

LOOPBACK = "127.0.0.1"

Address = tuple[str, int]


class _Upstream(asyncio.DatagramProtocol):
    """The way back from the hub to one browser socket."""

    def __init__(self, back: Callable[[bytes], None]) -> None:
        self.back = back

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.back(data)


class _Downstream(asyncio.DatagramProtocol):
    """What browsers send to, one upstream socket for each of theirs."""

    def __init__(self, network: "Network") -> None:
        self.network = network
        self.upstreams: dict[Address, asyncio.DatagramTransport] = {}
        self.opening: set[asyncio.Task[None]] = set()
        self.abandoned: set[Address] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self.network.is_cut or addr in self.abandoned:
            return
        if addr in self.upstreams:
            self.upstreams[addr].sendto(data)
        else:
            task = asyncio.ensure_future(self._open(addr, data))
            self.opening.add(task)
            task.add_done_callback(self.opening.discard)

    def abandon(self) -> None:
        """No datagram passes any more of the sockets that browsers have had until now."""
        self.abandoned |= set(self.upstreams)

    def move(self) -> None:
        """From now on the hub sees every browser socket at a new address; the old ones are gone."""
        for upstream in self.upstreams.values():
            upstream.close()
        self.upstreams.clear()

    async def _open(self, addr: Address, first: bytes) -> None:
        def back(data: bytes) -> None:
            if not self.network.is_cut and addr not in self.abandoned:
                self.transport.sendto(data, addr)

        loop = asyncio.get_running_loop()
        hub = (LOOPBACK, self.network.hub_media)
        upstream, _ = await loop.create_datagram_endpoint(lambda: _Upstream(back), remote_addr=hub)
        self.upstreams[addr] = upstream
        upstream.sendto(first)


class Network:
    """Between one browser and the hub; `async with Network(page port, media port) as network`."""

    def __init__(self, hub_page: int, hub_media: int) -> None:
        self.hub_page, self.hub_media = hub_page, hub_media
        self.is_cut = False
        self.writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self.server = await asyncio.start_server(self._connected, LOOPBACK, 0)
        self.page: int = self.server.sockets[0].getsockname()[1]
        transport, protocol = await loop.create_datagram_endpoint(
            lambda: _Downstream(self), local_addr=(LOOPBACK, 0)
        )
        self.downstream = protocol
        self.media: int = transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self.server.close()
        self.downstream.transport.close()
        for upstream in self.downstream.upstreams.values():
            upstream.close()

    @property
    def browser_arguments(self) -> list[str]:
        """Chromium arguments that lead its connections to the hub through here."""
        return [f"--host-resolver-rules=MAP {LOOPBACK}:{self.hub_page} {LOOPBACK}:{self.page}"]

    @property
    def script(self) -> str:
        """Page script that leads the media through here: other port, same address."""
        return f"""
        const remote = RTCPeerConnection.prototype.setRemoteDescription;
        RTCPeerConnection.prototype.setRemoteDescription = function (described) {{
          const sdp = described.sdp.replaceAll(' {LOOPBACK} {self.hub_media} ', ' {LOOPBACK} {self.media} ');
          return remote.call(this, {{type: described.type, sdp}});
        }};
        """

    def cut(self) -> None:
        """From now on nothing passes: datagrams vanish, connections break and new ones are refused."""
        self.is_cut = True
        for writer in self.writers:
            _break(writer)

    def move(self) -> None:
        """The address changes, as from one Wi-Fi to the next behind the same name."""
        self.downstream.move()

    def change(self, *, signalling: bool = False) -> None:
        """The browser has another address: what it sends from the sockets it had goes nowhere, and with
        `signalling` its connections break too."""
        self.downstream.abandon()
        for writer in self.writers if signalling else ():
            _break(writer)

    def mend(self) -> None:
        """Everything passes again; broken connections stay broken."""
        self.is_cut = False

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            _break(writer)
            return
        try:
            hub_reader, hub_writer = await asyncio.open_connection(LOOPBACK, self.hub_page)
        except OSError:
            _break(writer)
            return
        ends = {writer, hub_writer}
        self.writers |= ends
        await asyncio.gather(_pump(reader, hub_writer), _pump(hub_reader, writer))
        self.writers -= ends


def _break(writer: asyncio.StreamWriter) -> None:
    """End a connection with a reset, so that the other end knows at once."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Carry bytes one way until either side ends, then end the other."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
