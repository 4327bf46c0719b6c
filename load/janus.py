"""Debian's Janus as a peer to compare with: its streaming plugin fed with the same packets, on loopback only.

A folder of its own for the configuration, the HTTP interface on 127.0.0.1, one mountpoint of Opus and VP8.
Its viewers are those of `crowd`; ICE-lite as ours, so that they find the same work to do.
"""

import contextlib
import http.client
import itertools
import json
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load.dump import AUDIO, VIDEO
from load.processes import NotReady, free_port

PROGRAM = "janus"
MOUNTPOINT = 1
MAIN = """
general: {{
    configs_folder = "{folder}"
    plugins_folder = "{plugins}"
    transports_folder = "{transports}"
    debug_level = 2
    session_timeout = 0
    no_webrtc_encryption = false
}}
nat: {{ ice_lite = true, ice_enforce_list = "{interface}", full_trickle = false }}
plugins: {{ disable = "{others}" }}
transports: {{ disable = "{channels}" }}
"""
HTTP = 'general: {{ json = "compact", base_path = "/janus", http = true, port = {port}, ip = "127.0.0.1" }}\n'
STREAM = """
load: {{
    type = "rtp", id = {mountpoint}, audio = true, video = true, audioiface = "lo", videoiface = "lo"
    audioport = {audio}, audiopt = {opus}, audiortpmap = "opus/48000/2", audiocodec = "opus"
    videoport = {video}, videopt = {vp8}, videortpmap = "VP8/90000", videocodec = "vp8"
}}
"""


@dataclass(frozen=True)
class Janus:
    """A running Janus: its process and its ports."""

    pid: int
    http: int
    audio: int
    video: int


def installed() -> bool:
    """Whether there is a Janus on this machine."""
    return shutil.which(PROGRAM) is not None


@contextlib.contextmanager
def running() -> Iterator[Janus]:
    """A Janus of our own while the block lasts. Raises NotReady."""
    library = next(Path("/usr/lib").glob("*/janus"))
    port, audio, video = free_port(), free_port(socket.SOCK_DGRAM), free_port(socket.SOCK_DGRAM)
    with tempfile.TemporaryDirectory(prefix="load-janus-") as folder:
        _configure(Path(folder), library, port, audio, video)
        process = subprocess.Popen(
            [PROGRAM, "-F", folder, "--disable-colors"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(port, process)
            yield Janus(process.pid, port, audio, video)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _configure(folder: Path, library: Path, port: int, audio: int, video: int) -> None:
    others = [one.name for one in (library / "plugins").glob("*.so") if "streaming" not in one.name]
    channels = [one.name for one in (library / "transports").glob("*.so") if "http" not in one.name]
    main = MAIN.format(
        folder=folder,
        plugins=library / "plugins",
        transports=library / "transports",
        interface="127.0.0.1",
        others=",".join(others),
        channels=",".join(channels),
    )
    stream = STREAM.format(mountpoint=MOUNTPOINT, audio=audio, video=video, opus=AUDIO, vp8=VIDEO)
    (folder / "janus.jcfg").write_text(main)
    (folder / "janus.transport.http.jcfg").write_text(HTTP.format(port=port))
    (folder / "janus.plugin.streaming.jcfg").write_text(stream)


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise NotReady(f"janus ended with code {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise NotReady("janus did not open its HTTP port")


class JanusSignalling:
    """Viewers of the mountpoint over Janus' HTTP interface; one session, a handle for each."""

    def __init__(self, port: int, mountpoint: int) -> None:
        self._mountpoint = mountpoint
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._numbers = itertools.count(1)
        self._handles: dict[str, int] = {}
        self._path = "/janus"
        self._path += f"/{self._ask(self._path, janus='create')['data']['id']}"

    def view(self, peer: str) -> str:
        """Janus' offer for a new handle."""
        attached = self._ask(self._path, janus="attach", plugin="janus.plugin.streaming")
        handle = self._handles[peer] = attached["data"]["id"]
        self._message(handle, {"request": "watch", "id": self._mountpoint})
        while True:
            event = self._event()
            if event.get("sender") == handle and "jsep" in event:
                return str(event["jsep"]["sdp"])

    def answer(self, peer: str, sdp: str) -> None:
        self._message(self._handles[peer], {"request": "start"}, {"type": "answer", "sdp": sdp})

    def _message(self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None) -> None:
        more = {"jsep": jsep} if jsep else {}
        self._ask(f"{self._path}/{handle}", janus="message", body=body, **more)

    def _ask(self, path: str, **fields: Any) -> dict[str, Any]:
        body = json.dumps({"transaction": str(next(self._numbers)), **fields})
        self._http.request("POST", path, body, {"Content-Type": "application/json"})
        reply = self._read()
        if reply["janus"] not in ("success", "ack"):
            raise NotReady(f"janus: {reply}")
        return reply

    def _event(self) -> dict[str, Any]:
        self._http.request("GET", f"{self._path}?maxev=1")
        return self._read()

    def _read(self) -> dict[str, Any]:
        reply: dict[str, Any] = json.loads(self._http.getresponse().read())
        return reply
