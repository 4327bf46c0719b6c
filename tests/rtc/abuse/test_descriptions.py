"""Descriptions as large and as wrong as can be sent: refused with a code, and nothing is left behind."""

from collections.abc import Awaitable
from typing import Any

import pytest

from rtc.control import MediaRefused
from rtc.peer import HeadlessPublisher, HeadlessViewer
from tests.rtc.abuse.nonsense import undisturbed

HEAD = (
    "v=0\r\na=group:BUNDLE 0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
    f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}\r\na=setup:actpass\r\n"
)
LINE = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:{}\r\na=sendonly\r\na=rtpmap:96 VP8/90000\r\n"
WRONG = {
    "empty": "",
    "64 KB of one attribute": HEAD + LINE.format(0) + "a=fmtp:96 " + "x" * 64_000,
    "64 KB of attributes": (HEAD + LINE.format(0) + "a=ssrc:1 cname:x\r\na=rid:q send\r\n" * 4000)[:65_000],
    "64 KB of rtpmaps": (HEAD + LINE.format(0) + "a=rtpmap:97 VP8/90000\r\n" * 4000)[:65_000],
    "500 m-lines": HEAD + "".join(LINE.format(mid) for mid in range(500)),
    "500 short m-lines": HEAD + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" * 500,
    "one mid twice": HEAD + LINE.format(0) * 2,
    "no line break": HEAD.replace("\r\n", " "),
    "nulls": "\0" * 65_000,
    "not ASCII": HEAD + LINE.format("é"),
    "deep groups": HEAD + "a=group:BUNDLE " + "0 " * 30_000,
    "fingerprints": HEAD + "a=fingerprint:sha-256 AB\r\n" * 2000,
}


async def code_of(attempt: Awaitable[Any]) -> str:
    """What a command was refused with, "" when it was taken."""
    try:
        await attempt
    except MediaRefused as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("name", WRONG)
async def test_wrong_descriptions_are_refused_and_leave_no_connection(studio: Any, name: str) -> None:
    async with undisturbed(studio):
        for attempt in (
            studio.control.publish("r", "mallory", WRONG[name], {"0": "screen"}),
            studio.control.view_offered("r", "mallory", WRONG[name]),
            studio.control.answer("r", "bo", WRONG[name]),
        ):
            assert await code_of(attempt) in ("", "bad_sdp")
        await studio.control.leave("r", "mallory")
    [worker] = (await studio.control.stats()).values()
    assert worker["connections"] == 2


async def test_description_beyond_the_limit_never_reaches_the_worker(studio: Any) -> None:
    for text in ("v=0\r\n" + "x" * 65_536, "v" * 2_000_000):
        with pytest.raises(MediaRefused) as refused:
            await studio.control.publish("r", "mallory", text, {})
        assert refused.value.code == "bad_sdp"
    viewer = HeadlessViewer()
    await viewer.answer(await studio.control.view("r", "bo"))  # the link to the worker is as it was
    await viewer.close()


async def test_named_sources_that_the_offer_does_not_have_are_refused(studio: Any) -> None:
    publisher = HeadlessPublisher(("camera",))
    sdp, _ = await publisher.offer()
    for sources in ({"9": "camera"}, {"0": "microphone"}, {str(n): "screen" for n in range(1000)}):
        with pytest.raises(MediaRefused) as refused:
            await studio.control.publish("r", "mallory", sdp, sources)
        assert refused.value.code == "bad_sdp"
    await publisher.close()
