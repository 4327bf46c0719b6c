"""What a headless publisher (`peer`) shows and sounds: a picture that moves and a tone, in real time."""

from __future__ import annotations

import asyncio
import fractions
import math
import time
from array import array

import av
from aiortc import MediaStreamTrack


class Picture(MediaStreamTrack):  # type: ignore[misc]
    """A bar that moves over a grey ramp, so that no two frames are alike."""

    kind = "video"

    def __init__(self, size: tuple[int, int], fps: int) -> None:
        super().__init__()
        self._fps = fps
        self._count = 0
        self._began: float | None = None
        self._size = size
        self._ramp = bytes(40 + 160 * x // size[0] for x in range(size[0]))

    async def recv(self) -> av.VideoFrame:
        self._began = await _pace(self._began, self._count / self._fps)
        width, height = self._size
        left = self._count * 8 % (width - 24)
        row = self._ramp[:left] + b"\xeb" * 24 + self._ramp[left + 24 :]
        frame = av.VideoFrame(width, height, "yuv420p")
        for plane, line in zip(
            frame.planes, (row, b"\x80" * (width // 2), b"\x80" * (width // 2)), strict=True
        ):
            plane.update(line.ljust(plane.line_size, b"\x80") * plane.height)
        frame.pts, frame.time_base = self._count * 90000 // self._fps, fractions.Fraction(1, 90000)
        self._count += 1
        return frame


class Tone(MediaStreamTrack):  # type: ignore[misc]
    """440 Hz at a third of full scale, 20 ms at a time."""

    kind = "audio"
    rate, samples = 48000, 960

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._began: float | None = None

    async def recv(self) -> av.AudioFrame:
        self._began = await _pace(self._began, self._count * self.samples / self.rate)
        first = self._count * self.samples
        wave = (math.sin(i * math.tau * 440 / self.rate) for i in range(first, first + self.samples))
        frame = av.AudioFrame(format="s16", layout="mono", samples=self.samples)
        frame.planes[0].update(array("h", (int(value * 11000) for value in wave)).tobytes())
        frame.sample_rate = self.rate
        frame.pts, frame.time_base = self._count * self.samples, fractions.Fraction(1, self.rate)
        self._count += 1
        return frame


async def _pace(began: float | None, seconds: float) -> float:
    """Wait until `seconds` after the beginning; returns the beginning."""
    now = time.monotonic()
    if began is None:
        return now
    await asyncio.sleep(max(0.0, began + seconds - now))
    return began
