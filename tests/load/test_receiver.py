"""The headless viewer against a real far end: aiortc offers and sends, the viewer connects and counts."""

import asyncio
import json

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack

from load import descriptions, receiver

OFFER = (
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE m0 c0\r\na=ice-lite\r\n"
    "m=audio 40000 UDP/TLS/RTP/SAVPF 111\r\na=mid:m0\r\na=rtpmap:111 opus/48000/2\r\na=sendonly\r\n"
    "m=video 40000 UDP/TLS/RTP/SAVPF 96\r\na=mid:c0\r\na=rtpmap:96 VP8/90000\r\na=ssrc:1 cname:x\r\n"
)


def test_the_answer_takes_every_line_and_sends_nothing() -> None:
    answer = descriptions.answer_sdp(OFFER, "uf", "pw", "sha-256", "AA:BB")
    assert answer.splitlines()[4] == "a=group:BUNDLE m0 c0"
    assert descriptions.attributes(answer, "mid") == ["m0", "c0"]
    assert answer.count("a=recvonly") == 2
    assert "a=sendonly" not in answer
    assert "a=ssrc" not in answer


def test_lost_packets_are_those_missing_between_first_and_highest() -> None:
    viewer = receiver.Viewer()
    viewer.started = 0.0
    for number in (65534, 65535, 1, 2, 0, 5):
        viewer._count(number, ssrc=9)
    assert (viewer.result().packets, viewer.result().lost) == (6, 2)


@pytest.fixture
async def sender():  # type: ignore[no-untyped-def]
    """A real far end that offers one sound track."""
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    connection.addTransceiver(AudioStreamTrack(), direction="sendonly")
    await connection.setLocalDescription(await connection.createOffer())
    yield connection
    await connection.close()


async def test_a_viewer_connects_and_counts_packets(sender: RTCPeerConnection) -> None:
    viewer = receiver.Viewer()
    answer = await viewer.answer(sender.localDescription.sdp)
    await sender.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    await viewer.connect()
    counted = asyncio.Event()
    count = viewer._count
    viewer.dtls.count = lambda *header: (count(*header), counted.set())
    await asyncio.wait_for(counted.wait(), 10)
    await viewer.close()
    assert viewer.result().connected_ms is not None
    assert viewer.result().packets >= 1


async def test_many_viewers_are_asked_over_one_socket(sender: RTCPeerConnection) -> None:
    receivers = receiver.Receivers()
    server = await asyncio.start_server(receivers.asked, "127.0.0.1", 0, limit=1 << 20)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname(), limit=1 << 20)
    writer.write(json.dumps({"offer": sender.localDescription.sdp}).encode() + b"\n")
    answer = json.loads(await reader.readline())["answer"]
    await sender.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
    await asyncio.wait_for(asyncio.gather(*receivers.connecting), 10)
    writer.write(b'{"report": true}\n')
    assert [v["lost"] for v in json.loads(await reader.readline())["viewers"]] == [0]
    writer.close()
    server.close()
