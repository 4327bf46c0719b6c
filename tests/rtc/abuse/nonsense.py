"""Datagrams that no honest client sends, the same in every run; and two honest people who must not notice."""

import asyncio
import contextlib
import itertools
import random
import socket
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pylibsrtp
from OpenSSL import SSL

from rtc.core import rtcp, stun
from rtc.wire import Overloaded, PeerLost

CAMERA_SSRC = 0x20000
RTP_PACKET = bytes.fromhex("90e0038a00015f90000200002bede0001010ff") + bytes(60)
RTCP_PACKET = (
    rtcp.nack(2, CAMERA_SSRC, [1, 2, 3, 40])
    + rtcp.pli(2, CAMERA_SSRC)
    + rtcp.receiver_report(2, [rtcp.ReportBlock(CAMERA_SSRC, 9, 9, 9, 9, 9, 9)])
    + rtcp.remb(2, 10**6, [CAMERA_SSRC])
)
BATCH = 50


def client_hello() -> bytes:
    """A well-formed ClientHello, as an attacker would forge it."""
    connection = SSL.Connection(SSL.Context(SSL.DTLS_METHOD))
    connection.set_connect_state()
    with contextlib.suppress(SSL.WantReadError):
        connection.do_handshake()
    return connection.bio_read(4096)


def mutated(seed: int, *more: bytes) -> Iterator[bytes]:
    """Datagrams of every kind with a few bytes changed, cut off or repeated, for ever; never empty."""
    rng = random.Random(seed)
    request = stun.request(bytes(12), "abcdef01:client", b"password", nominate=True)
    templates = [request, client_hello(), RTP_PACKET, RTCP_PACKET, bytes(30), *more]
    for template in itertools.cycle(templates):
        data = bytearray(template)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            del data[rng.randrange(1, len(data)) :]
        yield bytes(data * rng.choice((1, 1, 1, 2)))


def is_dtls(datagram: bytes) -> bool:
    """Whether it goes to the sender's own handshake, which it may break."""
    return 20 <= datagram[0] < 64


class Pair:
    """A publisher `anna` and a viewer `bo` who get along whatever others do."""

    def __init__(self, studio: Any, publisher: Any, viewer: Any) -> None:
        self.studio, self.publisher, self.viewer = studio, publisher, viewer
        self.sequences: dict[str, list[int]] = {"m0": [], "c0": []}

    def _note(self, mid: str, header: Any, data: bytes) -> None:
        if mid in self.sequences:
            self.sequences[mid].append(header.sequence)

    async def begin(self) -> None:
        await self.viewer.wait_frames("c0", 2)
        self.viewer.on_packet = self._note

    async def breathe(self) -> None:
        """Until the viewer has heard a little more: what was sent before has been read by then."""
        await self.viewer.wait_packets("m0", self.viewer.packets["m0"] + 2)

    async def check(self) -> None:
        """Nothing was lost on the way, nobody was dropped, and no datagram met a bug."""
        await self.viewer.wait_frames("c0", self.viewer.frames["c0"] + 5)
        await self.breathe()
        shed = any(isinstance(event, Overloaded) for event in self.studio.events)
        for mid, numbers in self.sequences.items():
            if shed and mid != "m0":
                continue  # a machine too busy for both drops pictures and tells; sound never
            assert {(b - a) & 0xFFFF for a, b in itertools.pairwise(numbers)} == {1}
        assert PeerLost("r", "bo", "view") not in self.studio.events
        assert PeerLost("r", "anna", "publish") not in self.studio.events
        assert "bug" not in await self.studio.counters()


@asynccontextmanager
async def undisturbed(studio: Any) -> AsyncIterator[Pair]:
    """The pair at work around the block; afterwards checked."""
    pair = Pair(studio, await studio.publisher("anna"), await studio.viewer("bo"))
    await pair.begin()
    yield pair
    await pair.check()


async def throw(pair: Pair, datagrams: Iterable[bytes], sock: socket.socket | None = None) -> None:
    """Send datagrams to the media port from one socket, never faster than they are read."""
    address = pair.studio.control.media_addresses[0]
    with sock or socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        datagrams = iter(datagrams)
        while batch := list(itertools.islice(datagrams, BATCH)):
            for datagram in batch:
                stranger.sendto(datagram, address)
            await pair.breathe()


async def protected(pair: Pair, peer: Any, packets: Iterable[bytes]) -> None:
    """Send packets under a participant's own keys, whatever its SRTP library is willing to protect."""
    for number, packet in enumerate(packets, start=1):
        with contextlib.suppress(pylibsrtp.Error, ConnectionError, ValueError, IndexError):
            await peer.send_raw(packet)
        if number % BATCH == 0:
            await pair.breathe()


def transport_of(peer: Any) -> Any:
    """The ICE transport of a headless peer, to send datagrams from its verified address."""
    transceiver = peer.pc.getTransceivers()[0]
    end = transceiver.receiver if transceiver.sender.track is None else transceiver.sender
    return end.transport.transport


async def until_counted(studio: Any, reason: str, count: int, timeout: float = 10.0) -> int:
    """Until the worker has counted so much of one reason; returns the count. Raises TimeoutError."""
    async with asyncio.timeout(timeout):
        while True:
            counted = int((await studio.counters()).get(reason, 0))
            if counted >= count:
                return counted
