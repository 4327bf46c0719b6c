"""A headless viewer of media: ICE, DTLS and SRTP, and then only counting. Nothing is decoded.

`Viewer` takes the server's SDP offer and gives an answer; `serve` does so for many over a local socket, one
JSON object a line, because locust's own process is full of green threads. Signing in and joining is in
`personas`. Built on aiortc's transports; the two private names used (`_rx_srtp`, `_handle_rtp_data`) are why
its version is pinned.
"""

import asyncio
import json
import struct
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import aioice.ice
from aiortc import (
    RTCCertificate,
    RTCDtlsTransport,
    RTCIceGatherer,
    RTCIceTransport,
)
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters
from aiortc.rtcicetransport import RTCIceParameters
from aiortc.sdp import candidate_from_sdp

from load.descriptions import answer_sdp, attributes

LONG_GAP = 1.0


@dataclass
class Counted:
    """What one viewer received. Times are milliseconds from the offer's arrival."""

    connected_ms: float | None = None
    first_packet_ms: float | None = None
    packets: int = 0
    lost: int = 0
    gaps: int = 0
    """Silences longer than a second between two packets of the connection."""


@dataclass
class _Stream:
    """Sequence numbers of one SSRC, unwrapped."""

    first: int
    highest: int
    seen: int = 1

    def add(self, number: int) -> None:
        self.seen += 1
        step = (number - self.highest) & 0xFFFF
        if step < 0x8000:
            self.highest += step

    @property
    def lost(self) -> int:
        return max(0, self.highest - self.first + 1 - self.seen)


class _CountingTransport(RTCDtlsTransport):  # type: ignore[misc]
    """DTLS-SRTP that hands each RTP header to `count` and keeps nothing."""

    count: Any

    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:
        self.count(*struct.unpack_from("!2xH4xL", data))

    async def _handle_rtcp_data(self, data: bytes) -> None:
        return


def loopback_only(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    """A hub on this machine is reached over loopback, which aioice leaves out."""
    return ["127.0.0.1"]


@dataclass
class Viewer:
    """One viewing connection; `answer` then `connect`."""

    counted: Counted = field(default_factory=Counted)
    streams: dict[int, _Stream] = field(default_factory=dict)
    last: float = 0.0

    async def answer(self, offer: str) -> str:
        """The SDP answer to the server's offer: everything received, nothing sent."""
        self.started = time.monotonic()
        self.offer = offer
        if " 127.0.0.1 " in offer:
            aioice.ice.get_host_addresses = loopback_only
        self.gatherer = RTCIceGatherer(iceServers=[])
        self.gatherer._connection.ice_controlling = True
        await self.gatherer.gather()
        self.ice = RTCIceTransport(self.gatherer)
        self.dtls = _CountingTransport(self.ice, [RTCCertificate.generateCertificate()])
        self.dtls.count = self._count
        self.dtls._set_role("client")
        ours = self.gatherer.getLocalParameters()
        fingerprint = self.dtls.getLocalParameters().fingerprints[0]
        return answer_sdp(
            offer, ours.usernameFragment, ours.password, fingerprint.algorithm, fingerprint.value
        )

    async def connect(self) -> None:
        """Run ICE and DTLS to the end; `counted.connected_ms` stays None when that fails."""
        for line in attributes(self.offer, "candidate"):
            await self.ice.addRemoteCandidate(candidate_from_sdp(line))
        await self.ice.addRemoteCandidate(None)
        algorithm, value = attributes(self.offer, "fingerprint")[0].split()
        remote = RTCIceParameters(
            usernameFragment=attributes(self.offer, "ice-ufrag")[0],
            password=attributes(self.offer, "ice-pwd")[0],
            iceLite="a=ice-lite" in self.offer,
        )
        await self.ice.start(remote)
        await self.dtls.start(RTCDtlsParameters([RTCDtlsFingerprint(algorithm=algorithm, value=value)]))
        if self.dtls.state == "connected":
            self.counted.connected_ms = self._elapsed()

    async def close(self) -> None:
        await self.dtls.stop()
        await self.ice.stop()

    def result(self) -> Counted:
        """What was counted so far."""
        self.counted.lost = sum(stream.lost for stream in self.streams.values())
        return self.counted

    def _elapsed(self) -> float:
        return (time.monotonic() - self.started) * 1000

    def _count(self, number: int, ssrc: int) -> None:
        now = time.monotonic()
        if self.counted.first_packet_ms is None:
            self.counted.first_packet_ms = self._elapsed()
        elif now - self.last > LONG_GAP:
            self.counted.gaps += 1
        self.last = now
        self.counted.packets += 1
        if ssrc in self.streams:
            self.streams[ssrc].add(number)
        else:
            self.streams[ssrc] = _Stream(number, number)


class Receivers:
    """All viewers of this process, asked over a local socket."""

    def __init__(self) -> None:
        self.viewers: list[Viewer] = []
        self.connecting: set[asyncio.Task[None]] = set()

    async def asked(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client of the socket, until it leaves; its viewer goes with it."""
        own: list[Viewer] = []
        while line := await reader.readline():
            request = json.loads(line)
            writer.write(json.dumps(await self._reply(request, own)).encode() + b"\n")
            await writer.drain()
        for viewer in own:
            await viewer.close()
        writer.close()

    async def _reply(self, request: dict[str, Any], own: list[Viewer]) -> dict[str, Any]:
        if "offer" not in request:
            return {"viewers": [asdict(viewer.result()) for viewer in self.viewers]}
        viewer = Viewer()
        self.viewers.append(viewer)
        own.append(viewer)
        answer = await viewer.answer(request["offer"])
        task = asyncio.create_task(viewer.connect())
        self.connecting.add(task)
        task.add_done_callback(self.connecting.discard)
        return {"answer": answer}


async def serve() -> None:
    """Listen on a free local port, print it, and serve until the process ends."""
    receivers = Receivers()
    server = await asyncio.start_server(receivers.asked, "127.0.0.1", 0, limit=1 << 20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
