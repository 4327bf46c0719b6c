"""Chromium's own picture and sound, recorded by a worker: how far apart they are in the file.

Once a second there is a tone; every picture has the time by the sound's clock burnt in. Both are read back
from the decoded file, so that what is compared is when each is shown.
"""

import statistics
from array import array
from pathlib import Path
from typing import Any

import av
import pytest
from playwright.async_api import Browser

from rtc.wire import RecordingEnded
from tests.doubles.moving_picture import number_of
from tests.rtc.test_with_chromium import chromium, decoded, page_url, view

__all__ = ["chromium", "page_url"]
pytestmark = pytest.mark.browser

IN_STEP = 0.04
LOUD = 0.1


async def test_recorded_picture_and_sound_of_chromium_are_in_step(
    studio: Any, chromium: Browser, page_url: str, tmp_path: Path
) -> None:
    await studio.control.record("r", str(tmp_path), {"anna": "file-anna"})
    page = await (await chromium.new_context()).new_page()
    await page.goto(page_url)
    offer = await page.evaluate("offerClapper(640, 360)")
    answer = await studio.control.publish("r", "anna", offer["sdp"], offer["sources"])
    await page.evaluate("sdp => accept(sdp)", answer)
    await decoded(await view(studio, chromium, page_url, "carl"), "c0", 150)
    await studio.control.stop_record("r")
    await studio.told(
        RecordingEnded("r", "anna", "file-anna", "stopped", {"file-anna.webm": "video/webm"}), timeout=20
    )
    pictures, tones = shown(tmp_path / "file-anna.webm"), heard(tmp_path / "file-anna.webm")
    assert len(pictures) >= 100
    assert len(tones) >= 3
    late = statistics.median(at - clock for at, clock in pictures)
    seconds = [round(at - late) for at in tones]
    apart = [at - second - late_at(pictures, second) for at, second in zip(tones, seconds, strict=True)]
    print({"tones": len(tones), "sound_after_picture_ms": [round(one * 1000, 1) for one in apart]})
    assert seconds == list(range(seconds[0], seconds[0] + len(seconds)))
    # a source on a busy machine loses sound of its own, so most seconds tell, not each
    assert statistics.median_low(map(abs, apart)) <= IN_STEP


def late_at(pictures: list[tuple[float, float]], second: int) -> float:
    """How long after its clock a picture of this second is shown; a busy browser's clock stumbles."""
    return statistics.median(at - clock for at, clock in pictures if abs(clock - second) <= 0.5)


def shown(path: Path) -> list[tuple[float, float]]:
    """(when it is shown, the clock in it) of every picture that can be read; seconds."""
    found = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            clock = clock_of(frame.reformat(format="gray"))
            if clock is not None:
                found.append((float(frame.time), clock))
    return found


def clock_of(frame: av.VideoFrame) -> float | None:
    [plane] = frame.planes
    luma, width, height = memoryview(bytes(plane)), frame.width, frame.height

    def white(row: int, place: int) -> bool:
        line, column = height * (2 * row + 1) // 18, width * (2 * place + 1) // 32
        return luma[line * plane.line_size + column] > 127

    high, low = (number_of([white(row, place) for place in range(16)]) for row in range(2))
    return None if high is None or low is None else (high << 12 | low) / 1000


def heard(path: Path) -> list[float]:
    """When tones begin that follow on silence, in seconds of the file."""
    onsets, loud_at = [], 0.0
    with av.open(str(path)) as container:
        mono = av.AudioResampler(format="flt", layout="mono", rate=48000)
        for decoded_frame in container.decode(audio=0):
            for frame in mono.resample(decoded_frame):
                samples = array("f", bytes(frame.planes[0])[: 4 * frame.samples])
                for index, sample in enumerate(samples):
                    if abs(sample) > LOUD:
                        at = float(decoded_frame.time) + index / 48000
                        if at - loud_at > 0.5:
                            onsets.append(at)
                        loud_at = at
    return onsets[1:]
