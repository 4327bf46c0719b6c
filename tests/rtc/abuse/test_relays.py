"""The port on which workers feed each other: who has no key of a relay is not heard there."""

import itertools
import socket
from typing import Any

from rtc.core import relay
from tests.rtc.abuse.nonsense import RTCP_PACKET, RTP_PACKET, Pair, mutated
from tests.rtc.test_edges import audience, shared

COUNT = 2000


def forged(number: int) -> list[bytes]:
    """Packets that name a relay rightly and were protected by nobody."""
    ssrc = relay.ssrc(number, 0).to_bytes(4)
    return [RTP_PACKET[:8] + ssrc + RTP_PACKET[12:], RTCP_PACKET[:4] + ssrc + RTCP_PACKET[8:], b"", b"\x80"]


async def test_strangers_at_the_relay_port_reach_no_room_and_are_counted(make_studio: Any) -> None:
    studio = await shared(make_studio)
    [viewer] = await audience(studio, "bo")
    pair = Pair(studio, await studio.publisher("anna"), viewer)
    await pair.begin()
    numbers = range(8)
    nonsense = mutated(11, *(packet for number in numbers for packet in forged(number) if len(packet) > 1))
    ports = [hello.relay for hello in studio.control.hellos()]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for _ in range(COUNT // 50):
            for datagram in [*itertools.islice(nonsense, 50), *forged(1)]:
                for port in ports:
                    stranger.sendto(datagram, port)
            await pair.breathe()
    await viewer.wait_frames("c0", viewer.frames["c0"] + 5)
    for sequences in pair.sequences.values():
        assert {(b - a) & 0xFFFF for a, b in itertools.pairwise(sequences)} == {1}
    workers = (await studio.control.stats()).values()
    assert all(worker["relay_dropped"] >= COUNT for worker in workers)
    assert not any("bug" in worker["counters"] for worker in workers)
