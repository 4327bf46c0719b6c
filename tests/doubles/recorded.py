"""Frames to be recorded, and what the files of a recording hold."""

import json
import os
from pathlib import Path

import av

from rtc.core.recording import Sample
from rtc.core.webm import OPUS_HEAD, Track

SOUND = Track(1, "microphone", "A_OPUS", OPUS_HEAD)
PICTURE = Track(2, "camera", "V_VP8", width=320, height=180)
SILENCE = b"\xf8\xff\xfe"
KEY = bytes.fromhex("100200" + "9d012a" + "4001b400").ljust(500, b"\0")


def sound(at: int, track: Track | None = None) -> Sample:
    return Sample("microphone", at, SILENCE, True, track)


def picture(at: int, track: Track | None = None, *, key: bool = True) -> Sample:
    return Sample("camera", at, KEY, key, track)


DELAY_MS = 7  # of the sound's encoder, which players take off


def played(path: Path) -> list[int]:
    with av.open(str(path)) as container:
        return [
            packet.pts + (DELAY_MS if packet.stream.type == "audio" else 0)
            for packet in container.demux()
            if packet.pts is not None
        ]


def marks(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


H264 = Track(2, "camera", "V_MPEG4/ISO/AVC", b"\1\x42\xc0\x1f", width=320, height=180)


def open_in(folder: Path) -> list[str]:
    """The files of a folder this process has open."""
    links = (os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd"))
    return sorted(Path(link).name for link in links if Path(link).parent == folder)
