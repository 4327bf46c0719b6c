"""The demo as a program over HTTP meets it: what it may send."""

import httpx
import pytest

from rtc.__main__ import demo
from rtc.whip.messages import SDP

FORMATS = {
    "VP8": "",
    "VP9": "a=fmtp:96 profile-id=0\r\n",
    "H264": "a=fmtp:96 packetization-mode=1;profile-level-id=42c01e\r\n",
    "AV1": "",
}


def offer(codec: str) -> str:
    """As of a program that sends one picture, in one codec."""
    return (
        "v=0\r\no=- 1 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE video0\r\n"
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:video0\r\na=sendonly\r\na=rtcp-mux\r\n"
        f"a=setup:actpass\r\na=ice-ufrag:user\r\na=ice-pwd:{'p' * 24}\r\n"
        f"a=fingerprint:sha-256 {':'.join(['AB'] * 32)}\r\n"
        f"a=rtpmap:96 {codec}/90000\r\n{FORMATS.get(codec, '')}"
    )


async def sent(codec: str) -> httpx.Response:
    async with (
        demo(0) as server,
        httpx.AsyncClient(base_url=f"http://localhost:{server.port}") as client,
    ):
        return await client.post("/whip/room", content=offer(codec), headers={"content-type": SDP})


@pytest.mark.parametrize("codec", FORMATS)
async def test_program_that_sends_one_codec_alone_is_taken_whichever_it_is(codec: str) -> None:
    answer = await sent(codec)
    assert answer.status_code == 201
    assert f"a=rtpmap:96 {codec}/90000" in answer.text


async def test_program_whose_codec_nobody_could_watch_is_told_so() -> None:
    answer = await sent("H265")
    assert (answer.status_code, answer.text) == (400, "bad_sdp: no codec in common\n")
