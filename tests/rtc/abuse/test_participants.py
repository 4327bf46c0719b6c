"""Participants with right keys who send nonsense: their own trouble, nobody else's."""

import itertools
import socket
from typing import Any

import pytest

from rtc.core import rtcp, stun
from tests.rtc.abuse.nonsense import (
    CAMERA_SSRC,
    client_hello,
    is_dtls,
    mutated,
    protected,
    throw,
    transport_of,
    undisturbed,
    until_counted,
)

COUNT = 10_000
LOG_LINES = 20


async def test_ten_thousand_mutated_packets_under_right_keys(
    studio: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.viewer("mallory")
        publishing = await studio.publisher("mallory", "camera", "microphone")
        await mallory.wait_frames("c0", 2)
        ssrc = publishing.pc.getSenders()[0]._ssrc.to_bytes(4)
        own = b"\x90\x60\x01\x02" + bytes(4) + ssrc + b"\xbe\xde\0\2\x10\x7f\x40\x30\x31\0\0\0" + b"\x10" * 40
        nonsense = mutated(8, own, own, own)
        for _ in range(COUNT // 100):
            batch = list(itertools.islice(nonsense, 100))
            await protected(pair, mallory, batch[:50])
            await protected(pair, publishing, batch[50:])
    room = await studio.control.stats("r")
    assert room["malformed"] > 100
    assert room["dropped"]["unknown_stream"] > 100
    assert len(capfd.readouterr().err.splitlines()) <= LOG_LINES


async def test_ten_thousand_mutated_datagrams_from_a_verified_address(
    studio: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.viewer("mallory")
        await mallory.wait_frames("c0", 2)
        ice = transport_of(mallory)
        nonsense = (data for data in mutated(9) if not is_dtls(data))
        for _ in range(COUNT // 50):
            for data in itertools.islice(nonsense, 50):
                await ice._send(data)
            await pair.breathe()
    counters = await studio.counters()
    assert sum(counters.values()) >= COUNT
    assert counters["not_authentic"] > COUNT // 10
    assert len(capfd.readouterr().err.splitlines()) <= LOG_LINES


async def test_broken_handshakes_of_a_participant_end_at_most_its_own_connection(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.viewer("mallory")
        await mallory.wait_frames("c0", 2)
        ice = transport_of(mallory)
        records = (data for data in mutated(10) if is_dtls(data))
        for _ in range(20):
            for data in itertools.islice(records, 50):
                await ice._send(data)
            await pair.breathe()


async def test_handshake_that_is_flooded_keeps_nobody_waiting(studio: Any) -> None:
    """An address verified with the right password says hello for ever, and never anything else."""
    async with undisturbed(studio) as pair:
        offer = await studio.control.view("r", "mallory")
        ufrag, password = (offer.partition(f"a=ice-{name}:")[2].split()[0] for name in ("ufrag", "pwd"))
        check = stun.request(bytes(12), f"{ufrag}:me", password.encode(), nominate=True)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            await throw(pair, [check, *[client_hello()] * 3000], sock)
        late = await studio.viewer("late")
        await late.wait_frames("c0", 1)


async def test_invented_ssrcs_neither_cost_nor_shut_out_anything(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.publisher("mallory", "camera")
        await pair.viewer.wait_frames("c1", 2)
        packets = (
            b"\x80\x60" + (number & 0xFFFF).to_bytes(2) + bytes(4) + (70_000 + number).to_bytes(4) + bytes(30)
            for number in range(3000)
        )
        await protected(pair, mallory, packets)
        await pair.viewer.wait_frames("c1", pair.viewer.frames["c1"] + 3)
    assert (await studio.control.stats("r"))["dropped"]["unknown_stream"] >= 2900


@pytest.mark.parametrize("step", [32767, 32768, 65535, 1000])
async def test_sequence_numbers_that_jump_stay_the_jumpers_own_trouble(studio: Any, step: int) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.publisher("mallory", "camera")
        await pair.viewer.wait_frames("c1", 2)
        ssrc = mallory.pc.getSenders()[0]._ssrc.to_bytes(4)
        packets = (
            b"\x80\x61" + (number * step & 0xFFFF).to_bytes(2) + bytes(4) + ssrc + b"\x10\0\0\0" + bytes(20)
            for number in range(1000)
        )
        await protected(pair, mallory, packets)


async def test_replayed_packets_reach_nobody(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        seen: list[bytes] = []
        transport = transport_of(pair.publisher)
        send = transport._send

        async def sniffed(data: bytes) -> None:
            seen.append(data)
            await send(data)

        transport._send = sniffed
        await pair.viewer.wait_frames("c0", pair.viewer.frames["c0"] + 5)
        transport._send = send
        packets = [data for data in seen if 128 <= data[0] < 192]
        for _ in range(20):
            for data in packets:
                await send(data)
            await pair.breathe()
    assert await until_counted(studio, "not_authentic", 20 * len(packets)) == 20 * len(packets)


async def test_nacks_for_thousands_of_packets_are_answered_within_the_limits(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.viewer("mallory")
        await mallory.wait_frames("c0", 2)
        pairs = b"".join((number * 17 & 0xFFFF).to_bytes(2) + b"\xff\xff" for number in range(295))
        nack = b"\x81\xcd" + (2 + 295).to_bytes(2) + (2).to_bytes(4) + CAMERA_SSRC.to_bytes(4) + pairs
        assert len(pairs) // 4 * 17 > 5000
        all_since = [rtcp.nack(2, CAMERA_SSRC, range(start, start + 128)) for start in range(1000, 1512, 128)]
        before = mallory.packets["c0"]
        sent = pair.viewer.packets["c0"]
        await protected(pair, mallory, [nack, *all_since] * 100)
        await mallory.wait_packets("m0", mallory.packets["m0"] + 5)
        forwarded = pair.viewer.packets["c0"] - sent
        repeated = mallory.packets["c0"] - before - forwarded
    resent = (await studio.control.stats("r", "mallory"))["views"]["resent"]
    assert repeated <= resent + 10
    assert resent < 10_000  # of 51,200 asked for


async def test_key_frames_are_asked_of_a_publisher_only_so_often(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        mallory = await studio.viewer("mallory")
        await mallory.wait_frames("c0", 2)
        before = pair.viewer.key_frames["c0"]
        began = pair.viewer.frames["c0"]
        await protected(pair, mallory, [rtcp.pli(2, CAMERA_SSRC)] * 1000)
        frames = pair.viewer.frames["c0"] - began
        assert pair.viewer.key_frames["c0"] - before <= 2 + frames // 7  # 15 frames a second, 0.5 s apart
