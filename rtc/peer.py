"""Headless participants on aiortc, for tests and load: a viewer that counts, a publisher of a test picture.

The viewer decrypts and counts but never decodes, so fifty of them fit on a core. What is used of aiortc's
private parts stands in `_quieten`; tests/rtc/test_peer.py fails when a new version moves it.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from rtc.core import rtcp, rtp, rtx
from rtc.core.codecs import vp8
from rtc.core.malformed import Malformed
from rtc.core.slots import names
from rtc.tracks import Picture, Tone

_MIDS = {name.ssrc: name.mid for name in names(64, 64, 64)}
_REPAIRED = {name.repair_ssrc: name for name in names(0, 64, 64)}
_SSRCS = {mid: ssrc for ssrc, mid in _MIDS.items()}
OnPacket = Callable[[str, rtp.Header, bytes], None]


class HeadlessViewer:
    """Answers a viewer's offer and counts by mid: `packets`, `frames` (complete) and `key_frames`.

    `first_frame` is the time.monotonic() of the first complete key frame. `on_packet` sees every packet;
    `loses(mid, sequence)` may let a packet be lost before it is decrypted.
    """

    def __init__(self) -> None:
        self.packets: Counter[str] = Counter()
        self.frames: Counter[str] = Counter()
        self.key_frames: Counter[str] = Counter()
        self.reports: Counter[str] = Counter()
        self.first_frame: float | None = None
        self.on_packet: OnPacket | None = None
        self.loses: Callable[[str, int], bool] | None = None
        self.pc = RTCPeerConnection(_configuration())
        self._key_frame_open: set[str] = set()
        self._news = asyncio.Event()

    async def answer(self, offer: str) -> str:
        """Take the server's offer; the SDP to hand back to it."""
        await self.pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        self._quieten()
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return str(self.pc.localDescription.sdp)

    async def wait_frames(self, mid: str, count: int, timeout: float = 10.0) -> None:
        """Until `count` frames of this mid have come. Raises TimeoutError."""
        await self.wait_until(lambda: self.frames[mid] >= count, timeout)

    async def wait_packets(self, mid: str, count: int, timeout: float = 10.0) -> None:
        """Until `count` packets of this mid have come. Raises TimeoutError."""
        await self.wait_until(lambda: self.packets[mid] >= count, timeout)

    async def wait_until(self, happened: Callable[[], bool], timeout: float = 10.0) -> None:
        """Until something is true, looked at after each packet. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not happened():
                self._news.clear()
                await self._news.wait()

    async def ask_again(self, mid: str, sequences: list[int]) -> None:
        """Send a NACK for 16-bit sequence numbers of a mid."""
        await self.send_raw(rtcp.nack(2, _SSRCS[mid], sequences))

    async def ask_key_frame(self, mid: str) -> None:
        """Send a PLI for a mid."""
        await self.send_raw(rtcp.pli(2, _SSRCS[mid]))

    async def send_raw(self, packet: bytes) -> None:
        """Send any RTP or RTCP packet, protected."""
        await self.pc.getTransceivers()[0].receiver.transport._send_rtp(packet)

    async def close(self) -> None:
        await self.pc.close()

    def _quieten(self) -> None:
        """Let no decoder start, and let packets come here instead of to aiortc's receivers."""
        for transceiver in self.pc.getTransceivers():
            transceiver.receiver.receive = _ignore
            transport = transceiver.receiver.transport
            transport._handle_rtp_data = self._take
            transport._handle_rtcp_data = self._take_rtcp
            transport.transport._recv = self._losing(transport.transport._recv)

    def _losing(self, receive: Callable[[], Awaitable[bytes]]) -> Callable[[], Awaitable[bytes]]:
        """Receive, but without what `loses` names; RTP headers are readable before decryption."""

        async def receive_some() -> bytes:
            while True:
                data = await receive()
                if self.loses is None or not 128 <= data[0] < 192 or rtp.is_rtcp(data[1]):
                    return data
                header = rtp.parse(data, len(data))
                if not self.loses(_MIDS.get(header.ssrc, "?"), header.sequence):
                    return data

        return receive_some

    async def _take(self, data: bytes, arrival_time_ms: int) -> None:
        try:
            header = rtp.parse(data, len(data))
        except Malformed:
            return
        if header.ssrc in _REPAIRED:
            header, data = _unwrapped(header, data)
        mid = _MIDS.get(header.ssrc, "?")
        self.packets[mid] += 1
        if not mid.startswith("m"):
            self._count_frame(mid, header, data)
        if self.on_packet is not None:
            self.on_packet(mid, header, data)
        self._news.set()

    def _count_frame(self, mid: str, header: rtp.Header, data: bytes) -> None:
        if header.end > header.start and vp8.parse(data, header.start, header.end).key_frame:
            self._key_frame_open.add(mid)
        if not header.marker:
            return
        self.frames[mid] += 1
        if mid in self._key_frame_open:
            self._key_frame_open.discard(mid)
            self.key_frames[mid] += 1
            self.first_frame = self.first_frame or time.monotonic()

    async def _take_rtcp(self, data: bytes) -> None:
        for fact in rtcp.parse(data, len(data)):
            if isinstance(fact, rtcp.SenderReport):
                self.reports[_MIDS.get(fact.ssrc, "?")] += 1
        self._news.set()


class HeadlessPublisher:
    """Publishes a moving picture and a tone, encoded by aiortc, which answers NACK and PLI."""

    def __init__(
        self,
        sources: tuple[str, ...] = ("microphone", "camera"),
        *,
        size: tuple[int, int] = (320, 180),
        fps: int = 15,
    ) -> None:
        self.pc = RTCPeerConnection(_configuration())
        self._order = sources
        for source in sources:
            track = Tone() if source == "microphone" else Picture(size, fps)
            self.pc.addTransceiver(track, direction="sendonly")

    async def offer(self) -> tuple[str, dict[str, Any]]:
        """The SDP offer and what each of its mids carries, as `MediaControl.publish` wants them."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        mids = (transceiver.mid for transceiver in self.pc.getTransceivers())
        return str(self.pc.localDescription.sdp), dict(zip(mids, self._order, strict=True))

    async def accept(self, answer: str) -> None:
        """Take the server's answer and start sending."""
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def send_raw(self, packet: bytes) -> None:
        """Send any RTP or RTCP packet, protected."""
        await self.pc.getTransceivers()[0].sender.transport._send_rtp(packet)

    async def close(self) -> None:
        for transceiver in self.pc.getTransceivers():
            if transceiver.sender.track is not None:
                transceiver.sender.track.stop()
        await self.pc.close()


def _configuration() -> RTCConfiguration:
    """No STUN servers; everything on one transport, as browsers do it with us."""
    return RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)


def _unwrapped(header: rtp.Header, data: bytes) -> tuple[rtp.Header, bytes]:
    """The packet that a retransmission repeats (RFC 4588)."""
    name = _REPAIRED[header.ssrc]
    original = rtx.unwrap(data, header, name.ssrc, name.payload_type)
    return (header, data) if original is None else (original, data)


async def _ignore(parameters: object) -> None: ...
