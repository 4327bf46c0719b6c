"""Strangers and participants who send nonsense: nobody else may notice."""

import contextlib
import itertools
import random
import socket
from typing import Any

import pylibsrtp
from OpenSSL import SSL

from rtc.core import rtcp, stun
from rtc.peer import HeadlessViewer
from rtc.wire import PeerLost

RTP_PACKET = bytes.fromhex("90e0038a00015f90000200002bede0001010ff") + bytes(60)
RTCP_PACKET = rtcp.nack(2, 0x20000, [1, 2, 3, 40]) + rtcp.pli(2, 0x20000) + rtcp.remb(2, 10**6, [0x20000])


def client_hello() -> bytes:
    """A well-formed ClientHello, as an attacker would forge it."""
    connection = SSL.Connection(SSL.Context(SSL.DTLS_METHOD))
    connection.set_connect_state()
    with contextlib.suppress(SSL.WantReadError):
        connection.do_handshake()
    return connection.bio_read(4096)


def mutated(seed: int) -> Any:
    """Datagrams of every kind with a few bytes changed, cut off or repeated, for ever; the same every run."""
    rng = random.Random(seed)
    request = stun.request(bytes(12), "abcdef01:client", b"password", nominate=True)
    templates = [request, client_hello(), RTP_PACKET, RTCP_PACKET, bytes(30)]
    for template in itertools.cycle(templates):
        data = bytearray(template)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.3:
            del data[rng.randrange(1, len(data)) :]
        yield bytes(data * rng.choice((1, 1, 1, 2)))


async def test_forged_client_hello_from_a_stranger_does_not_disturb_a_handshake(studio: Any) -> None:
    await studio.publisher("anna")
    hello, address = client_hello(), studio.control.media_addresses[0]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number in range(4):
            viewer = HeadlessViewer()
            answer = await viewer.answer(await studio.control.view("r", f"v{number}"))
            for _ in range(50):
                stranger.sendto(hello, address)
            await studio.control.answer("r", f"v{number}", answer)
            await viewer.wait_frames("c0", 1)
            await viewer.close()
    assert (await studio.counters())["stranger"] == 200


async def test_ten_thousand_mutated_datagrams_cost_the_others_nothing(studio: Any) -> None:
    await studio.publisher("anna")
    witness, mallory = await studio.viewer("bo"), await studio.viewer("mallory")
    publishing = await studio.publisher("mallory", "camera")
    sequences: dict[str, list[int]] = {"m0": [], "c0": []}
    witness.on_packet = lambda mid, header, data: sequences.setdefault(mid, []).append(header.sequence)
    await mallory.wait_frames("c0", 2)
    await witness.wait_frames("c0", 2)
    ice = mallory.pc.getTransceivers()[0].receiver.transport.transport
    nonsense = mutated(7)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for _ in range(100):
            for data in itertools.islice(nonsense, 60):
                stranger.sendto(data, studio.control.media_addresses[0])
            for data in itertools.islice(nonsense, 20):
                if not 20 <= data[0] < 64:  # a broken handshake of one's own ends one's own connection only
                    await ice._send(data)
            for data in itertools.islice(nonsense, 20):
                await send_protected(mallory if data[0] & 1 else publishing, data)
            await witness.wait_packets("m0", witness.packets["m0"] + 1)
    await witness.wait_frames("c0", witness.frames["c0"] + 5)
    for mid in ("m0", "c0"):
        steps = {(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences[mid])}
        assert steps == {1}
    assert PeerLost("r", "bo", "view") not in studio.events
    assert "bug" not in await studio.counters()


async def test_sequence_numbers_that_jump_stay_the_jumpers_own_trouble(studio: Any) -> None:
    await studio.publisher("anna")
    witness = await studio.viewer("bo")
    await witness.wait_frames("c0", 2)
    jumper = await studio.publisher("mallory", "camera")
    await witness.wait_frames("c1", 2)
    ssrc = jumper.pc.getSenders()[0]._ssrc
    sequences: list[int] = []
    witness.on_packet = lambda mid, header, data: sequences.append(header.sequence) if mid == "c0" else None
    for jump in range(300):
        number = jump * 32767 & 0xFFFF
        packet = b"\x80\x60" + number.to_bytes(2) + bytes(4) + ssrc.to_bytes(4) + bytes(20)
        await send_protected(jumper, packet)
    await witness.wait_frames("c0", witness.frames["c0"] + 10)
    assert {(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences)} == {1}


async def send_protected(peer: Any, packet: bytes) -> None:
    """Send under the peer's own keys whatever its SRTP library is willing to protect."""
    with contextlib.suppress(pylibsrtp.Error, ConnectionError, ValueError, IndexError):
        await peer.send_raw(packet)
