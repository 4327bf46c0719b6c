"""Who has no place in any room: nothing they send reaches anybody, and all of it is counted."""

import itertools
import socket
from typing import Any

import pytest

from rtc.core import stun
from rtc.peer import HeadlessViewer
from tests.rtc.abuse.nonsense import RTP_PACKET, client_hello, mutated, throw, undisturbed, until_counted

COUNT = 10_000
LOG_LINES = 20


async def test_ten_thousand_mutated_datagrams_are_all_counted_and_hardly_logged(
    studio: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    async with undisturbed(studio) as pair:
        await throw(pair, itertools.islice(mutated(7), COUNT))
    counters = await studio.counters()
    assert counters["stranger"] + counters["malformed"] + counters.get("ignored", 0) == COUNT
    assert set(counters) <= {"stranger", "malformed", "ignored"}
    assert len(capfd.readouterr().err.splitlines()) <= LOG_LINES


async def test_forged_client_hellos_do_not_disturb_a_handshake(studio: Any) -> None:
    """RFC 8827's race: who shakes hands first wins, unless only verified addresses are heard."""
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


async def test_right_user_with_wrong_password_verifies_no_address(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        offer = await studio.control.view("r", "carl")
        ufrag = offer.partition("a=ice-ufrag:")[2].split()[0]
        forged = stun.request(bytes(12), f"{ufrag}:me", b"wrong", nominate=True)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            await throw(pair, [forged, client_hello(), RTP_PACKET], sock)
    assert await until_counted(studio, "stranger", 3) == 3


async def test_stun_gets_no_answer_without_the_password_so_nothing_is_amplified(studio: Any) -> None:
    address = studio.control.media_addresses[0]
    asked = [
        stun.request(bytes(12), "abcdef01:me", b"password"),
        stun.success(bytes(12), "127.0.0.1", 9, b"password"),
        bytes.fromhex("000100002112a442") + bytes(12),
        client_hello(),
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        for datagram in asked:
            sock.sendto(datagram, address)
        counters = await studio.counters()
        while sum(counters.get(reason, 0) for reason in ("stranger", "ignored")) < len(asked):
            counters = await studio.counters()
        with pytest.raises(BlockingIOError):
            sock.recv(2048)


async def test_empty_datagrams_and_largest_ones_are_counted(studio: Any) -> None:
    async with undisturbed(studio) as pair:
        await throw(pair, [b"", b"", b"\x80" * 65507, b"\0" * 65507])
    counters = await studio.counters()
    assert counters["ignored"] == 4


async def test_relay_of_a_participants_datagram_from_elsewhere_is_a_stranger(studio: Any) -> None:
    """SRTP that is right but comes from an address nobody verified (the recording and replaying of calls)."""
    async with undisturbed(studio) as pair:
        seen: list[bytes] = []
        transport = pair.publisher.pc.getSenders()[0].transport.transport
        send = transport._send

        async def sniffed(data: bytes) -> None:
            seen.append(data)
            await send(data)

        transport._send = sniffed
        await pair.viewer.wait_frames("c0", pair.viewer.frames["c0"] + 5)
        transport._send = send
        await throw(pair, [data for data in seen if 128 <= data[0] < 192])
        count = sum(128 <= data[0] < 192 for data in seen)
    assert await until_counted(studio, "stranger", count) == count
