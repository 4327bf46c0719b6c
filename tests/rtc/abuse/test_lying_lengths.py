"""Packets whose lengths lie, and packets with nothing in them, under right keys."""

from typing import Any

from tests.rtc.abuse.nonsense import CAMERA_SSRC, protected, undisturbed


def lying(ssrc: bytes) -> list[bytes]:
    """RTP whose extension, padding, CSRC count or payload header points outside; and empty ones."""
    head = b"\x60\0\x01" + bytes(4) + ssrc
    extended = [
        b"\x90" + head + b"\xbe\xde" + words.to_bytes(2) + rest
        for words in (0, 1, 2, 0x7FFF, 0xFFFF)
        for rest in (b"", b"\x1f", b"\x10", b"\xff" * 3, b"\x4f\x30", b"\x1f" + bytes(20))
    ]
    two_byte = [
        b"\x90" + head + b"\x10\x00\0\1" + rest for rest in (b"\x01\xff\0\0", b"\x04\x03\0\0", b"\x01")
    ]
    padded = [
        b"\xa0" + head + bytes(count) + bytes((size,)) for count in (0, 1, 9) for size in (0, 1, 13, 255)
    ]
    sources = [bytes((0x80 | count,)) + head + bytes(8) for count in range(16)]
    payloads = [
        b"\x80" + head + payload for payload in (b"", b"\x90", b"\x90\x80", b"\x90\xff\xff", b"\xff" * 5)
    ]
    return [*extended, *two_byte, *padded, *sources, *payloads]


def lying_reports() -> list[bytes]:
    """RTCP whose counts and lengths do not fit what follows; and empty ones."""
    ssrc = CAMERA_SSRC.to_bytes(4)
    made = []
    for kind in range(192, 212):
        for count in (0, 1, 15, 31):
            for words in (0, 1, 2, 3, 0xFFFF):
                first = bytes((0x80 | count, kind)) + words.to_bytes(2)
                made += [first + ssrc, first + ssrc * 3, first + bytes(4) + ssrc + b"REMB\xff\xff\xff\xff"]
    return made


async def test_lengths_that_lie_and_empty_packets_from_a_publisher(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.publisher("mallory", "camera", "microphone")
        await pair.viewer.wait_frames("c1", 2)
        for sender in mallory.pc.getSenders():
            await protected(pair, mallory, lying(sender._ssrc.to_bytes(4)))
        await protected(pair, mallory, lying_reports())
    assert (await studio.control.stats("r"))["malformed"] > 0


async def test_lengths_that_lie_in_the_reports_of_a_viewer(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.viewer("mallory")
        await mallory.wait_frames("c0", 2)
        await protected(pair, mallory, lying_reports())
        await mallory.wait_frames("c0", mallory.frames["c0"] + 3)
    assert (await studio.control.stats("r"))["malformed"] > 0
