"""Handshakes that end without a trustworthy key: that connection closes, others do not notice."""

import re
from typing import Any

from aiortc.rtcdtlstransport import SRTP_PROFILES

from rtc.peer import HeadlessViewer
from rtc.wire import PeerConnected, PeerLost
from tests.rtc.abuse.nonsense import undisturbed, until_counted


async def test_certificate_that_is_not_the_described_one_gets_no_media(studio: Any) -> None:
    async with undisturbed(studio):
        mallory = HeadlessViewer()
        answer = await mallory.answer(await studio.control.view("r", "mallory"))
        forged = re.sub(r"a=fingerprint:sha-(384|512) \S+\r\n", "", answer)
        forged = re.sub(r"(a=fingerprint:sha-256 )\S+", r"\1" + ":".join(["AB"] * 32), forged)
        await studio.control.answer("r", "mallory", forged)
        await studio.told(PeerLost("r", "mallory", "view"))
        assert mallory.packets == {}
        await mallory.close()
    assert (await studio.counters())["wrong_fingerprint"] == 1
    assert PeerConnected("r", "mallory", "view") not in studio.events


async def test_peer_without_a_common_srtp_profile_is_closed(studio: Any) -> None:
    """OpenSSL completes such a handshake, without saying a word."""
    async with undisturbed(studio):
        mallory = HeadlessViewer()
        answer = await mallory.answer(await studio.control.view("r", "mallory"))
        dtls = mallory.pc.getTransceivers()[0].receiver.transport
        dtls._srtp_profiles = [one for one in SRTP_PROFILES if b"_256_" in one.openssl_profile]
        assert dtls._srtp_profiles
        await studio.control.answer("r", "mallory", answer)
        await studio.told(PeerLost("r", "mallory", "view"))
        assert mallory.packets == {}
        await mallory.close()
    assert PeerConnected("r", "mallory", "view") not in studio.events


async def test_certificate_nobody_described_waits_and_gets_nothing(studio: Any) -> None:
    """ICE and DTLS are done, the description's answer never comes."""
    async with undisturbed(studio) as pair:
        mallory = HeadlessViewer()
        await mallory.answer(await studio.control.view("r", "mallory"))
        while mallory.pc.connectionState != "connected":
            await pair.breathe()
        await pair.breathe()
        assert mallory.packets == {}
        await mallory.close()
    assert PeerConnected("r", "mallory", "view") not in studio.events
    assert await until_counted(studio, "malformed", 0) == 0
