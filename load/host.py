"""A headless host: signs in, opens the doors and sends a moving picture and a tone until told to stop.

Started as a process of its own (`python -m load.host URL SESSION EMAIL PASSWORD`); prints "live" once its
media is on its way. aiortc encodes here, which is this generator's cost, never the hub's.
"""

import asyncio
import fractions
import signal
import sys
from typing import Any

import aiohttp
import aioice.ice
import socketio
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import VIDEO_CLOCK_RATE, AudioStreamTrack, VideoStreamTrack
from av import VideoFrame

from load import pages
from load.receiver import loopback_only

NAMESPACE = "/room"
WIDTH, HEIGHT, RATE = 640, 360, 15
NEXT_STATE = {"published": "practice", "practice": "open", "open": "live"}


class Stripes(VideoStreamTrack):  # type: ignore[misc]
    """Grey stripes that move down, 640 x 360, 15 frames a second."""

    number = 0

    async def recv(self) -> VideoFrame:
        if self.number:
            await asyncio.sleep(1 / RATE)
        frame = VideoFrame(width=WIDTH, height=HEIGHT, format="yuv420p")
        for place, plane in enumerate(frame.planes):
            shade = bytes(
                (row * 8 + self.number * 4) % 256 if place == 0 else 128 for row in range(plane.height)
            )
            plane.update(b"".join(bytes([value]) * plane.line_size for value in shade))
        frame.pts = self.number * VIDEO_CLOCK_RATE // RATE
        frame.time_base = fractions.Fraction(1, VIDEO_CLOCK_RATE)
        self.number += 1
        return frame


class Host:
    """One host in one session, speaking the hub's pages and its socket."""

    def __init__(self, url: str, session: int) -> None:
        self.url, self.session = url, session
        self.sio = socketio.AsyncClient(reconnection=False)
        self.media = RTCPeerConnection(RTCConfiguration(iceServers=[]))

    async def sign_in(self, browser: aiohttp.ClientSession, email: str, password: str) -> str:
        """Sign in and return the ticket of the room's page."""
        page = await (await browser.get(f"{self.url}/login")).text()
        filled = {**pages.form(page, "/login"), "email": email, "password": password}
        await browser.post(f"{self.url}/login", data=filled, headers={"Origin": self.url})
        return pages.ticket(await (await browser.get(f"{self.url}/sessions/{self.session}/live")).text())

    async def go_live(self, cookies: str, ticket: str) -> None:
        """Join, walk the states up to live, and publish."""
        await self.sio.connect(
            self.url,
            headers={"Cookie": cookies, "Origin": self.url},
            auth={"ticket": ticket},
            namespaces=[NAMESPACE],
            transports=["websocket"],
        )
        joined = await self.ask("join", {"since_chat": 0})
        state = joined["snapshot"]["sections"]["session"]["state"]
        while state in NEXT_STATE:
            state = NEXT_STATE[state]
            await self.ask("state", {"to": state})
        await self.publish()

    async def publish(self) -> None:
        """Send picture and sound; returns once the connection stands."""
        connected = asyncio.Event()

        @self.media.on("connectionstatechange")  # type: ignore[untyped-decorator]
        def changed() -> None:
            if self.media.connectionState == "connected":
                connected.set()

        sound = self.media.addTransceiver(AudioStreamTrack(), direction="sendonly")
        picture = self.media.addTransceiver(Stripes(), direction="sendonly")
        await self.media.setLocalDescription(await self.media.createOffer())
        sources = {sound.mid: "microphone", picture.mid: "camera"}
        offer = self.media.localDescription.sdp
        reply = await self.ask("publish", {"sdp": offer, "sources": sources})
        await self.media.setRemoteDescription(RTCSessionDescription(sdp=reply["sdp"], type="answer"))
        await asyncio.wait_for(connected.wait(), 15)

    async def ask(self, event: str, data: dict[str, Any]) -> dict[str, Any]:
        """Send an event and return its ack. Raises RuntimeError with the code of a refusal."""
        reply: dict[str, Any] = await self.sio.call(event, data, namespace=NAMESPACE, timeout=15)
        if "error" in reply:
            raise RuntimeError(f"{event} was refused: {reply['error']['code']}")
        return reply

    async def close(self) -> None:
        await self.media.close()
        await self.sio.disconnect()


async def run(url: str, session: int, email: str, password: str) -> None:
    """Host until SIGTERM."""
    if "//127.0.0.1" in url:
        aioice.ice.get_host_addresses = loopback_only
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    host = Host(url, session)
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        ticket = await host.sign_in(browser, email, password)
        cookies = "; ".join(f"{cookie.key}={cookie.value}" for cookie in browser.cookie_jar)
        await host.go_live(cookies, ticket)
    print("live", flush=True)
    await stop.wait()
    await host.close()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
