"""Makes the dumps in this folder: a real Chromium sends a generated picture, what arrives is kept decrypted.

Run as `python tests/captures/make.py` when a new codec or mode is wanted; the files stay in the repository
so that tests replay real traffic without a browser.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from rtc.core import dump, rtcp, rtp, sdp
from rtc.io.connection import Connection
from rtc.io.dtls import Identity
from rtc.io.udp import MediaPort

HERE = Path(__file__).parent
FLAGS = ["--no-sandbox", "--disable-background-networking"]
DESCRIPTOR = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
KEPT = (
    "urn:ietf:params:rtp-hdrext:sdes:mid",
    "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    DESCRIPTOR,
)
SECONDS = 1.5
# name: codec, scalability mode, width, height, bits per second
WANTED = {
    "vp8": ("VP8", None, 160, 90, 60_000),
    "vp8-l1t3": ("VP8", "L1T3", 160, 90, 60_000),
    "vp9": ("VP9", None, 160, 90, 60_000),
    "vp9-l3t3-key": ("VP9", "L3T3_KEY", 960, 540, 900_000),
    "vp9-l2t2": ("VP9", "L2T2", 640, 360, 600_000),
    "h264": ("H264", None, 160, 90, 60_000),
    "av1": ("AV1", None, 160, 90, 60_000),
    "av1-l3t3": ("AV1", "L3T3", 960, 540, 900_000),
    "av1-l2t2-key": ("AV1", "L2T2_KEY", 640, 360, 600_000),
}
SCRIPT = """
async ([name, mode, width, height, rate, uri]) => {
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const draw = canvas.getContext("2d");
  let count = 0;
  setInterval(() => {
    draw.fillStyle = "#8090a0";
    draw.fillRect(0, 0, width, height);
    draw.fillStyle = "#f0e0c0";
    draw.fillRect((count++ * 4) % width, height / 4, width / 8, height / 2);
  }, 66);
  const [track] = canvas.captureStream(15).getVideoTracks();
  window.pc = new RTCPeerConnection();
  const codec = RTCRtpReceiver.getCapabilities("video").codecs.find(
    one => one.mimeType === "video/" + name && !(one.sdpFmtpLine || "").includes("packetization-mode=0"));
  const encoding = {maxBitrate: rate};
  if (mode) encoding.scalabilityMode = mode;
  const transceiver = pc.addTransceiver(track, {direction: "sendonly"});
  transceiver.setCodecPreferences([codec]);
  const parameters = transceiver.sender.getParameters();
  Object.assign(parameters.encodings[0], encoding);
  await transceiver.sender.setParameters(parameters);
  if (name === "AV1" && transceiver.getHeaderExtensionsToNegotiate) {
    const wanted = transceiver.getHeaderExtensionsToNegotiate();
    for (const one of wanted) if (one.uri === uri) one.direction = "sendrecv";
    transceiver.setHeaderExtensionsToNegotiate(wanted);
  }
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}
"""


class Capture:
    """One connection of our own that takes whatever a browser offers and asks for one key frame."""

    def __init__(self) -> None:
        self.port = MediaPort((("127.0.0.1", "127.0.0.1"),), 0)
        self.identity = Identity()
        self.connection = Connection(self.port, self.identity, time.monotonic, 15.0)
        self.connection.on_rtp = self.connection.on_rtcp = self._take
        self.packets: list[dump.Captured] = []
        self.began = asyncio.Event()
        self._origin = 0.0

    def answer(self, offer: str) -> str:
        """An answer that takes the first codec and the extensions in KEPT."""
        self.connection.expect(sdp.parse(offer).transport().strongest)
        number = re.search(r"m=video 9 UDP/TLS/RTP/SAVPF (\d+)", offer)[1]  # type: ignore[index]
        prefixes = (f"a=rtpmap:{number} ", f"a=fmtp:{number} ", f"a=rtcp-fb:{number} ")
        lines = [line for line in offer.split("\r\n") if line.startswith(prefixes)]
        lines = [line for line in lines if "transport-cc" not in line]
        lines += [
            line for line in offer.split("\r\n") if line.startswith("a=extmap:") and line.endswith(KEPT)
        ]
        [(address, port)] = self.port.addresses
        head = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0"]
        head += ["a=extmap-allow-mixed", "a=ice-lite"]
        media = [f"m=video 9 UDP/TLS/RTP/SAVPF {number}", "c=IN IP4 0.0.0.0", "a=mid:0", "a=recvonly"]
        media += [f"a=candidate:1 1 udp 2130706431 {address} {port} typ host", "a=rtcp-mux", "a=rtcp-rsize"]
        media += [
            f"a=ice-ufrag:{self.connection.credentials.ufrag}",
            f"a=ice-pwd:{self.connection.credentials.password_text}",
        ]
        media += [f"a=fingerprint:sha-256 {self.identity.fingerprint}", "a=setup:passive"]
        return "\r\n".join([*head, *media, *lines]) + "\r\n"

    def _take(self, connection: Connection, data: bytearray, size: int, arrived: float) -> None:
        self._origin = self._origin or arrived
        self.packets.append(dump.Captured(arrived - self._origin, bytes(data[:size])))
        self.began.set()


async def capture(page: Page, wanted: tuple[Any, ...]) -> list[dump.Captured]:
    """The packets of somewhat more than a second, with a second key frame after two thirds."""
    loop, one = asyncio.get_running_loop(), Capture()
    one.port.start(loop)
    beat = loop.create_task(_beat(one.connection))
    offer = await page.evaluate(SCRIPT, [*wanted, DESCRIPTOR])
    await page.evaluate("sdp => pc.setRemoteDescription({type: 'answer', sdp})", one.answer(offer))
    await one.began.wait()
    ssrc = rtp.parse(one.packets[0].data, len(one.packets[0].data)).ssrc
    one.connection.send_rtcp(rtcp.receiver_report(1, []) + rtcp.remb(1, 2_000_000, [ssrc]))
    await asyncio.sleep(SECONDS * 2 / 3)
    one.connection.send_rtcp(rtcp.receiver_report(1, []) + rtcp.pli(1, ssrc))
    await asyncio.sleep(SECONDS / 3)
    await page.evaluate("pc.close()")
    beat.cancel()
    one.connection.close()
    one.port.close(loop)
    return one.packets


async def _beat(connection: Connection) -> None:
    while True:
        connection.tick(time.monotonic())
        await asyncio.sleep(0.02)


async def main(names: list[str]) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name in names or WANTED:
            page = await browser.new_page()
            packets = await capture(page, WANTED[name])
            (HERE / f"{name}.rtpdump").write_bytes(dump.write(packets))
            print(name, len(packets), "packets", sum(len(packet.data) for packet in packets), "bytes")
            await page.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
